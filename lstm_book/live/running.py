"""Run a notebook's cells as far as they make the widgets that a page needs, and hand these over."""

from __future__ import annotations

import ast
import contextlib
import io
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any


def widgets_of(notebook: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    """Return what the last line of each wanted cell gave, by the cell's id.

    Cells run in this process, one after the other, up to the last wanted one; what they print is dropped,
    and what they write to files goes into a folder that is gone afterwards.

    Raises
    ------
    ValueError
        If a wanted cell does not end with an expression.
    """
    found: dict[str, Any] = {}
    names: dict[str, Any] = {"__name__": "__main__"}
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
        os.chdir(folder)
        try:
            for cell in notebook["cells"]:
                if set(wanted) <= set(found):
                    break
                if cell["cell_type"] == "code":
                    value = _last_of("".join(cell["source"]), cell["id"], names)
                    if cell["id"] in wanted:
                        if value is None:
                            raise ValueError(
                                f"cell {cell['id']}: expected a widget as its last line, got nothing"
                            )
                        found[cell["id"]] = value
        finally:
            os.chdir(before)
    return found


def _last_of(source: str, cell: str, names: dict[str, Any]) -> Any:
    """Run a cell; return the value of its last expression, if it ends with one."""
    name, tree = f"<cell {cell}>", ast.parse(source)
    last = tree.body[-1] if tree.body else None
    if not isinstance(last, ast.Expr):
        exec(compile(tree, name, "exec"), names)
        return None
    exec(compile(ast.Module(tree.body[:-1], []), name, "exec"), names)
    return eval(compile(ast.Expression(last.value), name, "eval"), names)
