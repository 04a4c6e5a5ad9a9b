"""``run.py doctor``: what is installed, which kernel is used, what is wrong and how to mend it."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lstm_lab import health
from lstm_lab.health import report
from lstm_lab.opening import reader_variables
from lstm_lab.say import say
from tools import environment, installer
from tools.browser import find_browser
from tools.project import BOOK, ENVIRONMENT, ROOT, environment_python, scripts_folder

PROBE_TIMEOUT = 120  # seconds; a first start compiles many files


def doctor(copy: Path) -> int:
    """Print the state of everything; return 1 when something that is needed is broken."""
    report("Python", f"{platform.python_version()} ({sys.executable})")
    report("system", platform.platform())
    problems = _environment()
    report("uv", shutil.which("uv") or "not found (not needed: venv and pip do the same)")
    report("browser", find_browser() or "not found (needed by the browser tests only)")
    problems += health.check_data(health.DATA, f"git checkout -- {health.DATA}")
    problems += health.check_folders(copy, reader_variables(os.environ, scripts_folder()))
    health.report_copy(BOOK, copy, "python3 run.py")
    return health.conclude(problems)


def _environment() -> list[str]:
    stale = environment.why_stale(ENVIRONMENT)
    stamp = environment.read_stamp(ENVIRONMENT)
    if stamp is None or not os.path.exists(environment_python()):
        report("environment", f"{ENVIRONMENT}: missing or not usable")
        never = installer.why_not_in(ROOT)
        return (
            [never]
            if never
            else [f"There is no usable environment ({stale}). Remedy: python3 run.py lab  makes it."]
        )
    added = ", ".join([*stamp.extras, *stamp.specs]) or "none"
    report("environment", f"{ENVIRONMENT} (Python {stamp.python}, by {stamp.installer}; added: {added})")
    problems = []
    if stale:
        problems.append(f"The environment is not current: {stale}. Remedy: python3 run.py lab  renews it.")
    with health.on_trial(os.environ, scripts_folder()) as variables:
        return problems + _trials(variables)


def _trials(variables: dict[str, str]) -> list[str]:
    found = probe(variables)
    if found is None:
        remedy = f"Remedy: delete {ENVIRONMENT} and run  python3 run.py lab"
        return [f"The environment's Python does not work (its message stands above). {remedy}"]
    remedy = f"delete {ENVIRONMENT} and run  python3 run.py lab"
    problems = _packages(found) + health.check_kernel(found["kernel"], ENVIRONMENT, remedy)
    return problems + health.check_server(environment_python(), variables, remedy)


def _packages(found: dict[str, Any]) -> list[str]:
    for name, versions in found["packages"].items():
        report(name, f"{versions['installed'] or 'not installed'} (lock: {versions['locked'] or '-'})")
    report(
        "torch", found["torch"] or "not installed (needed by the parity tests only: run.py install parity)"
    )
    if not found["differing"]:
        return []
    differing = "; ".join(found["differing"])
    remedy = f"Remedy: delete {ENVIRONMENT} and run  python3 run.py lab"
    return [f"Versions differ from requirements.lock: {differing}. {remedy}"]


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
