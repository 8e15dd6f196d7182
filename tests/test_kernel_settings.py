"""What tools/install-kernel.py writes for a machine with little memory, and for a PyTorch of the reader's own."""
import pathlib

import pytest

from suite import script

GB = 1024**3
TOOL = script("install-kernel")
PLENTY = {"MALLOC_ARENA_MAX", "MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"}


@pytest.fixture(autouse=True)
def linux(monkeypatch):
    monkeypatch.setattr(TOOL.platform, "system", lambda: "Linux")


def written(memory=8 * GB, **environment):
    return TOOL.kernel(pathlib.Path("/kernels/java"), "/jdk/bin/java", memory, TOOL.chosen_engine(environment))["env"]


def options(memory=8 * GB, **environment):
    return written(memory, **environment)["JJAVA_JVM_OPTS"].split(" ")


@pytest.fixture
def torch(tmp_path):
    """torch and CUDA's runtime as pip lays them out, without what is in them."""
    for name in ("torch/lib/libtorch.so", "torch/lib/libtorch_cuda.so", "nvidia/cuda_runtime/lib/libcudart.so.12",
                 "nvidia/cublas/lib/libcublas.so.12"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def test_two_gigabytes_get_a_heap_of_half_of_one_and_no_hoarding_of_memory():
    assert "-Xmx512m" in options(2 * GB) and not PLENTY & set(written(2 * GB))


def test_from_four_gigabytes_on_the_heap_is_two_and_memory_is_kept():
    for memory in (4 * GB, 64 * GB):
        assert "-Xmx2g" in options(memory) and PLENTY <= set(written(memory))
    assert "-Xmx512m" in options(4 * GB - 1)


def test_a_pytorch_that_is_named_is_passed_on_with_the_folder_of_cudas_runtime(torch):
    given = {"PYTORCH_LIBRARY_PATH": str(torch / "torch" / "lib"), "PYTORCH_VERSION": "2.7.1", "PYTORCH_FLAVOR": "cu128"}
    assert given.items() <= written(**given).items()
    assert f"-Djna.library.path={torch}/nvidia/cuda_runtime/lib" in options(**given)


def test_a_folder_named_from_here_is_written_with_its_whole_name(torch, monkeypatch):
    monkeypatch.chdir(torch)
    assert written(PYTORCH_LIBRARY_PATH="torch/lib")["PYTORCH_LIBRARY_PATH"] == f"{torch}/torch/lib"


def test_a_pytorch_without_cuda_needs_no_runtime(torch):
    (torch / "nvidia" / "cuda_runtime" / "lib" / "libcudart.so.12").unlink()
    assert not any("jna" in option for option in options(PYTORCH_LIBRARY_PATH=str(torch / "torch" / "lib")))


def test_without_a_named_pytorch_nothing_is_said_of_one():
    for environment in ({}, {"PYTORCH_LIBRARY_PATH": "", "PYTORCH_FLAVOR": "cu128"}):
        assert not any(name.startswith("PYTORCH") for name in written(**environment))
        assert written(**environment) == written()


def test_a_folder_without_pytorch_is_refused_by_its_name(tmp_path):
    with pytest.raises(SystemExit, match=f"PYTORCH_LIBRARY_PATH is {tmp_path}, but no libtorch"):
        written(PYTORCH_LIBRARY_PATH=str(tmp_path))


def test_a_runtime_in_a_folder_with_a_space_is_refused_for_the_launcher_would_cut_it(torch):
    moved = torch.rename(torch.parent / "a b")
    with pytest.raises(SystemExit, match="a space"):
        written(PYTORCH_LIBRARY_PATH=str(moved / "torch" / "lib"))
