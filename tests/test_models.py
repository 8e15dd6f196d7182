"""What `make models` has left in notebooks/models, and the table that notebook 10 makes of it."""
import csv
import math
import statistics

import pytest

from suite import ROOT

MODELS = ROOT / "notebooks" / "models"
FILES = sorted(MODELS.glob("seed-*/*.measured"))
EPISODES = {"5": 600, "20": 300}
T = {600: 1.9639, 300: 1.9679}  # 97.5 % of Student's t at one degree of freedom less


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
    return {path: read(path) for path in FILES}


def test_all_were_trained_with_the_same_data_profile_width_and_device_and_with_the_seed_of_their_folder(measured):
    settings = {path: head["setting"].rsplit(", seed ", 1) for path, (head, _) in measured.items()}
    assert len({setting for setting, _ in settings.values()}) == 1
    assert all(f"seed-{seed}" == path.parent.name for path, (_, seed) in settings.items())


def test_a_method_has_as_many_steps_from_each_seed(measured):
    steps = {}
    for path, (head, _) in measured.items():
        steps.setdefault(path.name, set()).add(head["steps"])
    assert {name: found for name, found in steps.items() if len(found) > 1} == {}


def test_each_method_has_an_accuracy_for_each_of_the_episodes_and_answers_inductively_or_without_batch_norm(measured):
    for path, (_, tests) in measured.items():
        for test, values in tests.items():
            assert len(values) == EPISODES[test[0]], (path, test)
            assert all(0 <= value <= 100 for value in values), (path, test)
        assert all({(way, shot, "inductive"), (way, shot, "")} & set(tests) for way, shot, _ in tests), path


def test_all_methods_met_the_same_episodes_so_that_they_can_be_compared_one_by_one():
    sources = {}
    for path in FILES:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("test\t"):
                _, way, shot, *_, source = line.split("\t")
                sources.setdefault((way, shot), set()).add(source)
    assert sources == {(way, shot): {f"Omniglot, Vinyals, {way}-way {shot}-shot, 15 queries a class, seed 2026"}
                       for way in ("5", "20") for shot in ("1", "5")}


def test_no_two_trainings_gave_the_same_answers(measured):
    """A network that was copied from another seed would."""
    met = {}
    for path, (head, tests) in measured.items():
        if int(head["steps"]):
            for test, values in tests.items():
                other = met.setdefault((path.name, test, tuple(values)), path)
                assert other == path, (path, test)


def test_a_guess_is_right_in_one_of_as_many_as_there_are_classes(measured):
    for path, (head, tests) in measured.items():
        if head["method"] == "chance":
            for (way, _, _), values in tests.items():
                assert statistics.fmean(values) == pytest.approx(100 / int(way), rel=0.05), path


def test_the_table_of_notebook_10_follows_from_the_accuracies_of_single_episodes(measured):
    with open(ROOT / "notebooks" / "results" / "10-one-table.csv", encoding="utf-8", newline="") as source:
        rows = {(row["method"], row["way"], row["shot"], row["batchnorm"], row["seed"]): row for row in csv.DictReader(source)}
    seen = set()
    for path, (head, tests) in measured.items():
        for test, values in tests.items():
            row = rows[head["method"], *test, path.parent.name.removeprefix("seed-")]
            seen.add((head["method"], *test, row["seed"]))
            half = T[len(values)] * statistics.stdev(values) / math.sqrt(len(values))
            assert float(row["value"]) == pytest.approx(statistics.fmean(values), abs=2e-3), (path, test)
            assert float(row["ci95"]) == pytest.approx(half, rel=3e-3, abs=2e-3), (path, test)
            assert float(row["train_seconds"] or 0) == pytest.approx(float(head["seconds"]), abs=0.051)
    assert seen == set(rows)


def test_what_was_trained_from_the_first_seed_has_its_networks_beside_it(measured):
    shared = {"SimpleShot", "Baseline"}  # they answer with the network of pre-training
    for path, (head, _) in measured.items():
        if path.parent.name == "seed-2026":
            networks = list(path.parent.glob(f"{path.stem}-[a-z]*.network"))
            assert bool(networks) == (int(head["steps"]) > 0 and head["method"] not in shared), path


def test_every_network_belongs_to_something_that_was_measured():
    for network in MODELS.glob("seed-*/*.network"):
        assert any(network in network.parent.glob(f"{path.stem}-[a-z]*.network") for path in network.parent.glob("*.measured")), network
