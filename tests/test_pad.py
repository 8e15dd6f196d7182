"""The pad as a reader meets it: a sheet in JupyterLab, drawn on with real pointer events, without a network."""
import shutil
import statistics
import time

import pytest
from playwright.sync_api import expect

from browser import (await_kernel, hosts, jupyterlab, menu, notebook_page, picture, picture_of_a_failure,  # noqa: F401 (a fixture)
                     run_cell, write_notebook)
from suite import ROOT

pytestmark = [pytest.mark.alone, pytest.mark.thorough]
NAME = "00-learning-to-learn.ipynb"
SETUP = """import fewshot.compare.*;
import fewshot.data.glyph.Glyphs;
import fewshot.episode.EpisodeSampler;
import fewshot.pad.*;
import java.nio.file.Path;
Contestant ready = new Contest(Glyphs.split(), 32, 1, 2026).contestant("Prototypical", 0).load(Path.of("models", "seed-2026"));
Pad pad = Pad.of(ready.learners().get(0));
pad.open();"""
BUSY = "Thread.sleep(3000);"
QUIZ = """Quiz quiz = Quiz.of(new EpisodeSampler(Glyphs.split().test(), 20, 1, 1, 4).next(2), 2, 7, ready.learners().get(0));
quiz.open();"""
# Five characters of no alphabet, in units of 105 a side.
CHARACTERS = [
    [[(30, 25), (75, 25), (75, 80)], [(30, 52), (75, 52)]],
    [[(25, 80), (52, 20), (80, 80)]],
    [[(52, 20), (52, 85)], [(25, 40), (80, 40)], [(30, 85), (75, 85)]],
    [[(30, 30), (75, 30), (30, 75), (75, 75)]],
    [[(25, 30), (25, 80), (80, 80)], [(60, 30), (60, 60)]],
]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    work = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks" / "models", work / "notebooks" / "models")
    write_notebook(work / "notebooks" / NAME, SETUP, BUSY, QUIZ)
    with jupyterlab(work, FEWSHOT_DATA="glyphs") as lab, notebook_page(lab, NAME, tmp_path_factory.mktemp("profile")) as opened:
        await_kernel(opened)
        run_cell(opened, SETUP.splitlines()[0])
        opened.locator(".fewshot-pad .sheet").wait_for(timeout=30_000)
        yield opened


def button(page, name):
    return page.locator(".fewshot-pad").first.get_by_role("button", name=name)


def draw(page, strokes, off=0):
    box = page.locator(".fewshot-pad .sheet").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + (x + off) / 105 * box["width"], box["y"] + y / 105 * box["height"]) for x, y in stroke]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point, steps=6)
        page.mouse.up()


def best(page):
    return page.locator(".fewshot-pad .share-row.best span").first


def test_five_characters_are_taught_and_each_is_known_again(page):
    for number, character in enumerate(CHARACTERS, 1):
        draw(page, character)
        button(page, "Teach as a new character").click()
        expect(page.locator(".fewshot-pad .class")).to_have_count(number, timeout=5000)
    for number, character in enumerate(CHARACTERS, 1):
        button(page, "Clear").click()
        draw(page, character, off=3)
        expect(best(page)).to_have_text(str(number), timeout=5000)
        expect(page.locator(".fewshot-pad .nearest canvas")).to_have_attribute("title", "the most similar drawing of this class")
    picture(page, "pad-light")


def test_an_answer_is_there_in_three_tenths_of_a_second(page):
    page.evaluate("""() => {
        window.took = [];
        const sheet = document.querySelector('.fewshot-pad .sheet'), answers = document.querySelector('.fewshot-pad .answers');
        sheet.addEventListener('pointerup', () => { window.lifted = performance.now(); });
        new MutationObserver(() => { window.took.push(performance.now() - window.lifted); }).observe(answers, {childList: true});
    }""")
    for turn in range(50):
        button(page, "Clear").click()
        draw(page, CHARACTERS[1], off=turn % 5)
        page.wait_for_function(f"window.took.length > {turn}", timeout=10_000)
    assert statistics.median(page.evaluate("window.took")) < 300


def test_undo_takes_the_last_stroke_back_and_asks_again(page):
    button(page, "Clear").click()
    draw(page, [*CHARACTERS[1], [(10, 10), (95, 10), (95, 95), (10, 95)]])
    button(page, "Undo").click()
    expect(best(page)).to_have_text("2", timeout=5000)


def drawn_by(page, hand, strokes):
    """Draws with a pen or a finger, as the browser's own protocol sends them."""
    devices = page.context.new_cdp_session(page)
    box = page.locator(".fewshot-pad .sheet").bounding_box()
    for stroke in strokes:
        points = [(box["x"] + x / 105 * box["width"], box["y"] + y / 105 * box["height"]) for x, y in stroke]
        for (x, y), kind in zip([*points, points[-1]], ["down", *["move"] * (len(points) - 1), "up"]):
            if hand == "pen":
                event = {"down": "mousePressed", "move": "mouseMoved", "up": "mouseReleased"}[kind]
                devices.send("Input.dispatchMouseEvent", {"type": event, "x": x, "y": y, "button": "left", "buttons": int(kind != "up"),
                                                          "clickCount": 1, "pointerType": "pen"})
            else:
                event = {"down": "touchStart", "move": "touchMove", "up": "touchEnd"}[kind]
                devices.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": [] if kind == "up" else [{"x": x, "y": y}]})
    devices.detach()


