#!/usr/bin/env python3
"""Writes the table of measured results into a page, between its two markers, from the .csv files in notebooks/results.

    tools/results-table.py README.md
"""
import csv
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "notebooks" / "results"
BEGIN, END = "<!-- results -->", "<!-- /results -->"
TASKS = [("5", "1"), ("5", "5"), ("20", "1"), ("20", "5")]


def cell(row):
    return f"{float(row['value']):.1f} ± {float(row['ci95']):.1f}"


def table(files):
    """One line a method and batch-norm mode, one column a task; accuracy in per cent."""
    lines = ["| notebook | method | data | batch norm | " + " | ".join(f"{w}-way {s}-shot" for w, s in TASKS)
             + " | training |",
             "|---|---|---|---|" + "---|" * (len(TASKS) + 1)]
    for path in files:
        rows = {}
        with open(path, encoding="utf-8", newline="") as source:
            for row in csv.DictReader(source):
                if row["metric"] == "accuracy" and (row["way"], row["shot"]) in TASKS:
                    key = (row["method"], row["data"], row["split"], row["batchnorm"])
                    rows.setdefault(key, {})[row["way"], row["shot"]] = row
        for (method, data, split, batchnorm), tasks in rows.items():
            seconds = max(float(r["train_seconds"] or 0) for r in tasks.values())
            training = f"{seconds:.0f} s" if seconds else "none"
            lines.append(f"| {path.stem[:2]} | {method} | {data}{', ' + split if split else ''} | {batchnorm or '-'} | "
                         + " | ".join(cell(tasks[t]) if t in tasks else "" for t in TASKS) + f" | {training} |")
    return "\n".join(lines)


def fill(page, files):
    """The page with its table replaced."""
    if page.count(BEGIN) != 1 or page.count(END) != 1:
        raise ValueError(f"the page must hold {BEGIN} and {END} once each")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    return f"{before}{BEGIN}\n{table(files)}\n{END}{after}"


def main():
    path = Path(sys.argv[1])
    try:
        page = fill(path.read_text(encoding="utf-8"), sorted(FOLDER.glob("*.csv")))
    except ValueError as error:
        sys.exit(f"{path.name}: {error}")
    path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
