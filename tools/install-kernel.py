#!/usr/bin/env python3
"""Tells the Java kernel of this Python environment where the suite's jars are, and how to run.

The pip package jjava brings a kernel that knows nothing of us, and brings it anew each time it is installed; run this
afterwards. It writes the kernel's kernel.json in place and can be run as often as one likes.

    tools/install-kernel.py

How much memory and how many processors it may use is asked when it starts, by tools/start-kernel.py.

If PYTORCH_LIBRARY_PATH is set, as it is for a GPU (see README.md), the kernel will use that PyTorch: it, PYTORCH_VERSION and
PYTORCH_FLAVOR are written down for it, and where CUDA's runtime library lies. Unset, the next run forgets them.
"""
import json
import os
import shutil
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parent
LIB = TOOLS.parent / "lib"
# The committed notebooks have it too.
DISPLAY_NAME = "Java (few-shot)"
ENGINE = ("PYTORCH_LIBRARY_PATH", "PYTORCH_VERSION", "PYTORCH_FLAVOR")


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


def kernel(folder, java, engine=({}, "")):
    jars = LIB / "target"
    variables, option = engine
    environment = {
        "JJAVA_CLASSPATH": os.pathsep.join([str(jars / "fewshot.jar"), str(jars / "jars" / "*")]),
        # The export is for fewshot.world.sound: Java's synthesiser without a sound device.
        "JJAVA_JVM_OPTS": f"-XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true -DdisableProgressBar=true "
                           f"-Djava.awt.headless=true --add-exports=java.desktop/com.sun.media.sound=ALL-UNNAMED{option}",
        "OPT_OUT_TRACKING": "true",
        # Both JVMs, the launcher's and the kernel's, are started with the java on the PATH.
        "PATH": os.pathsep.join([str(Path(java).parent), "${PATH}"]),
        **variables,
    }
    return {
        "argv": [sys.executable, "-I", str(TOOLS / "start-kernel.py"), str(folder), "{connection_file}"],
        "display_name": DISPLAY_NAME,
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
    beside.write_text(json.dumps(kernel(folder, os.path.abspath(java), chosen_engine(os.environ)), indent=2) + "\n")
    beside.replace(target)


if __name__ == "__main__":
    main()
