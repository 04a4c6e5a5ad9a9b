"""Run the hub of a trial, in the environment: ``python -m tools.hub.start``, for `tools.hub_command`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lstm_lab.say import say
from tools.hub.common import proxy_command
from tools.hub_command import ADDRESS, FOLDER, PORT

CONFIG = Path(__file__).with_name("jupyterhub_config.py")


def main(arguments: list[str]) -> None:
    """Fetch the proxy if it is not there, and become JupyterHub; arguments go to it."""
    proxy_command()
    folder = Path(os.environ[FOLDER])
    folder.mkdir(parents=True, exist_ok=True)
    address = f"http://{os.environ[ADDRESS]}:{os.environ[PORT]}"
    say(f"Starting JupyterHub: {address} (Ctrl-C stops it and all servers).")
    say(f"Each student has a folder in {folder}.")
    sys.stdout.flush()
    os.chdir(folder)
    os.execv(sys.executable, [sys.executable, "-m", "jupyterhub", f"--config={CONFIG}", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
