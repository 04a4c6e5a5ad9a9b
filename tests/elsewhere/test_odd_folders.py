"""Checkouts in folders of odd names: the environment is made there, and its JupyterLab has all its parts."""

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.browser.server import Server, listening
from tools.isolation import isolated_variables
from tools.project import scripts_folder
from tools.wheel import copy_source

# Each has more than one trap in it: an installation takes minutes.
NAMES = ["LSTM [2026] #1, Übung", "-it's 100%25"]


def run(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "run.py", *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", timeout=1200)


def ask(server: Server, path: str) -> str:
    request = urllib.request.Request(
        f"{server.url}/{path}", headers={"Authorization": f"token {server.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        told: str = answer.read().decode()
    return told


def page_config(server: Server) -> dict[str, Any]:
    found = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', ask(server, "lab"), re.DOTALL)
    assert found
    config: dict[str, Any] = json.loads(found[1])
    return config


@pytest.mark.parametrize("name", NAMES)
def test_a_checkout_in_any_folder_opens_a_whole_jupyterlab(name: str, tmp_path: Path) -> None:
    checkout = tmp_path / name
    copy_source(checkout)
    made = run(checkout, "lab", "--", "--version")  # after the environment JupyterLab says which it is
    assert made.returncode == 0, made.stdout + made.stderr
    command = [sys.executable, str(checkout / "run.py"), "lab", "--no-browser", "--port=0"]
    variables = isolated_variables(os.environ, tmp_path / "settings", scripts_folder(checkout / ".venv"))
    with listening([*command, "--ServerApp.allow_root=True"], variables, checkout / "my-book") as server:
        assert {one["name"] for one in page_config(server)["federated_extensions"]} >= {
            "@jupyter-widgets/jupyterlab-manager",
            "anywidget",
        }
        assert len(json.loads(ask(server, "lab/api/settings"))["settings"]) > 50
        assert "index.ipynb" in {one["name"] for one in json.loads(ask(server, "api/contents"))["content"]}
    doctor = run(checkout, "doctor")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert "Everything that is needed is in place." in doctor.stdout
