"""Which tool makes the environment, also where Debian has taken parts of Python away."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tools import installer
from tools.project import SetupError, environment_python

Commands = list[list[str]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the commands that would have been run, on a machine without uv."""
    seen: Commands = []

    def note(command: installer.Command, failure: str, quiet: bool = False) -> None:
        seen.append([str(part) for part in command])

    monkeypatch.setattr(installer, "run", note)
    monkeypatch.setattr(installer.shutil, "which", lambda name: None)
    monkeypatch.delenv(installer.CHOICE, raising=False)
    return seen


def hide(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let an import of these modules find nothing."""
    for name in names:
        monkeypatch.setitem(sys.modules, name, None)


def test_uv_is_used_where_it_is_installed(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installer.shutil, "which", lambda name: "/opt/uv" if name == "uv" else None)
    assert installer.create(Path("env")) == "uv"
    assert commands[0][:2] == ["/opt/uv", "venv"]
    assert "--seed" in commands[0], "the environment needs pip in it"


def test_venv_is_used_without_uv(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    # There, whatever this machine has.
    monkeypatch.setitem(sys.modules, "ensurepip", ModuleType("ensurepip"))
    assert installer.create(Path("env")) == "pip"
    assert commands == [[installer.base_python(), "-m", "venv", *installer.PROMPT, "env"]]


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
    hide(monkeypatch, "ensurepip", "pip")
    monkeypatch.setattr(installer.shutil, "which", {"pip3": "/usr/bin/pip3"}.get)
    assert installer.create(Path("env")) == "pip"
    python = str(environment_python(Path("env")))
    assert commands == [
        [installer.base_python(), "-m", "venv", "--without-pip", *installer.PROMPT, "env"],
        ["/usr/bin/pip3", "--python", python, "install", "--quiet", "pip"],
    ]


def test_without_ensurepip_and_pip_the_remedy_is_named(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "ensurepip", "pip")
    with pytest.raises(SetupError, match="apt install python3-venv"):
        installer.create(Path("env"))


@pytest.mark.parametrize("working", ["/new/pip", "none"])
def test_a_pip_that_does_not_serve_is_passed_over(working: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def answer(command: list[str], failure: str, quiet: bool = False) -> None:
        tried.append(str(command[0]))
        if command[0] in ("/old/pip3", "/new/pip") and command[0] != working:
            raise SetupError(failure)

    hide(monkeypatch, "pip")
    monkeypatch.setattr(installer, "run", answer)
    monkeypatch.setattr(installer.shutil, "which", {"pip3": "/old/pip3", "pip": "/new/pip"}.get)
    if working == "none":
        with pytest.raises(SetupError, match="no pip was found"):
            installer.create_without_ensurepip(Path("env"))
    else:
        installer.create_without_ensurepip(Path("env"))
    assert tried == [installer.base_python(), "/old/pip3", "/new/pip"]


def test_an_environment_made_by_uv_is_served_by_pip_once_uv_is_gone(commands: Commands) -> None:
    installer.install(Path("env"), "uv", ["numpy"])
    assert commands[0][:3] == [str(environment_python(Path("env"))), "-m", "pip"]
    assert "--constraint" in commands[0]


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_of_the_projects_own_folder_no_part_is_taken_for_extras(tool: str, commands: Commands) -> None:
    installer.install_project(Path("env"), tool)
    assert commands[0][-2:] == ["--editable", "."]


def test_another_python_can_be_built_on(commands: Commands) -> None:
    assert installer.create(Path("env"), "/opt/python3.99") == "pip"
    assert commands == [["/opt/python3.99", "-m", "venv", *installer.PROMPT, "env"]]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"a{os.pathsep}b", "which separates the folders of PATH"),
        ("price $BOOK_OF", "the name of a variable, with which Jupyter reads 'price of mine'"),
        ("line\nbreak", r"'\\n', which is no letter"),
        ("bell\a", r"'\\x07', which is no letter"),
        ("latin \udce9", r"'\\udce9', which is no letter"),
    ],
)
def test_a_folder_in_which_no_environment_works_is_refused(
    name: str, said: str, commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOOK_OF", "of mine")
    with pytest.raises(SetupError, match=f"has in it .*{said}: no environment works there. Remedy: rename"):
        installer.create(Path(name, ".venv.building"))
    assert commands == []


@pytest.mark.parametrize(
    "name", ["LSTM [2026]", "a#b", "Übung ä", "-book", "it's", "100%25", "5 $", "$none", "end ", "日本 🙂"]
)
def test_any_other_name_will_do(name: str) -> None:
    assert installer.why_not_in(Path(name).absolute()) is None


def test_the_environment_is_built_on_the_interpreter_underneath() -> None:
    # These tests run inside an environment; building on it would chain one to the other.
    assert sys.prefix != sys.base_prefix
    assert not Path(installer.base_python()).is_relative_to(sys.prefix)


def test_a_failed_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SetupError, match=r"It could not be done \(exit code 3"):
        installer.run([sys.executable, "-c", "raise SystemExit(3)"], "It could not be done")


def test_a_quiet_command_speaks_only_where_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    installer.run([sys.executable, "-c", "print('chatter')"], "failed", quiet=True)
    with pytest.raises(SetupError, match="the reason"):
        installer.run([sys.executable, "-c", "raise SystemExit('the reason')"], "failed", quiet=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("missing", [[], ["jupyterlab"], ["numpy", "jupyterlab", "lstm_teach"]])
def test_packages_that_went_elsewhere_are_missed(missing: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pip.conf may name a target, which no variable takes back."""
    monkeypatch.setattr(installer, "MISSING", f"print(*{missing})")
    monkeypatch.setattr(installer, "environment_python", lambda environment: Path(sys.executable))
    if not missing:
        return installer.check_place(Path.cwd())
    with pytest.raises(SetupError, match=rf"is no {', '.join(missing)}\. Remedy: pip config unset"):
        installer.check_place(Path.cwd())


def test_what_every_environment_has_is_looked_for() -> None:
    done = subprocess.run([sys.executable, "-I", "-c", installer.MISSING], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "")
    nothing = [sys.executable, "-I", "-S", "-c", installer.MISSING]
    assert subprocess.run(nothing, capture_output=True, text=True).stdout.split() == [
        "numpy",
        "jupyterlab",
        "lstm_teach",
    ]
