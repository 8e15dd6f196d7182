#!/usr/bin/env python3
"""Writes the table of measured results into a page, between its two markers, from the .csv files in notebooks/results.

    tools/results-table.py README.md
"""
import csv
import math
import re
import statistics
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Callable, NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "results"
COLUMNS = ("method,data,split,way,shot,batchnorm,metric,value,ci95,episodes,train_seconds,iterations,profile,device,seed"
           .split(","))
STUDENT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262]  # t for 95 % with 2 seeds, 3, ... and at most 10
BEGIN, END = "<!-- results -->", "<!-- /results -->"
GLANCE, GLANCE_END = "<!-- glance -->", "<!-- /glance -->"
LAKE = "Lake 20 runs"
UNTRAINED = re.compile("random weights|random encoder|from scratch")
# What papers say beside what `make reproduce` reached, where the page has the marks for it; no notebook's.
REPRODUCTION, REPRODUCTION_END = "<!-- reproduction -->", "<!-- /reproduction -->"
REPRODUCED = "reproduction.csv"
# What the page opens with, if it has the marks for it: a line a method, as the comparison measured it, and the notebook about it.
COMPARISON = "10"
HEADLINES = [("00", "pixel nearest neighbour"), ("00", "pre-training, nearest centroid"), ("00", "Baseline++"), ("01", "Siamese"),
             ("02", "Prototypical"), ("03", "Relation"), ("04", "Matching"), ("05", "GRU, encoder"), ("05", "LSTM, encoder"),
             ("06", "MANN, encoder"), ("07", "MAML"), ("07", "Meta-SGD"), ("07b", "ProtoMAML"), ("07b", "MAML++"), ("08", "Reptile"),
             ("09", "LSTM meta-learner"), ("11", "Transformer, encoder"), ("11", "In-context")]
HEADLINE_TASKS = ["5-way 1-shot", "5-way 5-shot", "20-way 1-shot", "20-way 5-shot"]


class Table(NamedTuple):
    """One line a notebook, method and whatever `line` adds to them; one column where `column` says so."""
    about: str
    heads: list          # of the line's own columns, behind notebook and method
    columns: list
    line: Callable       # a row of a results file → what stands in the line's own columns
    column: Callable     # a row → the number of its column, or None where it belongs to another table
    digits: str = "0.1"
    training: bool = False
    notebook: str = ""   # whose rows stand here and nowhere else; empty for all others


def data_and_mode(row):
    return (f"{row['data']}{', ' + row['split'] if row['split'] else ''}", row["batchnorm"] or "-")


def mode(row):
    return (row["batchnorm"] or "-",)


def task(row):
    tasks = [("5", "1"), ("5", "5"), ("20", "1"), ("20", "5")]
    return index(tasks, (row["way"], row["shot"])) if row["metric"] == "accuracy" else None


def background(row):
    if row["metric"] != "error" or row["split"] not in (LAKE, f"{LAKE}, minimal"):
        return None
    return 2 if not row["iterations"] else 1 if row["split"].endswith("minimal") else 0


def world(row):
    return index(["Omniglot", "Print", "Print, one pen", "MNIST"], row["data"]) if task(row) == 0 else None


def instance(row):
    return index([f"accuracy, at instance {n}" for n in (1, 2, 3, 5, 10)], row["metric"])


def bits(row):
    return index([("copy task", "wrong bits per sequence"), ("copy task", "wrong bits, length 20"),
                  ("copy task", "wrong bits, length 40"), ("associative recall", "wrong bits")], (row["data"], row["metric"]))


def waves(row):
    columns = [(shot, step) for shot in ("5", "10") for step in (0, 1, 10)]
    after = {f"mse, after {step} steps": step for step in (0, 1, 10)}
    return index(columns, (row["shot"], after.get(row["metric"]))) if row["data"] == "sine waves" else None


def optimiser(row):
    return index([(data, f"loss, after {step} steps") for data, step in
                  (("quadratics", 100), ("quadratics", 1000), ("moon networks", 100))], (row["data"], row["metric"]))


def ranking(row):
    return index(["8", "32"], row["shot"]) if row["metric"] == "area under ROC" else None


def returns(row):
    return index([f"return, after {n} steps" for n in range(4)], row["metric"])


def regret(row):
    return index(["regret, after 100 pulls"], row["metric"])


def index(places, place):
    return places.index(place) if place in places else None


