"""The older page beside JupyterLab: Jupyter Notebook 7, in an environment of its own, shows what JupyterLab shows."""
import subprocess
import sys

import pytest
from playwright.sync_api import expect, sync_playwright

from browser import FLAGS, chromium, serving, write_notebook
from suite import ROOT, run
from test_kernel import CHART, TRAINING

CELLS = [CHART + "chart", TRAINING, "training.until(30);"]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a notebook in Jupyter Notebook 7."""
    work = tmp_path_factory.mktemp("notebook7")
    subprocess.run([sys.executable, "-m", "venv", work / "env"], check=True)
    python = work / "env" / "bin" / "python"
    pip = run(python, "-m", "pip", "install", "--quiet", "--no-compile", "--disable-pip-version-check", "-r", ROOT / "requirements.txt",
              "notebook==7.6.5", timeout=600)
    assert pip.returncode == 0, pip.stderr
    assert run(python, ROOT / "tools" / "install-kernel.py").returncode == 0
    write_notebook(work / "reader.ipynb", *CELLS)

    def command(port, token):
        return [python, "-m", "notebook", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
                f"--IdentityProvider.token={token}"]

    with serving(command, work, FEWSHOT_DATA="glyphs") as (address, token):
        yield f"{address}/notebooks/reader.ipynb?token={token}"


@pytest.mark.thorough
def test_notebook_7_shows_a_chart_and_a_training_that_goes_on(server, tmp_path):
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(str(tmp_path), executable_path=chromium(), headless=True, args=FLAGS)
        page = context.pages[0]
        page.goto(server)
        page.locator(".jp-CodeCell").first.wait_for(timeout=60_000)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=connecting]").wait_for(timeout=60_000)  # what runs before is lost
        page.locator(".jp-Notebook-ExecutionIndicator:not([data-status=connecting])").wait_for(timeout=60_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        expect(page.locator(".jp-OutputArea-output").filter(has_text="Prototypical 30/30, 100 %")).to_have_count(1, timeout=120_000)
        expect(page.locator(".js-plotly-plot .gtitle").first).to_have_text("Squares", timeout=20_000)
        expect(page.locator(".jp-RenderedPlotly")).to_have_count(2)  # the chart, and the curve of the training
        context.close()
