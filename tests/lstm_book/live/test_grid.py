"""What a page is told of a widget is what the widget itself shows and does."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest

from lstm_book.chapter_01.live import LIVE as UNROLLER
from lstm_book.chapter_01.unroller import Unroller
from lstm_book.check import chapters
from lstm_book.live import Grid
from lstm_book.live.export import exported, found, grids, main, thinned
from lstm_book.live.factor import value_of
from lstm_book.live.grid import targets
from lstm_teach.widgets.picture import Touch
from tools.project import BOOK

DECLARED = {
    (path.stem, cell): (grid, start)
    for path in sorted(BOOK.rglob("*.ipynb"))
    for cell, (grid, start) in found(json.loads(path.read_text("utf-8")), grids(path.name[:2])).items()
}
FEW = 3


@pytest.mark.slow
@pytest.mark.parametrize(("grid", "start"), DECLARED.values(), ids=["/".join(key) for key in DECLARED])
def test_every_state_is_what_the_widget_shows(grid, start):
    told = exported(grid, start, FEW)
    values = [axis["values"] for axis in told["axes"]]
    shape = [len(one) for one in values]
    names = list(grid.around(start))
    shown = grid.widget()
    for at in itertools.product(*map(range, shape)):
        setting = {name: one[k] for name, one, k in zip(names, values, at, strict=True)}
        shown.state = replace(start, **setting)
        assert "".join(value_of(part, shape, at) for part in told["svg"]) == shown.picture
        code, least = (json.loads(value_of(told["view"][name], shape, at)) for name in ("code", "least"))
        assert (code, least) == (shown.code, shown._picture.view["least"])
        there = [key for key, part in told["parts"].items() if json.loads(value_of(part["there"], shape, at))]
        assert sorted(there) == sorted(part.key for part in shown.parts)


def test_a_touch_leads_where_the_widget_itself_goes():
    """The nearest of the grid's values to what the widget would be set to, for every part and place."""
    widget = Unroller(w=2.0, kick=-1.0, t=10)
    axes = UNROLLER[0].around(widget.state)
    tried = 0
    for part in widget.parts:
        told = targets(part, axes, widget.drawing.width, widget.drawing.height)
        if "leads" not in told:
            continue
        name = list(axes)[told["axis"]]
        values = np.array(axes[name], float)
        left, top, wide, high = part.box
        for share in (0.1, 0.5, 0.9):
            place = left + share * wide if part.drag == "x" else top + share * high
            x, y = (place, part.middle[1]) if part.drag == "x" else (part.middle[0], place)
            wanted = part.value_at(x, y)
            starts, indices = told["leads"][::2], told["leads"][1::2]
            index = indices[max(k for k, start in enumerate(starts) if start <= place)]
            near = [part.value_at(x + dx, y + dx) for dx in (-4.0, 4.0)]
            allowed = abs(values - wanted).min() + abs(near[1] - near[0])
            assert abs(values[index] - wanted) <= allowed, (part.key, share)
            tried += 1
    assert tried > 10


def test_what_is_no_axis_can_be_read_only():
    widget = Unroller(kick=1.0)
    length = next(part for part in widget.parts if part.key == "kick_steps")
    assert targets(length, {"w": [1.0, 2.0]}, 800, 400) == {"role": "img"}


def test_a_click_of_the_widget_is_that_of_its_lane():
    widget = Unroller(steps=30)
    part = next(part for part in widget.parts if part.key == "strip:1")
    axes = {"t": list(range(1, 31))}
    told = targets(part, axes, widget.drawing.width, widget.drawing.height)
    x, y = part.middle
    widget.touch(Touch("down", "strip:1", x, y))
    widget.touch(Touch("up", "strip:1", x, y))
    index = [
        index for place, index in zip(told["leads"][::2], told["leads"][1::2], strict=True) if place <= x
    ][-1]
    assert abs(axes["t"][index] - widget.t) <= 1


def test_own_values_are_kept_and_limits_heeded():
    grid = Grid(Unroller, {"w": (0.0, 1.0), "t": range(1, 100)}, {})
    axes = grid.around(Unroller(w=0.97, steps=30).state)
    assert axes == {"w": [0.0, 0.97, 1.0], "t": list(range(1, 31))}
    assert thinned(list(range(10)), 7, 3) == [0, 4, 7, 9]
    with pytest.raises(ValueError, match="expected settings among w, kick.*got 'weight'"):
        Grid(Unroller, {"weight": (0.0, 1.0)}, {})
    with pytest.raises(ValueError, match="expected different values, at least two, of w"):
        Grid(Unroller, {"w": (1.0, 1.0)}, {})


def test_chapters_declare_what_their_notebooks_have():
    for chapter in chapters():
        declared = grids(chapter.removeprefix("chapter_"))
        shown = {type_.__name__ for (name, _), (grid, _) in DECLARED.items()
                 if name[:2] == chapter[-2:] for type_ in [grid.widget]}  # fmt: skip
        assert set(declared) == shown
    assert len(DECLARED) >= 7


@pytest.mark.slow
def test_the_files_are_scripts_and_listed(tmp_path):
    main([str(BOOK), str(tmp_path), "--coarse", "2"])
    listed = json.loads((tmp_path / "live.json").read_text())
    assert {(page.split("/")[-1], cell) for page, cells in listed.items() for cell in cells} == set(DECLARED)
    for _, cell in DECLARED:
        name, _, data = (tmp_path / f"{cell}.js").read_text("utf-8").partition(",")
        assert name == f'lstmLive("{cell}"'
        assert json.loads(data.removesuffix(")\n"))["axes"]
