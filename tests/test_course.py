"""The assignments as a teacher and a student meet them: generated, handed in, and graded by nbgrader in the real Java kernel."""
import json
import os
import re
import shutil
import sys
import time

import pytest
from jupyter_client.manager import start_new_kernel

from suite import ROOT, SHORT_LIVED, environment, run

COURSE = ROOT / "course"
sys.path.insert(0, str(COURSE))
import grading  # noqa: E402
ASSIGNMENTS = sorted((p.name for p in (COURSE / "source").iterdir()), key=lambda name: int(name.split("-")[0]))
BIN = ROOT / ".venv" / "bin"
STUB = 'throw new UnsupportedOperationException("not done yet");'
POINTS = 24
READ_BY_A_PERSON = 6
SEED = 2026


def notebook(folder, assignment):
    (found,) = (folder / assignment).glob("*.ipynb")
    return found


def cells(path):
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


def source(cell):
    return "".join(cell["source"])


def graded(path, kind):
    """Cells by their id: kind `solution` is what a student fills in, `grade` what gives points."""
    return {c["metadata"]["nbgrader"]["grade_id"]: c for c in cells(path) if c["metadata"].get("nbgrader", {}).get(kind)}


def solutions(assignment, seed=SEED):
    """The right answers, with the numbers of a year written into them."""
    return {name: source(c).replace("Year.SEED", f"{seed}L") for name, c in graded(notebook(COURSE / "source", assignment), "solution").items()}


def checks_of(assignment):
    """The test cells of each task: those below its answer, up to the next answer."""
    found, task = {}, None
    for cell in cells(notebook(COURSE / "source", assignment)):
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            task = about["grade_id"]
        elif about.get("grade"):
            found.setdefault(task, []).append(about["grade_id"])
    return found


def years_task(assignment):
    return next(name for name, c in graded(notebook(COURSE / "source", assignment), "solution").items() if "Year.SEED" in source(c))


def wrong_answers(assignment):
    """Wrong answers by task, from `answers/<assignment>.txt`: `=== task`, then the cell. Each comes with the test cells that it
    has to fail: those behind `loses`, else all of the task."""
    text = (ROOT / "tests" / "answers" / f"{assignment}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^=== (\S+)(.*)\n", text, flags=re.M)[1:]
    found = {}
    for task, loses, body in zip(parts[::3], parts[1::3], parts[2::3]):
        found.setdefault(task, []).append((body.strip("\n"), loses.split()[1:] or checks_of(assignment)[task]))
    return found


def rounds(assignment):
    """All wrong answers, at most one of a task in each round; the other tasks of a round are answered right."""
    wrong = wrong_answers(assignment)
    for turn in range(max(map(len, wrong.values()))):
        answers, lost = solutions(assignment), set()
        for task in [task for task in wrong if len(wrong[task]) > turn]:
            answers[task], fails = wrong[task][turn]
            lost.update(fails)
        yield answers, {name: 0 if name in lost else worth for name, worth in points(assignment).items()}


def method(answer):
    """The name of the method that a solution cell declares: the first word before a bracket."""
    return re.search(r"(\w+)\s*\(", re.sub(r"//.*", "", answer)).group(1)


def points(assignment):
    return {name: c["metadata"]["nbgrader"]["points"] for name, c in graded(notebook(COURSE / "source", assignment), "grade").items()}


def using(assignment, tasks):
    """The points of the test cells that call what these tasks declare, in whatever way: what a fault in them may cost."""
    declared, lost = solutions(assignment), set()
    names = {method(declared[task]) for task in tasks}
    grew = True
    while grew:  # a given cell or another solution may call it, and hand it on
        grew = False
        for cell in cells(notebook(COURSE / "source", assignment)):
            text, about = source(cell), cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and not about.get("grade") and any(re.search(rf"\b{n}\(", text) for n in names):
                for other in re.findall(r"^\S[\w<>\[\], ]*?\b(\w+)\([^;]*\)\s*\{", text, flags=re.M):
                    grew |= other not in names
                    names.add(other)
    for name, cell in graded(notebook(COURSE / "source", assignment), "grade").items():
        if any(re.search(rf"\b{n}\(", source(cell)) for n in names):
            lost.add(name)
    return lost


# --- what is written ---


