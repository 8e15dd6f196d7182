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
# Reads texts from one file and writes their charts' JSON into another: a chart of lines and one of bars for each text.
JAVA = r"""
import com.fasterxml.jackson.databind.ObjectMapper;
import fewshot.show.Chart;
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
            for (Chart chart : List.of(lines, bars)) {
                figures.add(chart.bundle().data().get("application/vnd.plotly.v1+json"));
            }
        }
        json.writeValue(new File(files[1]), figures);
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
                  ticks: texts('.xtick text'), formulas: window.formulas};
    div.remove();
    return said;
}
"""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """For each text what stands in its two charts."""
    work = tmp_path_factory.mktemp("charts")
    (work / "Charts.java").write_text(JAVA)
    (work / "texts.json").write_text(json.dumps(TEXTS))
    made = run("tools/java", work / "Charts.java", work / "texts.json", work / "figures.json")
    assert made.returncode == 0, made.stderr
    figures = json.loads((work / "figures.json").read_text(encoding="utf-8"))
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    plotly = Path(sysconfig.get_path("purelib")) / "plotly" / "package_data" / "plotly.min.js"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.add_script_tag(path=str(plotly))
        said = [page.evaluate(DRAW, figure) for figure in figures]
        browser.close()
    return {text: said[2 * i:2 * i + 2] for i, text in enumerate(TEXTS)}


@pytest.mark.parametrize("text", TEXTS)
def test_plotly_shows_any_text_as_it_is(drawn, text):
    lines, bars = drawn[text]
    assert (lines["title"], lines["x"], lines["y"], lines["legend"]) == ([text], [text], [text], [text, "chance"])
    assert bars["ticks"] == [text, "008"]
    assert lines["formulas"] == bars["formulas"] == 0
