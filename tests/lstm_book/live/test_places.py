"""Places on several axes: what stands for a state, what another move resets, and where touches lead."""

import random
from typing import Any

import pytest

from lstm_book.chapter_06 import Bench
from lstm_book.chapter_06.live import LIVE as BENCHES
from lstm_book.chapter_08 import StartMap
from lstm_book.chapter_08.live import LIVE as ADDERS
from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_09.live import LIVE as WALKS
from lstm_book.chapter_10 import LesionLab
from lstm_book.chapter_10.live import LIVE as LABS
from lstm_book.live.align import aligned, anchors, cut
from lstm_book.live.export import thinned_axes
from lstm_book.live.factor import common_order, places
from lstm_book.live.grid import READ_ONLY, Grid, pairs, reaching, targets
from lstm_teach.draw.parts import Part, part_of

TOGGLE = {"i": (-10.0, 20.0, 0.0), "f": (10.0, -20.0, 0.0), "o": (10.0, 0.0, 0.0)}
GRIDS = [
    (BENCHES["ch06-bench"], lambda: Bench("toggle", gate="g", test=4, **TOGGLE)),
    (WALKS["GrammarWalk"], GrammarWalk),
    (LABS["LesionLab"], LesionLab),
]


def touched(grid: Any, widget: Any, key: str) -> Any:
    axes, size = grid.around(widget), (widget.drawing.width, widget.drawing.height)
    return grid.targets(widget, part_of(widget.parts, key), axes, widget.state, size)


@pytest.mark.parametrize(("grid", "make"), GRIDS)
def test_the_place_of_a_state_is_one_that_it_is_drawn_for(grid: Any, make: Any) -> None:
    widget, rng = make(), random.Random(0)
    axes = grid.around(widget)
    assert grid.state(widget, values(axes, grid.place(widget, axes))) == widget.state
    for coarse in (False, True):
        some = {name: [*of[:2], of[-1]] if coarse and len(of) > 3 else of for name, of in axes.items()}
        for _ in range(25):
            widget.state = grid.state(widget, {name: rng.choice(of) for name, of in some.items()})
            assert grid.state(widget, values(some, grid.place(widget, some))) == widget.state


def values(axes: Any, place: Any) -> dict[str, Any]:
    return {name: of[at] for (name, of), at in zip(axes.items(), place, strict=True)}


def test_a_start_that_is_shown_is_hidden_as_the_widget_hides_it() -> None:
    grid, starts = ADDERS["StartMap"], StartMap(show="this start")
    assert isinstance(grid, Grid)
    (name, (shown, after)) = next(iter(grid.resets.items()))
    assert (name, shown) == ("show", starts.show)
    for other, other_value in {"forget_bias": 3, "input_bias": -3, "lag": 50}.items():
        starts = StartMap(show="this start")
        starts.set(**{other: other_value})
        assert starts.show == after
    starts = StartMap(show="all starts")
    starts.lag = 50
    assert starts.show == "all starts"


def test_the_map_of_starts_leads_to_two_axes() -> None:
    told = touched(ADDERS["StartMap"], StartMap(), "map")
    assert [(axis, way) for axis, way, _ in told["ways"]] == [(0, "x"), (1, "y")]
    assert told["ways"][0][2][1::2] == list(range(10))
    assert told["ways"][1][2][1::2] == list(range(7, -1, -1))


def test_a_cell_that_is_pressed_goes_round() -> None:
    grid, lab = LABS["LesionLab"], LesionLab(clamps="f open 4")
    clamps = grid.around(lab)["clamp"]
    told = touched(grid, lab, "gate:f")
    leads = told["ways"][1][2]
    assert {clamps[k] for k in leads[1::2]} == {"learned", "f shut"}
    assert leads[1::2].count(clamps.index("learned")) == 1
    assert told["keys"]["Enter"] == told["keys"]["Delete"] == [[3, clamps.index("learned")]]
    assert "Delete" not in touched(grid, lab, "gate:i")["keys"]


def test_a_press_leads_to_the_next_value_there_is() -> None:
    grid, walk = WALKS["GrammarWalk"], GrammarWalk()
    loops = grid.around(walk)["s_loops"]
    assert loops[touched(grid, walk, "s_loops:more")["press"]] == 20
    assert loops[touched(grid, walk, "s_loops:less")["press"]] == 0
    assert touched(grid, walk, "network:RNN ×3") == READ_ONLY
    button = Part("b", "switch", (0, 0, 9, 9), "b", role="button", setting="n", value_at=lambda x, y: 3)
    assert [targets(button, {"n": (1, 2, 9)}, (9, 9), now)["press"] for now in (1, 2, 9)] == [1, 2, 1]
    assert pairs({"a": "xyz", "b": "xy"}, {"b": 5, "a": -1, "c": 0}) == [[1, 1], [0, 0]]
    assert [reaching((1, 2, 5), value) for value in (0, 2, 3, 9)] == [0, 1, 2, 2]


def test_a_coarse_grid_of_many_axes_is_coarser() -> None:
    axes = {name: list(range(20)) for name in "abcd"} | {"word": list("xyz")}
    some = thinned_axes(axes, [3, 0, 0, 0, 1], 5)
    assert [some["a"], some["b"]] == [[0, 3, 10, 19], [0, 10, 19]]  # 324 places
    assert some["word"] == list("xyz")
    assert thinned_axes({"a": axes["a"]}, [0], 5) == {"a": [0, 5, 10, 14, 19]}


def test_rows_are_aligned_between_what_all_of_them_have() -> None:
    rows = [tuple("aXbYc"), tuple("XbbYc"), tuple("aXYcc")]
    assert anchors(rows) == {"X", "Y"}
    assert cut(rows[0], {"X", "Y"}) == [("a",), ("X", "b"), ("Y", "c")]
    count, where = aligned(rows, common_order, places)
    assert count == 7
    assert all(at == sorted(set(at)) and len(at) == len(row) for row, at in where.items())
    shared = [{at: kind for kind, at in zip(row, where[row], strict=True)} for row in rows]
    assert all(one[at] == other[at] for one in shared for other in shared for at in one.keys() & other.keys())