def test_there_are_ten_assignments():
    assert [int(name.split("-")[0]) for name in ASSIGNMENTS] == list(range(1, 11))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_each_assignment_has_an_open_question_with_a_rubric_that_adds_up(assignment):
    (question,) = graded(notebook(COURSE / "source", assignment), "task").values()
    assert question["metadata"]["nbgrader"]["points"] == READ_BY_A_PERSON
    asked, rubric = source(question).split("=== BEGIN MARK SCHEME ===")
    assert f"({READ_BY_A_PERSON} points)" in asked
    assert sum(int(n) for n in re.findall(r"^\| (\d+) \|", rubric, flags=re.M)) == READ_BY_A_PERSON


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_assignment_is_worth_24_points_in_5_to_8_tasks_each_with_its_test(assignment):
    tasks, tests = solutions(assignment), points(assignment)
    assert sum(tests.values()) == POINTS
    assert 5 <= len(tasks) <= 8
    assert sum(len(found) > 1 for found in checks_of(assignment).values()) >= 3  # part of the points for part of the work
    assert len(checks_of(assignment)[years_task(assignment)]) > 1
    for task in tasks:
        assert f"{task}-test" in tests, task
    assert set(wrong_answers(assignment)) == set(tasks)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_test_cell_has_help_that_a_student_sees_and_checks_that_they_do_not(assignment):
    for name, cell in graded(notebook(COURSE / "source", assignment), "grade").items():
        seen, hidden = source(cell).split("// BEGIN HIDDEN TESTS")
        assert "throw new " in seen, f"{name}: nothing visible can fail"
        assert "throw new " in hidden and "// END HIDDEN TESTS" in hidden, f"{name}: nothing hidden can fail"
        last = [line for line in source(cell).split("\n") if line.strip() and not line.strip().startswith("//")][-1]
        assert last.rstrip().endswith((";", "}")), f"{name}: nbgrader would take a last value for partial credit"


# --- what a student gets ---


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    """A copy of the course with all assignments generated."""
    folder = tmp_path_factory.mktemp("course") / "course"
    return generated(folder, "*")


def generated(folder, assignment, **settings):
    shutil.copytree(COURSE, folder, ignore=shutil.ignore_patterns("release", "submitted", "autograded", "feedback", "*.db"))
    if not (folder.parent / "lib").exists():
        (folder.parent / "lib").symlink_to(ROOT / "lib")  # the names of the library's classes
    done = nbgrader(folder, "generate_assignment", assignment, **settings)
    assert done.returncode == 0, done.stderr
    return folder


def nbgrader(folder, *arguments, timeout=600, **settings):
    """It starts other programs of its environment by their names, so these are on the PATH, as after `activate`."""
    return run(BIN / "nbgrader", *arguments, cwd=folder, timeout=timeout, FEWSHOT_DATA="glyphs", FEWSHOT_PROFILE="smoke",
               PATH=f"{BIN}{os.pathsep}{os.environ['PATH']}", **{"FEWSHOT_COURSE_SEED": None, "FEWSHOT_PRIVATE_TESTS": None, **settings}, **SHORT_LIVED)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_student_version_has_neither_answers_nor_hidden_tests(course, assignment):
    released = notebook(course / "release", assignment)
    text = released.read_text(encoding="utf-8")
    for word in ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS"):
        assert word not in text
    for name, cell in graded(released, "solution").items():
        assert STUB in source(cell), name
    hidden = [source(c).split("// BEGIN HIDDEN TESTS")[1].split("// END HIDDEN TESTS")[0]
              for c in graded(notebook(COURSE / "source", assignment), "grade").values()]
    visible = "\n".join(source(c) for c in cells(released)  # the year's numbers are said in one cell, and a test needs them too
                        if c["metadata"].get("nbgrader", {}).get("grade_id") != "given-year")
    for part in hidden:
        lines = [line for line in part.strip().split("\n") if len(line.strip()) > 30]
        assert sum(line in visible for line in lines) <= len(lines) / 10  # one of a loop may be everybody's
    assert all(not c.get("outputs") for c in cells(released))


# --- what a submission is worth ---


def hand_in(course, student, assignment, answers, more=None):
    """A released notebook with some cells filled in; `more` is a last cell."""
    path = notebook(course / "release", assignment)
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution") and about["grade_id"] in answers:
            cell["source"] = answers[about["grade_id"]]
    folder = course / "submitted" / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    (folder / path.name).write_text(json.dumps(content), encoding="utf-8")


