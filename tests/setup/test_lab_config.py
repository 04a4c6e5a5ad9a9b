"""The JupyterLab that run.py starts: a saved notebook shows its pictures without a kernel, no news prompt."""

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection import channels
from traitlets.config import Config, PyFileConfigLoader

from lstm_lab import opening
from lstm_lab.widget_views import WIDGET_VIEW, drop_widget_views
from tests.needs import need


def saved_notebook() -> dict[str, Any]:
    """Make a notebook as the browser sends it, with a picture, a bare widget, text and an error."""
    view = {"model_id": "0123", "version_major": 2, "version_minor": 0}
    picture = {"data": {WIDGET_VIEW: view, "text/html": "<img>", "text/plain": "Unroller"}, "metadata": {}}
    bare = {"data": {WIDGET_VIEW: view, "text/plain": "IntSlider()"}, "metadata": {}}
    outputs = [
        {"output_type": "display_data", **picture},
        {"output_type": "display_data", **bare},
        {"output_type": "stream", "name": "stdout", "text": "h"},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
    ]
    cells = [{"cell_type": "markdown", "source": "text"}, {"cell_type": "code", "outputs": outputs}]
    return {"cells": cells, "metadata": {"widgets": {"state": {}}, "kernelspec": {"name": "python3"}}}


def test_views_are_dropped_where_a_picture_stands_beside_them() -> None:
    notebook = saved_notebook()
    expected = copy.deepcopy(notebook)
    del expected["cells"][1]["outputs"][0]["data"][WIDGET_VIEW]
    del expected["metadata"]["widgets"]
    drop_widget_views(notebook)
    assert notebook == expected


def read_config() -> Config:
    """Return the configuration as JupyterLab reads it."""
    loader: Any = PyFileConfigLoader(opening.CONFIG.name, path=str(opening.CONFIG.parent))
    loaded: Config = loader.load_config()
    return loaded


@pytest.fixture
def config() -> Config:
    return read_config()


def test_the_hook_cleans_notebooks_and_leaves_other_files(config: Config) -> None:
    hook = config.ContentsManager.pre_save_hook
    notebook = saved_notebook()
    hook(model={"type": "notebook", "content": notebook}, path="x.ipynb", contents_manager=None)
    assert WIDGET_VIEW not in notebook["cells"][1]["outputs"][0]["data"]
    for other in ({"type": "file", "content": "text"}, {"type": "directory", "content": None}):
        before = dict(other)
        hook(model=other, path="x", contents_manager=None)
        assert other == before


def test_no_question_about_news_covers_the_first_page(config: Config) -> None:
    overrides = json.loads((Path(config.LabApp.app_settings_dir) / "overrides.json").read_text())
    settings = overrides["@jupyterlab/apputils-extension:notification"]
    assert settings == {"fetchNews": "false", "checkForUpdates": False}


class Handler:
    """As much of a websocket as a connection asks for when it is made ready."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[bool] = []

    def set_nodelay(self, value: bool) -> None:
        self.asked.append(value)
        if self.error is not None:
            raise self.error


@pytest.mark.parametrize("error", [None, AssertionError(), AttributeError("set_nodelay"), OSError()])
def test_messages_to_the_browser_are_sent_at_once(
    config: Config, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    """And where the socket refuses, the connection is made all the same."""
    kind = ServerApp(config=config).kernel_websocket_connection_class
    assert issubclass(kind, channels.ZMQChannelsWebsocketConnection)
    monkeypatch.setattr(channels.ZMQChannelsWebsocketConnection, "connect", lambda self: "connected")
    handler = Handler(error)
    connection: Any = object.__new__(kind)
    monkeypatch.setattr(kind, "websocket_handler", handler)
    assert connection.connect() == "connected"
    assert handler.asked == [True]


def test_where_the_connection_has_moved_the_servers_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, channels.__name__, None)
    assert "kernel_websocket_connection_class" not in read_config().ServerApp


def test_where_kernels_are_behind_a_gateway_the_servers_own_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_GATEWAY_URL", "http://127.0.0.1:1")
    assert "kernel_websocket_connection_class" not in read_config().ServerApp


def test_a_teacher_s_tools_are_left_out_of_a_reader_s_lab(config: Config) -> None:
    need("teach")
    extensions = config.ServerApp.jpserver_extensions
    folder = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.d")
    brought = [name for path in folder.glob("nbgrader*") for name in _enabled(path)]
    assert brought
    assert all(extensions[name] is False for name in brought)
    page = json.loads(Path(config.LabApp.app_settings_dir, "page_config.json").read_text(encoding="utf-8"))
    for path in Path(sys.prefix, "share", "jupyter", "labextensions").glob("*/nbgrader/package.json"):
        assert page["disabledExtensions"] == {json.loads(path.read_text(encoding="utf-8"))["name"]: True}


def _enabled(path: Path) -> list[str]:
    return list(json.loads(path.read_text(encoding="utf-8"))["ServerApp"]["jpserver_extensions"])
