"""Binder, as far as it can be had without Docker: what repo2docker would build, the scripts run by hand, and a visit."""
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys

import pytest
import yaml

from suite import ROOT, run, script

MEMORY = 2 * 1024**3
FIRST = "notebooks/00-learning-to-learn.ipynb"
LAB = ["jupyter", "lab"]  # BinderHub's choice where there is a JupyterLab
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Binder is Linux")


def copy_of_the_repository(folder):
    """What a commit of all that is here would hold."""
    said = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, check=True, capture_output=True)
    for name in filter(None, said.stdout.decode().split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/bash\n{text}\n")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return copy_of_the_repository(tmp_path_factory.mktemp("binder") / "repository")


# --- what repo2docker makes of it ---

@pytest.fixture(scope="module")
def dockerfile(tmp_path_factory):
    folder = copy_of_the_repository(tmp_path_factory.mktemp("dockerfile") / "repository")
    made = run(pathlib.Path(sys.prefix) / "bin" / "jupyter-repo2docker", "--no-build", "--debug", "--user-id=1000", "--user-name=jovyan",
               folder)
    assert made.returncode == 0, made.stderr
    return made.stderr + made.stdout


def test_repo2docker_builds_the_conda_environment_with_the_files_that_it_refers_to_and_then_runs_postbuild(dockerfile):
    steps = ["apt-get install --yes --no-install-recommends fontconfig fonts-dejavu-core", "COPY --chown=1000:1000 src/ ${REPO_DIR}/",
             'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"', "RUN ./postBuild",
             'ENV R2D_ENTRYPOINT="${REPO_DIR}/start"']
    places = [dockerfile.find(step) for step in steps]
    assert -1 not in places and places == sorted(places), dict(zip(steps, places))


def test_repo2docker_takes_the_python_of_environment_yml(dockerfile):
    (wanted,) = [e for e in yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"] if str(e).startswith("python=")]
    assert f"Building conda environment for {wanted}\n" in dockerfile


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_run_and_name_their_shell(name):
    assert (ROOT / name).stat().st_mode & stat.S_IXUSR
    assert (ROOT / name).read_text().startswith("#!/usr/bin/env bash\n")


def test_the_badge_opens_the_first_notebook():
    (path,) = re.findall(r"\(https://mybinder\.org/v2/gh/OWNER/REPOSITORY/HEAD\?labpath=([^)]+)\)", (ROOT / "README.md").read_text())
    assert path == FIRST and (ROOT / path).exists()


# --- start ---

def start(*command, **more):
    clean = {name: None for name in os.environ if name.startswith(("FEWSHOT_", "DJL_", "OMP_", "OPT_OUT_"))}
    return run(ROOT / "start", *command, **{**clean, **more})


def test_start_chooses_the_small_profile_one_thread_and_no_network_unless_told_otherwise():
    said = dict(line.split("=", 1) for line in start("env").stdout.splitlines() if "=" in line)
    assert [said[n] for n in ("FEWSHOT_PROFILE", "DJL_OFFLINE", "OPT_OUT_TRACKING", "OMP_NUM_THREADS")] == ["smoke", "true", "true", "1"]
    assert "FEWSHOT_PROFILE=tutorial\n" in start("env", FEWSHOT_PROFILE="tutorial").stdout


def test_start_becomes_the_command_with_its_words_and_its_exit_status():
    result = start("bash", "-c", 'echo "$1|$2|$PPID"; exit 7', "name", "a b", "$HOME")
    assert (result.returncode, result.stdout) == (7, f"a b|$HOME|{os.getpid()}\n")


# --- postBuild ---

@pytest.fixture(scope="module")
def built(copy):
    """The repository after postBuild, with a Python environment of its own in the place of conda's, and no way to Omniglot."""
    base = copy.parent
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", base / "env"], check=True)
    pip = run(sys.executable, "-m", "pip", "--python", base / "env" / "bin" / "python", "--disable-pip-version-check", "install",
              "--quiet", "--no-compile", "-r", copy / "requirements.txt", timeout=600)
    assert pip.returncode == 0, pip.stderr
    # The jars that are on this machine already.
    kept = pathlib.Path.home() / ".m2" / "repository"
    program(base / "bin" / "mvn", f'echo "$*" >>{base}/maven-calls; PATH=${{PATH#*:}} exec {ROOT}/tools/maven "$@" -Dmaven.repo.local={kept}')
    result = run(copy / "postBuild", cwd=base, timeout=600, **visitor(base))
    assert result.returncode == 0, result.stdout + result.stderr
    return base, result


def visitor(base):
    """The environment of the image, with the limit that BinderHub tells: nothing of this machine's Jupyter, data or profile."""
    (base / "tmp").mkdir(exist_ok=True)
    kept = {name: os.environ.get(name) for name in ("LANG", "SSL_CERT_FILE", "PIP_CERT")}
    return {**{name: None for name in os.environ}, **kept, "HOME": base, "TMPDIR": base / "tmp", "DJL_CACHE_DIR": base / "djl",
            "OMNIGLOT_MIRROR": base / "no-mirror", "MEM_LIMIT": MEMORY, "PATH": f"{base}/bin:{base}/env/bin:{os.environ['PATH']}"}


def files(folder):
    return {path: path.stat().st_mtime_ns for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.thorough
def test_without_omniglot_the_build_goes_on_with_drawn_characters(built):
    _, result = built
    assert "Without Omniglot the notebooks use characters that they draw themselves." in result.stdout
    assert re.search(r"^Data: glyphs: \d+ classes", result.stdout, re.M)


@pytest.mark.thorough
def test_the_build_installs_the_kernel_into_its_own_environment_and_leaves_its_memory_to_the_visit(built):
    base, _ = built
    written = json.loads((base / "env" / "share" / "jupyter" / "kernels" / "java" / "kernel.json").read_text())
    assert written["env"]["JJAVA_CLASSPATH"].startswith(str(base / "repository" / "lib" / "target" / "fewshot.jar"))
    assert "-Xmx" not in written["env"]["JJAVA_JVM_OPTS"]
    assert not set(written["env"]) & set(script("start-kernel").KEEP_MEMORY)


@pytest.mark.thorough
def test_the_build_unpacks_the_engine_and_keeps_no_copies_of_mavens(built):
    base, _ = built
    assert {"libtorch_cpu.so", "libtorch.so", "libc10.so"} <= {path.name for path in files(base / "djl")}
    assert any(path.name.endswith("libdjl_torch.so") for path in files(base / "djl"))
    (call,) = (base / "maven-calls").read_text().splitlines()
    own = pathlib.Path(re.search(r"-Dmaven\.repo\.local=(\S+)", call)[1])
    assert own.is_relative_to(base / "tmp") and not own.exists()


@pytest.mark.parametrize("broken", ["mvn", "python3"])
def test_a_build_that_lacks_something_it_needs_fails(tmp_path, broken):
    folder = copy_of_the_repository(tmp_path / "repository")
    for name in {"mvn", "python3"}:
        program(tmp_path / "bin" / name, f"echo {name} was called; exit {int(name == broken)}")
    assert run(folder / "postBuild", **visitor(tmp_path)).returncode != 0


# --- a visit ---

def no_network():
    """A prefix that takes the network away from a command; where that is not permitted, an empty one."""
    for prefix in (["unshare", "--net"], ["unshare", "--net", "--map-root-user"]):
        if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return prefix
    return []


@pytest.fixture(scope="module")
def visit(built):
    """Notebook 00 in JupyterLab on one core, without a network; what happened, and what changed on the disk."""
    base, _ = built
    before = files(base / "djl")
    core = ["taskset", "-c", str(min(os.sched_getaffinity(0)))]
    nowhere = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1"}
    result = run(*no_network(), *core, sys.executable, ROOT / "tests" / "visit.py", base / "repository", FIRST, base / "repository" / "start", *LAB,
                 timeout=960, **visitor(base), **nowhere)
    assert result.returncode == 0, result.stdout + result.stderr
    happened = json.loads(result.stdout)
    happened["unpacked"] = files(base / "djl") != before
    print({name: value for name, value in happened.items() if name not in ("failed", "stdout")})
    return happened


@pytest.mark.thorough
def test_the_first_notebook_runs_to_its_end_on_one_core_without_a_network(visit):
    assert (visit["failed"], visit["stderr"], visit["cores"]) == ([], "", 1)
    assert visit["network"] == (no_network() == []) and not visit["asks_for_news"]
    assert visit["pictures"] > 5
    assert visit["stdout"].startswith("Profile smoke")


@pytest.mark.thorough
def test_a_visit_stays_below_two_gigabytes(visit):
    # JupyterLab, the kernel's launcher and the kernel; what they share is counted more than once.
    assert len([m for m in visit["memory"] if m > 20 * 1024**2]) >= 3
    assert 300 * 1024**2 < sum(visit["memory"]) < MEMORY


@pytest.mark.thorough
def test_a_visit_unpacks_nothing(visit):
    assert not visit["unpacked"]