def autograde(course, assignment, student="*", seconds=120):
    return nbgrader(course, "autograde", assignment, f"--student={student}", f"--Execute.timeout={seconds}", "--force", timeout=900)


def scores(course, student, assignment):
    """Points by test cell, as they stand in the gradebook."""
    from nbgrader.api import Gradebook
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "fewshot") as gradebook:
        (submitted,) = gradebook.find_submission(assignment, student).notebooks
        return {grade.name: grade.score for grade in submitted.grades if grade.max_score and grade.name != "open-question"}


def earned(course, student, assignment, answers, seconds=120):
    hand_in(course, student, assignment, answers)
    done = autograde(course, assignment, student, seconds)
    assert done.returncode == 0, done.stderr[-3000:]
    return scores(course, student, assignment)


class Desk:
    """One kernel that grades many answers, as nbgrader would: the given cells once, then only answers and tests."""

    def __init__(self, assignment):
        found = [c for c in cells(notebook(COURSE / "source", assignment)) if c["cell_type"] == "code"]
        last = max(i for i, c in enumerate(found) if c["metadata"].get("nbgrader", {}).get("grade"))
        self.cells = found[:last + 1]  # what follows gives no points, and takes longest
        self.assignment = assignment
        self.imported = grading.imports("\n".join(source(c) for c in self.cells if grading.locked(Cell(c))))
        self.manager, self.client = start_new_kernel(kernel_name="java", startup_timeout=180, cwd=str(ROOT), env=environment(
            FEWSHOT_DATA="glyphs", FEWSHOT_PROFILE="smoke", **SHORT_LIVED))

    def works(self, code):
        reply = self.client.execute_interactive(code, stop_on_error=False, output_hook=lambda message: None, timeout=300)
        return reply["content"]["status"] == "ok"

    def sit(self, answers, tasks=None, given=False):
        """What these answers earn; of all tasks, or of some. With `given`, all the cells between them run too and have to work."""
        earned, task = {}, None
        for cell in self.cells:
            about = cell["metadata"].get("nbgrader", {})
            name = about.get("grade_id")
            task = name if about.get("solution") else task
            if about.get("grade") or about.get("solution"):
                if tasks is not None and task not in tasks:
                    continue
            if about.get("solution"):
                code = answers.get(name)
                empty = code is None or grading.not_own(code, self.imported, source(cell).split("\n")[0])
                self.works(source(cell).split("// BEGIN SOLUTION")[0] + STUB + "\n}" if empty else code)
            elif about.get("grade"):
                earned[name] = about["points"] if self.works(source(cell)) else 0
            elif given:
                assert self.works(source(cell)), name
        return earned

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


class Cell(dict):
    """A cell of a notebook's file as grading.py sees one."""
    metadata = property(lambda self: self["metadata"])


@pytest.mark.parametrize("assignment", [pytest.param(name, marks=[pytest.mark.thorough] * (number % 2)) for number, name in enumerate(ASSIGNMENTS)])
def test_right_answers_earn_all_points_and_each_wrong_one_loses_those_of_the_checks_that_it_fails(assignment):
    desk = Desk(assignment)
    try:
        began = time.monotonic()
        assert desk.sit(solutions(assignment), given=True) == points(assignment)
        print(f"{assignment}: {time.monotonic() - began:.0f} s for right answers")
        assert set(desk.sit({}).values()) == {0}
        for turn, (answers, worth) in enumerate(rounds(assignment)):
            assert desk.sit(answers) == worth, f"wrong answers, round {turn}"
        task = years_task(assignment)
        nothing = dict.fromkeys(checks_of(assignment)[task], 0)
        for seed in (SEED - 1, SEED + 1, SEED + 7):
            assert desk.sit({task: solutions(assignment, seed)[task]}, [task]) == nothing, f"the numbers of {seed} in {SEED}"
        other = SEED + 5  # another year: its own answers are right, those of this year are wrong
        assert desk.works(f"interface Year {{ long SEED = {other}; }}")
        assert desk.sit(solutions(assignment, other)) == points(assignment)
        assert desk.sit({task: solutions(assignment)[task]}, [task]) == nothing, f"the numbers of {SEED} in {other}"
    finally:
        desk.close()


