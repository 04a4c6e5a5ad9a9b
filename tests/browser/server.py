"""A JupyterLab of its own for the tests, started as a reader starts it."""

import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.isolation import isolated_variables
from tools.project import ENVIRONMENT, ROOT

START = 180  # seconds; a cold disk is slow
STOP = 30
LISTENING = re.compile(r"https?://(?:127\.0\.0\.1|localhost):(\d+)/(?:lab|tree)")


@dataclass(frozen=True)
class Server:
    """Where the server listens, the folder that it shows, and what it has printed so far."""

    url: str
    token: str
    folder: Path
    log: list[str]


@contextmanager
def serving(folder: Path, settings: Path) -> Iterator[Server]:
    """Run ``run.py lab`` on a copy of the book in `folder`, with settings that are nobody's.

    In another environment than ``.venv`` (``run.py test --oldest``) its command, which does the same.
    """
    options = ["--no-browser", "--port=0"]
    # window.jupyterapp lets a test wait for what Lab knows: kernel status, finished runs.
    options += ["--LabApp.expose_app_in_browser=True", "--ServerApp.allow_root=True"]
    is_own = Path(sys.prefix).resolve() == ENVIRONMENT.resolve()
    opener = [str(ROOT / "run.py")] if is_own else ["-m", "lstm_lab.command"]
    command = [sys.executable, *opener, "lab", f"--folder={folder}", *options]
    variables = isolated_variables(os.environ, settings, Path(sys.executable).parent)
    with listening(command, variables, folder) as server:
        yield server


def _wait_until_it_answers(port: int) -> None:
    """The address is said in the first turn of the server's loop, which may be just before it listens."""
    end = time.monotonic() + START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), START).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


@contextmanager
def listening(command: Sequence[str], variables: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run a Jupyter server, with a token added to the command, until the end of the block."""
    token = secrets.token_hex(16)
    process = subprocess.Popen(
        [*command, f"--IdentityProvider.token={token}"],
        env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    heard = threading.Event()
    log: list[str] = []
    port = ""

    def read() -> None:
        nonlocal port
        assert process.stdout is not None
        for line in process.stdout:
            log.append(line)
            if not port and (found := LISTENING.search(line)):
                port = found.group(1)
                heard.set()
        heard.set()  # the end of the output: it has stopped

    reader = threading.Thread(target=read)
    reader.start()
    try:
        heard.wait(START)
        if not port:
            raise RuntimeError(f"the server did not start within {START} s:\n" + "".join(log))
        _wait_until_it_answers(int(port))
        yield Server(f"http://127.0.0.1:{port}", token, folder, log)
    finally:
        process.terminate()
        try:
            process.wait(STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        reader.join()
        assert process.stdout is not None
        process.stdout.close()
