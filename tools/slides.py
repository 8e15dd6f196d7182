#!/usr/bin/env python3
"""Slides for a lecture, made of the committed notebooks' own headings and pictures, with nbconvert and reveal.js.

    tools/slides.py FOLDER [02 04 …]        writes FOLDER/02-….slides.html, of all notebooks if none is named

A slide for each section that has a picture, with all its pictures one after the other; code stays in the notebook. What the
notebook says after a picture is in the speaker's notes (key s). A cell with the tag `no-slide` is left out. The page fetches reveal.js,
require.js and MathJax from the web; REVEAL_URL names another folder or address that has reveal.js.
"""
import os
import re
import sys
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"


def slide(cell, kind):
    cell.metadata["slideshow"] = {"slide_type": kind}
    return cell


def pictures(cell):
    """The pictures among a cell's outputs, each with the words that say what it shows."""
    return [nbformat.v4.new_output("display_data", {"image/png": output.data["image/png"], "text/plain": output.data.get("text/plain", "")},
                                   metadata={"image/png": {"alt": output.data.get("text/plain", "")}})
            for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def slides(notebook):
    """A notebook that has a slide for each picture: title, then heading, picture and notes."""
    cells, heading, noted = [], None, False
    for cell in notebook.cells:
        if "no-slide" in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            titles = re.findall(r"^#{1,3} .*$", cell.source, flags=re.M)
            if not cells and titles:  # the first cell: its title and the question below it
                question = re.search(r"^\*\*.+\*\*$", cell.source, flags=re.M)
                cells.append(slide(nbformat.v4.new_markdown_cell(titles[0] + ("\n\n" + question[0] if question else "")), "slide"))
            elif noted:
                cells.append(slide(nbformat.v4.new_markdown_cell(re.split(r"^#{2,3} ", cell.source, flags=re.M)[0].strip() or " "), "notes"))
            heading, noted = ("## " + titles[-1].lstrip("# ") if titles else heading), False
        else:
            for number, picture in enumerate(pictures(cell)):
                cells.append(slide(nbformat.v4.new_markdown_cell(heading or "##"), "subslide" if noted or number else "slide"))
                cells.append(slide(nbformat.v4.new_code_cell("", outputs=[picture]), "-"))
                noted = True
    return nbformat.v4.new_notebook(cells=cells, metadata={k: v for k, v in notebook.metadata.items() if k == "language_info"})


def write(path, folder):
    exporter = SlidesExporter(exclude_input=True, exclude_input_prompt=True, exclude_output_prompt=True)
    if os.environ.get("REVEAL_URL"):
        exporter.reveal_url_prefix = os.environ["REVEAL_URL"]
    page, _ = exporter.from_notebook_node(slides(nbformat.read(path, as_version=4)), {"metadata": {"name": path.stem}})
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{path.stem}.slides.html"
    target.write_text(page, encoding="utf-8")
    return target


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        if len(sys.argv) == 2 or any(path.name.startswith(name) for name in sys.argv[2:]):
            print(write(path, Path(sys.argv[1])))


if __name__ == "__main__":
    main()
