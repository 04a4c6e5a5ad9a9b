"""Write what the site's pages need of their widgets: ``python -m lstm_book.live.export BOOK FOLDER``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lstm_book.live.movable import Axes, Movable
from lstm_book.live.packing import Pool, packed
from lstm_book.live.running import widgets_of

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
    run = [cell for cell, (grid, _) in live.items() if grid.runs]
    widgets = widgets_of(notebook, run) if run else {}
    for cell, (grid, made) in live.items():
        if cell not in widgets:
            kind = grid.widget
            widgets[cell] = kind()
            known = vars(importlib.import_module(kind.settings.__module__))  # a repr may name what these hold
            widgets[cell].state = eval(made, {**known, kind.__name__: kind.settings})
    return widgets


def exported(grid: Movable, widget: Any, coarse: int | None = None) -> dict[str, Any]:
    """Return all that is drawn of a widget, packed; with `coarse`, at most so many values of each axis.

    A page finds the block that covers where it stands. On the axes that a block has not, it may stand
    anywhere.
    """
    axes: Axes = grid.around(widget)
    if coarse is not None:
        grid, axes = grid.coarse(axes, grid.place(widget, axes), coarse)
    names, start, pool = list(axes), grid.place(widget, axes), Pool()
    told: dict[str, Any] = {
        "title": grid.widget.__name__,
        "tip": grid.tip or grid.widget.tip,
        **({"beyond": grid.beyond} if grid.beyond else {}),
        "axes": [grid.axis(name, axes) | {"start": at} for name, at in zip(names, start, strict=True)],
        **_resets(grid, axes),
        **grid.more(widget, axes),
    }
    blocks = []
    for block in grid.blocks(widget, axes):
        shape = [len(places) for places in block.values()]
        made = packed(grid.views(widget, axes, block), shape, pool)
        blocks.append({"axes": [[names.index(name), places] for name, places in block.items()], **made})
    return {**told, "blocks": blocks, "texts": pool.written(), "tables": list(pool.tables)}


def _resets(grid: Movable, axes: Axes) -> dict[str, Any]:
    """Return which axes are reset: each with the place from which it goes, and where to."""
    found = [
        [list(axes).index(name), *(list(axes[name]).index(value) for value in both)]
        for name, both in grid.resets.items()
    ]
    return {"resets": found} if found else {}


def write(path: Path, book: Path, folder: Path, coarse: int | None) -> tuple[str, list[str]]:
    """Write a file for each widget of a notebook; return the page's name and the widgets' cells."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    live = found(notebook, declared(path.name[:2]))
    widgets = made_again(notebook, live)
    for cell, (grid, _) in live.items():
        data = json.dumps(exported(grid, widgets[cell], coarse), ensure_ascii=False, separators=(",", ":"))
        (folder / f"{cell}.js").write_text(f'lstmLive("{cell}",{data})\n', encoding="utf-8")
    return path.relative_to(book).with_suffix("").as_posix(), list(live)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, write one file for each widget, and a list of them; a process for each core."""
    parser = argparse.ArgumentParser(prog="python -m lstm_book.live.export")
    parser.add_argument("book", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--coarse", type=int, default=None, help="at most so many values of each axis")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [path for path in sorted(options.book.rglob("*.ipynb")) if declared(path.name[:2])]
    job = partial(write, book=options.book, folder=options.folder, coarse=options.coarse)
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        listed = {page: cells for page, cells in pool.map(job, paths) if cells}
    (options.folder / "live.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
