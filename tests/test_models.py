"""What `make models` has left in notebooks/models, and the table that notebook 10 makes of it."""
import csv
import math
import statistics

import pytest

from suite import ROOT

MODELS = ROOT / "notebooks" / "models"
FILES = sorted(MODELS.glob("*.measured"))


def read(path):
    """The lines with one value by their first words, and the accuracies by (way, shot, mode)."""
    head, tests = {}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *rest = line.split("\t")
        if word == "test":
            way, shot, mode, _, values, _ = rest
            tests[way, shot, mode] = [float(value) for value in values.split()]
        elif word != "curve":
            head[word] = rest[0]
    return head, tests


@pytest.fixture(scope="module")
def measured():
    return [read(path) for path in FILES]


def test_all_were_trained_with_the_same_data_profile_width_device_and_seed(measured):
    assert len({head["setting"] for head, _ in measured}) == 1


def test_each_method_has_an_accuracy_for_each_of_six_hundred_episodes(measured):
    for head, tests in measured:
        for test, values in tests.items():
            assert len(values) == 600, (head["method"], test)
            assert all(0 <= value <= 100 for value in values), (head["method"], test)


def test_all_methods_met_the_same_episodes_so_that_they_can_be_compared_one_by_one():
    sources = {}
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("test\t"):
                _, way, shot, *_, source = line.split("\t")
                sources.setdefault((way, shot), set()).add(source)
    assert sources == {(way, shot): {f"Omniglot, Vinyals, {way}-way {shot}-shot, 15 queries a class, seed 2026"}
                       for way in ("5", "20") for shot in ("1", "5")}


def test_a_guess_is_right_in_one_of_as_many_as_there_are_classes(measured):
    chance = next(tests for head, tests in measured if head["method"] == "chance")
    for (way, _, _), values in chance.items():
        assert statistics.fmean(values) == pytest.approx(100 / int(way), rel=0.05)


def test_the_table_of_notebook_10_follows_from_the_accuracies_of_single_episodes(measured):
    with open(ROOT / "notebooks" / "results" / "10-one-table.csv", encoding="utf-8", newline="") as source:
        rows = {(row["method"], row["way"], row["shot"], row["batchnorm"]): row for row in csv.DictReader(source)}
    seen = set()
    for head, tests in measured:
        for test, values in tests.items():
            row = rows[head["method"], *test]
            seen.add((head["method"], *test))
            half = 1.9639 * statistics.stdev(values) / math.sqrt(len(values))  # Student's t at 599 degrees of freedom
            assert float(row["value"]) == pytest.approx(statistics.fmean(values), abs=2e-3), (head["method"], test)
            assert float(row["ci95"]) == pytest.approx(half, rel=3e-3, abs=2e-3), (head["method"], test)
            assert float(row["train_seconds"] or 0) == pytest.approx(float(head["seconds"]), abs=0.051)
    assert seen == set(rows)


def test_what_was_trained_has_its_networks_beside_it(measured):
    for path, (head, _) in zip(FILES, measured):
        networks = list(MODELS.glob(f"{path.stem}-*.network"))
        assert bool(networks) == (int(head["steps"]) > 0), path.name
