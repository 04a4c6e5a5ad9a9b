"""A hub of its own for a measurement, and the memory of what runs in it."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import httpx
import psutil

from tools.hub_command import free_port, variables_of
from tools.isolation import isolated_variables
from tools.project import ROOT, scripts_folder

START, STOP = 120, 60  # seconds
LINES = 400  # of the log, shown after a failure


@dataclass(frozen=True)
class Classroom:
    """Where the hub listens, the password of all its students, and its process."""

    address: str
    password: str
    process: psutil.Process
    folder: Path
    log: Path

    def students(self) -> dict[int, float]:
        """Return the MiB of each student's processes, by the number of the server's process.

        A page that several processes share counts in parts (the proportional set size), where Linux tells it.
        """
        servers = [one for one in self.process.children() if "student.py" in _command(one) or _is_server(one)]
        return {one.pid: _mib([one, *one.children(recursive=True)]) for one in servers}

    def hub(self) -> float:
        """Return the MiB of the hub and its proxy."""
        others = [one for one in self.process.children() if not _is_server(one)]
        return _mib([self.process, *others])


def _command(process: psutil.Process) -> str:
    return " ".join(process.cmdline())


def _is_server(process: psutil.Process) -> bool:
    return "jupyterhub.singleuser" in _command(process)


def _mib(processes: list[psutil.Process]) -> float:
    total = 0
    for process in processes:
        full = process.memory_full_info()
        total += getattr(full, "pss", full.rss)
    return total / 2**20


@contextmanager
def classroom() -> Iterator[Classroom]:
    """Run the hub of `run.py hub` in an empty folder, with nobody's settings, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="lstm_class-", ignore_cleanup_errors=True) as name:
        folder, settings = Path(name, "class"), Path(name, "settings")
        port, password, log = free_port(), secrets.token_hex(16), Path(name, "hub.log")
        base = {**os.environ, "LSTM_TEACH_HUB_PASSWORD": password}
        asked = variables_of(base, folder, "127.0.0.1", port)
        variables = isolated_variables(asked, settings, scripts_folder())
        variables["PYTHONPATH"] = str(ROOT)
        with log.open("wb") as written:
            command = [sys.executable, "-m", "tools.hub.start"]
            process = subprocess.Popen(
                command, env=variables, cwd=ROOT, stdout=written, stderr=subprocess.STDOUT
            )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, log)
            yield Classroom(address, password, psutil.Process(process.pid), folder, log)
        except BaseException:
            print(f"the end of the hub's log:\n{_tail(log)}", file=sys.stderr)
            raise
        finally:
            _end(process)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait until the hub answers through its proxy."""
    end = monotonic() + START
    while True:
        try:
            if httpx.get(f"{address}/hub/api").status_code == 200:
                return
        except httpx.TransportError:
            pass
        if process.poll() is not None or monotonic() > end:
            raise RuntimeError(f"the hub did not start within {START} s")
        sleep(0.1)


def _tail(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(lines[-LINES:])


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let the hub stop its servers; what is left then is killed: the hub's own children and theirs alone."""
    started = psutil.Process(process.pid).children(recursive=True) if process.poll() is None else []
    process.terminate()
    try:
        process.wait(STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for one in psutil.wait_procs(started, timeout=5)[1]:
        one.kill()
