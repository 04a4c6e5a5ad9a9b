"""JupyterLab's server, started on trial: whether it comes up and answers is what `doctor` wants to know."""

import json
import os
import secrets
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from lstm_lab.opening import CONFIG

WAIT = 90  # seconds; a first start compiles many files


def try_server(python: Path, variables: Mapping[str, str]) -> str | None:
    """Start an interpreter's JupyterLab on an empty folder and ask it for its state, then stop it.

    Returns
    -------
    str or None
        What went wrong, with the last line that it printed; None if it answered.
    """
    with tempfile.TemporaryDirectory(prefix="lstm_lab-", ignore_cleanup_errors=True) as folder:
        token, runtime, log = secrets.token_hex(16), Path(folder, "runtime"), Path(folder, "log")
        root = Path(folder, "empty")
        root.mkdir()
        command = [
            os.fspath(python), "-m", "jupyterlab", f"--config={CONFIG}", "--no-browser", "--port=0",
            "--allow-root", f"--ServerApp.root_dir={root}", f"--LabApp.workspaces_dir={Path(folder, 'work')}",
        ]  # fmt: skip
        own = {**variables, "JUPYTER_RUNTIME_DIR": os.fspath(runtime), "JUPYTER_TOKEN": token}
        with log.open("wb") as stream:
            process = subprocess.Popen(command, cwd=folder, env=own, stdout=stream, stderr=stream)
        try:
            return _answer(process, runtime, token, log)
        finally:
            process.kill()
            process.wait()


def _answer(process: "subprocess.Popen[bytes]", runtime: Path, token: str, log: Path) -> str | None:
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        if process.poll() is not None:
            return f"it ended at once: {_last_line(log)}"
        for told in runtime.glob("jpserver-*.json"):
            try:
                url = json.loads(told.read_text(encoding="utf-8"))["url"]
                told_token = {"Authorization": f"token {token}"}
                request = urllib.request.Request(f"{url}api/status", headers=told_token)
                # Whatever proxy a machine has, the server is on the machine itself.
                opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with opener.open(request, timeout=10) as reply:
                    return None if "kernels" in json.load(reply) else f"{url} answered something else"
            except (OSError, ValueError, KeyError):
                continue  # not listening yet, or the file is being written
        time.sleep(0.1)
    return f"it did not answer within {WAIT} s: {_last_line(log)}"


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it printed nothing"
