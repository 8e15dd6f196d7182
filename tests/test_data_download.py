"""data-download.sh: what it leaves behind, and what it says when something is wrong."""
import functools
import hashlib
import http.server
import os
import pathlib
import re
import shutil
import subprocess
import threading
import zipfile

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parent.parent / "data-download.sh"
NAMES = ["images_background.zip", "images_evaluation.zip", "images_background_small1.zip",
         "images_background_small2.zip", "all_runs.zip"]
REAL = pathlib.Path(os.environ.get("OMNIGLOT_MIRROR", "/nowhere"))


def content_digest(files):
    """SHA-256 over path, NUL and SHA-256 of each file, sorted by path: written here from the comment in data-download.sh."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return digest.hexdigest()


def write_zip(path, top, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(top + name, data)


@pytest.fixture
def world(tmp_path):
    """Five small archives in a mirror, and a copy of the script that expects them in place of the real ones."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    text = SCRIPT.read_text()
    for i, name in enumerate(NAMES):
        files = {f"Latin/character{c:02}/{i}.png": os.urandom(3000) for c in range(5)}
        top = "" if name == "all_runs.zip" else name[:-4] + "/"
        write_zip(mirror / name, top, files)
        text, found = re.subn(rf"({name} \S+) [0-9a-f]{{64}}", rf"\1 {content_digest(files)}", text)
        assert found == 1
    script = tmp_path / "data-download.sh"
    script.write_text(text)
    return mirror, script, tmp_path / "data"


def run(script, folder, mirror):
    env = dict(os.environ, OMNIGLOT_MIRROR=str(mirror), no_proxy="*")
    return subprocess.run(["bash", str(script), str(folder)], env=env, capture_output=True, text=True, timeout=120)


def assert_fails_in_one_line(result, *words):
    assert result.returncode != 0
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    for word in words:
        assert word in lines[0]


def assert_nothing_half_written(folder, mirror):
    for file in folder.iterdir():
        assert file.read_bytes() == (mirror / file.name).read_bytes()


@pytest.mark.parametrize("form", ["{}", "{}/", "file://{}"])
def test_a_mirror_is_a_folder_or_an_address(world, form):
    mirror, script, folder = world
    result = run(script, folder, form.format(mirror))
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(f.name for f in folder.iterdir()) == sorted(NAMES + [".verified"])
    for name in NAMES:
        assert (folder / name).read_bytes() == (mirror / name).read_bytes()


def as_in_the_official_clone(mirror):
    """The archives as they lie in a clone of brendenlake/omniglot."""
    runs = mirror / "python" / "one-shot-classification"
    runs.mkdir(parents=True)
    for name in NAMES:
        (mirror / name).rename((runs if name == "all_runs.zip" else runs.parent) / name)


@pytest.mark.parametrize("below", ["", "/", "/python", "/python/"])
@pytest.mark.parametrize("form", ["folder", "file", "server"])
def test_a_mirror_may_be_laid_out_as_the_official_clone(world, server, form, below):
    mirror, script, folder = world
    archives = {name: (mirror / name).read_bytes() for name in NAMES}
    as_in_the_official_clone(mirror)
    address = {"folder": str(mirror), "file": f"file://{mirror}", "server": server[0]}[form]
    result = run(script, folder, address + below)
    assert (result.returncode, result.stderr) == (0, "")
    assert {name: (folder / name).read_bytes() for name in NAMES} == archives


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_flat_server_may_end_in_a_slash(world, server, slash):
    mirror, script, folder = world
    assert run(script, folder, server[0] + slash).returncode == 0
    assert (folder / NAMES[4]).read_bytes() == (mirror / NAMES[4]).read_bytes()


@pytest.mark.parametrize("form", ["folder", "server"])
def test_an_archive_that_a_mirror_lacks_is_named(world, server, form):
    mirror, script, folder = world
    (mirror / NAMES[4]).unlink()
    address = {"folder": str(mirror), "server": server[0]}[form]
    assert_fails_in_one_line(run(script, folder, address), NAMES[4], address)


def test_the_default_folder_is_beside_the_script(world):
    mirror, script, _ = world
    subprocess.run(["bash", str(script)], env=dict(os.environ, OMNIGLOT_MIRROR=str(mirror)), check=True, cwd="/",
                   capture_output=True)
    assert (script.parent / "data" / "omniglot" / NAMES[0]).is_file()


def test_a_second_run_does_nothing_and_says_so_in_one_line(world):
    mirror, script, folder = world
    run(script, folder, mirror)
    before = {f.name: f.stat().st_mtime_ns for f in folder.iterdir()}
    shutil.rmtree(mirror)
    result = run(script, folder, mirror)
    assert (result.returncode, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) == 1 and "nothing to do" in result.stdout
    assert {f.name: f.stat().st_mtime_ns for f in folder.iterdir()} == before


def test_a_file_that_was_damaged_later_is_replaced_and_no_other(world):
    mirror, script, folder = world
    run(script, folder, mirror)
    untouched = (folder / NAMES[0]).stat().st_mtime_ns
    data = bytearray((folder / NAMES[1]).read_bytes())
    data[2000] ^= 1
    (folder / NAMES[1]).write_bytes(data)
    result = run(script, folder, mirror)
    assert result.returncode == 0
    assert (folder / NAMES[1]).read_bytes() == (mirror / NAMES[1]).read_bytes()
    assert (folder / NAMES[0]).stat().st_mtime_ns == untouched


