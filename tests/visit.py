"""A visit to Binder, as far as it can be had without one: JupyterLab on this machine, a notebook opened and run through it.

    python visit.py FOLDER NOTEBOOK COMMAND...

COMMAND starts JupyterLab, as Binder's does, in FOLDER; the port and a token are added. Prints what happened as one line of
JSON. Run it where there is no network: it needs none but this machine's own, which it brings up where it can.
"""
import contextlib
import fcntl
import json
import os
import pathlib
import secrets
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
import uuid

import websocket


def loopback_up():
    """In a network namespace of its own a process finds even this switched off."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        fcntl.ioctl(link, 0x8914, struct.pack("16sh14x", b"lo", 0x41))  # SIOCSIFFLAGS: up, running


def network():
    """Whether anything but this machine can be reached: of a route, not of a name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as anywhere:
        try:
            anywhere.connect(("192.0.2.1", 9))  # sends nothing
            return True
        except OSError:
            return False


def peaks(root):
    """The most resident memory that each process below this one has ever had, in bytes."""
    parents, most = {}, {}
    for folder in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if folder.name.isdigit():
                lines = dict(line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line)
                pid = int(folder.name)
                parents[pid] = int(lines["PPid"])
                most[pid] = 1024 * int(lines.get("VmHWM", "0").split()[0])
    ours = {root}
    while more := {pid for pid, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {pid: most[pid] for pid in ours if pid in most}


class Visit:
    def __init__(self, folder, command):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        self.token = secrets.token_hex(16)
        self.address = f"127.0.0.1:{port}"
        self.memory = {}
        self.log = open(pathlib.Path(folder) / "visit.log", "w+")
        self.server = subprocess.Popen(
            [*command, "--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0",
             f"--IdentityProvider.token={self.token}"], cwd=folder, stdout=self.log, stderr=subprocess.STDOUT)

    def ask(self, path, body=None):
        request = urllib.request.Request(f"http://{self.address}/{path}", body and json.dumps(body).encode(),
                                         {"Authorization": f"token {self.token}", "Content-Type": "application/json"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return answer.read()

    def wait(self):
        for _ in range(600):
            with contextlib.suppress(OSError):
                return self.ask("api")
            if self.server.poll() is not None:
                sys.exit(pathlib.Path(self.log.name).read_text())
            time.sleep(0.1)
        sys.exit("JupyterLab is not there after 60 s")

    def watch(self):
        for pid, most in peaks(self.server.pid).items():
            self.memory[pid] = max(most, self.memory.get(pid, 0))

    def execute(self, channel, code):
        """Runs a cell; the types and contents of what it sent."""
        header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "session": "visit", "username": "", "version": "5.3",
                  "date": ""}
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        channel.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}))
        sent = []
        while True:
            message = json.loads(channel.recv())
            if message["channel"] != "iopub" or message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            sent.append((message["header"]["msg_type"], message["content"]))
            if sent[-1] == ("status", {"execution_state": "idle"}):
                return sent

    def read(self, path):
        """Opens a notebook in JupyterLab and runs all its cells."""
        page = self.ask(f"lab/tree/{path}").decode()
        cells = json.loads(self.ask(f"api/contents/{path}"))["content"]["cells"]
        session = json.loads(self.ask("api/sessions", {"path": path, "name": "", "type": "notebook", "kernel": {"name": "java"}}))
        channel = websocket.create_connection(
            f"ws://{self.address}/api/kernels/{session['kernel']['id']}/channels?token={self.token}", timeout=600)
        failed, sent = [], []
        for cell in (cell for cell in cells if cell["cell_type"] == "code"):
            messages = self.execute(channel, cell["source"])
            self.watch()
            if any(kind == "error" for kind, _ in messages) != ("raises-exception" in cell["metadata"].get("tags", [])):
                failed.append(cell["source"])
            sent += messages
        return page, failed, sent

    def end(self):
        self.server.terminate()
        try:
            self.server.wait(20)
        except subprocess.TimeoutExpired:
            self.server.kill()


def main(folder, path, *command):
    # Ends the server too, which whoever ends this process from outside would leave running.
    signal.signal(signal.SIGALRM, lambda *_: sys.exit("the visit takes longer than 15 minutes"))
    signal.alarm(900)
    loopback_up()
    began = time.monotonic()
    visit = Visit(folder, command)
    try:
        visit.wait()
        there = time.monotonic()
        page, failed, sent = visit.read(path)
        said = {name: "".join(c["text"] for kind, c in sent if kind == "stream" and c["name"] == name) for name in ("stdout", "stderr")}
        print(json.dumps({
            "network": network(), "failed": failed, **said, "memory": sorted(visit.memory.values()),
            "asks_for_news": "announcements" not in page.split("disabledExtensions")[-1].split("]")[0],
            "pictures": sum("image/png" in c.get("data", {}) for _, c in sent), "cores": len(os.sched_getaffinity(visit.server.pid)),
            "server_seconds": there - began, "seconds": time.monotonic() - there}))
    finally:
        visit.end()


if __name__ == "__main__":
    main(*sys.argv[1:])
