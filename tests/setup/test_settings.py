"""How a reader's other servers are configured does not reach the book's; what JupyterLab's menu sets does."""

import json
import os
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from lstm_lab import command, health, opening
from lstm_lab.settings import NAMES, server_settings, unread
from lstm_lab.widget_views import WIDGET_VIEW
from tests.browser.server import Server, listening
from tools import cli, doctor, environment
from tools.project import BOOK

# Each line of it alone stopped the book, or hid it, while `jupyter_config.py` was read.
WRONG = """
def refuse(**arguments):
    raise ValueError("a hook of mine")
c.ServerApp.root_dir = c.FileContentsManager.root_dir = "{other}"
c.ServerApp.contents_manager_class = "no.such.Manager"
c.ServerApp.certfile = "{other}/no.pem"
c.ServerApp.token = c.IdentityProvider.token = "mine"
c.ServerApp.base_url = "/mine/"
c.ServerApp.jpserver_extensions = {{"no_such_extension": True, "jupyterlab": False}}
c.KernelSpecManager.allowed_kernelspecs = {{"julia"}}
c.FileContentsManager.pre_save_hook = refuse
c.LabApp.app_dir = "{other}"
c.LabApp.collaborative = True
"""
BROKEN = {name + ending: "{1/0" for name in NAMES for ending in (".py", ".json")}
THEME = "@jupyterlab/apputils-extension:themes"
DARK = {"theme": "JupyterLab Dark"}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the home of a reader who likes it dark, and the variables of nobody else."""
    place = tmp_path / "home"
    settings = place / ".jupyter" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps(DARK))
    (place / "other").mkdir()
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(place))
    for name in [one for one in os.environ if one.startswith(("JUPYTER", "IPYTHON", "MPLCONFIG"))]:
        monkeypatch.delenv(name)
    return place


def asked(server: Server, path: str, body: Any = None) -> Any:
    """Ask a server for something, or put something there."""
    request = urllib.request.Request(
        f"{server.url}/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"token {server.token}", "Content-Type": "application/json"},
        method="GET" if body is None else "PUT",
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as reply:
        return json.load(reply)


@pytest.mark.slow
@pytest.mark.parametrize("files", [{"jupyter_config.py": WRONG}, BROKEN], ids=["wrong", "broken"])
def test_the_book_opens_whatever_a_reader_has_configured(files: dict[str, str], home: Path) -> None:
    for name, text in files.items():
        (home / ".jupyter" / name).write_text(text.replace("{other}", str(home / "other")).replace("{{", "{"))
    variables = {**os.environ, "JUPYTERLAB_DIR": str(home / "other"), "JUPYTER_NO_CONFIG": "1"}
    typed = [sys.executable, "-m", "lstm_lab.command", "lab", f"--folder={home / 'copy'}", "--no-browser"]
    with listening([*typed, "--port=0", "--allow-root"], variables, home / "copy") as server:
        assert "index.ipynb" in [one["name"] for one in asked(server, "api/contents")["content"]]
        assert asked(server, "api/kernelspecs")["default"] == "python3"
        assert asked(server, "api/terminals") == []
        assert json.loads(asked(server, f"lab/api/settings/{THEME}")["raw"]) == DARK
        outputs = [
            {"output_type": "display_data", "metadata": {}, "data": {WIDGET_VIEW: {}, "text/html": "<b>"}}
        ]
        cell = {"cell_type": "code", "id": "a", "source": "", "metadata": {}, "execution_count": None}
        nb = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{**cell, "outputs": outputs}]}
        asked(server, "api/contents/a.ipynb", {"type": "notebook", "format": "json", "content": nb})
        assert WIDGET_VIEW not in (home / "copy" / "a.ipynb").read_text()
    log = "".join(server.log)
    assert all(str(home / ".jupyter" / name) in log for name in files)  # said to be not read
    assert "Traceback" not in log
    assert "Error" not in log


def test_what_is_not_read_is_named_and_what_the_menu_sets_stays(home: Path, tmp_path: Path) -> None:
    assert unread({}) == []
    for name in NAMES:
        (home / ".jupyter" / f"{name}.py").write_text("")
    assert [path.name for path in unread({})] == [f"{name}.py" for name in NAMES]
    assert unread({"JUPYTER_CONFIG_DIR": str(tmp_path)}) == []
    made = server_settings({}, tmp_path / "copy")
    assert made == {
        "JUPYTER_CONFIG_DIR": str(tmp_path / "copy" / ".lab" / "jupyter_config_dir"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / ".jupyter" / "lab" / "user-settings"),
    }
    own = server_settings({"JUPYTERLAB_SETTINGS_DIR": "/mine", "JUPYTER_CONFIG_DIR": "/theirs"}, tmp_path)
    assert own["JUPYTERLAB_SETTINGS_DIR"] == "/mine"
    other = server_settings({"JUPYTER_CONFIG_DIR": str(tmp_path / "theirs")}, tmp_path / "copy")
    assert other["JUPYTERLAB_SETTINGS_DIR"] == str(tmp_path / "theirs" / "lab" / "user-settings")
    (tmp_path / "theirs").write_text("no folder")
    moved = server_settings({"JUPYTER_CONFIG_DIR": str(tmp_path / "theirs")}, tmp_path / "copy")
    assert Path(moved["JUPYTERLAB_SETTINGS_DIR"]).is_relative_to(tmp_path / "copy" / ".lab")


def test_a_reader_without_a_home_has_the_settings_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none() -> Path:
        raise RuntimeError("Could not determine home directory.")

    for name in ("JUPYTER_CONFIG_DIR", "JUPYTERLAB_SETTINGS_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", none)
    assert unread({}) == []
    made = server_settings({}, tmp_path)
    assert all(Path(place).is_relative_to(tmp_path / ".lab") for place in made.values())


@pytest.mark.parametrize("name", ["JUPYTER_CONFIG_PATH", "JUPYTER_NO_CONFIG", "JUPYTERLAB_DIR"])
def test_variables_that_lead_to_another_servers_files_reach_no_reader(name: str, tmp_path: Path) -> None:
    base = {name: "foreign", "JUPYTER_PORT": "9999", "JUPYTER_TOKEN": "mine"}
    variables = opening.lab_variables(base, Path(sys.executable).parent, tmp_path)
    assert name not in variables
    assert variables["JUPYTER_PORT"] == "9999"
    assert variables["JUPYTER_TOKEN"] == "mine"


@pytest.mark.slow
def test_the_doctor_tries_the_server_as_it_would_be_started(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a home that cannot be written, and makes no copy for it."""
    (home / "no-folder").write_text("")
    for name in ("HOME", "USERPROFILE", "APPDATA"):
        monkeypatch.setenv(name, str(home / "no-folder"))
    python = Path(sys.executable)
    with health.on_trial(os.environ, python.parent) as variables:
        assert health.check_server(python, variables, "none") == []
        place = Path(variables["JUPYTER_DATA_DIR"])
        assert place.is_dir()
    assert not place.exists()
    assert "JupyterLab starts and answers" in capsys.readouterr().out


