"""What runs beside what. `make test` has two workers: a group is what one of them does in a row, sharing what it started."""
import os
import pathlib
import re

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


def group(nodeid):
    """A file, but each notebook and each assignment by itself."""
    file, _, test = nodeid.partition("::")
    name = re.search(r"\[(.*)\]$", test)
    return f"{file} {name[1]}" if name and pathlib.Path(file).stem in FIRST else file


def pytest_xdist_make_scheduler(config, log):
    """For --dist loadscope. (xdist 3.8's own groups are not seen with pytest 9.2, which keeps a test's id to itself.)"""
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return group(nodeid)

    return Groups(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))
