"""The wheel in an environment that has nothing else: its command opens the book, and a chapter runs there."""

import json
import os
import shutil
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest

from lstm_lab.reader_copy import MANIFEST, find_originals
from lstm_lab.reader_form import reader_form
from tests.browser.server import Server, listening
from tests.elsewhere.conftest import Elsewhere
from tools.project import BOOK, scripts_folder
from tools.wheel import build_wheel

CHAPTER = "01-the-vanilla-rnn.ipynb"


@pytest.fixture(scope="module")
def machine(environment: Callable[..., Elsewhere], tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    made = environment("wheel", own=False)
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"), Path(sys.executable))
    done = made.run("-m", "pip", "install", "--quiet", str(wheel))
    assert done.returncode == 0, done.stderr
    # The second time, for an environment that was kept: this wheel in place of an older one.
    done = made.run("-m", "pip", "install", "--quiet", "--no-deps", "--force-reinstall", str(wheel))
    assert done.returncode == 0, done.stderr
    return made


def command(machine: Elsewhere) -> str:
    name = "lstm-teach.exe" if os.name == "nt" else "lstm-teach"
    return str(scripts_folder(machine.folder) / name)


@contextmanager
def opened(machine: Elsewhere, folder: Path) -> Iterator[Server]:
    line = [command(machine), "lab", "--folder", str(folder), "--no-browser", "--port=0"]
    with listening([*line, "--ServerApp.allow_root=True"], machine.variables, folder) as server:
        yield server


def ask(server: Server, path: str) -> Any:
    request = urllib.request.Request(
        f"{server.url}/{path}", headers={"Authorization": f"token {server.token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer) if "json" in answer.headers["Content-Type"] else answer.read().decode()


def test_the_command_opens_the_book_and_a_chapter_runs_there(machine: Elsewhere, tmp_path: Path) -> None:
    folder = tmp_path / "a book"
    with opened(machine, folder) as server:
        assert "Your copy of the book is in" in server.log[0]
        assert "JupyterLab" in ask(server, "lab/tree/index.ipynb")
        chapter = ask(server, f"api/contents/{CHAPTER}")
        assert any("/lab/tree/index.ipynb?token=" in line for line in server.log)
    assert chapter["content"]["cells"][0]["source"].startswith("# 01")
    assert (folder / MANIFEST).is_file()
    for path in find_originals(BOOK):
        assert (folder / path).read_bytes() == reader_form(BOOK / path)
    # "python3" is the kernel that the server would start.
    ran = folder / "run.ipynb"
    line = ["-m", "nbconvert", "--to=notebook", "--execute", f"--output={ran.name}", CHAPTER]
    done = machine.run(*line, folder=folder)
    assert done.returncode == 0, done.stderr
    outputs = [one for cell in nbformat.read(ran, as_version=4).cells for one in cell.get("outputs", [])]
    assert len(outputs) > 10


def test_what_was_written_stays_and_a_reset_brings_the_original_back(
    machine: Elsewhere, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    with opened(machine, folder):
        pass
    chapter = folder / CHAPTER
    mine = nbformat.read(chapter, as_version=4)
    mine.cells.append(nbformat.v4.new_code_cell("my_own = 1"))
    nbformat.write(mine, chapter)
    with opened(machine, folder) as server:
        assert "what you wrote there is kept" in server.log[0]
    assert "my_own = 1" in chapter.read_text(encoding="utf-8")
    doctor = machine.run("-m", "lstm_lab.command", "doctor", f"--folder={folder}")
    assert doctor.returncode == 0, doctor.stdout + doctor.stderr
    assert f"edited by you: {CHAPTER}" in doctor.stdout
    done = machine.run("-m", "lstm_lab.command", "reset", "01", f"--folder={folder}")
    assert done.returncode == 0, done.stderr
    assert chapter.read_bytes() == reader_form(BOOK / CHAPTER)
    assert "my_own = 1" in chapter.with_name("01-the-vanilla-rnn.mine-1.ipynb").read_text(encoding="utf-8")


def test_an_unknown_chapter_is_answered_in_one_sentence(machine: Elsewhere, tmp_path: Path) -> None:
    done = machine.run("-m", "lstm_lab.command", "reset", "99", f"--folder={tmp_path / 'no'}")
    assert done.returncode == 1
    assert "There is no chapter '99'" in done.stderr
    assert "Traceback" not in done.stderr
    assert shutil.which(command(machine))
