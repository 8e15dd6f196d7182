"""The slides of a lecture: what they take from a notebook, and what they leave in it."""
import nbformat

from suite import NOTEBOOKS, script

PNG = "iVBORw0KGgo="


def picture(source, **metadata):
    return nbformat.v4.new_code_cell(source, metadata=metadata, outputs=[nbformat.v4.new_output(
        "display_data", {"image/png": PNG, "text/plain": "A line that rises.", "application/vnd.plotly.v1+json": {"data": []}})])


def made():
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    return script("slides").slides(nbformat.v4.new_notebook(cells=[
        text("# 07 · A method\n\n**Does it learn?**\n\nMuch text."), code("int x = 1;"), text("Words.\n\n## Training\nMore words."), picture("secret();"),
        text("It rises.\n\n### Later\nOn."), picture("hidden();", tags=["no-slide"]), picture("other();")]))


def test_a_slide_has_heading_picture_and_notes_and_no_code():
    cells = made().cells
    assert [(c.metadata.slideshow.slide_type, c.cell_type) for c in cells] == [
        ("slide", "markdown"), ("slide", "markdown"), ("-", "code"), ("notes", "markdown"), ("slide", "markdown"), ("-", "code")]
    assert cells[0].source == "# 07 · A method\n\n**Does it learn?**"
    assert (cells[1].source, cells[3].source, cells[4].source) == ("## Training", "It rises.", "## Later")
    assert all(c.source == "" and set(c.outputs[0].data) == {"image/png", "text/plain"} for c in cells if c.cell_type == "code")


def test_every_picture_of_a_committed_notebook_is_on_a_slide(tmp_path):
    path = next(p for p in NOTEBOOKS if p.name.startswith("02"))
    shown = [o.data["image/png"].replace("\n", "") for c in nbformat.read(path, as_version=4).cells for o in c.get("outputs", []) if "image/png" in o.get("data", {})]
    page = script("slides").write(path, tmp_path).read_text(encoding="utf-8").replace("\n", "")
    assert len(shown) > 5 and all(picture in page for picture in shown)
    assert "reveal" in page and "import ai.djl" not in page
