#!/usr/bin/env python3
"""Tells the Java kernel of this Python environment where the suite's jars are, and how to run.

The pip package jjava brings a kernel that knows nothing of us, and brings it anew each time it is installed; run this
afterwards. It writes the kernel's kernel.json in place and can be run as often as one likes.
"""
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
ENOUGH_MEMORY = 4 * 1024**3


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


def kernel(folder, java):
    jars = LIB / "target"
    environment = {
        "JJAVA_CLASSPATH": os.pathsep.join([str(jars / "fewshot.jar"), str(jars / "jars" / "*")]),
        "JJAVA_JVM_OPTS": "-Xmx2g -XX:+UseSerialGC -Dai.djl.offline=true -DdisableProgressBar=true -Djava.awt.headless=true",
        "OPT_OUT_TRACKING": "true",
        # The launcher starts a second JVM with the java on the PATH.
        "PATH": os.pathsep.join([str(Path(java).parent), "${PATH}"]),
    }
    if platform.system() == "Linux" and memory_limit() >= ENOUGH_MEMORY:
        environment.update(KEEP_MEMORY)
    return {
        "argv": [java, "-jar", str(folder / "jjava-launcher.jar"), str(folder / "jjava.jar"), "{connection_file}"],
        "display_name": "Java (few-shot)",
        "language": "java",
        "interrupt_mode": "message",
        "env": environment,
        "metadata": {},
    }


def main():
    folder = Path(sys.prefix) / "share" / "jupyter" / "kernels" / "java"
    java = shutil.which("java")
    if not (folder / "jjava.jar").exists():
        sys.exit(f"install-kernel: no JJava kernel in {sys.prefix}; run: pip install -r requirements.txt")
    if java is None:
        sys.exit("install-kernel: no java on the PATH; install a JDK 17 or later (https://adoptium.net)")
    target = folder / "kernel.json"
    beside = folder / "kernel.json.part"
    beside.write_text(json.dumps(kernel(folder, os.path.abspath(java)), indent=2) + "\n")
    beside.replace(target)


if __name__ == "__main__":
    main()
