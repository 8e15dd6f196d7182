"""Every notebook, run from its first to its last cell in the real kernel, in a copy of their folder."""
import base64
import collections
import csv
import os
import shutil
import subprocess
import threading

import pytest

from suite import COLUMNS, NOTEBOOKS, ROOT, SHORT_LIVED, WITHOUT_RESULTS, data, script

PLOTLY, PNG, HTML, TEXT = "application/vnd.plotly.v1+json", "image/png", "text/html", "text/plain"
MOST_MEMORY = 3 * 1024**3
TRAINED_BEFORE = {"10-one-table": "tutorial"}  # its results are those of the networks in notebooks/models
LONG = ["01-siamese-networks", "02-prototypical-networks", "03-relation-networks", "04-matching-networks", "05-gru", "07b-after-maml", "09-lstm-optimiser", "10-one-table", "11-learning-in-context", "12-tables",
        "13-another-world", "14-not-only-characters"]  # what takes longest, or is like one that is not here
Run = collections.namedtuple("Run", "name notebook results memory")


class Memory(threading.Thread):
    """The most resident memory, in bytes, that this process's children have had together."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most, self.over = 0, threading.Event()

    def run(self):
        while not self.over.wait(1):
            rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss="], capture_output=True, text=True).stdout
            processes = [tuple(map(int, row.split())) for row in rows.splitlines()]
            ours = {os.getpid()}
            for _ in range(4):
                ours |= {pid for pid, parent, _ in processes if parent in ours}
            self.most = max(self.most, 1024 * sum(rss for pid, _, rss in processes if pid in ours and pid != os.getpid()))


@pytest.fixture(scope="module", params=[pytest.param(path, id=path.stem, marks=[pytest.mark.thorough] * (path.stem in LONG))
                                        for path in NOTEBOOKS])
def executed(request, tmp_path_factory):
    """One execution, shared by all that is asked of it."""
    work = tmp_path_factory.mktemp("run")
    shutil.copytree(ROOT / "notebooks", work / "notebooks")
    results = work / "results"
    memory = Memory()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"FEWSHOT_PROFILE": "smoke", "FEWSHOT_RESULTS": str(results), "FEWSHOT_DATA": data(), **SHORT_LIVED}.items():
            patch.setenv(name, value)
        memory.start()
        # Fails at the first cell that fails, unless that cell is tagged raises-exception.
        notebook, _ = script("run-notebooks").execute(work / "notebooks" / request.param.name, work / "notebooks")
        memory.over.set()
    return Run(request.param.stem, notebook, results, memory.most)


def code(run):
    return [cell for cell in run.notebook.cells if cell.cell_type == "code"]


def outputs(run, *kinds):
    return [output for cell in code(run) for output in cell.outputs if output.output_type in kinds]


def bundles(run):
    return [output.data for output in outputs(run, "display_data", "execute_result")]


def test_there_is_a_notebook():
    assert NOTEBOOKS


def test_every_cell_ran_in_order_and_only_the_tagged_ones_failed(executed):
    assert [cell.execution_count for cell in code(executed)] == list(range(1, len(code(executed)) + 1))
    for cell in code(executed):
        failed = any(output.output_type == "error" for output in cell.outputs)
        assert failed == ("raises-exception" in cell.metadata.get("tags", [])), cell.source


def test_nothing_is_written_to_stderr(executed):
    assert [output.text for output in outputs(executed, "stream") if output.name == "stderr"] == []


def test_results_have_the_suites_columns_and_the_profile_that_ran(executed):
    if executed.name in WITHOUT_RESULTS:
        assert not executed.results.exists()
        return
    (file,) = executed.results.glob("*")
    assert file.name == f"{executed.name}.csv"
    with open(file, encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    assert rows and list(rows[0]) == COLUMNS
    assert {row["profile"] for row in rows} == {TRAINED_BEFORE.get(executed.name, "smoke")}
    for row in rows:
        assert None not in row and None not in row.values()
        if row["metric"] == "accuracy":
            assert 0 <= float(row["value"]) <= 100 and float(row["ci95"]) >= 0 and int(row["episodes"]) > 0


def test_every_picture_can_be_seen_without_a_script_and_heard(executed):
    pictures = [bundle for bundle in bundles(executed) if PLOTLY in bundle or PNG in bundle]
    assert any(PLOTLY in bundle for bundle in pictures)
    for bundle in pictures:
        assert base64.b64decode(bundle[PNG]).startswith(b"\x89PNG")
        assert len(bundle[TEXT].split()) >= 5, bundle[TEXT]
        assert HTML not in bundle
        if PLOTLY in bundle:
            assert bundle[PLOTLY]["data"] and bundle[PLOTLY]["layout"]["template"]


def test_no_output_fetches_anything_from_the_web(executed):
    for bundle in bundles(executed):
        page = bundle.get(HTML, "")
        assert "<script" not in page and "http:" not in page and "https:" not in page


def test_no_text_is_longer_than_two_pages(executed):
    texts = [output.text for output in outputs(executed, "stream")] + [bundle[TEXT] for bundle in bundles(executed)]
    texts += [output.evalue for output in outputs(executed, "error")]
    assert max(map(len, texts)) < 6000, max(texts, key=len)[:2000]


def test_no_cell_ends_on_an_array_in_native_memory(executed):
    for bundle in bundles(executed):
        assert not bundle[TEXT].startswith(("ND: (", "NDArray"))


def test_the_kernel_stays_below_three_gigabytes(executed):
    assert 100 * 1024**2 < executed.memory < MOST_MEMORY
