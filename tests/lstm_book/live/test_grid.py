"""What a page is told of a widget is what the widget itself shows and does."""

import itertools
import json
import random

import numpy as np
import pytest

from lstm_book.chapter_01.live import LIVE as UNROLLER
from lstm_book.chapter_01.unroller import Unroller
from lstm_book.check import chapters
from lstm_book.live import Console, Grid
from lstm_book.live.export import declared, exported, found, made_again, main
from lstm_book.live.packing import read, texts_of
from lstm_book.live.running import widgets_of
from lstm_book.live.thinning import thinned
from lstm_book.live.touches import targets
from lstm_teach.widgets.picture import Touch
from tools.project import BOOK

NOTEBOOKS = {path: json.loads(path.read_text("utf-8")) for path in sorted(BOOK.rglob("*.ipynb"))}
DECLARED = {
    (path.stem, cell): grid
    for path, notebook in NOTEBOOKS.items()
    for cell, (grid, _) in found(notebook, declared(path.name[:2])).items()
}
LIVE = sorted({path for path in NOTEBOOKS for name, _ in DECLARED if path.stem == name})
FEW = 3
MOST = 60  # states of a widget that are drawn once more, by lot


@pytest.mark.slow
@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_every_state_is_what_the_widget_shows(path):
    live = found(NOTEBOOKS[path], declared(path.name[:2]))
    widgets = made_again(NOTEBOOKS[path], live)
    assert set(widgets) == set(live)
    for cell, (grid, _) in live.items():
        if isinstance(grid, Console):
            continue  # see test_console.py
        widget = widgets[cell]
        begun = widget.state
        told = exported(grid, widget, FEW)
        widget.state = begun
        axes = {name: axis["values"] for name, axis in zip(grid.around(widget), told["axes"], strict=True)}
        assert grid.place(widget, axes) == [axis["start"] for axis in told["axes"]]
        (block,), texts, shape = told["blocks"], texts_of(told["texts"]), [len(one) for one in axes.values()]

        def said(one, at, shape=shape, texts=texts, tables=told["tables"]):
            return read(one, shape, at, texts, tables)

        states = {
            at: grid.state(widget, {name: axes[name][k] for name, k in zip(axes, at, strict=True)})
            for at in itertools.product(*map(range, shape))
        }
        for at in random.Random(0).sample(list(states), min(MOST, len(states))):
            widget.state = states[at]
            assert "".join(said(part, at) for part in block["svg"]) == widget.picture
            assert json.loads(said(block["view"]["code"], at)) == widget.code
            there = [key for key, one in block["parts"].items() if json.loads(said(one["there"], at))]
            assert sorted(there) == sorted({part.key for part in widget.parts})  # a page knows them by key
        widget.state = begun
        assert states[tuple(axis["start"] for axis in told["axes"])] == begun


def test_a_touch_leads_where_the_widget_itself_goes():
    """The nearest of the grid's values to what the widget would be set to, for every part and place."""
    widget = Unroller(w=2.0, kick=-1.0, t=10)
    axes = UNROLLER["Unroller"].around(widget)
    tried = 0
    for part in widget.parts:
        told = targets(part, axes, (widget.drawing.width, widget.drawing.height))
        if "ways" not in told:
            continue
        ((axis, way, leads),) = told["ways"]
        assert (axis, way) == (told["axis"], part.drag)
        name = list(axes)[axis]
        values = np.array(axes[name], float)
        left, top, wide, high = part.box
        for share in (0.1, 0.5, 0.9):
            place = left + share * wide if part.drag == "x" else top + share * high
            x, y = (place, part.middle[1]) if part.drag == "x" else (part.middle[0], place)
            wanted = part.value_at(x, y)
            starts, indices = leads[::2], leads[1::2]
            index = indices[max(k for k, start in enumerate(starts) if start <= place)]
            near = [part.value_at(x + dx, y + dx) for dx in (-4.0, 4.0)]
            allowed = abs(values - wanted).min() + abs(near[1] - near[0])
            assert abs(values[index] - wanted) <= allowed, (part.key, share)
            tried += 1
    assert tried > 10


def test_what_is_no_axis_can_be_read_only():
    widget = Unroller(kick=1.0)
    length = next(part for part in widget.parts if part.key == "kick_steps")
    assert targets(length, {"w": [1.0, 2.0]}, (800, 400)) == {"role": "img"}


def test_a_click_of_the_widget_is_that_of_its_lane():
    widget = Unroller(steps=30)
    part = next(part for part in widget.parts if part.key == "strip:1")
    axes = {"t": list(range(1, 31))}
    told = targets(part, axes, (widget.drawing.width, widget.drawing.height))
    x, y = part.middle
    widget.touch(Touch("down", "strip:1", x, y))
    widget.touch(Touch("up", "strip:1", x, y))
    leads = told["ways"][0][2]
    index = [index for place, index in zip(leads[::2], leads[1::2], strict=True) if place <= x][-1]
    assert abs(axes["t"][index] - widget.t) <= 1


def test_own_values_are_kept_and_limits_heeded():
    grid = Grid(Unroller, {"w": (0.0, 1.0), "t": range(1, 100)}, {})
    axes = grid.around(Unroller(w=0.97, steps=30))
    assert axes == {"w": [0.0, 0.97, 1.0], "t": list(range(1, 31))}
    assert thinned(list(range(10)), 7, 3) == [0, 4, 7, 9]
    assert thinned(["a", "b", "c", "d"], 0, 2) == ["a", "b", "c", "d"]
    with pytest.raises(ValueError, match="expected settings among w, kick.*got 'weight'"):
        Grid(Unroller, {"weight": (0.0, 1.0)}, {})
    with pytest.raises(ValueError, match="expected different values, at least two, of w"):
        Grid(Unroller, {"w": (1.0, 1.0)}, {})


def test_what_a_chapter_declares_its_notebooks_have():
    for chapter in chapters():
        cells = {cell for (name, cell) in DECLARED if name[:2] == chapter[-2:]}
        kinds = {grid.widget.__name__ for (name, _), grid in DECLARED.items() if name[:2] == chapter[-2:]}
        assert set(declared(chapter[-2:])) <= cells | kinds
    assert len(DECLARED) >= 12


def test_a_notebook_is_run_as_far_as_it_is_needed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sources = [
        "a = 1",
        "print(a)\na + 1",
        "import pathlib; pathlib.Path('kept').write_text('x'); a + 2",
        "1 / 0",
    ]
    cells = [{"cell_type": "code", "id": str(n), "source": source} for n, source in enumerate(sources)]
    assert widgets_of({"cells": cells}, ["1", "2"]) == {"1": 2, "2": 3}
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ValueError, match="cell 0: expected a widget as its last line"):
        widgets_of({"cells": cells}, ["0"])


@pytest.mark.slow
def test_the_files_are_scripts_and_listed(tmp_path):
    main([str(BOOK), str(tmp_path), "--coarse", "2"])
    listed = json.loads((tmp_path / "live.json").read_text())
    assert {(page.split("/")[-1], cell) for page, cells in listed.items() for cell in cells} == set(DECLARED)
    for _, cell in DECLARED:
        name, _, data = (tmp_path / f"{cell}.js").read_text("utf-8").partition(",")
        assert name == f'lstmLive("{cell}"'
        assert json.loads(data.removesuffix(")\n"))["axes"]
