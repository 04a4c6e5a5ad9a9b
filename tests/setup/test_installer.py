"""Which tool makes the environment, also where Debian has taken parts of Python away."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import installer
from tools.project import SetupError, environment_python

Commands = list[list[str]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the commands that would have been run, on a machine without uv."""
    seen: Commands = []
    monkeypatch.setattr(installer, "run", lambda command, failure: seen.append([str(c) for c in command]))
    monkeypatch.setattr(installer.shutil, "which", lambda name: None)
    monkeypatch.delenv(installer.CHOICE, raising=False)
    return seen


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let an import of these modules find nothing."""
    find = installer.importlib.util.find_spec
    monkeypatch.setattr(
        installer.importlib.util, "find_spec", lambda name: None if name in names else find(name)
    )


def test_uv_is_used_where_it_is_installed(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installer.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)
    assert installer.create(Path("env")) == "uv"
    assert commands[0][:2] == ["/opt/uv", "venv"]
    assert "--seed" in commands[0], "the environment needs pip in it"


def test_venv_is_used_without_uv(commands: Commands) -> None:
    assert installer.create(Path("env")) == "pip"
    assert commands == [[installer.base_python(), "-m", "venv", "env"]]


@pytest.mark.parametrize(("choice", "expected"), [("pip", None), ("uv", "/opt/uv"), ("", "/opt/uv")])
def test_the_choice_can_be_made_by_hand(
    choice: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer.shutil, "which", lambda name: "/opt/uv")
    monkeypatch.setenv(installer.CHOICE, choice)
    assert installer.find_uv() == expected


@pytest.mark.parametrize(("choice", "said"), [("uv", "no uv is on PATH"), ("conda", "must be uv or pip")])
def test_a_choice_that_cannot_be_met_is_named(
    commands: Commands, choice: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(installer.CHOICE, choice)
    with pytest.raises(SetupError, match=said):
        installer.create(Path("env"))


def test_without_ensurepip_another_pip_fills_the_environment(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "ensurepip")
    monkeypatch.setattr(installer, "find_other_pip", lambda: ["/usr/bin/pip3"])
    assert installer.create(Path("env")) == "pip"
    python = str(environment_python(Path("env")))
    assert commands == [
        [installer.base_python(), "-m", "venv", "--without-pip", "env"],
        ["/usr/bin/pip3", "--python", python, "install", "--quiet", "pip"],
    ]


def test_without_ensurepip_and_pip_the_remedy_is_named(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "ensurepip")
    monkeypatch.setattr(installer, "find_other_pip", lambda: None)
    with pytest.raises(SetupError, match="apt install python3-venv"):
        installer.create(Path("env"))
    assert commands == []


def test_a_pip_too_old_for_another_interpreter_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, returncode=0 if command[0] == "/new/pip" else 2)

    found = {"pip3": "/old/pip3", "pip": "/new/pip"}
    monkeypatch.setattr(installer.shutil, "which", found.get)
    monkeypatch.setattr(installer.subprocess, "run", answer)
    assert installer.find_other_pip() == ["/new/pip"]
    found["pip"] = "/old/pip"
    assert installer.find_other_pip() is None


def test_an_environment_made_by_uv_is_served_by_pip_once_uv_is_gone(commands: Commands) -> None:
    installer.install(Path("env"), "uv", ["numpy"])
    assert commands[0][:3] == [str(environment_python(Path("env"))), "-m", "pip"]
    assert "--constraint" in commands[0]


def test_the_environment_is_built_on_the_interpreter_underneath() -> None:
    # These tests run inside an environment; building on it would chain one to the other.
    assert sys.prefix != sys.base_prefix
    assert not Path(installer.base_python()).is_relative_to(sys.prefix)


def test_a_failed_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match=r"It could not be done \(exit code 3"):
        installer.run([sys.executable, "-c", "raise SystemExit(3)"], "It could not be done")
