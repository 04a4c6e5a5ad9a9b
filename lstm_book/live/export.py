"""Write what the site's pages need of their widgets: ``python -m lstm_book.live.export BOOK FOLDER``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lstm_book.live.factor import factor, slot
from lstm_book.live.grid import FIELDS, Grid, views

MADE = re.compile(r"([A-Z]\w+)\(.*\)", re.DOTALL)  # the repr of a widget


def grids(chapter: str) -> dict[str, Grid]:
    """Return what a chapter, such as "01", declares, by the name of the widget."""
    name = f"lstm_book.chapter_{chapter}.live"
    if (
        importlib.util.find_spec(f"lstm_book.chapter_{chapter}") is None
        or importlib.util.find_spec(name) is None
    ):
        return {}
    return {grid.widget.__name__: grid for grid in importlib.import_module(name).LIVE}


def found(notebook: Mapping[str, Any], declared: Mapping[str, Grid]) -> dict[str, tuple[Grid, Any]]:
    """Return the widgets of a stored notebook that a page can move: from the cell's id to grid and start."""
    live = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            made = "".join(output.get("data", {}).get("text/plain", ""))
            name = MADE.fullmatch(made)
            if name and name[1] in declared and "text/html" in output["data"]:
                grid = declared[name[1]]
                live[cell["id"]] = grid, eval(made, {name[1]: grid.widget.settings})
    return live


def exported(grid: Grid, start: Any, coarse: int | None = None) -> dict[str, Any]:
    """Return a widget's states, factored; with `coarse`, at most so many values of each axis."""
    axes = grid.around(start)
    if coarse is not None:
        axes = {name: thinned(values, getattr(start, name), coarse) for name, values in axes.items()}
    shape = [len(values) for values in axes.values()]
    drawn = list(views(grid, axes, start))
    keys = list(dict.fromkeys(part["key"] for view in drawn for part in view["parts"]))
    by_key = [{part["key"]: part for part in view["parts"]} for view in drawn]
    return {
        "title": grid.widget.__name__,
        "tip": grid.widget.tip,
        "axes": [
            {
                "name": grid.names.get(name, name),
                "values": values,
                "start": values.index(getattr(start, name)),
            }
            for name, values in axes.items()
        ],
        "svg": factor([view["svg"] for view in drawn], shape),
        "view": {
            name: slot([json.dumps(view[name]) for view in drawn], shape) for name in FIELDS if name != "svg"
        },
        "parts": {key: _part([parts.get(key) for parts in by_key], shape) for key in keys},
    }


def _part(rows: Sequence[dict[str, Any] | None], shape: Sequence[int]) -> dict[str, Any]:
    """Return one part over all states, a slot for each thing that is said of it, and whether it is there."""
    fields = dict.fromkeys(name for row in rows if row is not None for name in row)
    told = {
        name: slot([json.dumps(None if row is None else row.get(name)) for row in rows], shape)
        for name in fields
    }
    return {**told, "there": slot([json.dumps(row is not None) for row in rows], shape)}


def thinned(values: Sequence[Any], own: Any, most: int) -> list[Any]:
    """Return at most about so many of the values, among them the first, the last and `own`."""
    kept = {0, len(values) - 1, values.index(own)}
    kept |= {round(k * (len(values) - 1) / (most - 1)) for k in range(most)} if most > 1 else set()
    return [values[k] for k in sorted(kept)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, write one file for each widget, and a list of them."""
    parser = argparse.ArgumentParser(prog="python -m lstm_book.live.export")
    parser.add_argument("book", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--coarse", type=int, default=None, help="at most so many values of each axis")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    listed: dict[str, list[str]] = {}
    for path in sorted(options.book.rglob("*.ipynb")):
        declared = grids(path.name[:2])
        if not declared:
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        page = path.relative_to(options.book).with_suffix("").as_posix()
        for cell, (grid, start) in found(notebook, declared).items():
            data = json.dumps(
                exported(grid, start, options.coarse), ensure_ascii=False, separators=(",", ":")
            )
            (options.folder / f"{cell}.js").write_text(f'lstmLive("{cell}",{data})\n', encoding="utf-8")
            listed.setdefault(page, []).append(cell)
    (options.folder / "live.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
