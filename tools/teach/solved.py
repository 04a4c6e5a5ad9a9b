"""An exercise's answer, out of the notebook with the solutions: without `check`, with the chapter's names."""

import ast
import re
from collections.abc import Iterator

from nbformat import NotebookNode

HEADING = re.compile(r"^(?:## |\*\*)(\d+\.\d+)\b", re.MULTILINE)


def solution(notebook: NotebookNode, exercise: str, asked: str) -> str:
    """Return code that answers an exercise, in a notebook that has run nothing else.

    Parameters
    ----------
    notebook
        The solutions of a chapter: imports first, then ``## 5.3`` or ``**5.3**`` before each exercise.
    exercise : str
        Such as "5.3".
    asked : str
        What the chapter hands to `check`, such as "coupled_backward" or "(at_work, held_open)".
    """
    cells = [_imports(notebook), *_section(notebook, exercise)]
    kept: list[str] = []
    for source in cells:
        kept.append(_without_checks(source))
        given = _handed_in(source, exercise)
        if given is not None:
            if ast.dump(ast.parse(given)) != ast.dump(ast.parse(asked)):
                kept.append(f"{_targets(asked)} = {given}")
            return "\n\n".join(part for part in kept if part.strip())
    raise ValueError(f"exercise: expected one that the solutions check, got {exercise!r}")


def _imports(notebook: NotebookNode) -> str:
    return next(str(cell.source) for cell in notebook.cells if cell.cell_type == "code")


def _section(notebook: NotebookNode, exercise: str) -> Iterator[str]:
    """Yield the code below an exercise's heading; an exercise before it may be built upon."""
    inside = False
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := HEADING.findall(cell.source)):
            inside = found[-1] == exercise
        elif cell.cell_type == "code" and inside:
            yield str(cell.source)


def _without_checks(source: str) -> str:
    """Leave out the statements that only ask whether the answer is right."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.Expr | ast.Assert) and next(_checks(node), None):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip()


def _handed_in(source: str, exercise: str) -> str | None:
    """Return what the last check of the exercise in this source judges, or None."""
    calls = sorted(_checks(ast.parse(source)), key=lambda call: call.lineno)
    given = [call.args[1] for call in calls if ast.literal_eval(call.args[0]) == exercise]
    return ast.unparse(given[-1]) if given else None


def _checks(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            yield node


def _targets(asked: str) -> str:
    """Return what can be assigned to: a name, names in brackets, or the names that a call is given."""
    body = ast.parse(asked, mode="eval").body
    if isinstance(body, ast.Call):
        return ", ".join(ast.unparse(argument) for argument in body.args)
    return asked
