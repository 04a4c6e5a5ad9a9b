"""Which cells of a notebook a cell needs: those that bind or change a name it reads, and what these need."""

import ast
import symtable
from collections.abc import Iterable
from typing import Any


def leading_to(notebook: Any, ends: Iterable[int]) -> list[int]:
    """Return `ends` and the cells above that they need, by their place among all cells."""
    wanted, needed, chosen = set(ends), set[str](), []
    for index in reversed(range(len(notebook.cells))):
        cell = notebook.cells[index]
        if cell.cell_type != "code":
            continue
        table = symtable.symtable(cell.source, "a cell", "exec")
        bound = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
        if index in wanted or (bound | _changed(cell.source)) & needed:
            chosen.append(index)
            needed |= _read(table)
    return chosen[::-1]


def _read(table: symtable.SymbolTable) -> set[str]:
    """Return the names of the notebook that code reads, in functions too."""
    top = table.get_type() == "module"
    read = {one.get_name() for one in table.get_symbols() if one.is_referenced() and (top or one.is_global())}
    return read.union(*(_read(inner) for inner in table.get_children()))


def _changed(source: str) -> set[str]:
    """Return names whose objects are changed in place: by a part that is set, or a call for what it does."""
    changed = set[str]()
    for node in ast.walk(ast.parse(source)):
        base: Any = None
        if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            base = node.value
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            base = node.value.func if isinstance(node.value.func, ast.Attribute) else None
        while isinstance(base, ast.Attribute | ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name) and base.id not in ("np", "plt"):
            changed.add(base.id)
    return changed
