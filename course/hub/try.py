#!/usr/bin/env python3
"""Plays a course through on this machine: a teacher and two students on a JupyterHub, and then a greedy one.

    sudo course/hub/try.py FOLDER [greedy]      FOLDER is one that `course/hub/setup` has made, with the teacher
                                                `fewshot-teacher`; with `greedy` the second part alone

It needs the users fewshot-teacher, fewshot-ada and fewshot-greedy. A tiny assignment is released, fetched, answered, handed in,
collected, graded and given back, each by the calls that JupyterLab's own buttons make. Then the greedy student fills memory and
loops on every processor while the other one goes on working. It prints what it did and how long that took.
"""
import json
import os
import pathlib
import secrets
import subprocess
import sys
import time
import uuid

import requests
import websocket

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = pathlib.Path(sys.argv[1]).resolve()
TEACHER, ADA, GREEDY = "fewshot-teacher", "fewshot-ada", "fewshot-greedy"
PORT = 18000
URL = f"http://127.0.0.1:{PORT}"
TOKEN = secrets.token_hex(16)
MEMORY = "1500M"


def cell(kind, source, identifier, **about):
    metadata = {"nbgrader": {"schema_version": 3, "grade_id": identifier, "task": False, "grade": False, "locked": False, "solution": False, **about}}
    extra = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": identifier, "metadata": metadata, "source": source, **extra}


TINY = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "java", "display_name": "Java (few-shot)", "language": "java"}}, "cells": [
    cell("code", "interface Year { long SEED = 2026; }", "given-1", locked=True),
    cell("code", "int twice(int n) {\n    // BEGIN SOLUTION\n    return 2 * n;\n    // END SOLUTION\n}", "twice", solution=True),
    cell("code", 'if (twice(2) != 4) { throw new IllegalStateException("twice 2 should be 4"); }\n// BEGIN HIDDEN TESTS\n'
                 'if (twice(7) != 14) { throw new IllegalStateException("another number"); }\n// END HIDDEN TESTS', "twice-test", grade=True, locked=True, points=2),
    cell("markdown", "Why? (1 point)\n\n=== BEGIN MARK SCHEME ===\n\nA word like *sum* is enough.\n\n=== END MARK SCHEME ===", "open-question",
         task=True, locked=True, points=1)]}


def said(what, began):
    print(f"{time.monotonic() - began:6.1f} s  {what}", flush=True)


def ask(method, path, check=True, **more):
    reply = requests.request(method, URL + path, headers={"Authorization": f"token {TOKEN}"}, timeout=300, **more)
    if check and not reply.ok:
        raise SystemExit(f"{method} {path}: {reply.status_code} {reply.text[:500]}")
    return reply


def start(user):
    began = time.monotonic()
    ask("POST", f"/hub/api/users/{user}/server")
    while not ask("GET", f"/hub/api/users/{user}").json()["servers"].get("", {}).get("ready"):
        if time.monotonic() - began > 300:
            raise SystemExit(f"{user}'s server does not start")
        time.sleep(1)
    said(f"{user} has a server", began)


def formgrader(path, **data):
    began = time.monotonic()
    reply = ask("POST", f"/user/{TEACHER}/formgrader/api/{path}", json=data).json()
    if not reply.get("success", True):
        raise SystemExit(f"{path}: {reply.get('error')} {reply.get('log', '')[-1500:]}")
    said(f"teacher: {path}", began)


def list_action(user, action, **data):
    began = time.monotonic()
    reply = ask("POST", f"/user/{user}/assignments/{action}", params=data).json()
    if not reply.get("success"):
        raise SystemExit(f"{user} {action}: {reply}")
    said(f"{user}: {action}", began)


