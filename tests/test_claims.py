"""Each figure that a committed notebook's text states is one that the notebook shows, or names its source."""
import bisect
import csv
import json
import re

import pytest

from suite import NOTEBOOKS, ROOT

NUMBER = r"[−-]?\d{1,3}(?:[,\u2009\u00a0 ]\d{3})+(?:\.\d+)?|[−-]?\d+(?:\.\d+)?"
STATED = re.compile(r"(?<![\w.\-/:#])(?:" + NUMBER + ")")
SHOWN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?(?:[eE]-?\d+)?")
UNIT = re.compile(r"\s*(?:%|per cent|percentage points?|points?|seconds?|s\b|ms\b|milliseconds|minutes|MB)")
# Said of others' work, or of what would be: not a figure of this run.
SOURCED = re.compile(r"arXiv|others,? (?:and )?(?:19|20)\d\d|others \([^)]*(?:19|20)\d\d|\((?:19|20)\d\d|[A-Z]\w+ (?:19|20)\d\d|et al|\b(?:papers?|published|authors?|theirs|reports?|would|section|tried before)\b")
# Taken apart before numbers are looked for: code, formulas, where a link goes to.
NOT_PROSE = [(r"```.*?```", ""), (r"\$\$.*?\$\$", ""), (r"\$[^$\n]*\$", ""), (r"`[^`\n]*`", "")]
LINK = re.compile(r"\[[^\]]*\]\(([^)]*)\)")
ROUND = {0, 1, 2, 5, 20, 50, 100}  # chance, all and none, numbers of classes


def number(text):
    return abs(float(re.sub(r"[,\u2009\u00a0 ]", "", text.replace("−", "-"))))


class Figures:
    """Numbers that are shown somewhere, to be found by what is left of them when they are rounded."""

    def __init__(self, texts):
        self.sorted = sorted({number(n) for text in texts for n in SHOWN.findall(text)})

    def has(self, value, decimals):
        half = 0.5 * 10**-decimals * 1.0001
        return any(self._between((value - half) * unit, (value + half) * unit) for unit in (1, 0.01, 100))

    def _between(self, low, high):
        place = bisect.bisect_left(self.sorted, low)
        return place < len(self.sorted) and self.sorted[place] <= high


def shown(notebook):
    """Code, and all outputs but pictures and the numbers of interactive ones: there are thousands of these."""
    texts = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            texts.append("".join(cell["source"]))
            for output in cell["outputs"]:
                texts.append("".join(output.get("text", "")))
                texts += ["".join(value) if isinstance(value, (list, str)) else json.dumps(value)
                          for kind, value in output.get("data", {}).items() if not kind.startswith("image/") and "plotly" not in kind]
    return [re.sub(r"base64,[A-Za-z0-9+/=]+", "", text) for text in texts]


def named(text):
    """Results of the notebooks that a paragraph links to, or names as its own numbering does."""
    numbers = re.findall(r"(?:^|/)(\d\d\w?)-[\w-]+\.ipynb", "\n".join(LINK.findall(text)))
    numbers += re.findall(r"(?:[Nn]otebooks?|In) \[?(\d\d\w?)\b", text)
    texts = []
    for each in numbers:
        for file in (ROOT / "notebooks" / "results").glob(f"{each}-*.csv"):
            with open(file, encoding="utf-8", newline="") as source:
                texts += [",".join(row) for row in csv.reader(source)]
    return Figures(texts)


def sentences(notebook):
    """The sentences of the text, as (cell, its paragraph, itself without links and formulas); a row of a table goes
    with its heading and what stands above it."""
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            for pattern, other in NOT_PROSE:
                text = re.sub(pattern, other, text, flags=re.S)
            above = heading = ""
            for paragraph in filter(str.strip, text.split("\n")):
                plain = LINK.sub(lambda m: m.group().split("]")[0] + "]", paragraph)
                if plain.startswith("|"):
                    heading = heading or above + plain
                    yield place, paragraph, heading if heading.endswith(plain) else heading + plain
                else:
                    above, heading = plain, ""
                    for sentence in re.split(r"(?<=[.!?;])\s", plain):
                        yield place, paragraph, sentence.strip()


