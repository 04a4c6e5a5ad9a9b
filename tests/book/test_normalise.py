"""The tool that executes and normalises: same bytes every time, and nothing lost when a cell fails."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import nbformat
import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from lstm_lab.widget_views import WIDGET_VIEW
from tests.book import planted
from tests.book.stored import ROOT
from tools import notebooks
from tools.notebook_form import LANGUAGE, normalise


def tool(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the tool as a person does; `notebooks.main` is the same in this process."""
    command = [sys.executable, "-m", "tools.notebooks", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)


def untidy() -> NotebookNode:
    """Return what a front end may save: every thing that `normalise` exists for."""
    view = {WIDGET_VIEW: {"model_id": "1f"}, "text/html": "<b>h</b>", "text/plain": "h"}
    cells = [
        v4.new_markdown_cell("same"),
        v4.new_markdown_cell("same"),
        v4.new_code_cell("print(1)", execution_count=7, metadata={"scrolled": True, "tags": ["hint"]}),
        v4.new_code_cell("picture", execution_count=4, metadata={"execution": {"iopub.status.idle": "now"}}),
        v4.new_code_cell("never_ran()"),
    ]
    cells[2].outputs = [
        v4.new_output("stream", name=n, text=t) for n, t in [("stdout", "a"), ("stdout", "b\n")]
    ]
    cells[2].outputs += [v4.new_output("stream", name="stderr", text="c"), cells[2].outputs[0].copy()]
    cells[3].outputs = [v4.new_output("execute_result", data=view, execution_count=4)]
    metadata = {
        "kernelspec": {"name": "x", "display_name": "x"},
        "language_info": {"name": "x", "version": "3.99.0"},
        "widgets": {"state": {}},
    }
    nb = v4.new_notebook(cells=cells, metadata=metadata)
    nb.cells[1].id = nb.cells[0].id
    del nb.cells[2]["id"]
    return nb


def test_normalise_leaves_its_argument_alone_and_is_its_own_fixed_point() -> None:
    nb = untidy()
    before = copy.deepcopy(nb)
    once = normalise(nb)
    assert nb == before
    assert once != before
    assert notebooks.dumps(normalise(once)) == notebooks.dumps(once)
    nbformat.validate(once)


def test_normalise_keeps_what_matters_and_drops_the_rest() -> None:
    old = untidy()
    nb = normalise(old)
    assert nb.metadata == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": LANGUAGE,
    }
    assert [cell.metadata for cell in nb.cells] == [{}, {}, {"tags": ["hint"]}, {}, {}]
    assert [cell.get("execution_count") for cell in nb.cells] == [None, None, 1, 2, None]
    assert [(o.name, o.text) for o in nb.cells[2].outputs] == [
        ("stdout", "ab\n"),
        ("stderr", "c"),
        ("stdout", "a"),
    ]
    assert nb.cells[3].outputs[0].data == {"text/html": "<b>h</b>", "text/plain": "h"}
    assert nb.cells[3].outputs[0].execution_count == 2
    assert [cell.source for cell in nb.cells] == [cell.source for cell in old.cells]


def test_normalise_keeps_what_tools_read_in_a_cell() -> None:
    kept = {
        "slideshow": {"slide_type": "slide"},
        "nbgrader": {"grade": True, "grade_id": "check-5-1", "points": 2},
        "editable": False,
        "deletable": False,
        "jupyter": {"outputs_hidden": True},
    }
    nb = v4.new_notebook(
        cells=[
            v4.new_code_cell("1", metadata=kept | {"trusted": True, "collapsed": False}),
            v4.new_code_cell("# folded", metadata=kept | {"tags": ["hide-input"]}),
            v4.new_markdown_cell("text", metadata={"slideshow": {}, "editable": True, "tags": []}),
        ]
    )
    first, folded, text = normalise(nb).cells
    assert first.metadata == kept
    assert folded.metadata == kept | {
        "tags": ["hide-input"],
        "jupyter": {"outputs_hidden": True, "source_hidden": True},
    }
    assert text.metadata == {"editable": True}
    assert notebooks.dumps(normalise(normalise(nb))) == notebooks.dumps(normalise(nb))


def test_what_other_tools_read_outlives_normalising() -> None:
    """Through nbformat, nbgrader's own reader and nbconvert, and a second time."""
    kept: dict[str, dict[str, object]] = {
        "a slide that is skipped": {"slideshow": {"slide_type": "skip"}},
        "locked by nbgrader": {
            "nbgrader": {"grade": False, "locked": True, "schema_version": 3},
            "editable": False,
        },
        "not to be deleted": {"deletable": False, "tags": ["parameters", "remove-cell"]},
        "folded": {"jupyter": {"source_hidden": True, "outputs_hidden": False}},
        "of a language we do not know": {"tags": ["日本", "raises-exception"]},
    }
    made = [
        new(name, metadata=data) for name, data in kept.items() for new in (v4.new_code_cell, v4.new_raw_cell)
    ]
    nb = nbformat.reads(notebooks.dumps(normalise(v4.new_notebook(cells=made))).decode(), as_version=4)
    assert [dict(cell.metadata) for cell in nb.cells] == [data for data in kept.values() for _ in range(2)]
    assert normalise(nb) == nb
    tree = {
        "metadata": {"collapsed": True, "scrolled": "auto", "ExecuteTime": {}, "vscode": {}, "trusted": False}
    }
    assert normalise(v4.new_notebook(cells=[v4.new_code_cell("1", **tree)])).cells[0].metadata == {}