class Kernel:
    """A Python kernel in a user's server, spoken to over the socket that the browser uses."""

    def __init__(self, user):
        self.name = ask("POST", f"/user/{user}/api/kernels", json={"name": "python3"}).json()["id"]
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{PORT}/user/{user}/api/kernels/{self.name}/channels",
                                                  header=[f"Authorization: token {TOKEN}"], timeout=120)

    def send(self, code):
        identifier = uuid.uuid4().hex
        self.socket.send(json.dumps({"channel": "shell", "content": {"code": code, "silent": False, "store_history": False, "allow_stdin": False, "stop_on_error": True},
                                     "header": {"msg_id": identifier, "msg_type": "execute_request", "session": "try", "username": "", "version": "5.3", "date": ""},
                                     "parent_header": {}, "metadata": {}, "buffers": []}))
        return identifier

    def run(self, code, seconds=120):
        identifier, text, end, done = self.send(code), "", time.monotonic() + seconds, set()
        while time.monotonic() < end and len(done) < 2:  # the reply and the last output come on two ways, in either order
            self.socket.settimeout(max(1, end - time.monotonic()))
            message = json.loads(self.socket.recv())
            content, kind = message["content"], message["msg_type"]
            if kind == "status" and content["execution_state"] in ("restarting", "dead"):
                return "killed"
            if message["parent_header"].get("msg_id") == identifier:
                text += content["text"] if kind == "stream" else content["ename"] if kind == "error" else ""
                done |= {kind} if kind == "execute_reply" or kind == "status" and content["execution_state"] == "idle" else set()
        return text.strip() if len(done) == 2 else "no answer"


def course():
    home = pathlib.Path(os.path.expanduser(f"~{TEACHER}"))
    source = home / "fewshot" / "course" / "source" / "tiny"
    source.mkdir(parents=True, exist_ok=True)
    (source / "tiny.ipynb").write_text(json.dumps(TINY), encoding="utf-8")
    subprocess.run(["chown", "-R", f"{TEACHER}:", str(source)], check=True)
    start(TEACHER)
    formgrader("assignment/tiny/assign")
    formgrader("assignment/tiny/release")
    start(ADA)
    list_action(ADA, "fetch", course_id="fewshot", assignment_id="tiny")
    path = f"/user/{ADA}/api/contents/tiny/tiny.ipynb"
    notebook = ask("GET", path).json()["content"]
    text = json.dumps(notebook)
    print("          the student's version has", "neither answer, hidden test nor rubric" if not any(
        word in text for word in ("2 * n", "another number", "like *sum*")) else "SOMETHING THAT IT SHOULD NOT HAVE")
    for each in notebook["cells"]:
        if each["metadata"].get("nbgrader", {}).get("solution"):
            each["source"] = "int twice(int n) { return n + n; }"
    ask("PUT", path, json={"type": "notebook", "content": notebook})
    list_action(ADA, "submit", course_id="fewshot", assignment_id="tiny")
    formgrader("assignment/tiny/collect")
    formgrader(f"submission/tiny/{ADA}/autograde")
    submission = ask("GET", f"/user/{TEACHER}/formgrader/api/submission/tiny/{ADA}").json()
    print(f"          graded: {submission['score']} of {submission['max_score']}, needs a person: {submission['needs_manual_grade']}")
    (paper,) = ask("GET", f"/user/{TEACHER}/formgrader/api/submitted_notebooks/tiny/tiny").json()
    page = ask("GET", f"/user/{TEACHER}/formgrader/submissions/{paper['id']}/").text
    print("          the page for grading by hand shows", "the rubric" if "like <em>sum</em>" in page or "like *sum*" in page else "NO RUBRIC")
    (grade,) = [g for g in ask("GET", f"/user/{TEACHER}/formgrader/api/grades", params={"submission_id": paper["id"]}).json() if g["name"] == "open-question"]
    ask("PUT", f"/user/{TEACHER}/formgrader/api/grade/{grade['id']}", json={"manual_score": 1, "extra_credit": 0})
    formgrader("assignment/tiny/generate_feedback")
    formgrader("assignment/tiny/release_feedback")
    list_action(ADA, "fetch_feedback", course_id="fewshot", assignment_id="tiny")
    found = subprocess.run(["find", os.path.expanduser(f"~{ADA}/tiny/feedback"), "-name", "tiny.html"], capture_output=True, text=True).stdout.splitlines()
    print("          feedback:", "the student has a page" if found else "NOTHING CAME", "with 3.0 / 3.0" if found and "3.0 / 3.0" in pathlib.Path(found[0]).read_text() else "")
    seen = subprocess.run(["runuser", "-u", ADA, "--", "cat", str(source / "tiny.ipynb")], capture_output=True)
    print("          the student", "cannot" if seen.returncode else "CAN", "read the teacher's source")


