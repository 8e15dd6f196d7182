"""What runs beside what. `make test` has two workers: a group is what one of them does in a row, sharing what it started."""
import os

import pytest

# Hundreds of programs are started; each would compile its packages anew where this is set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Two programs that each want both cores would wait for one another in a loop; with one thread each they do not.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.update(OMP_NUM_THREADS="1", OMP_WAIT_POLICY="PASSIVE")
# What takes longest begins first, so that no worker is left with it at the end.
FIRST = ["test_notebooks", "test_course"]


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: measures seconds, so nothing runs beside it")
    config.addinivalue_line("markers", "thorough: takes long; `make test-all` runs it")


def group(item):
    """A file, but each notebook and each assignment by itself."""
    parameters = getattr(item, "callspec", None)
    name = next(iter(parameters.params.values())) if parameters else ""
    apart = item.path.stem in ("test_notebooks", "test_course")
    return f"{item.path.stem}-{getattr(name, 'stem', name)}" if apart else item.path.stem


def place(item):
    return FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    items.sort(key=place)
    for item in items:
        item.add_marker(pytest.mark.xdist_group(group(item)))
