"""A notebook leaves Jupyter whole: as a page, slides, a script or paper; what a reader wrote is kept."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from lstm_lab import SetupError
from tests.needs import need
from tools import cli, export_command, notebooks, teach_command
from tools.export import __main__ as tool
from tools.export import places, printed, script, sources, strangers
from tools.export.printed import BY_HAND
from tools.project import BOOK, EXPORTS, KINDS, READER_COPY, ROOT, SLIDES

CHAPTERS = sorted([*BOOK.glob("[0-9]*.ipynb"), *BOOK.glob("solutions/[0-9]*.ipynb")])


def own(folder: Path, *cells: NotebookNode, name: str = "mine.ipynb") -> Path:
    """Save a reader's notebook."""
    path = folder / name
    path.write_bytes(notebooks.dumps(v4.new_notebook(cells=list(cells))))
    return path


def run(*arguments: object) -> int:
    return tool.main([str(argument) for argument in arguments])


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_script_of_each_chapter_compiles_and_holds_its_text(path: Path) -> None:
    nb = sources.read(path)
    text = script.script(nb, path)
    assert script.fault(text) is None
    at = 0
    for cell in nb.cells:
        first = cell.source.splitlines()[0]
        at = text.index(f"# {first}" if cell.cell_type == "markdown" else first, at)


@pytest.mark.slow
def test_a_script_runs_from_the_checkout(tmp_path: Path) -> None:
    source = BOOK / "solutions" / "14-reading-both-ways.ipynb"
    assert run(source, "--to", "script", "--folder", tmp_path) == 0
    command = [sys.executable, tmp_path / f"{source.stem}.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / places.MANIFEST).read_text()).keys() == {f"{source.stem}.py"}


def test_a_script_that_cannot_run_is_said_to_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = own(tmp_path, v4.new_code_cell("a = 1"), v4.new_code_cell("if a:"))
    assert run(broken, "--to", "script", "--folder", tmp_path) == 0
    assert "It will not run: it is no Python in line " in capsys.readouterr().out
    timed = own(tmp_path, v4.new_code_cell("%time a = 1"))
    assert "python -m IPython" in script.script(sources.read(timed), timed).replace(".exe", "")


def test_what_a_reader_wrote_or_edited_is_kept_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, made = own(tmp_path, v4.new_code_cell("a = 1")), tmp_path / "mine.py"
    made.write_text("what I wrote")
    assert run(source, "--to", "script", "--folder", tmp_path) == 0
    assert (tmp_path / "mine.mine-1.py").read_text() == "what I wrote"
    assert "is kept as mine.mine-1.py" in capsys.readouterr().out
    first = made.read_text()
    own(tmp_path, v4.new_code_cell("a = 2"))
    assert run(source, "--to", "script", "--folder", tmp_path) == 0
    assert made.read_text() != first
    assert "mine.py is written anew." in capsys.readouterr().out
    made.write_text("edited")
    assert run(source, "--to", "script", "--folder", tmp_path) == 0
    assert (tmp_path / "mine.mine-2.py").read_text() == "edited"
    (tmp_path / places.MANIFEST).write_text("damaged")
    assert run(source, "--to", "script", "--folder", tmp_path) == 0  # the same bytes: nothing is lost
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"mine.ipynb", "mine.py", "mine.mine-1.py", "mine.mine-2.py", places.MANIFEST}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("99", "There is no chapter '99'. Known are: 00-"),
        ("no-such.ipynb", "no-such.ipynb: there is no such notebook. Name a file, or a chapter such as 05."),
        ("notes.txt", "notes.txt: expected a notebook or a chapter such as 05, got another file."),
        ("~nobody-of-that-name/a.ipynb", "~nobody-of-that-name/a.ipynb: "),
        (".", "There is no chapter '.'"),
    ],
)
def test_a_notebook_that_is_not_there_is_a_sentence(
    typed: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert cli.main(["export", typed, "--to", "html"]) == 1
    assert f"run.py export: {told}" in capsys.readouterr().err


@pytest.mark.parametrize("folder", ["book", "tests/export", ".", "..", "~nobody-of-that-name/out"])
def test_a_folder_of_the_project_is_refused(folder: str, capsys: pytest.CaptureFixture[str]) -> None:
    place = folder if folder.startswith("~") else ROOT / folder
    assert cli.main(["export", "05", "--to", "html", f"--folder={place}"]) == 1
    assert "run.py export: --folder: " in capsys.readouterr().err


@pytest.mark.parametrize("own_folder", [EXPORTS, SLIDES, READER_COPY, EXPORTS / "05", READER_COPY / "out"])
def test_a_readers_own_folder_in_the_checkout_is_taken(own_folder: Path) -> None:
    assert export_command.find_place(own_folder) == own_folder


def test_an_unknown_kind_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["export", "05", "--to", "docx"])
    assert refused.value.code == 2
    assert "choose from" in capsys.readouterr().err


