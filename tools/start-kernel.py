#!/usr/bin/env python3
"""Starts the Java kernel with settings that fit where it runs; the kernel.json that tools/install-kernel.py writes calls it.

    tools/start-kernel.py FOLDER-OF-THE-KERNEL CONNECTION-FILE

What a machine has is asked now, not when the kernel was installed: an image is built on one machine and run on another, and a
container, a batch system or JupyterHub (MEM_LIMIT, CPU_LIMIT) may give less than the machine has. With less than 4 GB the
kernel has a small heap and gives memory back; the engine has as many threads as there are processors for it. A program
without a UTF-8 locale could not name files such as 猫.png, so it gets one. Omniglot is found from any working directory.
"""
import math
import os
import platform
import sys
from pathlib import Path

# glibc gives freed activations back to the system and fetches them again at each step, unless told not to. The first
# setting makes the others hold for Java's threads. A training step is nearly twice as fast with them.
KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
}
ENOUGH_MEMORY = 4 * 1024**3
OMNIGLOT = Path("data", "omniglot")


def numbers(path):
    """The numbers in a file; none in one that is not there, or that says max."""
    try:
        return [int(word) for word in path.read_text().split() if word != "max"]
    except (OSError, ValueError):
        return []


def told(environment, name):
    """What JupyterHub says of a limit, as it does on Binder."""
    try:
        return float(environment.get(name, ""))
    except ValueError:
        return math.inf


def control_groups(controller, root):
    """The folders that limit this process: its own group and all above it, in version 2 and in version 1."""
    try:
        lines = (root / "proc/self/cgroup").read_text().splitlines()
    except OSError:
        lines = []
    top = root / "sys/fs/cgroup"
    found = {top, top / controller}
    for _, controllers, path in (line.split(":", 2) for line in lines):
        if controllers == "" or controller in controllers.split(","):
            own = (top if controllers == "" else top / controller) / path.lstrip("/")
            found.update(folder for folder in (own, *own.parents) if folder.is_relative_to(top))
    return found


def memory(environment, root=Path("/")):
    """Bytes that the kernel may use; none known is taken as plenty."""
    limits = [told(environment, "MEM_LIMIT")]
    for group in control_groups("memory", root):
        limits += numbers(group / "memory.max") + numbers(group / "memory.limit_in_bytes")
    try:
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        pass
    return min(limits)


def processors(environment, root=Path("/")):
    """How many processors' time the kernel may use, if that is less than there are; else None."""
    limits = [told(environment, "CPU_LIMIT")]
    for group in control_groups("cpu", root):
        quota = numbers(group / "cpu.max") or numbers(group / "cpu.cfs_quota_us") + numbers(group / "cpu.cfs_period_us")
        if len(quota) == 2 and quota[0] > 0:
            limits.append(quota[0] / quota[1])
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, math.ceil(min(limits))) if min(limits) < there else None


def settings(environment, root=Path("/"), system=platform.system()):
    """The environment of the kernel."""
    plenty = memory(environment, root) >= ENOUGH_MEMORY
    own = dict(environment)
    own["JJAVA_JVM_OPTS"] = f"-Xmx{'2g' if plenty else '512m'} {environment.get('JJAVA_JVM_OPTS', '')}".rstrip()
    if system == "Linux" and plenty:
        own.update(KEEP_MEMORY)
    few = processors(environment, root)
    if few and not environment.get("OMP_NUM_THREADS"):
        own["OMP_NUM_THREADS"] = str(few)
    locale = next(filter(None, map(environment.get, ("LC_ALL", "LC_CTYPE", "LANG"))), "C")
    if system == "Linux" and locale in ("C", "POSIX"):
        own["LC_ALL"] = "C.UTF-8"
    here = Path.cwd()
    if not environment.get("FEWSHOT_DATA") and not any((folder / OMNIGLOT).is_dir() for folder in (here, *here.parents)):
        ours = Path(__file__).resolve().parent.parent / OMNIGLOT
        own.update({"FEWSHOT_DATA": str(ours)} if (ours / ".verified").exists() else {})
    return own


def main():
    folder, connection = Path(sys.argv[1]), sys.argv[2]
    command = ["java", "-jar", str(folder / "jjava-launcher.jar"), str(folder / "jjava.jar"), connection]
    environment = settings(os.environ)
    if platform.system() == "Windows":  # there a program cannot become another
        import subprocess
        sys.exit(subprocess.call(command, env=environment))
    os.execvpe(command[0], command, environment)


if __name__ == "__main__":
    main()