TABLES = [
    Table("", ["data", "batch norm"], ["5-way 1-shot", "5-way 5-shot", "20-way 1-shot", "20-way 5-shot"],
          data_and_mode, task, training=True),
    Table("Lake's twenty runs, 20-way 1-shot within one alphabet: **error** in per cent, ± half of the 95 % confidence interval "
          "over the runs. People err in 4.5 % (Lake and others 2015).",
          ["batch norm"], ["30 background alphabets", "5 background alphabets", "no training"], mode, background),
    Table("Trained in one world and asked in another: 5-way 1-shot accuracy in per cent, over three seeds of each training and 200 tasks "
          "or more of each seed; ± over the tasks. *One pen* is Print with strokes thinned to one width.",
          ["batch norm"], ["Omniglot", "Print", "Print, one pen", "MNIST"], mode, world, notebook="13"),
    Table("Learners that read: five classes, ten images of each, in one sequence with the labels told one step late. Accuracy in "
          "per cent at the n-th image of a class. People reach 34.5, 57.3, 70.1, 81.4 and 92.4 (Santoro and others 2016); with "
          "no leak the first can be 45.7 at most.",
          ["data", "batch norm"], ["1st", "2nd", "3rd", "5th", "10th"], data_and_mode, instance, training=True),
    Table("Sequences of bits. Copying 1 to 10 rows of 8 bits (wrong **bits a sequence**), then lengths never trained on, and "
          "associative recall of 2 to 6 items (wrong bits in **per cent**; guessing gets 50). ± is over two or three starts: it is wide "
          "where one of them learned what another did not.",
          [], ["1 to 10 rows, bits", "20 rows, %", "40 rows, %", "recall, %"], lambda row: (), bits, digits="0.01"),
    Table("Sine waves from 5 or 10 of their points: mean squared **error** after so many steps of gradient descent. After 1 and 10 "
          "steps from 5 points MAML's paper has .67 and .35, and 2.41 and 2.19 for pre-training (Finn and others 2017, table 2).",
          [], [f"{shot} points, {step} steps" for shot in (5, 10) for step in (0, 1, 10)], lambda row: (), waves, digits="0.01",
          training=True),
    Table("Optimisers: mean **loss** of new problems of the kind that the learned one was trained on; the others' rates are the best "
          "of a grid. Few hard problems rule such a mean: by the mean logarithm, on which notebook 09 compares them, the order on "
          "quadratics is another one.",
          [], ["quadratics, 100 steps", "quadratics, 1,000 steps", "small networks, 100 steps"], lambda row: (), optimiser,
          digits="0.001", training=True),
    Table("Molecules that act on a protein, ranked after so many of them were measured: **area under the ROC curve** in per cent, 50 "
          "by chance, over proteins that nobody trained on; ± over the seeds of a training, or over the proteins where nothing is trained.",
          ["data"], ["16 molecules", "64 molecules"], lambda row: (row["data"],), ranking, training=True),
    Table("A point that looks for a goal it is not told: mean **return** after so many steps of policy gradient, 0 at the most.",
          [], ["0 steps", "1 step", "2 steps", "3 steps"], lambda row: (), returns, digits="0.01", training=True),
    Table("Machines with ten arms: mean **regret** after 100 pulls; pulling at random has 40.9.",
          [], ["100 pulls"], lambda row: (), regret, digits="0.01", training=True),
]


def cell(row, digits):
    return f"{rounded(row['value'], digits)} ± {rounded(row['ci95'], digits)}"


def rounded(number, digits):
    """A half is rounded up, as the notebooks do it."""
    return Decimal(repr(float(number))).quantize(Decimal(digits), ROUND_HALF_UP)