def test_a_chapter_or_a_readers_notebook_reaches_the_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[str]] = []
    wanted: list[Any] = []

    def note(command: list[Any], variables: dict[str, str]) -> int:
        seen.append([str(part) for part in command[3:]])
        return 3

    def ensure(extras: Any) -> Path:
        wanted.append(list(extras))
        return Path("python")

    monkeypatch.setattr(export_command, "run", note)
    monkeypatch.setattr(export_command.environment, "ensure", ensure)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    mine, chapter = own(tmp_path, name="05-the-forget-gate.ipynb"), BOOK / "05-the-forget-gate.ipynb"
    for typed, source in (
        ("05", chapter),
        ("solutions/05", BOOK / "solutions" / chapter.name),
        (chapter.name, mine),
        (f"~/{chapter.name}", mine),
    ):
        assert cli.main(["export", typed, "--to", "script", "--folder=out"]) == 3
        assert seen[-1] == [str(source), "--to", "script", f"--folder={tmp_path.resolve() / 'out'}"]
    assert cli.main(["export", "05", "--to", "html"]) == 3
    assert seen[-1] == [str(chapter), "--to", "html", f"--folder={EXPORTS}"]
    assert wanted == [[], [], [], [], ["site"]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b"{}",
        b'{"nbformat": 3, "nbformat_minor": 0, "worksheets": [], "metadata": {}}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [[]]}',
    ],
)
def test_a_damaged_notebook_is_a_sentence(
    kind: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(content)
    assert run(path, "--to", kind, "--folder", tmp_path / "out") == 1
    told = capsys.readouterr().err
    assert told.startswith(f"\nrun.py export: {path}: ")
    assert "Traceback" not in told
    assert not (tmp_path / "out").exists()


def test_slides_of_a_notebook_without_marks_say_how_to_set_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    need("site")
    assert run(own(tmp_path, v4.new_markdown_cell("# A")), "--to", "slides", "--folder", tmp_path) == 1
    assert "mine.ipynb has no marked cells. Give some a Slide Type" in capsys.readouterr().err


def test_the_older_command_for_slides_is_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tools.teach import __main__ as teach

    seen: list[tuple[object, ...]] = []
    monkeypatch.setattr(teach, "export", lambda *arguments: seen.append(arguments))
    assert teach.main(["slides", "05", f"--folder={tmp_path}"]) == 0
    assert teach.main(["slides", "05"]) == 0
    chapter = BOOK / "05-the-forget-gate.ipynb"
    assert seen == [(chapter, "slides", tmp_path), (chapter, "slides", SLIDES)]
    assert teach_command.EXTRAS["slides"] == ["site"]


def test_somebodys_own_folder_is_not_taken_for_the_frame_of_slides(tmp_path: Path) -> None:
    need("site")
    from tools.export.slides import lay_frame

    (tmp_path / "_frame").mkdir()
    (tmp_path / "_frame" / "mine.txt").write_text("mine")
    with pytest.raises(SetupError, match="is there already, and not of slides"):
        lay_frame(tmp_path / "_frame", tmp_path)
    assert (tmp_path / "_frame" / "mine.txt").read_text() == "mine"


@pytest.mark.slow
def test_without_a_chromium_it_is_said_how_to_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    need("site")
    source = own(tmp_path, v4.new_markdown_cell("<details><summary>a</summary>b</details>"))
    monkeypatch.setattr(tool, "find_browser", lambda: None)
    assert run(source, "--to", "pdf-by-print", "--folder", tmp_path) == 0
    assert BY_HAND in capsys.readouterr().out
    text = (tmp_path / "mine.print.html").read_text(encoding="utf-8")
    assert re.findall("<details[^>]*>", text) == ["<details open>"]


def test_a_chromium_that_prints_nothing_is_a_sentence(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>a</p>")
    browser = tmp_path / "browser"
    for wrong in ("no-such-browser", sys.executable):  # Python does not know the options
        with pytest.raises(SetupError, match="did not print .*Open it in a browser and print it there"):
            printed.print_page(str(browser) if wrong.startswith("no") else wrong, page)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_what_follows_a_guess_that_was_not_made_is_folded_and_one_that_was_made_stays_open() -> None:
    need("site")
    from tools.export.page import folded

    told = [v4.new_output("stream", text="told")]
    cells = [
        v4.new_code_cell("my_guess = {\n    'a': ...\n}"),
        v4.new_code_cell('predict("1.1", my_guess)', outputs=told),
        v4.new_code_cell("truth", outputs=told),
        v4.new_markdown_cell("## Next, with [a chapter](02-b.ipynb)"),
        v4.new_code_cell("my_guess = 3"),
        v4.new_code_cell('predict("1.2", my_guess)', outputs=told),
        v4.new_code_cell("my_guess = ..."),
        v4.new_code_cell('predict("1.3", my_guess)', outputs=told),
    ]
    made = folded(v4.new_notebook(cells=cells)).cells
    assert [cell.metadata.get("before", "").count("<details") for cell in made] == [0, 1, 0, 0, 0, 0, 0, 1]
    assert [cell.metadata.get("before", "").count("</details") for cell in made] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert made[-1].metadata["after"] == "</details>"
    assert [bool(cell.get("outputs")) for cell in made] == [
        False,
        False,
        True,
        False,
        False,
        True,
        False,
        False,
    ]
    assert made[3].source == "## Next, with a chapter"
    assert cells[1].outputs == told


def test_what_lies_on_other_servers_becomes_a_link_or_goes() -> None:
    page, found = strangers.without_strangers(
        '<p><img src="https://a.org/b.png" alt="A graph"><img src="data:image/png;base64,AA" alt="c">'
        '<script src="//b.org/x.js"></script><link rel="stylesheet" href="http://c.org/c.css">'
        '<a href="https://d.org">d</a><iframe src=" HTTPS://e.org"></iframe></p>'
    )
    assert found == ["https://a.org/b.png", "//b.org/x.js", "http://c.org/c.css", "HTTPS://e.org"]
    assert '<a href="https://a.org/b.png">A graph</a>' in page
    assert '<a href="https://d.org">d</a>' in page
    assert re.findall("<(script|link|iframe)", page) == []


def test_what_only_a_kernel_can_show_leaves_what_stands_beside_it(tmp_path: Path) -> None:
    data = [
        {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "IntSlider()"},
        {"application/javascript": "alert(1)"},
        {"text/html": "<b>b</b>", "application/javascript": "alert(1)"},
    ]
    cell = v4.new_code_cell("a", outputs=[v4.new_output("display_data", data=one) for one in data])
    left = [dict(output.data) for output in sources.read(own(tmp_path, cell)).cells[0].outputs]
    assert left == [
        {"text/plain": "IntSlider()"},
        {"text/plain": sources.NOTHING_LEFT},
        {"text/html": "<b>b</b>"},
    ]
