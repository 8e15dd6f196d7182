"""What this course adds to nbgrader: the year's seed, a teacher's own tests, and the check that an answer is one's own.

nbgrader_config.py puts the first two in front when the students' version is made, and the third in front of grading.
"""
import os
import re
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

LIBRARY = Path(__file__).resolve().parent.parent / "lib" / "src" / "main" / "java"
SEED_LINE = re.compile(r"(interface Year \{ long SEED = )-?\d+(; \})")
END_OF_HIDDEN = "// END HIDDEN TESTS"
# Java's own classes that the tests stand on: an answer that declares one of these names would be asked in its place.
JAVAS_OWN = ("Math|StrictMath|Object|String|Double|Integer|Long|Boolean|Arrays|Objects|List|Map|Set|Collections|ArrayList|HashMap|HashSet|"
             "IntStream|DoubleStream|Stream|Random|SplittableRandom|System|IllegalStateException|Year")


class YearsSeed(NbGraderPreprocessor):
    """Writes the seed of the year, from which the numbers of this year's tasks come, into every notebook."""

    seed = Unicode(help="A whole number, another one each year; empty leaves the one in the source.").tag(config=True)

    def preprocess(self, nb, resources):
        if not self.seed:
            return nb, resources
        if not re.fullmatch(r"\d{1,9}", self.seed):
            raise ValueError(f"the seed of the year should be a whole number of at most nine digits, such as 2027, but is {self.seed!r}")
        written = 0
        for cell in nb.cells:
            cell.source, times = SEED_LINE.subn(rf"\g<1>{self.seed}\g<2>", cell.source)
            written += times
        if written != 1:
            raise ValueError(f"{resources['nbgrader']['notebook']}: one line should hold the seed of the year, but {written} do")
        return nb, resources


class PrivateTests(NbGraderPreprocessor):
    """Adds a teacher's own tests to the hidden ones: of assignment A and test cell T, the file A/T.java in a folder of their own."""

    folder = Unicode(help="The folder, outside of the repository; empty if there is none.").tag(config=True)

    def preprocess(self, nb, resources):
        if not self.folder:
            return nb, resources
        top = Path(self.folder).expanduser()
        if not top.is_dir():
            raise ValueError(f"the folder of private tests is {self.folder}, but no such folder is there")
        files = {path.stem: path for path in sorted((top / resources["nbgrader"]["assignment"]).glob("*.java"))}
        for cell in nb.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade") and cell.cell_type == "code" and about["grade_id"] in files:
                more = files.pop(about["grade_id"]).read_text(encoding="utf-8").strip()
                if cell.source.count(END_OF_HIDDEN) != 1:
                    raise ValueError(f"{about['grade_id']}: one line should be {END_OF_HIDDEN}")
                cell.source = cell.source.replace(END_OF_HIDDEN, f"{{\n{more}\n}}\n{END_OF_HIDDEN}")
        if files:
            raise ValueError("no test cell has the name of these private tests: " + ", ".join(map(str, files.values())))
        return nb, resources


class OwnWork(NbGraderPreprocessor):
    """Takes an answer for empty that lets the library do the task, reads the seed, or stands in the place of one of Java's classes.

    Only what the given line of the answer names may be used of the library: an episode that the method gets, say.
    """

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        if not LIBRARY.is_dir():
            raise ValueError(f"the course should lie beside lib, but there is no {LIBRARY}: which names are the library's?")
        with Gradebook(about["db_url"]) as gradebook:
            given = {cell.name: cell.source for cell in gradebook.find_notebook(about["notebook"], about["assignment"]).source_cells}
        imported = imports("\n".join(cell.source for cell in nb.cells if locked(cell)))
        for cell in nb.cells:
            if cell.cell_type != "code" or locked(cell):
                continue
            allowed = given.get(cell.metadata.get("nbgrader", {}).get("grade_id"), "")
            fault = not_own(cell.source, imported, allowed)
            if fault:
                self.log.warning("An answer is taken for empty: %s", fault)
                cell.source = f'throw new IllegalStateException("this answer is taken for empty: {fault}");'
        return nb, resources


def locked(cell):
    about = cell.metadata.get("nbgrader", {})
    return bool(about.get("locked")) or bool(about.get("grade")) and not about.get("solution")


def imports(source):
    """The simple names of the library's and DJL's classes that these cells import."""
    names = set()
    for package, name in re.findall(r"^import (?:static )?((?:fewshot|ai\.djl)[\w.]*)\.(\w+|\*);", source, flags=re.M):
        if name != "*":
            names.add(name)
        else:  # DJL's sources are not here; the names in its package for arrays begin with ND
            names.update(path.stem for path in (LIBRARY / package.replace(".", "/")).glob("*.java"))
    return names


def not_own(source, imported, allowed):
    """What is wrong with an answer, in words; None if it is a student's own."""
    code = re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', " ", source, flags=re.S)
    whole = re.search(r"\b(fewshot|ai\s*\.\s*djl|org\s*\.\s*dflib|java\s*\.\s*lang\s*\.\s*reflect|Class\s*\.\s*forName|getClass)\b", code)
    if whole:
        return f"it calls {' '.join(whole[1].split())}"
    declared = re.search(rf"\b(?:class|record|enum|interface)\s+({JAVAS_OWN})\b", code)
    if declared:
        return f"it declares a {declared[1]} of its own"
    if re.search(r"\bYear\s*\.\s*SEED\b", code):
        return "it reads the seed of the year; the year's numbers are to be written into it"
    for name in re.findall(r"(?<![\w.])[A-Z]\w*", code):
        if (name in imported or re.fullmatch(r"(Lazy)?ND[A-Z]\w*", name)) and not re.search(rf"\b{name}\b", allowed):
            return f"it calls the library's {name}, and the task asks for lines of one's own"
    return None


def settings(config):
    """Puts all three in their places; the environment says which seed and which folder."""
    from nbgrader.converters import Autograde, GenerateAssignment
    config.YearsSeed.seed = os.environ.get("FEWSHOT_COURSE_SEED", "")
    config.PrivateTests.folder = os.environ.get("FEWSHOT_PRIVATE_TESTS", "")
    config.GenerateAssignment.preprocessors = [YearsSeed, PrivateTests, *GenerateAssignment.preprocessors.default()]
    config.Autograde.sanitize_preprocessors = [*Autograde.sanitize_preprocessors.default(), OwnWork]
