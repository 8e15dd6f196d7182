#!/usr/bin/env python3
"""Writes the table of measured results into a page, between its two markers, from the .csv files in notebooks/results.

    tools/results-table.py README.md
"""
import csv
import sys
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "results"
COLUMNS = ("method,data,split,way,shot,batchnorm,metric,value,ci95,episodes,train_seconds,iterations,profile,device,seed"
           .split(","))
BEGIN, END = "<!-- results -->", "<!-- /results -->"
BACKGROUNDS = ("30", "5", "none")
LAKE = ("Lake's twenty runs, 20-way 1-shot within one alphabet: **error** in per cent, ± half of the 95 % confidence interval "
        "over the runs. People err in 4.5 % (Lake and others 2015).")
TASKS = [("5", "1"), ("5", "5"), ("20", "1"), ("20", "5")]


def line(notebook, key, tasks):
    method, data, split, batchnorm = key
    seconds = max(float(r["train_seconds"] or 0) for r in tasks.values())
    training = f"{seconds:.0f} s" if seconds else "none"
    return (f"| {notebook} | {method} | {data}{', ' + split if split else ''} | {batchnorm or '-'} | "
            + " | ".join(cell(tasks[t]) if t in tasks else "" for t in TASKS) + f" | {training} |")


def cell(row):
    return f"{tenths(row['value'])} ± {tenths(row['ci95'])}"


def tenths(number):
    """A half is rounded up, as the notebooks do it."""
    return Decimal(repr(float(number))).quantize(Decimal("0.1"), ROUND_HALF_UP)


def read(path):
    """The rows of a results file."""
    with open(path, encoding="utf-8", newline="") as source:
        rows = csv.DictReader(source)
        if rows.fieldnames != COLUMNS:
            raise ValueError(f"{path.name} must have the columns {','.join(COLUMNS)}")
        return list(rows)


def table(files):
    """One line a method and batch-norm mode, one column a task; accuracy in per cent."""
    lines = ["| notebook | method | data | batch norm | " + " | ".join(f"{w}-way {s}-shot" for w, s in TASKS)
             + " | training beforehand |",
             "|---|---|---|---|" + "---|" * (len(TASKS) + 1)]
    for path in files:
        rows = {}
        for row in read(path):
            if row["metric"] == "accuracy" and (row["way"], row["shot"]) in TASKS:
                key = (row["method"], row["data"], row["split"], row["batchnorm"])
                rows.setdefault(key, {})[row["way"], row["shot"]] = row
        try:
            lines += [line(path.stem[:2], key, tasks) for key, tasks in rows.items()]
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
    return "\n".join(lines)


def lake(files):
    """One line a method, one column a background: the error on Lake's twenty runs; empty if nobody was measured."""
    lines = []
    for path in files:
        methods = {}
        for row in read(path):
            if row["metric"] == "error" and row["split"] in ("Lake 20 runs", "Lake 20 runs, minimal"):
                background = "none" if not row["iterations"] else "5" if row["split"].endswith("minimal") else "30"
                methods.setdefault((row["method"], row["batchnorm"] or "-"), {})[background] = cell(row)
        lines += [f"| {path.stem[:2]} | {method} | {mode} | " + " | ".join(cells.get(b, "") for b in BACKGROUNDS) + " |"
                  for (method, mode), cells in methods.items()]
    if not lines:
        return ""
    return "\n".join(["", LAKE, "", "| notebook | method | batch norm | 30 background alphabets | 5 background alphabets | no training |",
                      "|---|---|---|---|---|---|", *lines, ""])


def fill(page, files):
    """The page with its tables replaced."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"the page must hold {BEGIN} and then {END}, once each")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table(files)}\n{lake(files)}{END}{after}"


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
