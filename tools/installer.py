"""How an environment is made and filled: by uv where it is installed, else by venv and pip."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.project import LOCK, ROOT, SetupError, environment_python
from tools.say import say, step

CHOICE = "LSTM_TEACH_INSTALLER"


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


def run(command: Sequence[str | os.PathLike[str]], failure: str) -> None:
    """Run a command from the repository's root; its output is shown, its failure named."""
    # The variables of an activated environment or of a foreign Python must not reach the new one.
    drop = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    environ = {name: value for name, value in os.environ.items() if name not in drop}
    code = subprocess.run(command, cwd=ROOT, env=environ).returncode
    if code:
        raise SetupError(f"{failure} (exit code {code}; the reason stands above).")


def create(environment: Path) -> str:
    """Make an empty environment that has pip in it; return the name of the installer to use."""
    uv = find_uv()
    if uv:
        with step("Creating the environment with uv"):
            command = [uv, "venv", "--quiet", "--no-project", "--seed", "--relocatable"]
            run([*command, "--python", base_python(), environment], "uv could not create the environment")
        return "uv"
    with step("Creating the environment with venv"):
        if has_ensurepip():
            failure = "venv could not create the environment"
            run([base_python(), "-m", "venv", environment], failure)
        else:
            create_without_ensurepip(environment)
    return "pip"


def has_ensurepip() -> bool:
    """Debian keeps ensurepip in a package of its own (python3-venv), which is often missing."""
    return importlib.util.find_spec("ensurepip") is not None


def create_without_ensurepip(environment: Path) -> None:
    """Make an environment without pip, then let another pip put pip into it."""
    pip = find_other_pip()
    if pip is None:
        raise SetupError(
            "This Python has neither ensurepip nor pip, and uv is not installed. Any one of these helps:\n"
            "  Debian, Ubuntu:  sudo apt install python3-venv\n"
            "  Fedora:          sudo dnf install python3-pip\n"
            "  anywhere:        install uv (https://docs.astral.sh/uv/)"
        )
    say(f"  ensurepip is missing here; pip comes from {' '.join(pip)}")
    failure = "venv could not create the environment"
    run([base_python(), "-m", "venv", "--without-pip", environment], failure)
    python = environment_python(environment)
    run([*pip, "--python", python, "install", "--quiet", "pip"], "pip could not be put into the environment")


def find_other_pip() -> list[str] | None:
    """A pip outside the environment that can install into one (`--python`, pip 22.3 and newer)."""
    candidates = [[base_python(), "-m", "pip"]]
    candidates += [[path] for name in ("pip3", "pip") if (path := shutil.which(name))]
    for command in candidates:
        probe = subprocess.run(
            [*command, "--python", base_python(), "--version"], capture_output=True, text=True
        )
        if probe.returncode == 0:
            return command
    return None


def install(environment: Path, installer: str, requirements: Sequence[str]) -> None:
    """Install requirements in the versions of requirements.lock."""
    tail = ["--constraint", os.fspath(LOCK), *requirements]
    run([*_install_command(environment, installer), *tail], "Packages could not be installed")


def install_project(environment: Path, installer: str) -> None:
    """Install lstm_teach itself so that the environment sees the checkout's own files."""
    tail = ["--no-deps", "--no-build-isolation", "--editable", os.fspath(ROOT)]
    run([*_install_command(environment, installer), *tail], "lstm_teach could not be installed")


def _install_command(environment: Path, installer: str) -> list[str]:
    python = os.fspath(environment_python(environment))
    if installer == "uv":
        uv = find_uv()
        if uv:
            return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", python]
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return [*pip, "--no-warn-script-location"]
