"""What the hub for a trial and the hub of a class have in common."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from tools.hub_command import free_port
from tools.isolation import THREADS
from tools.node import node_modules, node_program
from tools.project import ENVIRONMENT

HERE = Path(__file__).parent
PACKAGES = ENVIRONMENT / "share" / "lstm-teach-hub"
# A kernel that has run a chapter has about 150 MB of data; this is for a loop that fills a list.
MEMORY = "1G"
# Students leave their pages open: a kernel ends after an hour without work though a page is connected to it,
# a server after two hours. What was saved stays.
KERNEL_IDLE, SERVER_IDLE = 3600, 7200  # seconds
# In a full class all servers start at once, on a few cores.
START = 300  # seconds

ENVIRONMENT_OF_STUDENTS = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "LSTM_TEACH_PROGRESS": "off",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    # A kernel that takes all cores takes them from the others.
    **dict.fromkeys(THREADS, "1"),
}


def proxy_command() -> list[str]:
    """Return how the proxy is started; its packages are fetched the first time."""
    script = node_modules(HERE, PACKAGES, "JupyterHub's proxy") / "configurable-http-proxy" / "bin"
    return [str(node_program()), str(script / "configurable-http-proxy")]


def configure(c: Any, state: Path) -> None:
    """Set all that does not depend on who the students are.

    Parameters
    ----------
    c
        JupyterHub's configuration.
    state
        A folder for the hub's own files, which no student can read.
    """
    os.environ.pop("PYTHONPATH", None)  # else it would reach the students' kernels
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    c.JupyterHub.log_level = "WARN"
    c.JupyterHub.hub_ip = "127.0.0.1"
    c.JupyterHub.hub_port = free_port()
    c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
    c.ConfigurableHTTPProxy.command = proxy_command()
    c.ConfigurableHTTPProxy.log_level = "warn"
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{free_port()}"
    c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")
    # In a name there is nothing that leads to another folder.
    c.Authenticator.username_pattern = r"[a-z][a-z0-9_-]{0,31}"
    c.Spawner.cmd = [sys.executable, str(HERE / "student.py")]
    c.Spawner.args = [
        f"--MappingKernelManager.cull_idle_timeout={KERNEL_IDLE}",
        "--MappingKernelManager.cull_connected=True",
        f"--ServerApp.shutdown_no_activity_timeout={SERVER_IDLE}",
        "--ServerApp.terminals_enabled=False",
    ]
    c.Spawner.default_url = "/lab/tree/index.ipynb"
    c.Spawner.environment = ENVIRONMENT_OF_STUDENTS
    c.Spawner.mem_limit = MEMORY
    c.Spawner.start_timeout = c.Spawner.http_timeout = START
    c.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