def figures(sentence):
    """The measured figures of a sentence, as (text, value, decimals): with decimals or a unit, and not what a formula works out."""
    for match in STATED.finditer(sentence):
        before, after = sentence[:match.start()], sentence[match.end():]
        value = number(match.group())
        decimals = len(match.group().partition(".")[2])
        bare = decimals == 0 and (value in ROUND or not UNIT.match(after[:20]))
        worked = re.search(r"=\s*\W*$", before) or after.lstrip(" *").startswith(("·", "×", "="))
        if not bare and not worked:
            yield match.group(), value, decimals


def unfounded(notebook):
    """Figures in the text that nothing shows, as (cell, figure, sentence)."""
    known = shown(notebook)
    known += [sentence for _, _, sentence in sentences(notebook) if SOURCED.search(sentence)]
    known += [worked for _, _, sentence in sentences(notebook) for worked in re.findall(r"=\s*\**([\d.,]*\d)", sentence)]
    known = Figures(known)
    return [(place, figure, sentence) for place, paragraph, sentence in sentences(notebook)
            if not SOURCED.search(sentence) and not sentence.endswith("?")
            for figure, value, decimals in figures(sentence)
            if not known.has(value, decimals) and not named(paragraph).has(value, decimals)]


def made_up(prose, *outputs, code=""):
    return {"cells": [{"cell_type": "markdown", "source": prose},
                      {"cell_type": "code", "source": code, "outputs": [{"text": text} for text in outputs]}]}


@pytest.mark.parametrize("prose", ["It gets 97.7 %.", "It gets 98 % of them.", "97.68 ± 0.31, by its own count.", "0.977 of the queries."])
def test_a_figure_that_an_output_rounds_to_is_founded(prose):
    assert not unfounded(made_up(prose, "accuracy 97.68 ± 0.31"))


@pytest.mark.parametrize("prose, figure", [("It gets 96.7 %.", "96.7"), ("It takes 41 seconds.", "41"), ("A gain of 1.4 points.", "1.4"),
                                           ("See 97.7 % there. And 12.5 % here.", "12.5")])
def test_a_figure_that_nothing_shows_is_found(prose, figure):
    assert [each for _, each, _ in unfounded(made_up(prose, "accuracy 97.68 ± 0.31"))] == [figure]


@pytest.mark.parametrize("prose", ["The paper has 98.8 %.", "Snell and others (2017) have 98.8 %.", "By hand it is 0.05 · 0.95 = **0.0475**.",
                                   "With `rate = 0.125` and $x = 7.25$.", "Guessing gets 20 %.", "Two of 5 classes.",
                                   "| | Snell and others 2017 |\n|---|---|\n| 5-way | 98.8 |", "Is it 0.3 or 0.7?"])
def test_a_figure_with_a_source_or_worked_out_or_round_needs_no_output(prose):
    assert not unfounded(made_up(prose))


def test_a_figure_of_another_notebook_is_looked_up_in_its_results():
    with open(ROOT / "notebooks" / "results" / "02-prototypical-networks.csv", encoding="utf-8", newline="") as source:
        value = next(csv.DictReader(source))["value"]
    assert not unfounded(made_up(f"In notebook 02 it is {float(value):.1f} %."))
    assert not unfounded(made_up(f"[There](02-prototypical-networks.ipynb) it is {float(value):.1f} %."))
    assert unfounded(made_up(f"There it is {float(value):.1f} %."))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_figure_stands_in_the_text_alone(path):
    found = unfounded(json.loads(path.read_text(encoding="utf-8")))
    assert not found, "\n".join(f"cell {place}: {figure} in: {sentence[:160]}" for place, figure, sentence in found)
