"""Write what the site's pages need of their widgets: ``python -m lstm_book.live.export BOOK FOLDER``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lstm_book.live import consoles
from lstm_book.live.console import Console
from lstm_book.live.factor import Slot, common_order, factor, slot
from lstm_book.live.grid import FIELDS, Axes, Grid, Movable, views
from lstm_book.live.running import widgets_of

FEW_PLACES = 600  # of a coarse grid, if it can be had so
MADE = re.compile(r"([A-Z]\w+)\(.*\)", re.DOTALL)  # the repr of a widget


def declared(chapter: str) -> dict[str, Movable]:
    """Return what a chapter, such as "01", declares: by the name of the widget, or by the id of its cell."""
    package = f"lstm_book.chapter_{chapter}"
    if not (importlib.util.find_spec(package) and importlib.util.find_spec(f"{package}.live")):
        return {}
    return dict(importlib.import_module(f"{package}.live").LIVE)


def found(notebook: Mapping[str, Any], movable: Mapping[str, Movable]) -> dict[str, tuple[Movable, str]]:
    """Return the widgets of a stored notebook that a page can move: from the cell's id to grid and repr."""
    live = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            made = "".join(output.get("data", {}).get("text/plain", ""))
            name = MADE.fullmatch(made)
            if name is None or "text/html" not in output["data"]:
                continue
            grid = movable.get(cell["id"], movable.get(name[1]))
            if grid is not None:
                live[cell["id"]] = grid, made
    return live


def made_again(notebook: Mapping[str, Any], live: Mapping[str, tuple[Movable, str]]) -> dict[str, Any]:
    """Return the widgets themselves: by their repr where it says all, else by running the notebook."""
    consoles = [cell for cell, (grid, _) in live.items() if isinstance(grid, Console)]
    widgets = widgets_of(notebook, consoles) if consoles else {}
    for cell, (grid, made) in live.items():
        if cell not in widgets:
            kind = grid.widget
            widgets[cell] = kind()
            known = vars(importlib.import_module(kind.settings.__module__))  # a repr may name what these hold
            widgets[cell].state = eval(made, {**known, kind.__name__: kind.settings})
    return widgets


def exported(grid: Movable | Console, widget: Any, coarse: int | None = None) -> dict[str, Any]:
    """Return a widget's states, factored; with `coarse`, at most so many values of each axis."""
    axes = grid.around(widget)
    if coarse is not None:
        place = grid.place(widget, axes)
        if isinstance(grid, Console):
            some = {name: thinned(axes[name], at, coarse) for name, at in zip(axes, place, strict=True)}
            grid, axes = replace(grid, alone=True), grid.coarse(some)
        else:
            axes = thinned_axes(axes, place, coarse)
    if isinstance(grid, Console):
        return consoles.exported(grid, widget, axes)
    start, shape = grid.place(widget, axes), [len(values) for values in axes.values()]
    drawn = list(views(grid, widget, axes))
    orders = dict.fromkeys(tuple(part["key"] for part in view["parts"]) for view in drawn)
    keys = dict.fromkeys(common_order(orders))  # the way of the Tab key
    by_key = [{part["key"]: part for part in view["parts"]} for view in drawn]
    more: dict[str, Any] = {"beyond": grid.beyond} if grid.beyond else {}
    if isinstance(grid, Grid) and grid.resets:
        more["resets"] = [
            [list(axes).index(name), *(axes[name].index(value) for value in both)]
            for name, both in grid.resets.items()
        ]
    return {
        "title": grid.widget.__name__,
        "tip": grid.widget.tip,
        **more,
        "axes": [
            {"name": grid.names.get(name, name), "values": values, "start": at}
            for (name, values), at in zip(axes.items(), start, strict=True)
        ],
        "svg": factor([view["svg"] for view in drawn], shape),
        "view": {
            name: slot([json.dumps(view[name]) for view in drawn], shape) for name in _told(drawn, axes)
        },
        "parts": {key: _part([parts.get(key) for parts in by_key], shape) for key in keys},
    }


def _told(drawn: Sequence[Mapping[str, Any]], axes: Axes) -> list[str]:
    """Return what is told of each state beside its picture; where it is only if places stand for others."""
    indices = itertools.product(*(range(len(values)) for values in axes.values()))
    own = all(view["at"] == list(at) for view, at in zip(drawn, indices, strict=True))
    said = [name for name in ("said",) if name in drawn[0]]
    return [*FIELDS, *([] if own else ["at"]), *said]


def _part(rows: Sequence[dict[str, Any] | None], shape: Sequence[int]) -> dict[str, Slot]:
    """Return one part over all states, a slot for each thing that is said of it, and whether it is there."""
    fields = dict.fromkeys(name for row in rows if row is not None for name in row)
    told = {name: [json.dumps(None if row is None else row.get(name)) for row in rows] for name in fields}
    told["there"] = [json.dumps(row is not None) for row in rows]
    return {name: slot(values, shape) for name, values in told.items()}


def thinned_axes(axes: Axes, place: Sequence[int], coarse: int) -> dict[str, list[Any]]:
    """Return axes thinned to at most about so many values each, and to fewer if there are many places."""
    for most in range(coarse, 0, -1):
        some = {
            name: thinned(values, at, most) for (name, values), at in zip(axes.items(), place, strict=True)
        }
        if math.prod(map(len, some.values())) <= FEW_PLACES:
            break
    return some


def thinned(values: Sequence[Any], own: int, most: int) -> list[Any]:
    """Return at most about so many of the values, among them the first, the last and that at place `own`.

    Words stay all: each is a choice of its own.
    """
    if isinstance(values[0], str):
        return list(values)
    kept = {0, len(values) - 1, own}
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
        movable = declared(path.name[:2])
        if not movable:
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        live = found(notebook, movable)
        widgets = made_again(notebook, live)
        page = path.relative_to(options.book).with_suffix("").as_posix()
        for cell, (grid, _) in live.items():
            made = exported(grid, widgets[cell], options.coarse)
            data = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
            (options.folder / f"{cell}.js").write_text(f'lstmLive("{cell}",{data})\n', encoding="utf-8")
            listed.setdefault(page, []).append(cell)
    (options.folder / "live.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
