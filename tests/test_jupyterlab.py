"""The notebook as a reader meets it: JupyterLab as `make lab` starts it, in a real browser, with a real Java kernel."""
import json
import re
import shutil
import subprocess
import time

import nbformat
import pytest
from playwright.sync_api import expect

from browser import cell, hosts, jupyterlab, menu, notebook_page, picture, picture_of_a_failure  # noqa: F401 (a fixture)
from suite import ASSIGNMENTS, NOTEBOOKS, ROOT, data

pytestmark = [pytest.mark.alone, pytest.mark.thorough]
NAME = "02-prototypical-networks.ipynb"
OTHERWISE = "otherwise.ipynb"
LONG = "training.until(1_000_000);"
AFTER = 'System.out.println("kept after " + training.steps() + " steps");'
# Opens a notebook with the kernel of the one that is open, and says whether JupyterLab then takes it for changed.
OPEN = r"""
async name => {
    const {serviceManager: services, commands, shell} = window.jupyterapp;
    const id = shell.currentWidget.context.sessionContext.session.kernel.id;
    await services.sessions.startNew({path: name, name, type: 'notebook', kernel: {id}});
    const opened = await commands.execute('docmanager:open', {path: name});
    await opened.context.ready;
    await opened.context.sessionContext.ready;
    const kernel = opened.context.sessionContext.session.kernel;
    await Promise.all([kernel.info, kernel.spec]);
    await new Promise(resolve => setTimeout(resolve, 300));
    return [opened.context.model.dirty, opened.title.className.includes('jp-mod-dirty')];
}
"""
# Writes down every state of every progress line, whoever looks. A long line is none: the pattern would take its square in time.
WATCH = r"""
window.progress = [];
new MutationObserver(() => document.querySelectorAll('.jp-OutputArea-output pre').forEach(pre => {
    const line = pre.textContent.length < 2000 && pre.textContent.match(/\w[^\n]* \d+\/\d+, \d+ %/);
    if (line && !window.progress.includes(line[0])) window.progress.push(line[0]);
})).observe(document, {subtree: true, childList: true, characterData: true});
"""


def committed(folder):
    """The notebooks and the assignments as they are, but as if made with this machine's JDK; one names the kernel otherwise."""
    folder.mkdir()
    version = re.search(r"build ([^)\s]+)", subprocess.run(["java", "-version"], capture_output=True, text=True).stderr)[1].rstrip(",")
    for path in NOTEBOOKS + ASSIGNMENTS:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        notebook["metadata"]["language_info"]["version"] = version
        (folder / path.name).write_text(json.dumps(notebook), encoding="utf-8")
    notebook["metadata"]["kernelspec"]["display_name"] = "Java"
    (folder / OTHERWISE).write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab over a copy of the notebooks, with two cells more at the end of one."""
    work = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", work / "notebooks")
    path = work / "notebooks" / NAME
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.cells += [nbformat.v4.new_code_cell(LONG), nbformat.v4.new_code_cell(AFTER)]
    nbformat.write(notebook, path)
    committed(work / "notebooks" / "committed")
    with jupyterlab(work, FEWSHOT_PROFILE="smoke", FEWSHOT_DATA=data()) as served:
        yield served


@pytest.fixture(scope="module")
def page(lab, tmp_path_factory):
    with notebook_page(lab, NAME, tmp_path_factory.mktemp("profile"), WATCH) as opened:
        yield opened


def test_the_kernel_gets_ready_and_all_cells_run_to_a_training_line_that_moves(page):
    # JJava is there and has nothing to say of itself before its first cell: JupyterLab calls that Unknown.
    expect(page.locator("#jp-main-statusbar")).to_contain_text(re.compile(r"Java \(few-shot\) \| (Idle|Unknown)"), timeout=30_000)
    menu(page, "Run", "Run All Cells")
    page.wait_for_function("window.progress.some(line => line.includes('/1000000'))", timeout=240_000)
    first = [line for line in page.evaluate("window.progress") if "/1000000" not in line]
    # Three states are two changes.
    assert len({re.search(r" (\d+)/", line)[1] for line in first}) >= 3, first


def test_stop_ends_the_long_training_cell_within_seconds_and_the_next_cell_still_knows_it(page):
    long = cell(page, LONG)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Busy")
    start = time.monotonic()
    page.locator('.jp-NotebookPanel-toolbar [data-command="notebook:interrupt-kernel"]').first.click()
    expect(long.locator(".jp-OutputArea").first).to_contain_text("Evaluation interrupted", timeout=5000)
    expect(cell(page, AFTER).locator(".jp-OutputArea").first).to_contain_text(re.compile(r"kept after \d+ steps"), timeout=10_000)
    assert time.monotonic() - start < 5
    assert int(re.search(r"kept after (\d+)", cell(page, AFTER).inner_text())[1]) > 1


def chart(page):
    """The first Plotly output, drawn: until the pointer enters, it may be a picture."""
    output = page.locator(".jp-OutputArea-output.jp-RenderedPlotly").first
    output.scroll_into_view_if_needed()
    output.hover()
    expect(output.locator(".main-svg").first).to_be_visible(timeout=20_000)
    return output


def test_a_chart_is_drawn_by_plotly_with_its_points_and_axis_titles(page):
    output = chart(page)
    expect(output.locator(".main-svg .trace").first).to_be_attached()
    assert output.locator(".main-svg .trace path").count() > 0
    assert output.locator(".xtitle").text_content().strip() and output.locator(".ytitle").text_content().strip()
    picture(page, "light")


def test_a_chart_keeps_its_white_ground_in_the_dark_theme(page):
    menu(page, "Settings", "Theme", "JupyterLab Dark")
    expect(page.locator("body[data-jp-theme-light=false]")).to_be_attached(timeout=10_000)
    ground = chart(page).locator(".main-svg").first.evaluate("svg => getComputedStyle(svg).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    picture(page, "dark")


def test_a_committed_notebook_is_not_marked_as_changed_when_it_is_opened(page):
    names = [path.name for path in NOTEBOOKS + ASSIGNMENTS] + [OTHERWISE]
    marks = {name: page.evaluate(OPEN, f"committed/{name}") for name in names}
    assert marks == {name: [name == OTHERWISE] * 2 for name in names}


def test_the_page_had_no_error_and_nothing_was_asked_of_any_other_machine(page):
    # anywidget's own limit of two seconds, on a page that is busy with a chart: Elsewhere says its next word in ten seconds.
    assert [error for error in page.errors if error != "[anywidget] Failed to initialize model."] == []
    assert hosts(page) == {"127.0.0.1"}