def read(path):
    """The rows of a results file."""
    with open(path, encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        if rows.fieldnames != COLUMNS:
            raise ValueError(f"{path.name} must have the columns {','.join(COLUMNS)}")
        same = {}
        for row in rows:
            same.setdefault(tuple(row[column] for column in COLUMNS[:7]), []).append(row)
        return [over_seeds(seeds) for seeds in same.values()]


def over_seeds(rows):
    """One row of what was measured with several seeds: their mean, with the interval over the seeds."""
    if len(rows) == 1:
        return rows[0]
    values = [float(row["value"]) for row in rows]
    half = STUDENT[min(len(rows), 10) - 2] * statistics.stdev(values) / math.sqrt(len(rows))
    return {**rows[0], "value": statistics.fmean(values), "ci95": half}


def training(rows):
    """What a method's training took. What has layers of batch norm and no seconds of its own is trained by `make models`, or not at all."""
    seconds = max(float(row["train_seconds"] or 0) for row in rows)
    bare = all(not row["batchnorm"] or UNTRAINED.match(row["method"]) for row in rows)
    return f"{seconds:.0f} s" if seconds else "none" if bare else "`make models`"


def lines(table, path, rows):
    """A file's lines of a table: its first cells and its cells by column."""
    found = {}
    for row in rows:
        column = table.column(row)
        if column is not None:
            found.setdefault((path.stem.split("-")[0], row["method"], *table.line(row)), {})[column] = row
    for key, cells in found.items():
        texts = [cell(cells[i], table.digits) if i in cells else "" for i in range(len(table.columns))]
        if table.training:
            texts.append(training(cells.values()))
        yield f"| {' | '.join([*key, *texts])} |"


def markdown(table, contents):
    """The table with what is said about it; empty if nobody was measured."""
    body = []
    claimed = {other.notebook for other in TABLES if other.notebook}
    for path, rows in contents:
        number = path.stem.split("-")[0]
        if number != table.notebook if table.notebook else number in claimed:
            continue
        try:
            body += lines(table, path, rows)
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    heads = ["notebook", "method", *table.heads, *table.columns, *(["training beforehand"] if table.training else [])]
    about = f"\n{table.about}\n\n" if table.about else ""
    return about + "\n".join([f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *body, ""]) if body else ""


def glance(contents):
    """The short table: how each answers a query alone, be it inductively or without batch norm, over the seeds of its training."""
    rows = [row for path, all_of_it in contents if path.stem.split("-")[0] == COMPARISON for row in all_of_it
            if task(row) is not None and row["batchnorm"] != "transductive"]
    measured = {(row["method"], task(row)): row for row in rows}
    body = []
    for notebook, method in HEADLINES:
        cells = [measured.get((method, place)) for place in range(len(HEADLINE_TASKS))]
        if any(cells):
            body.append(f"| {' | '.join([method, *(cell(row, '0.1') if row else '' for row in cells), notebook])} |\n")
    heads = ["accuracy in per cent", *HEADLINE_TASKS, "notebook"]
    return "".join([f"| {' | '.join(heads)} |\n", "|---" * len(heads) + "|\n", *body])


def reproduction(path):
    """A line a method and mode of batch norm: what was reached here, after which training, and what its paper has in brackets."""
    with open(path, encoding="utf-8", newline="") as source:
        lines = {}
        for row in csv.DictReader(source):
            key = (row["method"], row["batchnorm"], row["classes"], f"{int(row['steps']):,}", f"{float(row['core_hours']):.1f}", row["source"])
            lines.setdefault(key, {})[row["way"], row["shot"]] = row
    places = [("5", "1"), ("5", "5"), ("20", "1"), ("20", "5")]
    heads = ["method", "batch norm", "trained on", "steps", "core hours", *(f"{way}-way {shot}-shot" for way, shot in places), "published in"]
    body = [f"| {' | '.join(heads)} |\n", "|---" * len(heads) + "|\n"]
    for key, rows in lines.items():
        cells = [cell({**rows[place], "value": rows[place]["here"]}, "0.1")
                 + (f" ({rows[place]['published']})" if rows[place]["published"] else "") if place in rows else "" for place in places]
        body.append(f"| {' | '.join([*key[:5], *cells, key[5]])} |\n")
    return "".join(body)


def put(page, begin, end, content):
    """The page with what stands between two marks replaced."""
    before, rest = page.split(begin)
    return f"{before}{begin}\n{content}{end}{rest.split(end)[1]}"


def fill(page, files):
    """The page with its tables replaced."""
    papers = [path for path in files if path.name == REPRODUCED]
    contents = [(path, read(path)) for path in files if path.name != REPRODUCED]
    if papers and REPRODUCTION in page and REPRODUCTION_END in page:
        page = put(page, REPRODUCTION, REPRODUCTION_END, reproduction(papers[0]))
    if GLANCE in page and GLANCE_END in page:
        page = put(page, GLANCE, GLANCE_END, glance(contents))
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"the page must hold {BEGIN} and then {END}, once each")
    return put(page, BEGIN, END, "".join(markdown(table, contents) for table in TABLES))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: tools/results-table.py PAGE, such as README.md")
    path = Path(sys.argv[1])
    try:
        page = fill(path.read_text(encoding="utf-8"), sorted(FOLDER.glob("*.csv")))
    except (OSError, ValueError) as error:
        sys.exit(f"results-table: {path.name}: {error}")
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
