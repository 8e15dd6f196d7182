"""tools/results-table.py: against a table written by hand."""
import shutil
import subprocess
import sys

import pytest

from suite import COLUMNS, ROOT, script

HEADER = ",".join(COLUMNS)
FIRST = """\
Prototypical,Omniglot,Vinyals,5,1,inductive,accuracy,98.149,0.251,600,141.6,1900,tutorial,cpu,2017
Prototypical,Omniglot,Vinyals,20,5,inductive,accuracy,97.840,0.100,600,90.2,1900,tutorial,cpu,2017
Prototypical,Omniglot,Vinyals,5,1,transductive,accuracy,98.360,0.240,600,141.6,1900,tutorial,cpu,2017
"Prototypical, cosine",Omniglot,Vinyals,5,1,inductive,accuracy,90.000,0.500,600,20.0,300,tutorial,cpu,2017
Prototypical,Omniglot,Vinyals,5,1,inductive,norm of the gradient,3.000,0.100,600,141.6,1900,tutorial,cpu,2017
Prototypical,Omniglot,Vinyals,7,1,inductive,accuracy,96.000,0.100,600,141.6,1900,tutorial,cpu,2017
"""
SECOND = """\
Chance,glyphs,,20,1,,accuracy,5.000,0.123,600,0.0,0,tutorial,cpu,1
"""
EXPECTED = """\
| notebook | method | data | batch norm | 5-way 1-shot | 5-way 5-shot | 20-way 1-shot | 20-way 5-shot | training beforehand |
|---|---|---|---|---|---|---|---|---|
| 02 | Prototypical | Omniglot, Vinyals | inductive | 98.1 ± 0.3 |  |  | 97.8 ± 0.1 | 142 s |
| 02 | Prototypical | Omniglot, Vinyals | transductive | 98.4 ± 0.2 |  |  |  | 142 s |
| 02 | Prototypical, cosine | Omniglot, Vinyals | inductive | 90.0 ± 0.5 |  |  |  | 20 s |
| 07 | Chance | glyphs | - |  |  | 5.0 ± 0.1 |  | none |
"""
LAKE = """\
Prototypical,Omniglot,Lake 20 runs,20,1,inductive,error,11.250,4.449,20,200.0,1700,tutorial,cpu,2016
Prototypical,Omniglot,"Lake 20 runs, minimal",20,1,inductive,error,30.060,5.000,20,60.0,500,tutorial,cpu,2016
modified Hausdorff,Omniglot,Lake 20 runs,20,1,,error,38.750,4.100,20,,,tutorial,cpu,2016
modified Hausdorff,Omniglot,Vinyals,20,1,,"error, one alphabet",49.433,1.785,180,,,tutorial,cpu,2015
"""
EXPECTED_LAKE = """
Lake's twenty runs, 20-way 1-shot within one alphabet: **error** in per cent, ± half of the 95 % confidence interval over the \
runs. People err in 4.5 % (Lake and others 2015).

| notebook | method | batch norm | 30 background alphabets | 5 background alphabets | no training |
|---|---|---|---|---|---|
| 04 | Prototypical | inductive | 11.3 ± 4.4 | 30.1 ± 5.0 |  |
| 04 | modified Hausdorff | - |  |  | 38.8 ± 4.1 |
"""
SEQUENCES = """\
"GRU, encoder",Omniglot,Vinyals,5,0,inductive,"accuracy, at instance 1",36.100,0.900,640,200.0,5000,tutorial,cpu,2014
"GRU, encoder",Omniglot,Vinyals,5,0,inductive,"accuracy, at instance 4",88.888,0.900,640,200.0,5000,tutorial,cpu,2014
"GRU, encoder",Omniglot,Vinyals,5,0,inductive,"accuracy, at instance 10",94.250,0.450,640,200.0,5000,tutorial,cpu,2014
NTM,copy task,,0,0,,wrong bits per sequence,0.004,0.003,6400,100.0,4500,tutorial,cpu,2014
NTM,copy task,,0,0,,"wrong bits, length 40",4.705,0.300,640,100.0,4500,tutorial,cpu,2014
NTM,associative recall,,0,0,,wrong bits,1.235,0.100,3200,100.0,4500,tutorial,cpu,2014
"""
EXPECTED_SEQUENCES = """
Learners that read: five classes, ten images of each, in one sequence with the labels told one step late. Accuracy in per cent \
at the n-th image of a class. People reach 34.5, 57.3, 70.1, 81.4 and 92.4 (Santoro and others 2016); with no leak the first \
can be 45.7 at most.

| notebook | method | data | batch norm | 1st | 2nd | 3rd | 5th | 10th | training beforehand |
|---|---|---|---|---|---|---|---|---|---|
| 06 | GRU, encoder | Omniglot, Vinyals | inductive | 36.1 ± 0.9 |  |  |  | 94.3 ± 0.5 | 200 s |

Sequences of bits. Copying 1 to 10 rows of 8 bits (wrong **bits a sequence**), then lengths never trained on, and associative \
recall of 2 to 6 items (wrong bits in **per cent**; guessing gets 50). ± is over two or three starts: it is wide where one of them \
learned what another did not.

| notebook | method | 1 to 10 rows, bits | 20 rows, % | 40 rows, % | recall, % |
|---|---|---|---|---|---|
| 06 | NTM | 0.00 ± 0.00 |  | 4.71 ± 0.30 | 1.24 ± 0.10 |
"""
STEPS = """\
MAML,sine waves,,,10,,"mse, after 0 steps",3.100,0.200,600,60.0,20000,tutorial,cpu,1703
MAML,sine waves,,,10,,"mse, after 5 steps",0.200,0.020,600,60.0,20000,tutorial,cpu,1703
MAML,sine waves,,,10,,"mse, after 10 steps",0.115,0.015,600,60.0,20000,tutorial,cpu,1703
MAML,sine waves,,,5,,"mse, after 1 steps",0.608,0.044,600,60.0,20000,tutorial,cpu,1703
LSTM optimiser,quadratics,,,,,"loss, after 100 steps",0.1684,0.0364,128,120.0,2000,tutorial,cpu,2016
"Adam, tuned",quadratics,,,,,"loss, after 100 steps",0.3280,0.0480,128,,,tutorial,cpu,2016
LSTM optimiser,moon networks,,,,,"loss, after 100 steps",0.0180,0.0010,128,60.0,1000,tutorial,cpu,2016
"""
EXPECTED_STEPS = """
Sine waves from 5 or 10 of their points: mean squared **error** after so many steps of gradient descent. After 1 and 10 steps \
from 5 points MAML's paper has .67 and .35, and 2.41 and 2.19 for pre-training (Finn and others 2017, table 2).

| notebook | method | 5 points, 0 steps | 5 points, 1 steps | 5 points, 10 steps | 10 points, 0 steps | 10 points, 1 steps \
| 10 points, 10 steps | training beforehand |
|---|---|---|---|---|---|---|---|---|
| 09 | MAML |  | 0.61 ± 0.04 |  | 3.10 ± 0.20 |  | 0.12 ± 0.02 | 60 s |

Optimisers: mean **loss** of new problems of the kind that the learned one was trained on; the others' rates are the best of a \
grid. Few hard problems rule such a mean: by the mean logarithm, on which notebook 09 compares them, the order on quadratics is another \
one.

| notebook | method | quadratics, 100 steps | quadratics, 1,000 steps | small networks, 100 steps | training beforehand |
|---|---|---|---|---|---|
| 09 | LSTM optimiser | 0.168 ± 0.036 |  | 0.018 ± 0.001 | 120 s |
| 09 | Adam, tuned | 0.328 ± 0.048 |  |  | none |
"""
ELSEWHERE = """\
Meta-SGD,molecules,,2,8,,area under ROC,73.250,2.100,10,120.0,1500,tutorial,cpu,2016
MAML,navigation,,,,,"return, after 1 steps",-0.684,0.050,100,30.0,300,tutorial,cpu,2016
UCB,bandits,,10,,,"regret, after 100 pulls",27.430,0.400,1000,,,tutorial,cpu,2016
"""
EXPECTED_ELSEWHERE = """
Molecules that act on a protein, ranked after so many of them were measured: **area under the ROC curve** in per cent, 50 \
by chance, over proteins that nobody trained on; ± over the seeds of a training, or over the proteins where nothing is trained.

| notebook | method | data | 16 molecules | 64 molecules | training beforehand |
|---|---|---|---|---|---|
| 14 | Meta-SGD | molecules | 73.3 ± 2.1 |  | 120 s |

A point that looks for a goal it is not told: mean **return** after so many steps of policy gradient, 0 at the most.

| notebook | method | 0 steps | 1 step | 2 steps | 3 steps | training beforehand |
|---|---|---|---|---|---|---|
| 14 | MAML |  | -0.68 ± 0.05 |  |  | 30 s |

Machines with ten arms: mean **regret** after 100 pulls; pulling at random has 40.9.

| notebook | method | 100 pulls | training beforehand |
|---|---|---|---|
| 14 | UCB | 27.43 ± 0.40 | none |
"""
PAGE = "# Títle\n\nbefore\n\n<!-- results -->\n{}<!-- /results -->\n\nafter | not a table\n"


