"""A chapter as the source of an nbgrader assignment: answers to be written, checks that carry points.

Nothing of it is written by hand: the text, the stubs and the checks are the chapter's, the answers come from
the notebook with its solutions. nbgrader makes the release version of it, in which the answers are gone.
"""

import ast
import builtins
import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell

from tools.teach.links import mend
from tools.teach.solved import solution

CHECK = re.compile(r'^check\("(\d+\.\d+)", (.+)\)$', re.MULTILINE)
PREDICT = re.compile(r'^predict\("(\d+\.\d+)", ')
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
NOTE = """**This notebook is an assignment.** {count} of its exercises count, {points} points in all. Write
your answers in place of the three dots; the cell below each says whether it is right, and where not. Add
cells where you like, but keep these, and hand in this file under its own name. Predictions are looked at
and carry no points."""


class Unknown(ValueError):
    """An exercise that the chapter does not have."""


def assignment(
    chapter: NotebookNode,
    solutions: NotebookNode,
    exercises: Sequence[str] = (),
    points: Mapping[str, float] | None = None,
    book: str = "",
    whole: bool = True,
) -> NotebookNode:
    """Return the source notebook of an assignment.

    Parameters
    ----------
    chapter, solutions : NotebookNode
        A chapter of the book and the notebook with its solutions.
    exercises : sequence of str
        Those that count, such as ["5.1", "5.3"]; all that have a check if there are none.
    points : mapping, optional
        From an exercise to its points, where they are not 1.
    book : str
        Where the book can be read, for the links to other chapters.
    whole : bool
        The whole chapter with its predictions, or its exercises alone, which run in seconds.

    Raises
    ------
    Unknown
        If there is no such exercise in the chapter.
    """
    known = [name for cell in chapter.cells for name, _ in CHECK.findall(cell.source) if _is_code(cell)]
    chosen = list(exercises) or known
    points = {name: (points or {}).get(name, 1) for name in chosen} | dict(points or {})
    for name in points:
        if name not in known or name not in chosen:
            raise Unknown(
                f"exercise: expected one of {', '.join(chosen if name in known else known)}, got {name!r}"
            )
    cells: list[NotebookNode] = []
    for cell in chapter.cells if whole else _only_exercises(chapter.cells):
        cells += _cells(copy.deepcopy(cell), solutions, points, book)
    told = NOTE.format(count=len(points), points=f"{sum(points.values()):g}").replace("\n", " ")
    cells.insert(1, new_markdown_cell(told, id="assignment-note"))
    nb = copy.deepcopy(chapter)
    nb.cells = cells
    return nb


def _is_code(cell: NotebookNode) -> bool:
    return bool(cell.cell_type == "code")


def _only_exercises(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Return the title's first line, the imports, and all from the exercises to the references."""
    titles = [re.search(r"^## (.+)$", cell.source, re.MULTILINE) for cell in cells]
    named = {title[1].strip(): k for k, title in enumerate(titles) if title}
    title = copy.deepcopy(cells[0])
    title.source = title.source.splitlines()[0] + " · exercises"
    imports = next(cell for cell in cells if _is_code(cell))
    kept = [title, imports]
    for cell in cells[named["Exercises"] : named["References"]]:
        # A cell that stands on the chapter's text above would only raise.
        if not _is_code(cell) or CHECK.search(cell.source) or not _unknown(cell, kept):
            kept.append(cell)
    return kept


def _unknown(cell: NotebookNode, before: Sequence[NotebookNode]) -> set[str]:
    """Return the names that a cell uses and no cell before it makes."""
    known = set(dir(builtins))
    for other in [*before, cell]:
        if _is_code(other):
            for node in ast.walk(ast.parse(other.source)):
                if isinstance(node, ast.alias):
                    known.add((node.asname or node.name).partition(".")[0])
                elif isinstance(node, ast.FunctionDef):
                    known.add(node.name)
                elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    known.add(node.id)
    return {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)} - known


def _cells(
    cell: NotebookNode, solutions: NotebookNode, points: Mapping[str, float], book: str
) -> list[NotebookNode]:
    """Return what becomes of a cell of the chapter: itself, or an answer and its check."""
    if not _is_code(cell):
        cell.source = mend(cell.source, book)
        return [cell] if cell.source.strip() else []
    cell.outputs, cell.execution_count = [], None
    if found := CHECK.search(cell.source):
        name, asked = found.groups()
        if name in points:
            return _answer_and_check(cell, name, asked, points[name], solutions)
    elif found := PREDICT.search(cell.source):
        cell.metadata["nbgrader"] = _metadata(f"predict-{_dashed(found[1])}", locked=True)
    return [cell]


def _answer_and_check(
    cell: NotebookNode, name: str, asked: str, points: float, solutions: NotebookNode
) -> list[NotebookNode]:
    stub = CHECK.sub("", cell.source).strip()
    solved = solution(solutions, name, asked)
    answer = new_code_cell(f"{stub}\n\n{BEGIN}\n{solved}\n{END}", id=cell.id)
    answer.metadata["nbgrader"] = _metadata(f"answer-{_dashed(name)}", solution=True)
    own = f"check_{name.replace('.', '_')}"
    source = (
        f"from lstm_book.check import check as {own}  # the book's own, whatever `check` is above\n\n"
        f'print({own}("{name}", {asked}))'
    )
    check = new_code_cell(source, id=f"check-{_dashed(name)}")
    check.metadata["nbgrader"] = _metadata(f"check-{_dashed(name)}", grade=True, locked=True, points=points)
    return [answer, check]


def _dashed(name: str) -> str:
    return name.replace(".", "-")


def _metadata(grade_id: str, **said: Any) -> NotebookNode:
    """Return what nbgrader wants to know of a cell."""
    known = {"grade": False, "grade_id": grade_id, "locked": False, "solution": False, "task": False}
    return from_dict(known | {"schema_version": 3} | said)
