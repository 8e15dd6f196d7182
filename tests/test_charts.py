"""What a chart says, as Plotly itself shows it: the JSON of the library, drawn by the Plotly that JupyterLab has, in a browser."""
import json
import os
import shutil
import sysconfig
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from suite import run

TEXTS = ["a$b", "$x^2$ and $1", "C:\\new\\umlaut", "ends in \\", "two\nlines", "it's \"quoted\" and `so`", "<b>x</b> & y",
         "<br>", "</script><script>alert(1)</script>", "&lt; &amp;quot; &#39;", "猫 ∑", "${x} {{x}}", "'; alert(1); //", "007", "2d", "NaN"]
# Reads texts from one file and writes their charts' JSON into another: a chart of lines and one of bars for each text. Into a
# third goes a slider.
JAVA = r"""
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.Chart;
import fewshot.show.Slider;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

public class Charts {
    public static void main(String[] files) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<Object> figures = new ArrayList<>();
        double[] two = {1, 2};
        for (String text : json.readValue(new File(files[0]), String[].class)) {
            Chart lines = Chart.of(text, text, text).line(text, two, two).level("chance", 1);
            Chart bars = Chart.of("t", "", "y").bars("a", new String[] {text, "008"}, two, null).bars("b", new String[] {text}, new double[] {1}, null);
            Chart points = Chart.of("t", "x", "y").points(text, two, two).level("chance", 1);
            for (Chart chart : List.of(lines, bars, points)) {
                figures.add(chart.bundle().data().get("application/vnd.plotly.v1+json"));
            }
        }
        json.writeValue(new File(files[1]), figures);
        Slider slider = Slider.of("slope", new double[] {1, 2, 5}, 2, a -> Chart.of("slope " + a, "x", "y")
            .line("still", two, two).line("turning", two, new double[] {a, 2 * a}));
        json.writeValue(new File(files[2]), slider.bundle().data().get("application/vnd.plotly.v1+json"));
    }
}
"""
# Draws a figure and reads what stands there. Plotly would ask a MathJax for the picture of a formula.
DRAW = r"""
async figure => {
    window.formulas = 0;
    window.MathJax = {get version() { window.formulas++; return '3.0.0'; }};
    const div = document.body.appendChild(document.createElement('div'));
    await Promise.race([Plotly.newPlot(div, figure.data, figure.layout), new Promise(end => setTimeout(end, 5000))]);
    const texts = name => [...div.querySelectorAll(name)].map(text => {
        const lines = [...text.querySelectorAll('tspan.line')];
        return lines.length ? lines.map(line => line.textContent).join('\n') : text.textContent;
    });
    const said = {title: texts('.gtitle'), x: texts('.xtitle'), y: texts('.ytitle'), legend: texts('.legendtext'),
                  ends: texts('.annotation-text'), ticks: texts('.xtick text'), formulas: window.formulas};
    div.remove();
    return said;
}
"""


# Draws a figure with a slider; what it then shows is asked for by NOW.
SLIDE = r"""
async figure => {
    const div = document.body.appendChild(document.createElement('div'));
    div.id = 'slide';
    await Plotly.newPlot(div, figure.data, figure.layout);
}
"""
NOW = r"""
() => {
    const div = document.getElementById('slide');
    return {shown: div._fullData.filter(t => t.visible === true).map(t => [t.name, Array.from(t.y)]),
            title: div.querySelector('.gtitle').textContent, y: div._fullLayout.yaxis.range.slice(), x: div._fullLayout.xaxis.range.slice(),
            says: div.querySelector('.slider-label').textContent, ends: div._fullLayout.annotations.map(a => [a.text, a.y])};
}
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """For each text what stands in its three charts; and under None what a slider shows at first, at its right end and at its left."""
    work = tmp_path_factory.mktemp("charts")
    (work / "Charts.java").write_text(JAVA)
    (work / "texts.json").write_text(json.dumps(TEXTS))
    made = run("tools/java", work / "Charts.java", work / "texts.json", work / "figures.json", work / "slider.json")
    assert made.returncode == 0, made.stderr
    figures = json.loads((work / "figures.json").read_text(encoding="utf-8"))
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    plotly = Path(sysconfig.get_path("purelib")) / "plotly" / "package_data" / "plotly.min.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(path=str(plotly))
        said = [page.evaluate(DRAW, figure) for figure in figures]
        slid = drag(page, json.loads((work / "slider.json").read_text(encoding="utf-8")))
        browser.close()
    return {None: slid} | {text: said[3 * i:3 * i + 3] for i, text in enumerate(TEXTS)}


def drag(page, figure):
    """What a slider shows at first, then pulled to the right end and to the left."""
    page.evaluate(SLIDE, figure)
    said = [page.evaluate(NOW)]
    rail, grip = page.locator("#slide .slider-rail-rect").bounding_box(), page.locator("#slide .slider-grip-rect")
    for x in rail["x"] + rail["width"] - 2, rail["x"] + 2:
        held = grip.bounding_box()
        page.mouse.move(held["x"] + held["width"] / 2, held["y"] + held["height"] / 2)
        page.mouse.down()
        page.mouse.move(x, held["y"] + held["height"] / 2, steps=5)
        page.mouse.up()
        page.wait_for_timeout(500)
        said.append(page.evaluate(NOW))
    return said


@pytest.mark.parametrize("text", TEXTS)
def test_plotly_shows_any_text_as_it_is(drawn, text):
    lines, bars, points = drawn[text]
    assert (lines["title"], lines["x"], lines["y"]) == ([text], [text], [text])
    assert (lines["ends"], lines["legend"]) == (["chance", text], [])
    assert (points["ends"], points["legend"]) == ([], [text, "chance"])
    assert bars["ticks"] == [text, "008"]
    assert lines["formulas"] == bars["formulas"] == points["formulas"] == 0


def test_a_slider_is_dragged_without_a_kernel_and_the_axes_stand_still(drawn):
    first, right, left = drawn[None]
    assert [state["shown"] for state in (first, right, left)] == [[["still", [1, 2]], ["turning", [a, 2 * a]]] for a in (2, 5, 1)]
    assert [state["title"] for state in (first, right, left)] == ["slope 2.0", "slope 5.0", "slope 1.0"]
    assert [state["says"] for state in (first, right, left)] == ["slope: 2", "slope: 5", "slope: 1"]
    assert [dict(state["ends"])["turning"] for state in (first, right)] == pytest.approx([4, 10])
    assert first["x"] == right["x"] == left["x"] and first["y"] == right["y"] == left["y"]
    assert first["y"][0] < 1 and first["y"][1] > 10