def test_attachments_and_raw_formats_stay() -> None:
    picture = {"a.png": {"image/png": planted.png(9)}}
    raw = v4.new_raw_cell("\\LaTeX", metadata={"raw_mimetype": "text/latex", "format": "text/latex"})
    cells = [v4.new_markdown_cell("![a](attachment:a.png)", attachments=picture), raw]
    nb = normalise(v4.new_notebook(cells=cells))
    assert nb.cells[0].attachments == picture
    assert nb.cells[1].metadata == raw.metadata  # without it nbconvert leaves the cell out of every format
    nbformat.validate(nb)


def test_a_widget_view_without_html_is_not_dropped_silently() -> None:
    nb = untidy()
    del nb.cells[3].outputs[0].data["text/html"]
    assert WIDGET_VIEW in normalise(nb).cells[3].outputs[0].data


def test_cell_ids_are_kept_unique_and_the_same_on_every_run() -> None:
    ids = [cell.id for cell in normalise(untidy()).cells]
    assert len(set(ids)) == len(ids)
    kept = untidy()
    assert normalise(kept).cells[0].id == kept.cells[0].id
    nameless = untidy()
    for cell in nameless.cells:
        cell.pop("id", None)
    first, second = normalise(nameless), normalise(nameless)
    assert [cell.id for cell in first.cells] == [cell.id for cell in second.cells]
    assert first.cells[0].id != first.cells[1].id  # the same text twice


@pytest.mark.slow
def test_executing_twice_changes_no_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = planted.write(tmp_path / "chapter.ipynb", planted.clean())
    first = tool("execute", tmp_path)
    assert first.returncode == 0, first.stderr
    assert "written, changed cell 2: execution_count, outputs" in first.stdout
    data = path.read_bytes()
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    assert b"0.9575" in data
    assert WIDGET_VIEW.encode() not in data
    assert notebooks.main(["execute", str(path)]) == 0
    assert "no byte changed" in capsys.readouterr().out
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["chapter.ipynb"]


def test_check_says_which_file_and_what(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = planted.write(tmp_path / "good.ipynb", normalise(untidy()))
    bad = planted.write(tmp_path / "bad.ipynb", normalise(untidy()))
    bad.write_bytes(bad.read_bytes().replace(b'"scrolled"', b"").replace(b"\n", b"\r\n"))
    assert notebooks.main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert f"{good}: normalised" in said
    assert f"{bad}: not normalised: formatting" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a = 1\nb = a / 0", ["raised ZeroDivisionError", "    b = a / 0", "division by zero"]),
        ("import time\ntime.sleep(60)", ["ran longer than 2 s", "    time.sleep(60)"]),
        ("import os\nos._exit(3)", ["ended its kernel", "    os._exit(3)"]),
    ],
    ids=["raises", "hangs", "dies"],
)
def test_a_cell_that_fails_is_named_and_the_file_stays(
    tmp_path: Path, source: str, expected: list[str]
) -> None:
    nb = v4.new_notebook(
        cells=[v4.new_markdown_cell("text"), v4.new_code_cell("1"), v4.new_code_cell(source)]
    )
    path = planted.write(tmp_path / "broken.ipynb", nb)
    data = path.read_bytes()
    with pytest.raises(notebooks.NotebookError) as caught:
        notebooks.execute(path, timeout=2 if "sleep" in source else 60)
    for part in [str(path), "cell 3 of 3, In [2],", *expected]:
        assert part in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["broken.ipynb"]


@pytest.mark.slow
def test_an_interrupted_write_leaves_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = planted.write(tmp_path / "chapter.ipynb", v4.new_notebook(cells=[v4.new_code_cell("1")]))
    data = path.read_bytes()

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupt)
    with pytest.raises(KeyboardInterrupt):
        notebooks.execute(path)
    assert path.read_bytes() == data
    assert [p.name for p in tmp_path.iterdir()] == ["chapter.ipynb"]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda p: None, "expected a notebook or a folder, found nothing"),
        (lambda p: p.mkdir(), "expected a folder with notebooks, found none in it"),
        (lambda p: p.write_text("x"), "expected a notebook or a folder, found something else"),
    ],
    ids=["absent", "empty folder", "other file"],
)
def test_a_path_that_names_no_notebook_is_an_error(tmp_path: Path, make: object, expected: str) -> None:
    path = tmp_path / "thing"
    make(path)  # type: ignore[operator]
    with pytest.raises(notebooks.NotebookError, match=expected):
        notebooks.find([path])


@pytest.mark.parametrize(
    "content", [b"not json", b"[]", b"{}", b"\xff\xfe", b'{"nbformat": 3, "worksheets": []}']
)
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_bytes(content)
    with pytest.raises(notebooks.NotebookError, match="broken.ipynb"):
        notebooks.load(path)
    assert path.read_bytes() == content


def test_find_passes_over_checkpoints(tmp_path: Path) -> None:
    wanted = planted.write(tmp_path / "a.ipynb", planted.clean())
    planted.write(tmp_path / ".ipynb_checkpoints" / "a-checkpoint.ipynb", planted.clean())
    assert notebooks.find([tmp_path, wanted]) == [wanted]


def test_what_a_notebook_is_written_in_is_stored_but_for_the_version() -> None:
    script = "import json, ipykernel.ipkernel as k; print(json.dumps(k.IPythonKernel.language_info))"
    told = json.loads(subprocess.check_output([sys.executable, "-c", script], text=True))
    assert told.pop("version")
    assert told == LANGUAGE


def test_a_stored_notebook_becomes_a_script_with_its_text() -> None:
    from nbconvert.exporters import get_exporter

    nb = normalise(v4.new_notebook(cells=[v4.new_markdown_cell("# A title"), v4.new_code_cell("h = 1")]))
    text, told = get_exporter("script")().from_notebook_node(nb)
    assert told["output_extension"] == ".py"
    assert "# # A title" in text
    assert "h = 1" in text
