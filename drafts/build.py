#!/usr/bin/env python3
"""build.py DRAFT.txt OUT.ipynb [EXECUTED.ipynb]: a notebook from a text of blocks. A block begins with a line '=== md' or
'=== code [tag]'. With an executed notebook, outputs of cells with the same code are kept, in order."""
import sys, re, json, nbformat
from nbformat.v4 import new_notebook, new_markdown_cell, new_code_cell
draft, out = sys.argv[1:3]
text = open(draft, encoding="utf-8").read()
parts = re.split(r"^=== (md|code)([^\n]*)\n", text, flags=re.M)[1:]
nb = new_notebook(metadata={"kernelspec": {"display_name": "Java (few-shot)", "language": "java", "name": "java"},
    "language_info": {"name": "java", "file_extension": ".jshell", "mimetype": "text/x-java-source", "pygments_lexer": "java", "codemirror_mode": "java", "version": ""}})
for i in range(0, len(parts), 3):
    kind, tag, body = parts[i], parts[i+1].strip(), parts[i+2].strip("\n")
    cell = new_markdown_cell(body) if kind == "md" else new_code_cell(body)
    cell["id"] = f"cell-{i//3:02d}"
    if tag: cell.metadata["tags"] = tag.split()
    nb.cells.append(cell)
if len(sys.argv) > 3:
    old = nbformat.read(sys.argv[3], as_version=4)
    nb.metadata = old.metadata
    olds = [c for c in old.cells if c.cell_type == "code"]
    news = [c for c in nb.cells if c.cell_type == "code"]
    for n, o in zip(news, olds):
        if n.source != o.source: print("CODE DIFFERS:", n.source[:80].replace("\n", " | ")); continue
        n.outputs, n.execution_count = o.outputs, o.execution_count
    if len(news) != len(olds): print("number of code cells differs", len(news), len(olds))
code = [c for c in nb.cells if c.cell_type == "code"]
nbformat.write(nb, out)
import statistics
ln = [len([l for l in c.source.splitlines() if l.strip() and not l.strip().startswith(("//","import "))]) for c in code]
print(len(nb.cells), "cells,", len(nb.cells)-len(code), "md, median code", statistics.median(ln), "max", max(ln))
