"""The environment: built whole or not at all, renewed when stale, never smaller than it was."""

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tools import environment, installer, project
from tools.environment import STAMP, Stamp, ensure, read_stamp, why_stale, write_stamp
from tools.project import SetupError, environment_python
from tools.relocate import rewrite_paths


class Recorder:
    """Stands in for the installer: makes folders and notes what was asked for."""

    def __init__(self) -> None:
        self.created = 0
        self.installed: list[tuple[str, tuple[str, ...]]] = []
        self.failing: str | None = None
        self.error: BaseException = SetupError("no network")

    def create(self, folder: Path) -> str:
        self.created += 1
        python = environment_python(folder)
        python.parent.mkdir(parents=True)
        python.write_bytes(b"\0binary " + bytes(folder))
        (python.parent / "jupyter").write_text(f"#!{folder}/bin/python\n")
        (folder / "pyvenv.cfg").write_text(f"command = venv {folder}\n")
        return "uv"

    def install(self, folder: Path, name: str, requirements: Sequence[str]) -> None:
        if self.failing in requirements:
            raise self.error
        self.installed.append((name, tuple(requirements)))

    def install_project(self, folder: Path, name: str) -> None:
        self.installed.append((name, ("the project",)))

    def check_place(self, folder: Path) -> None:
        assert self.installed[-1][1] == ("the project",)

    def everything(self) -> set[str]:
        return {item for _, requirements in self.installed for item in requirements}


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorder:
    """Return a recorder in place of the installer, with the environment in a temporary folder."""
    recorder = Recorder()
    for name in ("create", "install", "install_project", "check_place"):
        monkeypatch.setattr(installer, name, getattr(recorder, name))
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(environment, "BUILDING", tmp_path / ".venv.building")
    monkeypatch.setattr(environment, "RETIRED", tmp_path / ".venv.old")
    monkeypatch.setattr(project, "environment_key", lambda: "key 1")
    extras = {"test": ["pytest>=9"], "parity": ["torch>=2"]}
    monkeypatch.setattr(project, "extras", lambda: extras)
    monkeypatch.setattr(project, "base_requirements", lambda: ["numpy>=2"])
    return recorder


@pytest.fixture
def venv(tmp_path: Path, recorder: Recorder) -> Path:
    """Return the folder of an environment of the reader's level."""
    ensure()
    return tmp_path / ".venv"


def stale(folder: Path) -> str:
    reason = why_stale(folder)
    assert reason is not None
    return reason


def test_the_first_start_installs_the_base_only(recorder: Recorder, venv: Path) -> None:
    assert recorder.installed == [("uv", ("numpy>=2",)), ("uv", ("the project",))]
    assert why_stale(venv) is None
    assert {path.name for path in venv.parent.iterdir()} == {".venv", ".venv.lock"}


def test_a_second_start_does_nothing(recorder: Recorder, venv: Path) -> None:
    before = (venv / STAMP).stat().st_mtime_ns
    ensure()
    assert recorder.created == 1
    assert (venv / STAMP).stat().st_mtime_ns == before


def test_extras_are_added_in_place_and_never_taken_away(recorder: Recorder, venv: Path) -> None:
    recorder.installed.clear()
    ensure(extras=["test"])
    ensure(extras=["parity"], specs=["torch==2.13.0"])
    ensure()
    assert recorder.created == 1
    # The lock leaves torch out, so pip installs it, with the pin beside the range.
    assert recorder.installed == [("uv", ("pytest>=9",)), ("pip", ("torch>=2", "torch==2.13.0"))]
    stamp = read_stamp(venv)
    assert stamp is not None
    assert (stamp.extras, stamp.specs) == (("parity", "test"), ("torch==2.13.0",))