@pytest.mark.parametrize("assignment", [pytest.param(name, marks=[pytest.mark.thorough] if number else []) for number, name in enumerate(ASSIGNMENTS)])
def test_nbgrader_gives_the_same_points_for_right_and_for_wrong_answers(course, assignment):
    answers, worth = next(rounds(assignment))
    hand_in(course, "right", assignment, solutions(assignment))
    hand_in(course, "wrong", assignment, answers)
    done = autograde(course, assignment)
    assert done.returncode == 0, done.stderr[-3000:]
    assert scores(course, "right", assignment) == points(assignment)
    assert scores(course, "wrong", assignment) == worth


def stored(course, assignment):
    """The cells of an assignment as grading will put them back, by name."""
    from nbgrader.api import Gradebook
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "fewshot") as gradebook:
        (found,) = gradebook.find_assignment(assignment).notebooks
        return {cell.name: cell.source for cell in found.source_cells}


def test_a_years_seed_and_a_teachers_own_tests_go_into_what_grading_puts_back_and_the_tests_not_to_students(tmp_path):
    own = tmp_path / "private" / "1-episodes"
    own.mkdir(parents=True)
    (own / "accuracy-test.java").write_text('if (accuracy(new int[] {4}, new int[] {4}) != 100) { throw new IllegalStateException("of my own"); }\n')
    year = generated(tmp_path / "year" / "course", "1-episodes", FEWSHOT_COURSE_SEED="2031", FEWSHOT_PRIVATE_TESTS=own.parent)
    kept, released = stored(year, "1-episodes"), notebook(year / "release", "1-episodes").read_text(encoding="utf-8")
    assert "interface Year { long SEED = 2031; }" in kept["given-1"] and "long SEED = 2031;" in released
    assert kept["accuracy-test"].index("BEGIN HIDDEN TESTS") < kept["accuracy-test"].index("of my own") < kept["accuracy-test"].index("END HIDDEN TESTS")
    assert "of my own" not in released and [name for name, source in kept.items() if "of my own" in source] == ["accuracy-test"]
    assert "BEGIN MARK SCHEME" in kept["open-question"] and "MARK SCHEME" not in released


@pytest.mark.parametrize("file, settings, complaint", [
    ("accuracy-tset.java", {}, "accuracy-tset.java"), (None, {"FEWSHOT_COURSE_SEED": "next"}, "'next'"), (None, {"FEWSHOT_PRIVATE_TESTS": "/no/such"}, "/no/such")])
def test_a_private_test_without_a_cell_a_seed_that_is_none_and_a_missing_folder_stop_it(tmp_path, file, settings, complaint):
    if file:
        (tmp_path / "private" / "1-episodes").mkdir(parents=True)
        (tmp_path / "private" / "1-episodes" / file).write_text("")
        settings = {"FEWSHOT_PRIVATE_TESTS": tmp_path / "private"}
    with pytest.raises(AssertionError, match=re.escape(complaint)):
        generated(tmp_path / "course", "1-episodes", **settings)


@pytest.mark.thorough
def test_a_private_test_that_fails_costs_the_points_of_its_cell_and_the_rubric_waits_for_a_person(tmp_path):
    assignment, own = "1-episodes", tmp_path / "private" / "1-episodes"
    own.mkdir(parents=True)
    (own / "accuracy-test.java").write_text('throw new IllegalStateException("nobody passes");\n')
    year = generated(tmp_path / "course", assignment, FEWSHOT_PRIVATE_TESTS=own.parent)
    assert earned(year, "right", assignment, solutions(assignment)) == {**points(assignment), "accuracy-test": 0}
    from nbgrader.api import Gradebook
    with Gradebook(f"sqlite:///{year / 'gradebook.db'}", "fewshot") as gradebook:
        assert gradebook.find_submission(assignment, "right").needs_manual_grade
    graded_paper = notebook(year / "autograded" / "right", assignment).read_text(encoding="utf-8")
    assert "BEGIN MARK SCHEME" in graded_paper  # nbgrader's page for grading by hand shows this file