@pytest.fixture
def suite(tmp_path):
    """A copy of the script beside results of its own, and a page."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "results-table.py", tmp_path / "tools")
    results = tmp_path / "notebooks" / "results"
    results.mkdir(parents=True)
    (results / "07-other.csv").write_text(f"{HEADER}\n{SECOND}", encoding="utf-8")
    (results / "02-prototypical-networks.csv").write_text(f"{HEADER}\n{FIRST}", encoding="utf-8")
    (tmp_path / "PAGE.md").write_text(PAGE.format("an old table\n"), encoding="utf-8")
    return tmp_path


def make_table(suite, page="PAGE.md"):
    command = [sys.executable, suite / "tools" / "results-table.py", *([suite / page] if page else [])]
    return subprocess.run(command, capture_output=True, text=True)


def page(suite):
    return (suite / "PAGE.md").read_text(encoding="utf-8")


def test_the_table_is_the_one_written_by_hand_and_the_rest_of_the_page_is_untouched(suite):
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED)


def test_lakes_runs_have_a_table_of_errors_of_their_own(suite):
    (suite / "notebooks" / "results" / "04-matching.csv").write_text(f"{HEADER}\n{LAKE}", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED + EXPECTED_LAKE)


def test_sequences_of_images_and_of_bits_have_tables_of_their_own(suite):
    (suite / "notebooks" / "results" / "06-machine.csv").write_text(f"{HEADER}\n{SEQUENCES}", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED + EXPECTED_SEQUENCES)


def test_what_is_measured_in_steps_has_tables_of_its_own(suite):
    (suite / "notebooks" / "results" / "09-optimiser.csv").write_text(f"{HEADER}\n{STEPS}", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED + EXPECTED_STEPS)


def test_what_is_ranked_walked_and_pulled_has_tables_of_its_own(suite):
    (suite / "notebooks" / "results" / "14-uses.csv").write_text(f"{HEADER}\n{ELSEWHERE}", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED + EXPECTED_ELSEWHERE)


def test_what_stands_on_networks_of_make_models_is_not_called_untrained(suite):
    (suite / "notebooks" / "results" / "15-other.csv").write_text(f"""{HEADER}
