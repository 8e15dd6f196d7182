"""A real browser on a real JupyterLab, as `make lab` starts it."""
import contextlib
import os
import re
import secrets
import shlex
import shutil
import socket
import subprocess
import time
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect, sync_playwright

from suite import ROOT, environment, run

OUT = ROOT / "tests" / "out"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


def chromium():
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, (
        "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"))), None)
    if found is None:
        pytest.fail("No Chromium on the PATH: install it (Debian and Ubuntu: apt install chromium), or set CHROMIUM to "
                    "the program, such as the one that `.venv/bin/playwright install chromium` fetches.", pytrace=False)
    return found


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def lab_command(port, token):
    """What `make lab` would run, asked of make."""
    flags = (f"--no-browser --allow-root --ServerApp.port={port} --ServerApp.port_retries=0 --IdentityProvider.token={token} "
             "--LabApp.expose_app_in_browser=True")
    said = run("make", "-n", "lab", f"LABFLAGS={flags}").stdout
    (line,) = [line for line in said.splitlines() if "jupyter lab" in line]
    python, *rest = shlex.split(line)
    return [str(ROOT / python), *rest]


@contextlib.contextmanager
def jupyterlab(work, **more):
    """The address and the token of a JupyterLab over the folder notebooks in work."""
    with serving(lab_command, work, FEWSHOT_RESULTS=work / "results", **more) as served:
        yield served


@contextlib.contextmanager
def serving(command, work, **more):
    """The address and the token of the server that a command, made of a port and a token, starts in a folder."""
    port, token = free_port(), secrets.token_hex(16)
    own = {name: work / "jupyter" / name for name in (
        "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR")}
    log = open(work / "server.log", "w+")
    server = subprocess.Popen(command(port, token), cwd=work, stdout=log, stderr=subprocess.STDOUT, env=environment(**own, **more))
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, work / "server.log")
        yield f"http://127.0.0.1:{port}", token
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address, server, log):
    for _ in range(300):
        try:
            return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=5)
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    pytest.fail(f"Jupyter is not there after 30 s:\n{log.read_text()}")


@contextlib.contextmanager
def notebook_page(lab, name, profile, script=""):
    """A notebook, open in Chromium; page.asked are the addresses of all requests, page.errors what scripts threw."""
    address, token = lab
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile), executable_path=chromium(), headless=True, args=FLAGS, viewport={"width": 1280, "height": 1000})
        try:
            page = context.pages[0]
            page.asked, page.errors = [], []
            context.on("request", lambda request: page.asked.append(request.url))
            page.on("websocket", lambda socket: page.asked.append(socket.url))
            page.on("pageerror", lambda error: page.errors.append(str(error)))
            page.add_init_script(script)
            page.goto(f"{address}/lab/tree/{name}?token={token}")
            try:
                page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=60_000)
            except Exception:
                picture(page, "failed-to-open")
                raise
            yield page
        finally:
            context.close()


def write_notebook(path, *cells):
    """A notebook of some code cells for the suite's kernel."""
    kernel = {"display_name": "Java (few-shot)", "language": "java", "name": "java"}
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells], metadata={"kernelspec": kernel})
    nbformat.write(made, path)


def await_kernel(page):
    """Until JupyterLab has the notebook's kernel, by its name and connected."""
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Java (few-shot) |", timeout=30_000)
    page.wait_for_function("window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.connectionStatus === 'connected'")


def run_cell(page, text):
    cell(page, text).locator(".cm-content").click()
    page.keyboard.press("Control+Enter")


def picture(page, name):
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=str(OUT / f"{name}.png"))


@pytest.fixture(autouse=True)
def picture_of_a_failure(request, page):
    """For a file that imports it and has a page."""
    failed = request.session.testsfailed
    yield
    if request.session.testsfailed > failed:
        picture(page, f"failed-{request.node.name}")


def hosts(page):
    """The machines that the page asked anything of."""
    return {re.match(r"\w+:(?://([^/:]+))?", url)[1] for url in page.asked if not url.startswith(("data:", "blob:", "about:"))}


def menu(page, *names):
    """Opens a menu, its sub-menus, and clicks the last."""
    page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{names[0]}$")).click()
    for name in names[1:]:
        page.locator(".lm-Menu-item", has=page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{name}"))).last.click()


def cell(page, text):
    return page.locator(".jp-CodeCell", has=page.locator(".jp-InputArea", has_text=text)).last
