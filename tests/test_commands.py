"""What a reader types at the shell, and what it says when something is missing."""
import hashlib
import http.server
import io
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import threading
import time
from xml.etree import ElementTree

import pytest
import yaml

from suite import ROOT, run, script

MAKEFILE = (ROOT / "Makefile").read_text()
PUBLIC = {"lab", "test", "test-all", "docs", "notebooks", "data", "results", "models", "reproduce", "bench", "assignments", "slides",
          "clean"}


def make(*arguments, **more):
    return run("make", "--no-print-directory", *arguments, **more)


def program(folder, name, text):
    path = folder / name
    path.unlink(missing_ok=True)  # it may be a link to the machine's own
    path.write_text(f"#!/bin/bash\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def path(tmp_path):
    """A folder that can be the whole PATH: the shell's tools, this Python, and a JDK 17 that only knows its version."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("bash", "sh", "sed", "grep", "head", "env", "dirname", "mkdir", "rm", "mv", "tar", "gzip"):
        (folder / tool).symlink_to(shutil.which(tool))
    program(folder, "python3", f'exec {sys.executable} "$@"')
    program(folder, "curl", "exit 6")  # no network
    jdk(folder, 'echo "javac 17.0.9"')
    return folder


def jdk(folder, javac):
    program(folder, "java", "exit 0")
    program(folder, "javac", javac)


def assert_one_line(result, *words):
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


# --- make ---

def test_make_alone_prints_every_public_target():
    result = make()
    assert result.returncode == 0
    assert {line.split()[1] for line in result.stdout.splitlines()} == PUBLIC
    assert all(re.match(r"make [\w-]+ +\w", line) for line in result.stdout.splitlines())


def test_every_target_is_public_or_below_the_line_of_those_that_are_not():
    above = MAKEFILE.split("\n# --- ")[0]
    assert set(re.findall(r"^([a-z-]+):", above, re.M)) == PUBLIC | {"help", "maybe-data"}


@pytest.mark.parametrize("target", sorted(PUBLIC))
def test_make_knows_how_to_make(target):
    assert make("-n", target).returncode == 0


@pytest.mark.alone
def test_a_second_make_kernel_does_nothing_in_under_two_seconds():
    (ROOT / ".venv" / ".kernel").unlink(missing_ok=True)
    assert make("kernel", timeout=600).returncode == 0
    made = [ROOT / ".venv" / "share" / "jupyter" / "kernels" / "java" / "kernel.json", ROOT / "lib" / "target" / "fewshot.jar"]
    before = [file.stat().st_mtime_ns for file in made]
    took = []
    for _ in range(3):  # The quickest counts: another program's second on this machine is not make's.
        start = time.monotonic()
        again = make("kernel")
        took.append(time.monotonic() - start)
        assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert min(took) < 2
    assert [file.stat().st_mtime_ns for file in made] == before


def test_jupyterlab_does_not_ask_a_newcomer_about_news():
    settings = json.loads((ROOT / ".venv" / "etc" / "jupyter" / "labconfig" / "page_config.json").read_text())
    assert settings["disabledExtensions"]["@jupyterlab/apputils-extension:announcements"] is True


def test_make_without_a_jdk_says_so_without_a_trace(path):
    (path / "javac").unlink()
    (path / "find").symlink_to(shutil.which("find"))
    result = run(shutil.which("make"), "kernel", PATH=path)
    assert result.returncode != 0
    said = [line for line in result.stderr.splitlines() if not line.startswith("make")]
    assert len(said) == 1 and "No JDK on the PATH" in said[0]


# --- tools/check-tools ---

def check_tools(path, python="python3"):
    return run(shutil.which("bash"), ROOT / "tools" / "check-tools", python, PATH=path)


def test_tools_that_are_new_enough_pass_in_silence(path):
    result = check_tools(path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def machine(path, system, processor):
    program(path, "uname", f'[ "$1" = -s ] && echo {system} || echo {processor}')


@pytest.mark.parametrize("system, processor", [("Darwin", "x86_64"), ("Linux", "riscv64"), ("Linux", "armv7l"), ("FreeBSD", "amd64")])
def test_a_machine_without_an_engine_is_told_so_before_anything_is_fetched(path, system, processor):
    machine(path, system, processor)
    assert_one_line(check_tools(path), "no PyTorch engine", f"{system}-{processor}", "Binder", "PYTORCH_LIBRARY_PATH")
    assert run(shutil.which("bash"), ROOT / "tools" / "check-tools", "python3", PATH=path, PYTORCH_LIBRARY_PATH="/torch/lib").returncode == 0


def test_each_machine_that_the_pom_has_an_engine_for_passes(path):
    found = set(re.findall(r"<djl.platform>([a-z0-9_-]+)</djl.platform>", (ROOT / "lib" / "pom.xml").read_text()))
    names = {"linux-x86_64": ("Linux", "x86_64"), "linux-aarch64": ("Linux", "aarch64"), "osx-aarch64": ("Darwin", "arm64"),
             "win-x86_64": ("MINGW64_NT-10.0", "x86_64")}
    assert found == set(names)
    for system, processor in names.values():
        machine(path, system, processor)
        assert check_tools(path).returncode == 0


@pytest.mark.parametrize("name", ["java", "javac"])
def test_without_a_jdk_the_line_says_where_to_get_one(path, name):
    (path / name).unlink()
    assert_one_line(check_tools(path), "No JDK", "17", "https://adoptium.net", "conda")


@pytest.mark.parametrize("said, version", [("javac 11.0.21", "version 11"), ("javac 1.8.0_392", "version 8"),
                                           ("javac 16", "version 16")])
def test_a_jdk_before_17_is_named_with_its_version(path, said, version):
    jdk(path, f'echo "{said}"')
    assert_one_line(check_tools(path), version, "17", "https://adoptium.net")


@pytest.mark.parametrize("said", ["javac 17", "javac 21.0.1", "javac 25-ea"])
def test_a_jdk_from_17_on_passes(path, said):
    jdk(path, f'echo "{said}"')
    assert check_tools(path).returncode == 0


def test_a_jdk_that_first_tells_of_its_options_passes(path):
    jdk(path, 'echo "Picked up JAVA_TOOL_OPTIONS: -Xmx2g" >&2; echo "javac 17.0.9"')
    assert check_tools(path).returncode == 0


def test_the_stand_in_for_a_missing_jdk_on_macos_counts_as_missing(path):
    jdk(path, 'echo "The operation couldn’t be completed. Unable to locate a Java Runtime." >&2\n'
              'echo "Please visit http://www.java.com for information on installing Java." >&2; exit 1')
    assert_one_line(check_tools(path), "No JDK", "https://adoptium.net")


def test_without_curl_the_line_says_so(path):
    (path / "curl").unlink()
    assert_one_line(check_tools(path), "No curl", "conda")


def test_a_stand_in_leaves_the_program_that_it_stands_for(tmp_path):
    original = tmp_path / "original"
    original.write_text("mine")
    (tmp_path / "tool").symlink_to(original)
    program(tmp_path, "tool", "exit 0")
    assert original.read_text() == "mine"


def test_without_python_the_line_says_where_to_get_it(path):
    (path / "python3").unlink()
    assert_one_line(check_tools(path), "No python3", "3.11", "https://www.python.org")


def test_a_python_that_is_too_old_is_named_with_its_version(path, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.version_info = (3, 9, 18, 'final', 0)")
    program(path, "python3.9", f'''[ "$1" = --version ] && echo "Python 3.9.18" && exit
PYTHONPATH={tmp_path} exec {sys.executable} "$@"''')
    assert_one_line(check_tools(path, "python3.9"), "Python 3.9.18 is too old", "3.11")


@pytest.mark.parametrize("module", ["ensurepip", "venv"])
def test_a_python_that_cannot_make_environments_names_the_package(path, tmp_path, module):
    (tmp_path / f"{module}.py").write_text("raise ImportError('Debian ships it apart')")
    program(path, "python3", f'PYTHONPATH={tmp_path} exec {sys.executable} "$@"')
    assert_one_line(check_tools(path), "python3-venv")


# --- tools/install-kernel.py ---

@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python environment with nothing in it."""
    folder = tmp_path_factory.mktemp("bare") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    return folder


@pytest.fixture
def kernel_folder(bare):
    """Where jjava would be, in the bare environment, with stand-ins for its jars."""
    folder = bare / "share" / "jupyter" / "kernels" / "java"
    folder.mkdir(parents=True)
    for name in ("jjava.jar", "jjava-launcher.jar"):
        (folder / name).touch()
    yield folder
    shutil.rmtree(bare / "share")


def install(environment, **more):
    return run(environment / "bin" / "python", ROOT / "tools" / "install-kernel.py", **more)


def test_install_kernel_refuses_an_environment_without_jjava(bare):
    assert_one_line(install(bare), "no JJava kernel", str(bare), "pip install")


def test_install_kernel_refuses_a_path_without_java(bare, kernel_folder, path):
    (path / "java").unlink()
    assert_one_line(install(bare, PATH=path), "no java on the PATH", "https://adoptium.net")
    assert sorted(f.name for f in kernel_folder.iterdir()) == ["jjava-launcher.jar", "jjava.jar"]


def test_install_kernel_twice_leaves_the_same_file(bare, kernel_folder):
    assert install(bare).returncode == 0
    first = (kernel_folder / "kernel.json").read_bytes()
    assert install(bare).returncode == 0
    assert (kernel_folder / "kernel.json").read_bytes() == first
    assert sorted(f.name for f in kernel_folder.iterdir()) == ["jjava-launcher.jar", "jjava.jar", "kernel.json"]


def test_install_kernel_takes_the_java_on_the_path_by_its_absolute_name(bare, kernel_folder, path):
    assert install(bare, PATH=os.pathsep.join([os.path.relpath(path, ROOT), os.environ["PATH"]])).returncode == 0
    written = json.loads((kernel_folder / "kernel.json").read_text())
    assert written["env"]["PATH"] == f"{path}:${{PATH}}"


def test_the_installed_kernel_names_files_that_exist():
    folder = pathlib.Path(sys.prefix) / "share" / "jupyter" / "kernels" / "java"
    written = json.loads((folder / "kernel.json").read_text())
    python, _, start, jars, connection = written["argv"]
    assert os.path.isabs(python) and os.access(python, os.X_OK)
    assert all(os.path.isfile(file) for file in (start, f"{jars}/jjava-launcher.jar", f"{jars}/jjava.jar"))
    assert os.path.isabs(start) and os.path.isabs(jars) and connection == "{connection_file}"
    ours, others = written["env"]["JJAVA_CLASSPATH"].split(os.pathsep)
    assert ours == str(ROOT / "lib" / "target" / "fewshot.jar") and os.path.isfile(ours)
    jars = {j.name for j in pathlib.Path(others.removesuffix("/*")).glob("*.jar")}
    assert others.endswith("/*") and any(j.startswith("pytorch-engine-") for j in jars)
    assert (written["language"], written["interrupt_mode"]) == ("java", "message")


# --- tools/maven ---

@pytest.fixture
def maven(path, tmp_path):
    """tools/maven in a folder of its own, expecting the archive of a stand-in that says how it was called."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        text = b'#!/bin/bash\necho "maven called with $*"\n'
        entry = tarfile.TarInfo("apache-maven-3.9.11/bin/mvn")
        entry.mode, entry.size = 0o755, len(text)
        tar.addfile(entry, io.BytesIO(text))
    (tmp_path / "archive").write_bytes(archive.getvalue())
    (tmp_path / "tools").mkdir()
    original = (ROOT / "tools" / "maven").read_text()
    text, found = re.subn("(?<=sha512=)[0-9a-f]{128}", hashlib.sha512(archive.getvalue()).hexdigest(), original)
    assert found == 1
    program(tmp_path / "tools", "maven", text)
    # curl -fsSL -o FILE ADDRESS
    program(path, "curl", f'echo "$4" >>{tmp_path}/asked; /bin/cat {tmp_path}/archive >"$3"')
    return tmp_path


def call_maven(maven, path):
    return run(shutil.which("bash"), maven / "tools" / "maven", "-q", "a word", PATH=path)


def test_a_maven_on_the_path_is_used_and_nothing_is_fetched(maven, path):
    program(path, "mvn", 'echo "own maven: $2"; exit 3')
    result = call_maven(maven, path)
    assert (result.returncode, result.stdout) == (3, "own maven: a word\n")
    assert not (maven / "asked").exists()


def test_without_one_maven_is_fetched_from_maven_central_once(maven, path):
    for _ in range(2):
        result = call_maven(maven, path)
        assert (result.returncode, result.stdout, result.stderr) == (0, "maven called with -q a word\n", "")
    (asked,) = (maven / "asked").read_text().splitlines()
    assert asked == "https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/3.9.11/apache-maven-3.9.11-bin.tar.gz"
    assert [f.name for f in (maven / ".tools").iterdir()] == ["apache-maven-3.9.11"]


def test_a_maven_with_another_check_sum_is_neither_unpacked_nor_kept(maven, path):
    with open(maven / "archive", "ab") as archive:
        archive.write(b"\0")
    assert_one_line(call_maven(maven, path), "damaged")
    assert list((maven / ".tools").iterdir()) == []


def test_without_a_network_maven_says_how_to_go_on(maven, path):
    program(path, "curl", "exit 6")
    assert_one_line(call_maven(maven, path), "https://maven.apache.org", "network")


def test_maven_is_told_of_the_proxy_unless_the_readers_own_settings_name_one(maven, path, tmp_path):
    program(path, "mvn", 'echo "$*"')
    for tool in ("grep", "cat"):
        (path / tool).unlink(missing_ok=True)
        (path / tool).symlink_to(shutil.which(tool))
    shutil.copy(ROOT / "tools" / "maven-proxy.py", maven / "tools")
    home = tmp_path / "home"
    (home / ".m2").mkdir(parents=True)

    def said(**more):
        return run(shutil.which("bash"), maven / "tools" / "maven", "a word", PATH=path, HOME=home, **more)

    assert said().stdout == "a word\n"
    settings = maven / ".tools" / "proxy.xml"
    proxy = "http://me:p%40ss&@proxy.example:3128"
    assert said(https_proxy=proxy, no_proxy="localhost,.example.org").stdout == f"-gs {settings} a word\n"
    assert settings.stat().st_mode & 0o077 == 0, "it may hold a password"
    http, https = ElementTree.parse(settings).getroot().find("proxies")
    for protocol, found in (("http", http), ("https", https)):
        assert {each.tag: each.text for each in found} == {
            "id": protocol, "active": "true", "protocol": protocol, "host": "proxy.example", "port": "3128", "username": "me",
            "password": "p@ss&", "nonProxyHosts": "localhost|*.example.org"}
    assert_one_line(said(https_proxy="http://host:a-port"), "settings.xml", "https_proxy")
    (home / ".m2" / "settings.xml").write_text("<settings><proxies></proxies></settings>")
    assert said(https_proxy=proxy).stdout == "a word\n"


def test_maven_goes_through_the_proxy(tmp_path):
    asked = []

    class Proxy(http.server.BaseHTTPRequestHandler):
        def do_CONNECT(self):
            asked.append(self.path)
            self.send_error(502)

        def log_message(self, *_):
            pass

    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    failed = run("tools/maven", "-q", "-B", f"-Dmaven.repo.local={tmp_path}", "-f", "lib/pom.xml", "process-resources",
                 https_proxy=f"http://127.0.0.1:{web.server_address[1]}", no_proxy=None, NO_PROXY=None)
    web.shutdown()
    assert failed.returncode != 0 and set(asked) == {"repo.maven.apache.org:443"}


# --- pins ---

def requirements(name):
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text().splitlines()]
    return [line for line in lines if line]


def package(requirement):
    return re.split(r"[=<>~!\[ ]", requirement)[0].lower()


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt", "course/requirements.txt", "course/hub/requirements.txt"])
def test_every_python_package_is_pinned_to_one_version(name):
    pins = [r for r in requirements(name) if not r.startswith("-r ../")]
    assert pins
    for pin in pins:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin), pin


def test_conda_takes_the_python_packages_from_requirements_txt_and_pins_none_itself():
    entries = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    (pip,) = [e["pip"] for e in entries if isinstance(e, dict)]
    assert pip == ["-r requirements.txt"]
    conda = {package(e) for e in entries if isinstance(e, str)}
    assert not conda & {package(r) for r in requirements("requirements.txt")}
    assert {"python", "openjdk", "maven", "make", "pip", "curl"} <= conda


def test_every_version_in_the_pom_is_one_version():
    versions = re.findall(r"<(?:[\w.-]*\.)?version>(.*?)<", (ROOT / "lib" / "pom.xml").read_text())
    assert len(versions) > 5
    for version in versions:
        assert re.fullmatch(r"([0-9][\w.-]*|-?\$\{[\w.-]+\})+", version), version


def test_the_bench_and_the_java_tests_keep_memory_as_the_kernel_does():
    pom, bench = ((ROOT / name).read_text() for name in ("lib/pom.xml", "tools/java"))
    for name, value in script("start-kernel").KEEP_MEMORY.items():
        assert f"<{name}>{value}</{name}>" in pom
        assert f" {name}={value} " in bench.replace("\n", " ")


def test_the_changelog_begins_with_the_version_of_the_pom_which_names_the_licence_that_lies_here():
    pom = (ROOT / "lib" / "pom.xml").read_text()
    version = re.search(r"<version>(.*?)</version>", pom)[1]
    assert re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(), re.M)[0] == version
    assert "<name>Apache-2.0</name>" in pom
    # The text as the Apache Software Foundation gives it out, whatever the line ends.
    words = " ".join((ROOT / "LICENSE").read_text().split())
    assert words.startswith("Apache License Version 2.0, January 2004") and "9. Accepting Warranty or Additional Liability." in words
