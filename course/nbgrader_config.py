"""What nbgrader needs to know of a course in Java. It is read when nbgrader is started in this folder."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import grading  # noqa: E402 (it lies beside this file)

c = get_config()  # noqa: F821 (nbgrader defines it)

# The year's seed and a teacher's own tests go in when the students' version is made; answers are looked through before they run.
grading.settings(c)

c.CourseDirectory.course_id = "fewshot"

# A student's cell begins with what does not compile to a wrong answer: it throws until it is written.
c.ClearSolutions.code_stub = {"java": '// YOUR CODE HERE\nthrow new UnsupportedOperationException("not done yet");'}
c.ClearSolutions.begin_solution_delimeter = "// BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "// END SOLUTION"
c.ClearHiddenTests.begin_test_delimeter = "// BEGIN HIDDEN TESTS"
c.ClearHiddenTests.end_test_delimeter = "// END HIDDEN TESTS"

# An endless loop is interrupted after this many seconds and the next cell begins. No cell of a right answer takes half as long.
c.Execute.timeout = 60
# Thousands of printed lines take the notebook's server a while; the kernel's own word on whether a cell failed counts in any case.
c.Execute.iopub_timeout = 30
c.Execute.raise_on_iopub_timeout = False

# A line on stderr would cost a cell all its points, and a student may print there.
c.IgnorePattern.enabled = True
c.IgnorePattern.pattern = "(?s).*"
