"""How an environment is made and filled: by uv where it is installed, else by venv and pip."""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lstm_lab.say import say, step
from lstm_lab.variables import SETUP, without_foreign
from tools.project import LOCK, ROOT, SetupError, environment_python

Command = Sequence[str | os.PathLike[str]]
# The folder that it is built in would make a poor name.
PROMPT = ("--prompt", "lstm_teach")
CHOICE = "LSTM_TEACH_INSTALLER"
MISSING = """from importlib.util import find_spec
print(*(name for name in ("numpy", "jupyterlab", "lstm_teach") if find_spec(name) is None))"""


def find_uv() -> str | None:
    """Path of uv, or None where it is absent or not wanted (LSTM_TEACH_INSTALLER=pip)."""
    choice = os.environ.get(CHOICE, "")
    if choice not in ("", "uv", "pip"):
        raise SetupError(f"{CHOICE} must be uv or pip (or unset); it is {choice!r}.")
    uv = None if choice == "pip" else shutil.which("uv")
    if choice == "uv" and uv is None:
        raise SetupError(f"{CHOICE}=uv, but no uv is on PATH.")
    return uv


def base_python() -> str:
    """The interpreter to build on: the one underneath when run.py runs inside an environment."""
    return getattr(sys, "_base_executable", None) or sys.executable


def run(command: Command, failure: str, quiet: bool = False) -> None:
    """Run a command from the repository's root; its output is shown (if quiet, as part of the error)."""
    capture: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quiet else {}
    # Inheriting the lock of tools.environment, a child that outlives a killed run.py still keeps others off.
    how: dict[str, Any] = {"cwd": ROOT, "env": _plain_variables(), "text": True, "close_fds": False}
    done = subprocess.run(command, **how, **capture)
    if done.returncode:
        reason = f":\n{done.stdout.strip()}" if quiet else "; the reason stands above."
        raise SetupError(f"{failure} (exit code {done.returncode}){reason}")


def _plain_variables() -> dict[str, str]:
    """The variables of an activated environment or of a foreign Python must not reach the new one."""
    # `user = true` in somebody's pip settings makes every installation into an environment fail.
    return {**without_foreign(os.environ, SETUP), "PIP_USER": "0"}


def create(environment: Path, python: str | None = None) -> str:
    """Make an empty environment that has pip in it; return the name of the installer to use.

    `python` is the interpreter to build on, the one that runs this if none is named.
    """
    reason = why_not_in(environment.parent)
    if reason:
        raise SetupError(reason)
    uv = find_uv()
    if uv:
        with step("Creating the environment with uv"):
            command = [uv, "venv", "--quiet", "--no-project", "--seed", "--relocatable", *PROMPT]
            command += ["--python", python or base_python(), os.fspath(environment)]
            run(command, "uv could not create the environment")
        return "uv"
    with step("Creating the environment with venv"):
        if python or has_ensurepip():
            failure = "venv could not create the environment"
            run([python or base_python(), "-m", "venv", *PROMPT, environment], failure)
        else:
            create_without_ensurepip(environment)
    return "pip"


def why_not_in(folder: Path) -> str | None:
    """Why no environment can be made in a folder, or None: its path has to fit into PATH and into a line."""
    text = os.fspath(folder)
    if os.pathsep in text:
        odd = f"{os.pathsep!r}, which separates the folders of PATH"
    elif (expanded := os.path.expandvars(text)) != text:
        odd = f"the name of a variable, with which Jupyter reads {expanded!r}"
    elif unprintable := [letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs")]:
        odd = f"{unprintable[0]!r}, which is no letter"
    else:
        return None
    remedy = "Remedy: rename that folder, or move the checkout."
    return f"{text!r} has in it {odd}: no environment works there. {remedy}"


def has_ensurepip() -> bool:
    """Debian keeps ensurepip in a package of its own (python3-venv), which is often missing."""
    try:
        importlib.import_module("ensurepip")
    except ImportError:
        return False
    return True


def create_without_ensurepip(environment: Path) -> None:
    """Make an environment without pip, then let another pip put pip into it."""
    failure = "venv could not create the environment"
    run([base_python(), "-m", "venv", "--without-pip", *PROMPT, environment], failure)
    python = environment_python(environment)
    for pip in find_pips():
        say(f"  ensurepip is missing here; taking pip from {' '.join(pip)}")
        command: Command = [*pip, "--python", python, "install", "--quiet", "pip"]
        try:
            return run(command, "pip failed", quiet=True)
        except SetupError as error:
            # Older than 22.3, or too old for this Python: the next one may do.
            say(f"  it could not serve: {str(error).splitlines()[-1]}")
    raise SetupError(
        "This Python has no ensurepip, no pip was found that could take its place, and uv is not installed. "
        "Any one of these helps:\n"
        "  Debian, Ubuntu:  sudo apt install python3-venv\n"
        "  Fedora:          sudo dnf install python3-pip\n"
        "  anywhere:        install uv (https://docs.astral.sh/uv/)"
    )


def find_pips() -> list[list[str]]:
    """Commands of the pips outside the environment: this Python's, then those on PATH."""
    own = [[base_python(), "-m", "pip"]] if importlib.util.find_spec("pip") else []
    return own + [[path] for name in ("pip3", "pip") if (path := shutil.which(name))]


def install(environment: Path, installer: str, requirements: Sequence[str], constraints: Path = LOCK) -> None:
    """Install requirements in the versions of requirements.lock, or of another file of constraints."""
    tail = ["--constraint", os.fspath(constraints), *requirements]
    run([*_install_command(environment, installer), *tail], "Packages could not be installed")


def install_project(environment: Path, installer: str) -> None:
    """Install lstm_teach itself so that the environment sees the checkout's own files."""
    # Its folder is where `run` starts: of a path such as "LSTM [2026]" pip would take the end for extras.
    tail = ["--no-deps", "--no-build-isolation", "--editable", "."]
    failure = "lstm_teach could not be installed"
    run([*_install_command(environment, installer), *tail], failure, quiet=True)


def check_place(environment: Path) -> None:
    """Raise a SetupError if packages are not where they were to go: a pip.conf can name another place."""
    command = [os.fspath(environment_python(environment)), "-I", "-c", MISSING]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=environment)
    if done.stdout.strip():
        raise SetupError(
            f"The packages went elsewhere: in {environment} is no {', '.join(done.stdout.split())}. Remedy: "
            "pip config unset  whatever  pip config list  shows of target, prefix, root, dry-run and no-deps."
        )


def _install_command(environment: Path, installer: str) -> list[str]:
    python = os.fspath(environment_python(environment))
    if installer == "uv":
        uv = find_uv()
        if uv:
            return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*pip, "--no-warn-script-location"]
