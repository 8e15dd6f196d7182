"""What tools/install-kernel.py writes down for the kernel, and what tools/start-kernel.py finds out when it starts."""
import os
import pathlib
import subprocess
import sys

import pytest

from suite import ROOT, script

GB = 1024**3
TOOL = script("install-kernel")
START = script("start-kernel")
PLENTY = {"MALLOC_ARENA_MAX", "MALLOC_MMAP_MAX_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_"}


CORES = len(os.sched_getaffinity(0))  # of this machine; the tests have a stand-in of 16


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """16 cores and 16 GB."""
    monkeypatch.setattr(START.os, "sysconf", {"SC_PHYS_PAGES": 16 * GB // 4096, "SC_PAGE_SIZE": 4096}.get)
    monkeypatch.setattr(START.os, "sched_getaffinity", lambda process: set(range(16)))


def started(tmp_path, files=None, system="Linux", **environment):
    """The kernel's environment on a machine with these files of the kernel's."""
    for name, text in (files or {}).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text + "\n")
    return START.settings({"JJAVA_JVM_OPTS": "-XX:+UseSerialGC", "LANG": "en_GB.UTF-8", **environment}, tmp_path, system)


def is_small(environment):
    assert ("-Xmx512m" in environment["JJAVA_JVM_OPTS"].split()) != ("-Xmx2g" in environment["JJAVA_JVM_OPTS"].split())
    assert "-XX:+UseSerialGC" in environment["JJAVA_JVM_OPTS"].split()
    small = "-Xmx512m" in environment["JJAVA_JVM_OPTS"]
    assert PLENTY & set(environment) == (set() if small else PLENTY)
    return small


V2 = "sys/fs/cgroup"
IN_V2 = {"proc/self/cgroup": "0::/user.slice/job"}
IN_V1 = {"proc/self/cgroup": "4:memory:/job\n2:cpu,cpuacct:/job\n0::/"}


def test_sixteen_gigabytes_and_sixteen_cores_are_used(tmp_path):
    environment = started(tmp_path)
    assert not is_small(environment) and "OMP_NUM_THREADS" not in environment
    assert not PLENTY & set(started(tmp_path, system="Darwin")), "another allocator"


@pytest.mark.parametrize("files", [
    {f"{V2}/memory.max": str(2 * GB)}, {f"{V2}/memory/memory.limit_in_bytes": str(2 * GB)},
    {**IN_V2, f"{V2}/user.slice/job/memory.max": str(2 * GB), f"{V2}/user.slice/memory.max": "max"},
    {**IN_V2, f"{V2}/user.slice/memory.max": str(2 * GB), f"{V2}/user.slice/job/memory.max": str(8 * GB)},
    {**IN_V1, f"{V2}/memory/job/memory.limit_in_bytes": str(2 * GB), f"{V2}/memory/memory.limit_in_bytes": "9223372036854771712"}])
def test_a_limit_of_two_gigabytes_gives_a_small_heap_and_no_hoarding_of_memory(tmp_path, files):
    assert is_small(started(tmp_path, files))


def test_four_gigabytes_are_enough_and_less_is_not(tmp_path):
    for limit, small in ((4 * GB, False), (4 * GB - 1, True)):
        assert is_small(started(tmp_path, {f"{V2}/memory.max": str(limit)})) == small
    assert not is_small(started(tmp_path, {f"{V2}/memory.max": "max"}))


@pytest.mark.parametrize("files", [
    {f"{V2}/cpu.max": "200000 100000"}, {**IN_V2, f"{V2}/user.slice/cpu.max": "150000 100000", f"{V2}/user.slice/job/cpu.max": "max 100000"},
    {**IN_V1, f"{V2}/cpu/job/cpu.cfs_quota_us": "200000", f"{V2}/cpu/job/cpu.cfs_period_us": "100000"}])
def test_a_quota_of_two_processors_gives_the_engine_two_threads(tmp_path, files):
    assert started(tmp_path, files)["OMP_NUM_THREADS"] == "2"
    assert started(tmp_path, files, OMP_NUM_THREADS="1")["OMP_NUM_THREADS"] == "1"


def test_half_a_processor_is_one_thread_and_no_quota_is_none(tmp_path):
    assert started(tmp_path, {f"{V2}/cpu.max": "50000 100000"})["OMP_NUM_THREADS"] == "1"
    for none in ({f"{V2}/cpu.max": "max 100000"}, {f"{V2}/cpu/cpu.cfs_quota_us": "-1", f"{V2}/cpu/cpu.cfs_period_us": "100000"}):
        assert "OMP_NUM_THREADS" not in started(tmp_path / str(len(none)), none)


def test_what_jupyterhub_tells_holds_and_nonsense_does_not(tmp_path):
    environment = started(tmp_path, MEM_LIMIT=str(2 * GB), CPU_LIMIT="2.0")
    assert is_small(environment) and environment["OMP_NUM_THREADS"] == "2"
    assert not is_small(started(tmp_path, MEM_LIMIT="a lot", CPU_LIMIT=""))


@pytest.mark.parametrize("told, locale", [({"LANG": ""}, "C.UTF-8"), ({"LC_ALL": "C"}, "C.UTF-8"), ({"LC_CTYPE": "POSIX"}, "C.UTF-8"),
                                          ({}, None), ({"LC_ALL": "de_DE.UTF-8"}, "de_DE.UTF-8")])
def test_without_a_locale_names_are_utf_8(tmp_path, told, locale):
    assert started(tmp_path, **told).get("LC_ALL") == locale


def test_omniglot_beside_the_suite_is_found_from_elsewhere_unless_the_reader_has_or_names_another(tmp_path, monkeypatch):
    monkeypatch.setattr(START, "__file__", str(tmp_path / "suite" / "tools" / "start-kernel.py"))
    ours, elsewhere, theirs = tmp_path / "suite" / "data" / "omniglot", tmp_path / "else" / "where", tmp_path / "theirs" / "notebooks"
    for folder in (ours, elsewhere, theirs, theirs.parent / "data" / "omniglot"):
        folder.mkdir(parents=True)
    monkeypatch.chdir(elsewhere)
    assert "FEWSHOT_DATA" not in started(tmp_path), "it is not complete"
    (ours / ".verified").touch()
    assert started(tmp_path)["FEWSHOT_DATA"] == str(ours)
    assert started(tmp_path, FEWSHOT_DATA="glyphs")["FEWSHOT_DATA"] == "glyphs"
    monkeypatch.chdir(theirs)
    assert "FEWSHOT_DATA" not in started(tmp_path)


# Asks the JVM itself what it has, in place of the kernel's launcher.
ASKED = r"""
public class Asked {
    public static void main(String[] words) {
        System.out.println(Runtime.getRuntime().availableProcessors() + " " + System.getenv("OMP_NUM_THREADS") + " "
                + System.getenv("JJAVA_JVM_OPTS") + " " + (System.getenv("MALLOC_ARENA_MAX") == null));
    }
}
"""


@pytest.fixture
def group():
    """A control group of this machine with one processor and 2 GB; the kernel's own files, no stand-ins."""
    name = f"fewshot-{os.getpid()}"
    top = pathlib.Path("/sys/fs/cgroup")
    limits = [(top / "memory", {"memory.limit_in_bytes": 2 * GB}), (top / "cpu", {"cpu.cfs_quota_us": 100000})]
    if not (top / "memory").is_dir():
        limits = [(top, {"memory.max": 2 * GB, "cpu.max": 100000})]
    made = []
    try:
        for parent, values in limits:
            (parent / name).mkdir()
            made.append(parent / name)
            for file, value in values.items():
                (parent / name / file).write_text(str(value))
    except OSError as error:
        pytest.skip(f"this user may not make control groups: {error}")
    yield made
    for folder in made:
        folder.rmdir()


def test_a_program_in_a_real_control_group_has_what_the_group_has(group, tmp_path):
    (tmp_path / "Asked.java").write_text(ASKED)
    (tmp_path / "java").write_text(f"#!/bin/sh\nexec {subprocess.check_output(['which', 'java'], text=True).strip()} {tmp_path}/Asked.java\n")
    (tmp_path / "java").chmod(0o755)
    join = "".join(f"echo $$ >{folder}/cgroup.procs && " for folder in group)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OMP_", "MALLOC_", "MEM_LIMIT", "CPU_LIMIT"))}
    said = subprocess.run(["sh", "-c", f"{join} exec {sys.executable} -I {ROOT}/tools/start-kernel.py {tmp_path} none"], capture_output=True,
                          text=True, env={**clean, "PATH": f"{tmp_path}:{os.environ['PATH']}", "JJAVA_JVM_OPTS": ""}, timeout=60)
    threads = "1" if CORES > 1 else "null"  # where there is one core anyway, nothing has to be said
    assert said.stdout == f"1 {threads} -Xmx512m true\n", said.stdout + said.stderr


# --- what is written down ---

def written(**environment):
    return TOOL.kernel(pathlib.Path("/kernels/java"), "/jdk/bin/java", TOOL.chosen_engine(environment))["env"]


def options(**environment):
    return written(**environment)["JJAVA_JVM_OPTS"].split(" ")


def test_what_is_installed_says_nothing_of_the_machine_that_it_was_installed_on():
    assert not any("Xmx" in option for option in options()) and not PLENTY & set(written())


@pytest.fixture
def torch(tmp_path):
    """torch and CUDA's runtime as pip lays them out, without what is in them."""
    for name in ("torch/lib/libtorch.so", "torch/lib/libtorch_cuda.so", "nvidia/cuda_runtime/lib/libcudart.so.12",
                 "nvidia/cublas/lib/libcublas.so.12"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


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