def test_what_is_not_ones_own_work_is_told_by_its_text():
    imported = grading.imports("import ai.djl.ndarray.*;\nimport fewshot.evaluate.Score;\nimport static fewshot.show.Show.show;\nimport fewshot.model.memory.*;")
    fault = lambda code, allowed="": grading.not_own(code, imported, allowed)  # noqa: E731
    assert {"Score", "Addressing"} <= imported
    for wrong in ("new Score(v, 0)", "Addressing.read(m, w)", "NDManager.newBaseManager()", "fewshot.model.memory.Addressing.read(m, w)", "ai . djl.Model x",
                  "class Math { }", "record Arrays(int a) {}", "Class.forName(n)", "return Year.SEED;", 'String s = "\\"; Score t;'):
        assert fault(wrong), wrong
    for right in ("return Math.sqrt(a);", "// like the library's Score\nreturn 1;", 'throw new IllegalArgumentException("Score of fewshot");',
                  "for (Map.Entry<String, Integer> e : m.entrySet()) { }", "class Step { }", "/* Addressing */ return 2;"):
        assert not fault(right), (right, fault(right))
    assert not fault("int[] f(Score s) { return null; }", "int[] f(Score s) {")


@pytest.mark.thorough
def test_half_of_the_tasks_earn_their_points_and_the_rest_none(course):
    assignment = ASSIGNMENTS[0]
    answers = solutions(assignment)
    done = list(answers)[:len(answers) // 2]
    lost = using(assignment, set(answers) - set(done))
    expected = {name: 0 if name in lost else worth for name, worth in points(assignment).items()}
    assert 0 < sum(expected.values()) < POINTS
    assert earned(course, "half", assignment, {task: answers[task] for task in done}) == expected


@pytest.mark.thorough
def test_a_cell_that_does_not_compile_costs_no_more_than_the_tests_that_call_it(course):
    assignment = ASSIGNMENTS[1]
    answers = solutions(assignment)
    broken = list(answers)[0]
    lost = using(assignment, {broken})
    expected = {name: 0 if name in lost else worth for name, worth in points(assignment).items()}
    assert 0 < sum(expected.values()) < POINTS
    assert earned(course, "typo", assignment, {**answers, broken: answers[broken].replace(";", "", 1)}) == expected


@pytest.mark.thorough
def test_an_endless_loop_is_ended_and_costs_no_more_than_the_tests_that_call_it(course):
    assignment = ASSIGNMENTS[0]
    answers = solutions(assignment)
    task = list(answers)[-2]
    endless = re.sub(r"// BEGIN SOLUTION.*// END SOLUTION", "while (true) { }", answers[task], flags=re.S)
    lost = using(assignment, {task})
    expected = {name: 0 if name in lost else worth for name, worth in points(assignment).items()}
    assert 0 < sum(expected.values()) < POINTS
    assert earned(course, "endless", assignment, {**answers, task: endless}, seconds=10) == expected


@pytest.mark.thorough
def test_what_a_student_prints_to_stderr_costs_nothing(course):
    assignment = ASSIGNMENTS[0]
    answers = solutions(assignment)
    task = list(answers)[0]
    loud = answers[task].replace("// BEGIN SOLUTION", 'System.err.println("here");')
    assert earned(course, "loud", assignment, {**answers, task: loud}) == points(assignment)


@pytest.mark.thorough
def test_a_changed_test_cell_is_put_back_before_it_grades(course):
    assignment = ASSIGNMENTS[0]
    hand_in(course, "forger", assignment, {})
    path = notebook(course / "submitted" / "forger", assignment)
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade"):
            cell["source"] = 'System.out.println("visible checks passed");'
    path.write_text(json.dumps(content), encoding="utf-8")
    assert autograde(course, assignment, "forger").returncode == 0
    assert set(scores(course, "forger", assignment).values()) == {0}


@pytest.mark.thorough
def test_a_kernel_that_a_student_ends_gives_no_points_and_stops_no_one_else(course):
    assignment = ASSIGNMENTS[0]
    answers = solutions(assignment)
    task = list(answers)[0]
    hand_in(course, "quitter", assignment, {**answers, task: answers[task].replace("// BEGIN SOLUTION", "System.exit(0);")})
    hand_in(course, "stayer", assignment, answers)
    done = autograde(course, assignment, "*er")
    assert "quitter" in done.stderr
    assert sum(scores(course, "stayer", assignment).values()) == POINTS
