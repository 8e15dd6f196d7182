#!/usr/bin/env python3
"""Runs one cell in the Java kernel, as the first reader would, and fails if the kernel, the engine or a picture does not work.

What a first cell does once and for all is done then: the engine's native libraries lie unpacked in DJL's cache, and
Omniglot, if it is here, decoded in its own.
"""
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CELL = """
import ai.djl.ndarray.NDManager;
import fewshot.data.Datasets;
import fewshot.episode.EpisodeSampler;
import fewshot.show.Chart;
import fewshot.show.ImageGrid;
import fewshot.train.DeviceInUse;
import static fewshot.show.Show.show;
System.out.println(DeviceInUse.find());
System.out.println("Data: " + Datasets.omniglotOrGlyphs());
try (NDManager manager = NDManager.newBaseManager()) {
    System.out.println("The engine computes 1 + 1 = " + manager.create(1f).add(1).getFloat());
}
show(ImageGrid.of(new EpisodeSampler(Datasets.omniglotOrGlyphs().train(), 5, 1, 1, 1).episode(0)));
show(Chart.of("A line", "x", "y").line("line", new double[] {1, 2}, new double[] {1, 2}));
"""


def main():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    folder = Path(__file__).resolve().parent.parent / "notebooks"
    try:
        NotebookClient(notebook, timeout=300, kernel_name="java", resources={"metadata": {"path": str(folder)}}).execute()
    except (CellExecutionError, TimeoutError, RuntimeError) as error:
        sys.exit(f"first-cell: the kernel does not work:\n{error}")
    outputs = notebook.cells[0].outputs
    said = {name: "".join(o.text for o in outputs if o.output_type == "stream" and o.name == name) for name in ("stdout", "stderr")}
    print(said["stdout"], end="")
    if said["stderr"]:
        sys.exit(f"first-cell: the kernel complains:\n{said['stderr']}")
    if sum("image/png" in o.get("data", {}) for o in outputs) != 2:
        sys.exit("first-cell: two pictures were to be drawn, and were not")


if __name__ == "__main__":
    main()
