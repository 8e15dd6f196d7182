"""Where things are, and how the tests start them."""
import importlib.util
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITHOUT_RESULTS = {"primer"}  # explains words, and measures nothing
ASSIGNMENTS = sorted((ROOT / "course" / "source").glob("*/*.ipynb"))
COLUMNS = ("method,data,split,way,shot,batchnorm,metric,value,ci95,episodes,train_seconds,iterations,profile,device,seed"
           .split(","))


# A kernel that lives half a minute does not earn back what the JVM's second compiler takes: two fifths of its
# processor time in an assignment, a seventh in a notebook.
SHORT_LIVED = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"}


def environment(**more):
    """This process's, without what a surrounding `make test` leaves in it, and with more; None removes."""
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")}
    kept.update(more)
    return {k: str(v) for k, v in kept.items() if v is not None}


def run(*command, cwd=ROOT, timeout=120, **more):
    return subprocess.run([str(c) for c in command], cwd=cwd, env=environment(**more), capture_output=True, text=True,
                          timeout=timeout)


def script(name):
    """A script in tools as a module."""
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def data():
    """What FEWSHOT_DATA should be in a copy of the notebooks: Omniglot as `make data` left it, else the drawn glyphs."""
    folder = ROOT / "data" / "omniglot"
    return os.environ.get("FEWSHOT_DATA") or (str(folder) if (folder / ".verified").exists() else "glyphs")