def greedy():
    start(GREEDY)
    calm, wild = Kernel(ADA), Kernel(GREEDY)

    def waits():
        """The median of five, and the longest, in milliseconds: a small computation in the calm student's kernel."""
        times = []
        for _ in range(5):
            began = time.monotonic()
            assert calm.run("print(sum(range(10**5)))") == "4999950000"
            times.append(1000 * (time.monotonic() - began))
        return f"median {sorted(times)[2]:.0f} ms, longest {max(times):.0f} ms"

    print(f"          memory of each user: {MEMORY}; a small computation of {ADA} alone: {waits()}")
    loops = "import subprocess, sys\nbusy = [subprocess.Popen([sys.executable, '-c', 'while True: pass']) for _ in range(4)]\nprint(len(busy))"
    print(f"          {GREEDY} starts {wild.run(loops)} programs that loop; {ADA}'s computation then: {waits()}")
    print(f"          {GREEDY} has them stopped: {wild.run('for b in busy: b.kill()' + chr(10) + 'print(1)')}")
    began = time.monotonic()
    outcome = wild.run("hoard = []\nfor i in range(200):\n    hoard.append(bytearray(b'x') * 50_000_000)\nprint(len(hoard))")
    said(f"{GREEDY} asks for 10 GB of memory: {outcome}", began)
    print(f"          {ADA}'s computation after that: {waits()}; {GREEDY}'s server answers: {ask('GET', f'/user/{GREEDY}/api/status', check=False).status_code}")


def main():
    environment = {**os.environ, "FEWSHOT_HUB_TEACHERS": TEACHER, "FEWSHOT_HUB_STUDENTS": f"{ADA},{GREEDY}", "FEWSHOT_HUB_FOLDER": str(FOLDER),
                   "FEWSHOT_HUB_MEMORY": MEMORY, "FEWSHOT_HUB_CPUS": "1", "FEWSHOT_HUB_URL": URL, "FEWSHOT_HUB_PORT": str(PORT + 81),
                   "FEWSHOT_HUB_PROXY_PORT": str(PORT + 1), "FEWSHOT_HUB_AUTHENTICATOR": "dummy"}
    extra = FOLDER / "hub" / "try_config.py"
    extra.write_text(f"load_subconfig({str(HERE / 'jupyterhub_config.py')!r})\nc = get_config()\n"
                     f"c.JupyterHub.services = [{{'name': 'try', 'api_token': '{TOKEN}'}}]\n"
                     "c.JupyterHub.load_roles = [{'name': 'try', 'scopes': ['admin:users', 'admin:servers', 'access:servers', 'list:users'], 'services': ['try']}]\n"
                     f"c.JupyterHub.load_groups = {{}}\nc.Authenticator.allow_all = True\n")
    extra.chmod(0o600)
    log = open(FOLDER / "hub" / "try.log", "w")
    hub = subprocess.Popen([FOLDER / "venv" / "bin" / "jupyterhub", "-f", str(extra)], cwd=FOLDER / "hub", env=environment, stdout=log, stderr=log)
    try:
        began = time.monotonic()
        while True:
            try:
                requests.get(URL + "/hub/api", timeout=5).raise_for_status()
                break
            except requests.RequestException:
                if hub.poll() is not None or time.monotonic() - began > 180:
                    raise SystemExit(f"the hub does not start; see {log.name}")
                time.sleep(1)
        said("the hub is there", began)
        for user in (TEACHER, ADA, GREEDY):
            ask("POST", f"/hub/api/users/{user}", check=False)
        if sys.argv[2:] == ["greedy"]:
            start(ADA)
        else:
            course()
        greedy()
    finally:
        for user in (TEACHER, ADA, GREEDY):
            try:
                ask("DELETE", f"/hub/api/users/{user}/server", check=False)
            except requests.RequestException:
                pass
        hub.terminate()
        hub.wait(60)


main()
