"""Turns nb.txt (=== md / === java [tag]) into the notebook, outputs cleared."""
import json, re, sys
cells = []
for block in re.split(r"^=== ", open("/tmp/b/nb01/nb.txt").read(), flags=re.M)[1:]:
    head, body = block.split("\n", 1)
    kind, *tags = head.split()
    source = body.strip("\n").splitlines(keepends=True)
    meta = {"tags": tags} if tags else {}
    cell = {"cell_type": "markdown" if kind == "md" else "code", "id": f"c{len(cells):02d}", "metadata": meta, "source": source}
    if kind != "md":
        cell.update(execution_count=None, outputs=[])
    cells.append(cell)
nb = {"cells": cells, "metadata": {
    "kernelspec": {"name": "java", "display_name": "Java", "language": "java"},
    "language_info": {"name": "java", "file_extension": ".jshell", "mimetype": "text/x-java-source", "codemirror_mode": "java", "pygments_lexer": "java"}},
    "nbformat": 4, "nbformat_minor": 5}
out = sys.argv[1] if len(sys.argv) > 1 else "/tmp/h/i4/notebooks/01-siamese-networks.ipynb"
json.dump(nb, open(out, "w"), indent=1, ensure_ascii=False)
open(out, "a").write("\n")
code = [c for c in cells if c["cell_type"] == "code"]
print(len(cells), "cells", len(code), "code")