def test_a_stale_environment_is_rebuilt_with_all_it_had(
    recorder: Recorder, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure(extras=["test", "parity"], specs=["torch==2.13.0"])
    recorder.installed.clear()
    monkeypatch.setattr(project, "environment_key", lambda: "key 2")
    assert "changed" in stale(venv)
    ensure()
    assert recorder.created == 2
    assert recorder.everything() == {"numpy>=2", "the project", "pytest>=9", "torch>=2", "torch==2.13.0"}
    assert why_stale(venv) is None


def test_scripts_name_the_final_folder(venv: Path) -> None:
    python = environment_python(venv)
    assert (python.parent / "jupyter").read_text() == f"#!{venv}/bin/python\n"
    assert (venv / "pyvenv.cfg").read_text() == f"command = venv {venv}\n"
    # A binary is left alone.
    assert b".venv.building" in python.read_bytes() or python.suffix == ".exe"


def test_scripts_name_it_however_a_shell_writes_the_path(tmp_path: Path) -> None:
    building, final = tmp_path / "it's" / ".venv.building", tmp_path / "it's" / ".venv"
    scripts = environment_python(building).parent
    scripts.mkdir(parents=True)
    for name, path in (("activate", shlex.quote(str(building))), ("activate.csh", f'"{building}"')):
        (scripts / name).write_text(f"VIRTUAL_ENV={path}\n")
    (building / "pyvenv.cfg").write_text("")
    rewrite_paths(building, final)
    assert (scripts / "activate").read_text() == f"VIRTUAL_ENV={shlex.quote(str(final))}\n"
    assert (scripts / "activate.csh").read_text() == f'VIRTUAL_ENV="{final}"\n'


@pytest.mark.parametrize("error", [SetupError("no network"), KeyboardInterrupt()])
def test_an_interrupted_first_build_leaves_no_environment(
    recorder: Recorder, tmp_path: Path, error: BaseException
) -> None:
    recorder.failing, recorder.error = "numpy>=2", error
    with pytest.raises(type(error)):
        ensure()
    assert not (tmp_path / ".venv").exists()
    assert stale(tmp_path / ".venv.building")
    recorder.failing = None
    ensure()
    assert recorder.created == 2
    assert why_stale(tmp_path / ".venv") is None


def test_a_failed_rebuild_keeps_the_old_environment(
    recorder: Recorder, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "environment_key", lambda: "key 2")
    recorder.failing = "numpy>=2"
    before = (venv / STAMP).read_bytes()
    with pytest.raises(SetupError, match="no network"):
        ensure()
    assert (venv / STAMP).read_bytes() == before


def test_a_refused_extra_leaves_the_environment_current(recorder: Recorder, venv: Path) -> None:
    recorder.failing = "torch>=2"
    before = (venv / STAMP).read_bytes()
    with pytest.raises(SetupError, match="no network"):
        ensure(extras=["parity"])
    assert (venv / STAMP).read_bytes() == before
    assert why_stale(venv) is None


def test_an_interrupted_extra_leads_to_a_new_build(recorder: Recorder, venv: Path) -> None:
    recorder.failing, recorder.error = "pytest>=9", KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        ensure(extras=["test"])
    assert "interrupted" in stale(venv)
    recorder.failing = None
    ensure()
    assert recorder.created == 2
    assert why_stale(venv) is None


def test_a_swap_that_the_system_refuses_says_what_to_close_and_is_made_up_for(
    recorder: Recorder, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("in use")

    monkeypatch.setattr(project, "environment_key", lambda: "key 2")
    with monkeypatch.context() as patch:
        real = environment.os.replace
        patch.setattr(environment.os, "replace", lambda a, b: refuse() if a == venv else real(a, b))
        with pytest.raises(SetupError, match=r"Close JupyterLab"):
            ensure()
    stamp = read_stamp(venv)
    assert stamp is not None
    assert stamp.key == "key 1"
    ensure()
    assert recorder.created == 2, "the environment that was ready has to be used"
    assert why_stale(venv) is None


def test_an_environment_that_is_not_ours_is_kept(recorder: Recorder, tmp_path: Path) -> None:
    foreign = tmp_path / ".venv"
    foreign.mkdir()
    (foreign / "precious").write_text("mine")
    ensure()
    assert (tmp_path / ".venv.kept-1" / "precious").read_text() == "mine"
    assert why_stale(foreign) is None


def test_an_environment_that_is_a_link_is_replaced_and_what_it_leads_to_is_left_alone(
    recorder: Recorder, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_stamp(elsewhere, Stamp("of another folder", "3.11.0", "pip"))
    before = (elsewhere / STAMP).read_bytes()
    try:
        (tmp_path / ".venv").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("a user of Windows needs a right of its own for links")
    ensure()
    ensure()
    assert (elsewhere / STAMP).read_bytes() == before
    assert not (tmp_path / ".venv").is_symlink()
    assert why_stale(tmp_path / ".venv") is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"extras": 1}', '{"key": "x", "surplus": 1}'])
def test_a_damaged_stamp_counts_as_none(venv: Path, content: str) -> None:
    (venv / STAMP).write_text(content)
    assert read_stamp(venv) is None
    assert stale(venv)


def test_an_environment_whose_python_is_gone_or_older_is_stale(venv: Path) -> None:
    stamp = json.loads((venv / STAMP).read_text())
    (venv / STAMP).write_text(json.dumps({**stamp, "key": "x", "python": "3.11.0a1"}))
    assert "3.11.0a1" in stale(venv)
    (venv / STAMP).write_text(json.dumps(stamp))
    assert why_stale(venv) is None
    environment_python(venv).unlink()
    assert "gone" in stale(venv)


def test_the_key_follows_what_is_installed_and_not_the_linter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, load = project.PYPROJECT.read_text(encoding="utf-8"), project.load_pyproject

    def key(old: str, new: str) -> str:
        assert old in text
        changed = tmp_path / "pyproject.toml"
        changed.write_text(text.replace(old, new), encoding="utf-8")
        content = load(changed)
        monkeypatch.setattr(project, "load_pyproject", lambda: content)
        return project.environment_key()

    same = key("numpy>=", "numpy>=")
    assert key("line-length = 110", "line-length = 99") == same
    assert key("numpy>=", "numpy>") != same
    monkeypatch.setattr(project, "LOCK", tmp_path / "pyproject.toml")
    assert key("numpy>=", "numpy>=") != same


@pytest.mark.skipif(os.name == "nt", reason="locks belong to one process on Windows")
def test_a_child_that_outlives_run_py_keeps_the_next_one_waiting(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    with environment.one_at_a_time():
        # As an installer does: the child holds what the parent lets go of.
        command = [sys.executable, "-c", "import sys; sys.stdin.read()"]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, close_fds=False)
    monkeypatch.setattr(environment, "say", lines.append)
    real = environment._lock

    def lock(descriptor: int, wait: bool) -> None:
        if wait:
            child.communicate()
        real(descriptor, wait)

    monkeypatch.setattr(environment, "_lock", lock)
    with environment.one_at_a_time():
        assert "waiting" in lines[0]
