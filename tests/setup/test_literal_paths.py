"""An environment in a folder whose name is a pattern: JupyterLab finds what is installed there."""

import glob
import json
from pathlib import Path
from typing import Any

import jupyterlab_server.config
import pytest
from jupyter_server.config_manager import BaseJSONConfigManager
from jupyterlab_server.config import get_federated_extensions
from jupyterlab_server.settings_utils import _list_settings

from lstm_lab.literal_paths import literally, take_folders_literally

NAMES = ["LSTM [2026]", "[!a-z]", "plain", "[[]]", "x{1,2}[ab]"]
UNIX = ["what?", "a*b", "***"]  # Windows allows no such name


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the server; undone at the end."""
    for module in (glob, jupyterlab_server.config):
        monkeypatch.setattr(module, "iglob", module.iglob)
    take_folders_literally(jupyterlab_server.config)
    take_folders_literally(jupyterlab_server.config)


@pytest.fixture(params=[*NAMES, *UNIX])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a folder of an odd name, with a neighbour that its name as a pattern would mean."""
    place = tmp_path / request.param
    try:
        place.mkdir()
    except OSError:
        pytest.skip(f"this system has no folder called {request.param}")
    for neighbour in ("LSTM 2", "whatx", "aXb"):
        (tmp_path / neighbour).mkdir()
        (tmp_path / neighbour / "not_this.json").write_text('{"strange": true}')
    return place


@pytest.mark.usefixtures("taken")
def test_jupyterlab_finds_its_parts(folder: Path) -> None:
    widgets = folder / "labextensions" / "@jupyter-widgets" / "jupyterlab-manager"
    schema = widgets / "schemas" / "@jupyter-widgets" / "jupyterlab-manager" / "plugin.json"
    enabled = folder / "config" / "jupyter_server_config.d" / "lab.json"
    for path in (schema, enabled, folder / "schemas" / "own" / "theme.json"):
        path.parent.mkdir(parents=True)
        path.write_text('{"on": true}')
    (widgets / "package.json").write_text(json.dumps({"name": "widgets", "version": "5"}))
    labextensions = str(folder / "labextensions")
    assert list(get_federated_extensions([labextensions])) == ["widgets"]
    found, warnings = _list_settings(
        str(folder / "schemas"), str(folder), {}, labextensions_path=[labextensions], ids_only=True
    )
    assert [one["id"] for one in found] == ["own:theme", "@jupyter-widgets/jupyterlab-manager:plugin"]
    assert warnings == []
    manager = BaseJSONConfigManager(config_dir=str(folder / "config"), read_directory=True)
    assert manager.get("jupyter_server_config") == {"on": True}


@pytest.mark.usefixtures("taken")
def test_a_pattern_stays_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a1.json", "a2.json", "b.json"):
        (tmp_path / name).write_text("{}")
    monkeypatch.chdir(tmp_path)
    here = [str(tmp_path / name) for name in ("a1.json", "a2.json", "b.json")]
    assert find("a?.json") == ["a1.json", "a2.json"]
    assert find(f"{tmp_path}/[ab]*.json") == here
    assert find(str(tmp_path / "none" / "*")) == []
    assert find("*.json", root_dir=tmp_path) == ["a1.json", "a2.json", "b.json"]
    assert literally(literally(f"{tmp_path}/*")) == f"{tmp_path}/*"


def find(pattern: str, **options: Any) -> list[str]:
    return sorted(jupyterlab_server.config.iglob(pattern, **options))
