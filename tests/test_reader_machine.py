"""The kernel on machines that are not like the one that the suite was written on."""
import struct
import zlib

import pytest
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
    for name in ("猫", "über", "007"):
        for image in ("1", "2"):
            png(folder / "Bilder für mich" / name / f"ä{image}.png")
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