@pytest.mark.parametrize("hand, character", [("pen", 3), ("touch", 4)])
def test_a_pen_and_a_finger_draw_as_the_mouse_does(page, hand, character):
    button(page, "Clear").click()
    page.evaluate("""() => {
        window.hands = new Set();
        document.querySelector('.fewshot-pad .sheet').addEventListener('pointerdown', event => window.hands.add(event.pointerType));
    }""")
    drawn_by(page, hand, CHARACTERS[character - 1])
    expect(best(page)).to_have_text(str(character), timeout=5000)
    assert page.evaluate("[...window.hands]") == [hand]


def test_a_class_is_forgotten_and_another_taught_live(page):
    button(page, "Forget 2").click()
    expect(page.locator(".fewshot-pad .class")).to_have_count(4, timeout=5000)
    button(page, "Clear").click()
    draw(page, CHARACTERS[1])
    button(page, "Teach as a new character").click()
    expect(page.locator(".fewshot-pad .class")).to_have_count(5, timeout=5000)
    draw(page, CHARACTERS[1], off=2)
    expect(best(page)).to_have_text("2", timeout=5000)


def test_a_line_says_that_a_cell_is_running_and_goes_when_the_answer_comes(page):
    run_cell(page, BUSY)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Busy")
    page.locator(".fewshot-pad .sheet").scroll_into_view_if_needed()
    button(page, "Clear").click()
    draw(page, CHARACTERS[3])
    note = page.locator(".fewshot-pad .note").first
    expect(note).to_contain_text("The kernel is busy with a cell", timeout=2500)
    expect(note).to_be_empty(timeout=6000)
    expect(best(page)).to_have_text("4")


def test_the_reader_answers_questions_and_then_the_network_does(page):
    run_cell(page, QUIZ.splitlines()[0])
    for question in (1, 2):
        expect(page.get_by_text(f"Question {question} of 2")).to_be_visible(timeout=5000)
        page.get_by_role("button", name="Answer 3", exact=True).click()
    rows = page.locator(".fewshot-pad").last.locator(".share-row")
    expect(rows).to_have_count(2, timeout=5000)
    assert [row.split("\n")[0] for row in rows.all_inner_texts()] == ["you", "Prototypical"]


def test_the_dark_theme_leaves_the_sheet_white_and_the_words_legible(page):
    menu(page, "Settings", "Theme", "JupyterLab Dark")
    expect(page.locator("body[data-jp-theme-light=false]")).to_be_attached(timeout=10_000)
    page.locator(".fewshot-pad .sheet").scroll_into_view_if_needed()
    style = "element => [getComputedStyle(element).backgroundColor, getComputedStyle(element.closest('.fewshot-pad')).color]"
    paper, words = page.locator(".fewshot-pad .sheet").evaluate(style)
    assert paper == "rgb(255, 255, 255)" and words != "rgb(34, 34, 34)"
    picture(page, "pad-dark")


def test_the_saved_file_has_a_picture_of_the_session(page):
    page.keyboard.press("Control+s")
    page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=10_000)
    outputs = page.evaluate("window.jupyterapp.shell.currentWidget.context.model.toJSON().cells[0].outputs")
    drawn = [output for output in outputs if "image/png" in output["data"]]
    assert len(drawn) == 1 and "Taught by hand" in drawn[0]["data"]["text/plain"]


def test_a_second_tab_shows_the_same_and_each_says_that_the_other_has_drawn(page):
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator(".fewshot-pad .class")).to_have_count(5, timeout=60_000)
    second.locator(".fewshot-pad .sheet").scroll_into_view_if_needed()
    draw(second, CHARACTERS[3])
    expect(best(second)).to_have_text("4", timeout=5000)
    elsewhere = "Done in another tab of this notebook"
    expect(page.locator(".fewshot-pad .note").first).to_contain_text(elsewhere, timeout=5000)
    page.bring_to_front()
    button(page, "Clear").click()
    draw(page, CHARACTERS[2])
    expect(best(page)).to_have_text("3", timeout=5000)
    expect(page.locator(".fewshot-pad .note").first).to_be_empty()
    expect(second.locator(".fewshot-pad .note").first).to_contain_text(elsewhere, timeout=5000)
    expect(best(second)).to_have_text("3")
    second.close()


def test_a_tab_that_is_opened_again_has_the_sheet_as_it_was(page):
    page.reload()
    expect(page.locator(".fewshot-pad .class")).to_have_count(5, timeout=60_000)
    draw(page, CHARACTERS[2])
    expect(best(page)).to_have_text("3", timeout=5000)


def test_a_line_says_that_the_kernel_has_gone(page):
    menu(page, "Kernel", "Shut Down Kernel")
    time.sleep(2)
    button(page, "Clear").click()
    draw(page, CHARACTERS[2])
    expect(page.locator(".fewshot-pad .note").first).to_contain_text("kernel", timeout=5000)


def test_nothing_was_asked_of_any_other_machine(page):
    assert page.errors == []
    assert hosts(page) == {"127.0.0.1"}
