"""The comparison with Python: its arithmetic, its table in the README, and that both sides know the rows. Python's side needs
PyTorch, which the tests have not; `make bench PEERS=...` runs it."""
import re
import subprocess
import sys

import pytest

from suite import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import accuracy  # noqa: E402
import beside  # noqa: E402


def turns(**times):
    return [{"row": "sine", "what": "sine waves", "side": side.replace("_", " "), "turn": str(i), "ms": str(ms),
             "processor": "a processor"}
            for side, all_of_it in times.items() for i, ms in enumerate(all_of_it)]


def test_a_line_has_the_ratio_turn_by_turn_and_names_the_fastest_peer():
    # Ratios of quick: 3/2, 8/4, 5/1. The median of the ratios is 2, not the ratio 5/2 of the medians.
    line = beside.summary(turns(this_library=[2, 4, 1], slow=[8, 16, 4], quick=[3, 8, 5]))
    assert line == "| sine waves | 2 ms | quick: 5 ms | **2.00** (1.50 to 5.00) | slow 4.00 |"


def test_a_library_that_is_slower_is_shown_as_slower():
    assert "**0.50** (0.50 to 0.50)" in beside.summary(turns(this_library=[2, 2], peer=[1, 1]))


def test_the_table_goes_between_the_marks_and_nothing_else_changes(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{beside.BEGIN}\nold\n{beside.END}\nafter\n")
    beside.publish(turns(this_library=[1], peer=[2]), page)
    text = page.read_text()
    assert text.startswith(f"before\n{beside.BEGIN}\nOn a processor:\n\n| work |") and text.endswith(f"|\n{beside.END}\nafter\n") and "old" not in text
    beside.publish(turns(this_library=[1], peer=[2]), page)
    assert page.read_text() == text


def test_a_page_without_marks_is_left_alone_with_a_reason(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("no marks")
    with pytest.raises(SystemExit, match="must hold"):
        beside.publish(turns(this_library=[1], peer=[2]), page)
    assert page.read_text() == "no marks"


def test_the_table_in_the_readme_is_made_of_the_measured_turns():
    text = beside.PAGE.read_text()
    assert text.split(beside.BEGIN)[1].split(beside.END)[0].strip() == beside.table(beside.read())


def test_every_measured_row_has_as_many_turns_of_each_side():
    measured = beside.read()
    assert {t["row"] for t in measured} == set(beside.WORK)
    for row, machine in {(t["row"], t["processor"]) for t in measured}:
        assert machine, row
        counts = {}
        for turn in (t for t in measured if (t["row"], t["processor"]) == (row, machine)):
            counts[turn["side"]] = counts.get(turn["side"], 0) + 1
        assert beside.OURS in counts and len(counts) > 1 and len(set(counts.values())) == 1 and min(counts.values()) >= 3, (row, machine)


def test_each_processor_has_a_table_of_its_own():
    other = [{**turn, "processor": "another"} for turn in turns(this_library=[1], peer=[3])]
    text = beside.table(turns(this_library=[1], peer=[2]) + other)
    first, second = text.split("On another:")
    assert first.startswith("On a processor:") and "**2.00**" in first and "**3.00**" in second


def test_both_sides_know_every_row():
    said = subprocess.run([ROOT / "bench" / "run", "no-such-row"], capture_output=True, text=True, timeout=120)
    assert said.returncode == 2 and "no row no-such-row" in said.stderr
    ours = set(said.stderr.split("there are ")[1].strip().split(", "))
    peers = (ROOT / "bench" / "peers.py").read_text()
    named = set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)*)"', peers)) | set(re.findall(r"^def (prototypical|evaluation)\(", peers, re.M))
    for row in beside.WORK:
        assert row in ours
        assert row in named or re.fullmatch(r"(fo)?maml-[15]-(1|15)", row), f"{row} is not in peers.py"


def test_a_row_that_does_not_exist_is_refused_in_one_line():
    said = subprocess.run([sys.executable, ROOT / "bench" / "beside.py", sys.executable, "no-such-row"], capture_output=True, text=True)
    assert said.returncode == 1 and said.stderr.startswith("beside: no row no-such-row; there are ")
    assert len(said.stderr.splitlines()) == 1


def crossing(side, seed, seconds, goal="5-way 95"):
    return {"goal": goal, "seed": seed, "side": side, "seconds": seconds, "steps": "100", "processor": "a processor"}


def test_a_goal_is_reached_when_it_is_reached_first_and_not_again():
    reached = {}
    accuracy.note(reached, 10, 25, {5: 94.9, 20: 80})
    accuracy.note(reached, 20, 50, {5: 97.5, 20: 89.9})
    accuracy.note(reached, 30, 75, {5: 94, 20: 90})
    accuracy.note(reached, 40, 100, {5: 99, 20: 99})
    assert reached == {(5, 95): (20, 50), (5, 97): (20, 50), (20, 90): (30, 75)}


def test_time_to_accuracy_is_compared_seed_by_seed():
    # Ratios with the settings: 30/10, 20/20, 90/30, so 3 in the middle; as it comes: 40/10 and 100/20, one seed never came there.
    rows = [crossing(side, seed, seconds) for side, all_of_it in {
        beside.OURS: ["10", "20", "30"], accuracy.AS_IT_COMES: ["40", "100", ""], accuracy.SAME: ["30", "20", "90"]}.items()
        for seed, seconds in zip("123", all_of_it)]
    line = accuracy.table(rows).splitlines()[2]
    assert line == ("| a processor | 5-way 1-shot, 95 % | 20 s | **4.50** (4.00 to 5.00) times as long "
                    "| **3.00** (1.00 to 3.00) times as long |")


def test_a_goal_that_no_side_reached_says_so():
    rows = [crossing(side, "1", "") for side in (beside.OURS, accuracy.AS_IT_COMES, accuracy.SAME)]
    assert accuracy.table(rows).splitlines()[2] == "| a processor | 5-way 1-shot, 95 % | not reached | not reached | not reached |"
