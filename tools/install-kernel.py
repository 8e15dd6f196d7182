#!/usr/bin/env python3
"""Tells the Java kernel of this Python environment where the suite's jars are, and how to run.

The pip package jjava brings a kernel that knows nothing of us, and brings it anew each time it is installed; run this
afterwards. It writes the kernel's kernel.json in place and can be run as often as one likes.

    tools/install-kernel.py [--memory GB]

--memory says what the kernel will find where it runs, if that is not what this machine has: Binder builds on one machine
and runs on another. With less than 4 GB the kernel has a small heap and gives memory back.

If PYTORCH_LIBRARY_PATH is set, as it is for a GPU (see README.md), the kernel will use that PyTorch: it, PYTORCH_VERSION and
PYTORCH_FLAVOR are written down for it, and where CUDA's runtime library lies. Unset, the next run forgets them.
"""
import argparse
import json
import os
import platform
import shutil
import sys
from pathlib import Path

LIB = Path(__file__).resolve().parent.parent / "lib"
# glibc gives freed activations back to the system and fetches them again at each step, unless told not to. The first
# setting makes the others hold for Java's threads. A training step is nearly twice as fast with them.
KEEP_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": "17179869184",
    "MALLOC_TOP_PAD_": "268435456",
}
# The committed notebooks have it too.
DISPLAY_NAME = "Java (few-shot)"
ENOUGH_MEMORY = 4 * 1024**3
ENGINE = ("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR")


def memory_limit():
    """Bytes that this machine or its container may use; none known is taken as plenty."""
    limits = []
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            limits.append(int(Path(name).read_text()))
        except (OSError, ValueError):
            pass
    try:
        limits.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (ValueError, OSError, AttributeError):
        pass
    return min(limits, default=ENOUGH_MEMORY)


def chosen_engine(environment):
    """The variables and the JVM's options for a PyTorch other than the one on the class path; none if none is named."""
    named = environment.get("PYTORCH_LIBRARY_PATH")
    if not named:
        return {}, ""
    folder = Path(os.path.abspath(named))
    if not any(folder.glob("*torch.*")):
        sys.exit(f"install-kernel: PYTORCH_LIBRARY_PATH is {named}, but no libtorch lies there; it must name torch's folder lib")
    # pip puts CUDA's runtime beside torch: site-packages/torch/lib, site-packages/nvidia/cuda_runtime/lib (CUDA 13: cu13).
    runtime = sorted(folder.parent.parent.glob("nvidia/*/lib/libcudart.so*"))
    if runtime and " " in str(runtime[0]):
        sys.exit(f"install-kernel: the kernel's launcher cannot pass on a path with a space in it: {runtime[0].parent}")
    option = f" -Djna.library.path={runtime[0].parent}" if runtime else ""
    given = {name: environment[name] for name in ENGINE if environment.get(name)}
    return {**given, "PYTORCH_LIBRARY_PATH": str(folder)}, option


def kernel(folder, java, memory, engine=({}, "")):
    jars = LIB / "target"
    plenty = memory >= ENOUGH_MEMORY
    variables, option = engine
    environment = {
        "JJAVA_CLASSPATH": os.pathsep.join([str(jars / "fewshot.jar"), str(jars / "jars" / "*")]),
        "JJAVA_JVM_OPTS": f"-Xmx{'2g' if plenty else '512m'} -XX:+UseSerialGC -Dai.djl.offline=true -DdisableProgressBar=true "
                           f"-Djava.awt.headless=true{option}",
        "OPT_OUT_TRACKING": "true",
        # The launcher starts a second JVM with the java on the PATH.
        "PATH": os.pathsep.join([str(Path(java).parent), "${PATH}"]),
        **variables,
    }
    if platform.system() == "Linux" and plenty:
        environment.update(KEEP_MEMORY)
    return {
        "argv": [java, "-jar", str(folder / "jjava-launcher.jar"), str(folder / "jjava.jar"), "{connection_file}"],
        "display_name": DISPLAY_NAME,
        "language": "java",
        "interrupt_mode": "message",
        "env": environment,
        "metadata": {},
    }


def main():
    parser = argparse.ArgumentParser(description="Tells the Java kernel where the suite's jars are, and how to run.")
    parser.add_argument("--memory", metavar="GB", type=float, default=memory_limit() / 1024**3,
                        help="memory where the kernel will run, if that is not this machine")
    memory = parser.parse_args().memory * 1024**3
    folder = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "java"
    java = shutil.which("java")
    if not (folder / "jjava.jar").exists():
        sys.exit(f"install-kernel: no JJava kernel in {sys.prefix}; run: pip install -r requirements.txt")
    if java is None:
        sys.exit("install-kernel: no java on the PATH; install a JDK 17 or later (https://adoptium.net)")
    target = folder / "kernel.json"
    beside = folder / "kernel.json.part"
    beside.write_text(json.dumps(kernel(folder, os.path.abspath(java), memory, chosen_engine(os.environ)), indent=2) + "\n")
    beside.replace(target)


if __name__ == "__main__":
    main()
