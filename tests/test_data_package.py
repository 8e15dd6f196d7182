"""Data that come inside Python packages: what ./data-download.sh NAME leaves behind, and what it says when something is wrong."""
import gzip
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import zipfile

import pytest

from suite import script

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = {"made/data/one.csv": b"1,2\n", "made/data/two.csv.gz": gzip.compress(b"3,4\n"), "made/more/a.txt": b"a", "made/more/b.txt": b"b",
         "made/__init__.py": b"raise SystemExit('the code of the package was run')\n"}


def write_wheel(folder, files):
    about = {"made-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: made\nVersion: 1.0\n",
             "made-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
             "made-1.0.dist-info/RECORD": b""}
    path = folder / "made-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in {**files, **about}.items():
            archive.writestr(name, data)
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def world(tmp_path):
    """A package in a folder where pip looks, and a copy of the scripts that know it alone."""
    (tmp_path / "index").mkdir()
    digest = write_wheel(tmp_path / "index", FILES)
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "data-download.sh", tmp_path)
    known = (f'DATA = {{"made": [Wheel("made==1.0", "{digest}", {{"made/data/one.csv": "1.csv", "made/data/two.csv.gz": "2.csv",'
             ' "made/more/*.txt": "more/"})]}\n\n\nclass Failure')
    text = (ROOT / "tools" / "data-package.py").read_text()
    start, end = text.index("DATA = {"), text.index("class Failure")
    (tmp_path / "tools" / "data-package.py").write_text(text[:start] + known + text[end + len("class Failure"):])
    return tmp_path


def run(world, *arguments, **more):
    env = dict(os.environ, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(world / "index"), **more)
    return subprocess.run(["bash", str(world / "data-download.sh"), *map(str, arguments)], env=env, capture_output=True, text=True,
                          timeout=120)


def left(folder):
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file() and f.name != ".verified"}


EXPECTED = {"1.csv": b"1,2\n", "2.csv": b"3,4\n", "more/a.txt": b"a", "more/b.txt": b"b"}


def test_the_files_of_a_package_come_unpacked_into_the_folder_of_its_name_and_nothing_else_stays(world):
    result = run(world, "made")
    assert (result.returncode, result.stderr) == (0, "")
    assert left(world / "data" / "made") == EXPECTED
    assert sorted(f.name for f in (world / "data" / "made").iterdir()) == [".verified", "1.csv", "2.csv", "more"]


def test_a_second_run_asks_nobody_and_a_damaged_file_comes_anew(world):
    run(world, "made", world / "here")
    shutil.move(world / "index", world / "away")
    assert "nothing to do" in run(world, "made", world / "here").stdout
    (world / "here" / "1.csv").write_bytes(b"1,3\n")
    assert run(world, "made", world / "here").returncode != 0
    shutil.move(world / "away", world / "index")
    assert run(world, "made", world / "here").returncode == 0
    assert left(world / "here") == EXPECTED


def test_files_of_the_readers_own_in_the_folder_stay(world):
    (world / "here").mkdir()
    (world / "here" / "mine.csv").write_text("mine")
    run(world, "made", world / "here")
    assert left(world / "here") == {**EXPECTED, "mine.csv": b"mine"}
    assert "nothing to do" in run(world, "made", world / "here").stdout


def test_another_wheel_of_that_name_is_refused_in_one_line_and_nothing_of_it_is_left(world):
    write_wheel(world / "index", {**FILES, "made/data/one.csv": b"9,9\n"})
    result = run(world, "made", world / "here")
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1 and "SHA-256" in result.stderr and "made-1.0" in result.stderr
    assert list((world / "here").iterdir()) == []


def test_several_packages_are_unpacked_each_from_its_own_wheel_and_one_that_is_another_spoils_all(world):
    scripts = world / "tools" / "data-package.py"
    with zipfile.ZipFile(world / "index" / "made-1.0-py3-none-any.whl") as made, \
            zipfile.ZipFile(world / "index" / "other_name-2.0-py3-none-any.whl", "w") as other:
        for member in made.namelist():
            data = made.read(member).replace(b"Name: made\nVersion: 1.0", b"Name: other-name\nVersion: 2.0").replace(b"1,2", b"5,6")
            other.writestr(member.replace("made-1.0", "other_name-2.0"), data)
    digest = hashlib.sha256((world / "index" / "other_name-2.0-py3-none-any.whl").read_bytes()).hexdigest()
    both = scripts.read_text().replace('"more/"})]', f'"more/"}}), Wheel("Other.Name==2.0", "{digest}", {{"made/data/one.csv": "3.csv"}})]')
    scripts.write_text(both)
    result = run(world, "made", world / "here")
    assert (result.returncode, result.stderr) == (0, "")
    assert left(world / "here") == {**EXPECTED, "3.csv": b"5,6\n"}
    scripts.write_text(both.replace(digest, "0" * 64))
    result = run(world, "made", world / "there")
    assert result.returncode != 0 and "other_name-2.0" in result.stderr and len(result.stderr.splitlines()) == 1
    assert list((world / "there").iterdir()) == []


def test_what_data_are_known_have_versions_digests_and_places_of_their_own():
    known = script("data-package").DATA
    assert {"tables", "digits", "print", "molecules", "sound"} <= set(known)
    for name, wheels in known.items():
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", wheel.package) and re.fullmatch("[0-9a-f]{64}", wheel.sha256) for wheel in wheels), name
        places = [place for wheel in wheels for place in wheel.members.values() if not place.endswith("/")]
        assert len(places) == len(set(places)), name
    assert len(known["print"]) == 59


def test_without_a_network_one_line_names_the_package(world):
    shutil.rmtree(world / "index")
    result = run(world, "made", world / "here")
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1 and "made==1.0" in result.stderr


def test_a_folder_that_has_the_name_of_data_is_written_with_a_dot(world):
    result = run(world, "./made", OMNIGLOT_MIRROR=str(world / "nowhere"))
    assert "OMNIGLOT_MIRROR" in result.stderr
    assert left(world / "data") == {}
