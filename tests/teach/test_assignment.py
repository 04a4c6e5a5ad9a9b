"""What is made of a chapter: no solution and no dead link is handed out, and the answers are right."""

import contextlib
import io
import re
from pathlib import Path

import pytest
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tests.book.links import broken
from tools import notebooks
from tools.project import BOOK
from tools.teach.__main__ import main
from tools.teach.assignment import BEGIN, CHECK, END, Unknown, assignment
from tools.teach.links import mend

CHAPTERS = sorted(BOOK.glob("[0-9]*.ipynb"))
REGION = re.compile(f"{BEGIN}\n.*?{END}", re.DOTALL)


def made(path: Path, **options: object) -> NotebookNode:
    return assignment(
        notebooks.load(path), notebooks.load(BOOK / "solutions" / path.name), **options  # type: ignore[arg-type]
    )  # fmt: skip


def marks(nb: NotebookNode) -> dict[str, NotebookNode]:
    """Return what nbgrader is told, by the names of the cells."""
    return {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader
        for cell in nb.cells
        if "nbgrader" in cell.metadata
    }


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_check_carries_points_and_every_stub_is_the_chapter_s(path: Path) -> None:
    chapter, whole = notebooks.load(path), made(path)
    asked = [name for cell in chapter.cells for name, _ in CHECK.findall(cell.source)]
    given = marks(whole)
    assert [name for name in given if name.startswith("check")] == [
        f"check-{n.replace('.', '-')}" for n in asked
    ]
    assert all(given[name].locked and given[name].points == 1 for name in given if name.startswith("check"))
    assert all(given[name].solution for name in given if name.startswith("answer"))
    sources = {cell.id: cell.source for cell in whole.cells}
    for cell in chapter.cells:
        if CHECK.search(cell.source) and cell.cell_type == "code":
            assert REGION.sub("", sources[cell.id]).strip() == CHECK.sub("", cell.source).strip()


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_is_handed_out_leads_nowhere_that_is_not_there(path: Path, tmp_path: Path) -> None:
    whole = made(path)
    for cell in whole.cells:
        cell.source = REGION.sub("", cell.source)
    alone = tmp_path / path.name
    alone.write_bytes(notebooks.dumps(whole))
    assert list(broken(alone, tmp_path)) == []
    text = alone.read_text(encoding="utf-8")
    assert "solutions/" not in text
    assert ".ipynb" not in text.replace(path.name, "")


@pytest.mark.slow
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_answers_in_the_source_earn_all_points(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSTM_BOOK_CHECK", "raise")
    monkeypatch.chdir(BOOK)
    names: dict[str, object] = {"__name__": "__main__"}
    for cell in made(path, whole=False).cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, cell.id, "exec"), names)


def test_exercises_and_points_can_be_chosen() -> None:
    path = BOOK / "05-the-forget-gate.ipynb"
    given = marks(made(path, exercises=["5.3", "5.4"], points={"5.4": 3}))
    assert {name: mark.points for name, mark in given.items() if mark.grade} == {
        "check-5-3": 1,
        "check-5-4": 3,
    }
    assert [name for name in given if name.startswith("predict")] == [f"predict-5-{k}" for k in range(1, 10)]
    for wrong in (
        {"exercises": ["5.9"]},
        {"points": {"6.1": 2}},
        {"exercises": ["5.1"], "points": {"5.2": 2}},
    ):
        with pytest.raises(Unknown, match="expected one of 5.1"):
            made(path, **wrong)


def test_the_commands_answer_mistakes_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = ["--course", str(tmp_path)]
    for arguments, told in (
        (["assignment", "index", *course], "index is no chapter with exercises"),
        (["assignment", "05", "--points", "5.4", *course], "--points: expected such as 5.4=2, got 5.4"),
        (["assignment", "05", "--exercises", "5.40", *course], "expected one of 5.1, 5.2"),
        (
            ["collect", "05", str(tmp_path), *course],
            "run.py assignment and nbgrader generate_assignment come first",
        ),
    ):
        assert main(arguments) == 1
        assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_links_to_other_notebooks_become_pages_or_words() -> None:
    text = "See [chapter 04](04-gates.ipynb#The-door), [below](#here), [a paper](https://doi.org/10.1/x)."
    assert mend(text) == "See chapter 04, [below](#here), [a paper](https://doi.org/10.1/x)."
    assert "[chapter 04](https://a.org/book/04-gates.html#The-door)" in mend(text, "https://a.org/book/")
    assert mend("Run it. The [answers](solutions/01-a.ipynb) stand apart. Go on.") == "Run it. Go on."


def test_a_cell_that_needs_the_chapter_is_left_out_of_the_exercises_alone() -> None:
    chapter = new_notebook(
        cells=[
            new_markdown_cell("# 99 · A title\n\nText."),
            new_code_cell("import numpy as np"),
            new_code_cell("made_above = 1"),
            new_markdown_cell("## Exercises\n\n**99.1** Add."),
            new_code_cell("print(made_above)"),
            new_code_cell("x = np.ones(2)\nprint(x)"),
            new_code_cell('answer = ...\n\ncheck("99.1", answer)'),
            new_markdown_cell("## References"),
        ]
    )
    solutions = new_notebook(
        cells=[
            new_code_cell("import numpy"),
            new_markdown_cell("**99.1** So."),
            new_code_cell('right = 2\nassert check("99.1", right)\ncheck("99.1", right + 1)'),
        ]
    )
    found = [cell.source for cell in assignment(from_dict(chapter), from_dict(solutions), whole=False).cells]
    assert found[0] == "# 99 · A title · exercises"
    assert found[2:5] == ["import numpy as np", "## Exercises\n\n**99.1** Add.", "x = np.ones(2)\nprint(x)"]
    assert found[5] == f"answer = ...\n\n{BEGIN}\nimport numpy\n\nright = 2\n\nanswer = right + 1\n{END}"
    assert found[6].endswith('print(check_99_1("99.1", answer))')
    assert len(found) == 7