@pytest.mark.parametrize("whose", ["run.py", "lstm-teach"])
def test_both_doctors_try_the_kernel_and_the_server_as_lab_starts_them(
    whose: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[dict[str, str]] = []
    before = dict(os.environ)
    monkeypatch.setattr(
        health, "check_server", lambda python, variables, remedy: seen.append(variables) or []
    )
    monkeypatch.setattr(command, "describe_kernel", lambda: seen.append(dict(os.environ)) or {"error": ""})
    monkeypatch.setattr(doctor, "probe", lambda variables: seen.append(variables))
    # There may be no .venv: run.py test --oldest has environments of its own.
    monkeypatch.setattr(doctor.environment, "read_stamp", lambda folder: environment.Stamp("", "", ""))
    monkeypatch.setattr(doctor, "environment_python", lambda: sys.executable)
    (home / "no-folder").write_text("")
    monkeypatch.setenv("HOME", str(home / "no-folder"))
    monkeypatch.setenv("USERPROFILE", str(home / "no-folder"))
    try:
        command.doctor(BOOK, home / "copy") if whose == "lstm-teach" else doctor.doctor(home / "copy")
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert len(seen) == (2 if whose == "lstm-teach" else 1)
    for variables in seen:
        places = [variables[name] for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")]
        assert not any(Path(place).is_relative_to(home) for place in places)


def test_the_doctor_names_what_is_not_read(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = home / ".jupyter" / "jupyter_server_config.py"
    mine.write_text("c.ServerApp.port = 9999")
    health.check_folders(home / "copy", {})
    assert f"{mine}, made for other servers" in capsys.readouterr().out
    assert not (home / "copy").exists()
    assert cli.READER_COPY.name == "my-book"