def test_another_container_with_the_same_content_is_accepted(world):
    mirror, script, folder = world
    with zipfile.ZipFile(mirror / NAMES[0]) as old:
        files = {n: old.read(n) for n in reversed(old.namelist())}
    with zipfile.ZipFile(mirror / NAMES[0], "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in files.items():
            new.writestr(name, data)
    assert run(script, folder, mirror).returncode == 0


@pytest.mark.parametrize("damage", ["cut off", "one bit", "empty", "web page"])
def test_a_damaged_archive_is_refused(world, damage):
    mirror, script, folder = world
    archive = mirror / NAMES[1]
    data = bytearray(archive.read_bytes())
    data[2000] ^= 1
    archive.write_bytes({"cut off": data[:-500], "one bit": data, "empty": b"", "web page": b"<html>"}[damage])
    assert_fails_in_one_line(run(script, folder, mirror), NAMES[1], "damaged or cut off")
    assert not (folder / NAMES[1]).exists()
    assert_nothing_half_written(folder, mirror)


@pytest.mark.parametrize("change", ["a pixel", "a name", "a missing file", "one file more"])
def test_other_content_is_refused(world, change):
    mirror, script, folder = world
    with zipfile.ZipFile(mirror / NAMES[0]) as old:
        files = {n: old.read(n) for n in old.namelist()}
    name = next(iter(files))
    if change == "a pixel":
        files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])
    elif change == "a name":
        files[name + "x"] = files.pop(name)
    elif change == "a missing file":
        del files[name]
    else:
        files["images_background/more.png"] = b""
    write_zip(mirror / NAMES[0], "", files)
    assert_fails_in_one_line(run(script, folder, mirror), NAMES[0], "digest", "should be")
    assert list(folder.iterdir()) == []


def test_an_unreachable_address_fails_in_one_line(world):
    _, script, folder = world
    assert_fails_in_one_line(run(script, folder, "http://127.0.0.1:9/omniglot"), "127.0.0.1:9", "network")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("mirror", ["/no/such/folder", "file:///no/such/folder"])
def test_a_mirror_that_is_not_there_fails_in_one_line(world, mirror):
    _, script, folder = world
    assert_fails_in_one_line(run(script, folder, mirror), "/no/such/folder", "not there")
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_fails_in_one_line(world):
    mirror, script, folder = world
    folder.write_text("a file in its place")
    assert_fails_in_one_line(run(script, folder, mirror), str(folder), "cannot write")


@pytest.fixture
def small_disk(tmp_path):
    place = tmp_path / "small"
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", str(place)], capture_output=True).returncode == 0
    if not mounted:
        pytest.skip("only a superuser can make a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("form", ["{}", "file://{}"])
def test_a_full_disk_fails_in_one_line_and_leaves_no_part(world, small_disk, form):
    mirror, script, _ = world
    folder = small_disk / "data"
    assert_fails_in_one_line(run(script, folder, form.format(mirror)), "cannot write", "kB left")
    assert_nothing_half_written(folder, mirror)


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, with ranges; breaks off once after 5,000 bytes where it is told to; notes what was asked."""
    asked = []
    break_off = set()
    ranges = True

    def do_GET(self):
        path = pathlib.Path(self.directory) / self.path.lstrip("/")
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        start = int(re.match(r"bytes=(\d+)-", self.headers.get("Range", "bytes=0-")).group(1)) if self.ranges else 0
        self.asked.append((path.name, start))
        if start >= len(data):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        end = start + 5000 if path.name in self.break_off else len(data)
        self.break_off.discard(path.name)
        self.wfile.write(data[start:end])

    def log_message(self, *_):
        pass


@pytest.fixture
def server(world):
    handler = type("Fresh", (Server,), {"asked": [], "break_off": set()})
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=str(world[0])))
    threading.Thread(target=web.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{web.server_address[1]}", handler
    web.shutdown()


def test_a_download_that_broke_off_goes_on_where_it_stopped(world, server):
    mirror, script, folder = world
    address, handler = server
    handler.break_off.add(NAMES[1])
    assert_fails_in_one_line(run(script, folder, address), "broke off", "run this again")
    assert not (folder / NAMES[1]).exists()
    assert run(script, folder, address).returncode == 0
    assert (NAMES[1], 5000) in handler.asked
    assert (folder / NAMES[1]).read_bytes() == (mirror / NAMES[1]).read_bytes()
    assert handler.asked.count((NAMES[0], 0)) == 1


@pytest.mark.parametrize("source", ["server", "server without ranges", "file"])
@pytest.mark.parametrize("size", [5000, 100000])
def test_a_part_of_something_else_does_not_stand_in_the_way(world, server, source, size):
    mirror, script, folder = world
    address, handler = server
    handler.ranges = source == "server"
    folder.mkdir()
    (folder / (NAMES[0] + ".part")).write_bytes(b"x" * size)
    result = run(script, folder, f"file://{mirror}" if source == "file" else address)
    assert (result.returncode, result.stderr) == (0, "")
    assert (folder / NAMES[0]).read_bytes() == (mirror / NAMES[0]).read_bytes()


@pytest.mark.skipif(not (REAL / NAMES[0]).is_file(), reason="OMNIGLOT_MIRROR names no folder with Omniglot")
def test_the_real_archives_have_the_digests_that_the_script_expects(tmp_path):
    result = run(SCRIPT, tmp_path / "data", REAL)
    assert (result.returncode, result.stderr) == (0, "")