Baseline,Omniglot,Vinyals,5,1,inductive,accuracy,94.500,0.400,600,,,tutorial,cpu,2026
"random weights, nearest centroid",Omniglot,Vinyals,5,1,inductive,accuracy,49.500,0.900,600,,,tutorial,cpu,2026
chance,Omniglot,Vinyals,5,1,,accuracy,20.000,0.400,600,,,tutorial,cpu,2026
""", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert [line.split("|")[-2].strip() for line in page(suite).splitlines() if line.startswith("| 15")] == ["`make models`", "none", "none"]


def test_trainings_in_one_world_that_are_asked_in_others_have_a_row_each_and_stand_in_no_other_table(suite):
    (suite / "notebooks" / "results" / "13-worlds.csv").write_text(f"""{HEADER}
"MAML, from Print",Omniglot,Vinyals,5,1,inductive,accuracy,70.100,1.500,600,,,tutorial,cpu,2026
"MAML, from Print","Print, one pen",,5,1,inductive,accuracy,83.800,1.300,600,,,tutorial,cpu,2026
pixels,MNIST,,5,1,,accuracy,55.000,1.400,600,,,tutorial,cpu,2026
""", encoding="utf-8")
    assert make_table(suite).returncode == 0
    rows = [line for line in page(suite).splitlines() if line.startswith("| 13")]
    assert rows == ["| 13 | MAML, from Print | inductive | 70.1 ± 1.5 |  | 83.8 ± 1.3 |  |", "| 13 | pixels | - |  |  |  | 55.0 ± 1.4 |"]
    assert "| notebook | method | batch norm | Omniglot | Print | Print, one pen | MNIST |" in page(suite)


def test_what_was_measured_with_several_seeds_is_their_mean_with_the_interval_over_them(suite):
    seeds = "".join(f"MAML,glyphs,,5,1,inductive,accuracy,{value},0.123,600,30.0,100,tutorial,cpu,{seed}\n"
                    for seed, value in enumerate(["91.0", "92.0", "93.0"]))       # standard deviation 1; 4.303 / sqrt(3) = 2.48
    (suite / "notebooks" / "results" / "07-other.csv").write_text(f"{HEADER}\n{SECOND}{seeds}", encoding="utf-8")
    assert make_table(suite).returncode == 0
    assert page(suite) == PAGE.format(EXPECTED + "| 07 | MAML | glyphs | inductive | 92.0 ± 2.5 |  |  |  | 30 s |\n")


def test_a_second_run_changes_nothing(suite):
    make_table(suite)
    once = page(suite)
    assert make_table(suite).returncode == 0
    assert page(suite) == once == PAGE.format(EXPECTED)


@pytest.mark.parametrize("header", [
    HEADER.replace("ci95", "ci"), HEADER.replace("value,ci95", "ci95,value"), HEADER + ",note", HEADER.replace(",seed", "")])
def test_a_file_with_other_columns_is_refused_by_name_and_the_page_stays(suite, header):
    (suite / "notebooks" / "results" / "07-other.csv").write_text(f"{header}\n{SECOND}", encoding="utf-8")
    assert_refused(suite, "07-other.csv", "columns")


def test_a_value_that_is_no_number_is_refused_by_name_and_the_page_stays(suite):
    (suite / "notebooks" / "results" / "07-other.csv").write_text(f"{HEADER}\n{SECOND.replace('5.000', 'high')}", encoding="utf-8")
    assert_refused(suite, "07-other.csv", "high")


@pytest.mark.parametrize("text", [
    "no markers\n", "<!-- results -->\n", "<!-- /results -->\n<!-- results -->\n",
    "<!-- results --><!-- results --><!-- /results -->\n"])
def test_a_page_without_its_two_markers_in_order_is_refused_and_stays(suite, text):
    (suite / "PAGE.md").write_text(text, encoding="utf-8")
    assert_refused(suite, "PAGE.md", "<!-- results -->")


@pytest.mark.parametrize("name", [None, "MISSING.md"])
def test_a_page_that_is_not_there_is_an_error_in_one_line(suite, name):
    result = make_table(suite, name)
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1, result.stderr


def assert_refused(suite, *words):
    before = page(suite)
    result = make_table(suite)
    assert result.returncode != 0
    assert len(result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr
    assert page(suite) == before


def test_the_page_opens_with_a_line_a_method_as_the_comparison_measured_it_over_seeds(tmp_path):
    tool = script("results-table")
    (tmp_path / "02-x.csv").write_text(f"{HEADER}\n{SECOND}")
    (tmp_path / "10-y.csv").write_text(f"{HEADER}\n{FIRST}" "Prototypical,Omniglot,Vinyals,20,1,inductive,accuracy,91.04,0.3,600,141.6,1900,tutorial,cpu,2017\n"
                                       "Prototypical,Omniglot,Vinyals,5,1,inductive,accuracy,97.949,0.3,600,141.6,1900,tutorial,cpu,2018\n"
                                       "pixel nearest neighbour,Omniglot,Vinyals,5,1,,accuracy,46.44,0.7,600,0.0,0,tutorial,cpu,2017\n")
    page = f"top\n{tool.GLANCE}\nold\n{tool.GLANCE_END}\nmiddle\n{tool.BEGIN}\n{tool.END}\n"
    written = tool.fill(page, sorted(tmp_path.glob("*.csv")))
    assert written.startswith(f"""top
{tool.GLANCE}
| accuracy in per cent | 5-way 1-shot | 5-way 5-shot | 20-way 1-shot | 20-way 5-shot | notebook |
|---|---|---|---|---|---|
| pixel nearest neighbour | 46.4 ± 0.7 |  |  |  | 00 |
| Prototypical | 98.0 ± 1.3 |  | 91.0 ± 0.3 | 97.8 ± 0.1 | 02 |
{tool.GLANCE_END}
middle
{tool.BEGIN}
""")


def test_what_was_reproduced_stands_beside_what_was_published_where_the_page_has_the_marks_for_it(tmp_path):
    tool = script("results-table")
    (tmp_path / "reproduction.csv").write_text("""method,way,shot,batchnorm,published,here,ci95,episodes,seeds,core_hours,steps,filters,classes,source
