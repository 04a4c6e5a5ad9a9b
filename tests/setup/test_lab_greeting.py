"""What JupyterLab says when run.py starts it, and which notebooks it trusts."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import nbformat.v4 as v4
import pytest

from lstm_lab import lab_greeting, reader_copy


class Loop:
    """Runs at once what it is asked to run later."""

    def add_callback(self, function: Any, *arguments: Any) -> None:
        function(*arguments)


class Notary:
    """Remembers what it signed."""

    def __init__(self) -> None:
        self.signed: list[Any] = []

    def sign(self, nb: Any) -> None:
        self.signed.append(nb)


def app(root: Path, browser: bool) -> SimpleNamespace:
    url = "http://localhost:8888/lab/tree/index.ipynb?token=...\n    http://127.0.0.1:8888/lab?token=..."
    return SimpleNamespace(
        root_dir=str(root),
        display_url=url,
        open_browser=browser,
        io_loop=Loop(),
        identity_provider=SimpleNamespace(token="abc"),
        contents_manager=SimpleNamespace(notary=Notary()),
        web_app=SimpleNamespace(settings={}),
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    book = tmp_path / "book"
    (book / "solutions").mkdir(parents=True)
    for name in ("01-one.ipynb", "02-two.ipynb", "solutions/01-one.ipynb"):
        nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("a = 1")]), book / name)
    reader_copy.refresh(book, tmp_path / "my-book")
    return tmp_path / "my-book"


def test_only_what_is_still_the_books_is_trusted(copy: Path) -> None:
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("a = 2")]), copy / "02-two.ipynb")
    nbformat.write(v4.new_notebook(), copy / "from-somewhere.ipynb")
    notary = Notary()
    assert lab_greeting.sign(copy, notary) == ["01-one.ipynb", "solutions/01-one.ipynb"]
    assert [nb.cells[0].source for nb in notary.signed] == ["a = 1", "a = 1"]


@pytest.mark.parametrize(
    "manifest", [None, "", "[]", '{"01-one.ipynb": 3}', '{"gone.ipynb": {"content": "x"}}']
)
def test_without_a_manifest_nothing_is_trusted(copy: Path, manifest: str | None) -> None:
    (copy / lab_greeting.MANIFEST).unlink()
    if manifest is not None:
        (copy / lab_greeting.MANIFEST).write_text(manifest)
    assert lab_greeting.sign(copy, Notary()) == []


@pytest.mark.parametrize(
    ("browser", "first"), [(True, "Your browser opens the book at"), (False, "Open the book at")]
)
def test_the_address_is_said_once_with_its_token(
    copy: Path, capsys: pytest.CaptureFixture[str], browser: bool, first: str
) -> None:
    running = app(copy, browser)
    lab_greeting._load_jupyter_server_extension(running)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"{first} http://localhost:8888/lab/tree/index.ipynb?token=abc"
    assert len(lines) == 2
    assert "Ctrl-C" in lines[1]
    assert len(running.contents_manager.notary.signed) == 3


def test_in_a_hub_nothing_is_said(
    copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ann")
    running = app(copy, False)
    lab_greeting._load_jupyter_server_extension(running)
    assert capsys.readouterr().out == ""
    assert len(running.contents_manager.notary.signed) == 3


def test_extensions_of_jupyterlite_are_left_out_of_the_page(copy: Path) -> None:
    running = app(copy, False)

    def earlier(handler: str, config: dict[str, Any]) -> dict[str, Any]:
        return {**config, "asked by": handler}

    running.web_app.settings["page_config_hook"] = earlier
    lab_greeting._load_jupyter_server_extension(running)
    hook = running.web_app.settings["page_config_hook"]
    names = ["@jupyterlite/pyodide-kernel-extension", "anywidget"]
    found = hook("me", {"federated_extensions": [{"name": name} for name in names], "other": 1})
    assert found == {"federated_extensions": [{"name": "anywidget"}], "other": 1, "asked by": "me"}
    assert lab_greeting.without_strangers(None)("me", {}) == {"federated_extensions": []}


def test_both_sides_mean_the_same_manifest(copy: Path) -> None:
    assert lab_greeting.MANIFEST == reader_copy.MANIFEST
    assert json.loads((copy / lab_greeting.MANIFEST).read_text())
    assert lab_greeting._jupyter_server_extension_points() == [{"module": "lstm_lab.lab_greeting"}]
