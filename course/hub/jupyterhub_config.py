"""JupyterHub for a course on one machine: local users, a share of the machine for each, nbgrader's exchange.

course/hub/setup has made the environment that this runs in. What differs from course to course comes from the environment:

    FEWSHOT_HUB_TEACHERS  names with commas; they may see the hub's admin page        FEWSHOT_HUB_STUDENTS  names with commas
    FEWSHOT_HUB_MEMORY    of each user (2G)                                            FEWSHOT_HUB_CPUS      of each user (1)
"""
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from limits import LimitedSpawner  # noqa: E402 (it lies beside this file)

BIN = Path(sys.executable).parent
FOLDER = Path(os.environ.get("FEWSHOT_HUB_FOLDER", "/srv/fewshot"))


def names(variable):
    return {name.strip() for name in os.environ.get(variable, "").split(",") if name.strip()}


c = get_config()  # noqa: F821 (JupyterHub defines it)

c.JupyterHub.bind_url = os.environ.get("FEWSHOT_HUB_URL", "http://127.0.0.1:8000")
c.JupyterHub.hub_port = int(os.environ.get("FEWSHOT_HUB_PORT", 8081))
c.JupyterHub.cookie_secret_file = str(FOLDER / "hub" / "cookie_secret")
c.JupyterHub.db_url = f"sqlite:///{FOLDER / 'hub' / 'jupyterhub.sqlite'}"
# It gives up after 20 seconds unless told otherwise, and grading an assignment takes longer.
c.ConfigurableHTTPProxy.command = [str(BIN / "configurable-http-proxy"), "--proxy-timeout=1800000"]
c.ConfigurableHTTPProxy.pid_file = str(FOLDER / "hub" / "proxy.pid")
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ.get('FEWSHOT_HUB_PROXY_PORT', 8001)}"

# PAM: who may log in to the machine and is named here.
c.JupyterHub.authenticator_class = os.environ.get("FEWSHOT_HUB_AUTHENTICATOR", "pam")
c.Authenticator.admin_users = names("FEWSHOT_HUB_TEACHERS")
c.Authenticator.allowed_users = names("FEWSHOT_HUB_TEACHERS") | names("FEWSHOT_HUB_STUDENTS")

c.JupyterHub.spawner_class = LimitedSpawner
c.Spawner.mem_limit = os.environ.get("FEWSHOT_HUB_MEMORY", "2G")
c.Spawner.cpu_limit = float(os.environ.get("FEWSHOT_HUB_CPUS", 1))
c.Spawner.cmd = [str(BIN / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.start_timeout = c.Spawner.http_timeout = 300
# A kernel that nobody has used for half an hour gives its memory back.
c.Spawner.args = ["--MappingKernelManager.cull_idle_timeout=1800", "--MappingKernelManager.cull_interval=300",
                  "--MappingKernelManager.cull_connected=True"]
c.Spawner.environment = {
    "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '/usr/bin:/bin')}",
    # One copy of the engine's native libraries (430 MB) for all.
    "DJL_CACHE_DIR": str(FOLDER / "djl"),
    "FEWSHOT_PROFILE": "smoke",
}
