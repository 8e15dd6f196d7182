"""A tab that is closed while a cell runs, and opened again."""
import pytest
from playwright.sync_api import expect

from browser import (await_kernel, jupyterlab, notebook_page, picture, picture_of_a_failure, run_cell,  # noqa: F401 (a fixture)
                     write_notebook)

pytestmark = [pytest.mark.alone, pytest.mark.thorough]
NAME = "00-learning-to-learn.ipynb"  # what `make lab` opens
LOOP = """import fewshot.show.Progress;
try (Progress progress = new Progress("training", 150)) {
    for (int i = 1; i <= 150; i++) { Thread.sleep(300); progress.update(i, "loss 0.1"); }
}"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    work = tmp_path_factory.mktemp("lab")
    (work / "notebooks").mkdir()
    write_notebook(work / "notebooks" / NAME, LOOP)
    with jupyterlab(work) as lab, notebook_page(lab, NAME, tmp_path_factory.mktemp("profile")) as opened:
        await_kernel(opened)
        yield opened


def test_a_tab_that_is_opened_again_says_how_far_the_cell_is_and_the_one_that_shows_it_does_not(page):
    run_cell(page, "Progress")
    expect(page.locator(".jp-OutputArea-output")).to_contain_text("training", timeout=30_000)
    page.wait_for_timeout(12_000)  # the first word is said after ten
    expect(page.locator(".fewshot-elsewhere")).to_have_count(0)
    again = page.context.new_page()
    again.goto(page.url)
    page.close()
    card = again.locator(".fewshot-elsewhere")
    expect(card).to_contain_text("Still running, started in another page: training", timeout=30_000)
    picture(again, "reopened")
    before = card.text_content()
    expect(card).not_to_have_text(before, timeout=20_000)
    expect(card).to_contain_text("Over: training 150/150", timeout=60_000)
    expect(card).to_have_count(1)
    card.click()
    expect(card).to_be_hidden()
