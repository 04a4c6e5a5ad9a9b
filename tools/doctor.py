"""``run.py doctor``: what is installed, which kernel is used, what is wrong and how to mend it."""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tools import environment, reader_copy
from tools.browser import find_browser
from tools.isolation import reader_variables
from tools.project import BOOK, ENVIRONMENT, READER_COPY, ROOT, environment_python, scripts_folder
from tools.say import say

PROBE_TIMEOUT = 120  # seconds; a first start compiles many files


def doctor() -> int:
    """Print the state of everything; return 1 when something that is needed is broken."""
    _report("Python", f"{platform.python_version()} ({sys.executable})")
    _report("system", platform.platform())
    problems = _environment()
    _report("uv", shutil.which("uv") or "not found (not needed: venv and pip do the same)")
    _report("browser", find_browser() or "not found (needed by the browser tests only)")
    problems += _data()
    _reader_copy()
    for problem in problems:
        say(f"\nPROBLEM: {problem}")
    if not problems:
        say("\nEverything that is needed is in place.")
    return 1 if problems else 0


def _report(name: str, text: str) -> None:
    say(f"{name + ':':<16}{text}")


def _environment() -> list[str]:
    stale = environment.why_stale(ENVIRONMENT)
    stamp = environment.read_stamp(ENVIRONMENT)
    if stamp is None or not environment_python().exists():
        _report("environment", f"{ENVIRONMENT}: missing or not usable")
        return [f"There is no usable environment ({stale}). Remedy: python3 run.py lab  makes it."]
    added = ", ".join([*stamp.extras, *stamp.specs]) or "none"
    _report("environment", f"{ENVIRONMENT} (Python {stamp.python}, by {stamp.installer}; added: {added})")
    problems = []
    if stale:
        problems.append(f"The environment is not current: {stale}. Remedy: python3 run.py lab  renews it.")
    found = probe()
    if found is None:
        remedy = f"Remedy: delete {ENVIRONMENT} and run  python3 run.py lab"
        return [*problems, f"The environment's Python does not work (its message stands above). {remedy}"]
    return problems + _packages(found) + _kernel(found)


def _packages(found: dict[str, Any]) -> list[str]:
    for name, versions in found["packages"].items():
        _report(name, f"{versions['installed'] or 'not installed'} (lock: {versions['locked'] or '-'})")
    _report(
        "torch", found["torch"] or "not installed (needed by the parity tests only: run.py install parity)"
    )
    if not found["differing"]:
        return []
    differing = "; ".join(found["differing"])
    remedy = f"Remedy: delete {ENVIRONMENT} and run  python3 run.py lab"
    return [f"Versions differ from requirements.lock: {differing}. {remedy}"]


def _kernel(found: dict[str, Any]) -> list[str]:
    kernel = found["kernel"]
    if "error" in kernel:
        _report("kernel", "does not start")
        remedy = f"Remedy: delete {ENVIRONMENT} and run  python3 run.py lab"
        return [f"The kernel `python3` does not start: {kernel['error']}. {remedy}"]
    _report("kernel", f"`python3` from {kernel['folder']}, runs in {kernel['prefix']}")
    if os.path.realpath(kernel["prefix"]) == os.path.realpath(ENVIRONMENT):
        return []
    remedy = (
        f"Remedy: rename the kernel in {kernel['folder']}, or remove it: jupyter kernelspec remove python3"
    )
    return [f"The kernel `python3` runs in {kernel['prefix']}, not in {ENVIRONMENT}. {remedy}"]


def probe(variables: dict[str, str] | None = None) -> dict[str, Any] | None:
    """Ask the environment about itself, as JupyterLab would start it; None if it cannot answer."""
    command: Sequence[str] = [os.fspath(environment_python()), "-m", "tools.probe"]
    environ = variables or reader_variables(os.environ, scripts_folder())
    try:
        process = subprocess.run(
            command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True, timeout=PROBE_TIMEOUT
        )
        answer: dict[str, Any] = json.loads(process.stdout)
        return answer
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        say(f"  {error}")
        return None


def _data() -> list[str]:
    folder = ROOT / "lstm_book" / "data"
    sums = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("  ", 1) for line in sums]
    wrong = [name for value, name in pairs if _digest(folder / name) != value]
    _report("data", f"{len(sums) - len(wrong)} of {len(sums)} files as the book was written with")
    remedy = f"Remedy: git checkout -- {folder}"
    return [f"Data are missing or changed: {', '.join(wrong)}. {remedy}"] if wrong else []


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _reader_copy() -> None:
    if not READER_COPY.exists():
        _report("your copy", "not made yet (python3 run.py lab makes it)")
        return
    edited = reader_copy.find_edited(BOOK, READER_COPY)
    what = f"edited by you: {', '.join(edited)}" if edited else "nothing edited yet"
    _report("your copy", f"{READER_COPY} ({what})")