Matching,5,1,inductive,98.1,98.25,0.15,1000,1,1.96,12000,64,training and validation,Vinyals et al. 2016 table 1
Matching,20,5,inductive,98.5,98.4,0.1,1000,1,1.96,12000,64,training and validation,Vinyals et al. 2016 table 1
Matching,5,1,transductive,,98.3,0.1,1000,1,1.96,12000,64,training and validation,Vinyals et al. 2016 table 1
""")
    page = f"top\n{tool.REPRODUCTION}\nold\n{tool.REPRODUCTION_END}\n{tool.BEGIN}\n{tool.END}\n"
    written = tool.fill(page, sorted(tmp_path.glob("*.csv")))
    assert written == f"""top
{tool.REPRODUCTION}
| method | batch norm | trained on | steps | core hours | 5-way 1-shot | 5-way 5-shot | 20-way 1-shot | 20-way 5-shot | published in |
|---|---|---|---|---|---|---|---|---|---|
| Matching | inductive | training and validation | 12,000 | 2.0 | 98.3 ± 0.2 (98.1) |  |  | 98.4 ± 0.1 (98.5) | Vinyals et al. 2016 table 1 |
| Matching | transductive | training and validation | 12,000 | 2.0 | 98.3 ± 0.1 |  |  |  | Vinyals et al. 2016 table 1 |
{tool.REPRODUCTION_END}
{tool.BEGIN}
{tool.END}
"""
    assert tool.REPRODUCTION not in tool.fill(f"{tool.BEGIN}\n{tool.END}\n", sorted(tmp_path.glob("*.csv")))


def test_every_headline_of_the_page_was_measured():
    tool = script("results-table")
    page = (ROOT / "README.md").read_text()
    table = page.split(tool.GLANCE)[1].split(tool.GLANCE_END)[0]
    assert [line.split(" | ")[0][2:] for line in table.strip().splitlines()[2:]] == [method for _, method in tool.HEADLINES]
