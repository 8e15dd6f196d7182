#!/usr/bin/env python3
"""Executes notebooks from the first to the last cell in the Java kernel and writes their outputs back.

    tools/run-notebooks.py [NAME-BEGINS-WITH ...]

A notebook is written only when all its cells have run, so that a failure leaves the committed outputs as they were.
"""
import re
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import get_kernel_spec
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

WIDGET = "application/vnd.jupyter.widget-view+json"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def execute(path, folder=FOLDER):
    """The notebook with its outputs and the kernel's own name, as JupyterLab would save it, and how many seconds it took."""
    notebook = nbformat.read(path, as_version=4)
    start = time.time()
    NotebookClient(notebook, timeout=None, kernel_name="java", resources={"metadata": {"path": str(folder)}},
                   record_timing=False, store_widget_state=False).execute()
    # What one can act on is gone with the kernel; the picture that stands beneath it stays.
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if WIDGET not in output.get("data", {})]
            for output in cell.outputs:
                if output.output_type == "error":  # the kernel's red cannot be read on the red ground of a dark theme
                    output.traceback = [COLOUR.sub("", line) for line in output.traceback]
                if "image/png" in output.get("data", {}):  # nbviewer and nbconvert read it to those who hear the page
                    output.metadata["image/png"] = {"alt": output.data.get("text/plain", "")}
    # The client has written the kernel's language_info; with another name here, JupyterLab marks a notebook as changed on opening.
    spec = get_kernel_spec("java")
    notebook.metadata.kernelspec = {"display_name": spec.display_name, "language": spec.language, "name": "java"}
    return notebook, time.time() - start


def main(prefixes):
    paths = [p for p in sorted(FOLDER.glob("*.ipynb")) if not prefixes or p.name.startswith(tuple(prefixes))]
    if not paths:
        sys.exit(f"No notebook begins with {' or '.join(prefixes) or 'anything'}.")
    for path in paths:
        print(f"{path.name} ...", flush=True)
        try:
            notebook, seconds = execute(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name}: a cell failed; the file is as it was.\n{error}")
        nbformat.write(notebook, path)
        print(f"{path.name}: {seconds:.0f} s, {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
