"""A step that is walked through: in the strips nothing is seen of what it has not computed yet."""

import re

import numpy as np
import pytest

from lstm_teach.draw import theme
from lstm_teach.draw.parts import part_of
from lstm_teach.draw.timeline import Axis
from lstm_teach.model import ReadoutParams
from lstm_teach.widgets.console import ConsoleState
from lstm_teach.widgets.console.parts import LATER
from tests.draw.pictures import NS, parse
from tests.widgets.consoles import check, make

ORDER = ("f", "i", "g", "c", "o", "tanh_c", "h")


def console_of(T, H, t):
    read = ReadoutParams(np.ones((H, 1)), np.zeros(1))

    def loss(y, targets):
        return float(np.sum(y)), np.ones_like(y)

    return make(T=T, H=H, targets=None, loss=loss, readout=read, state=ConsoleState(t=t))


def covers(console):
    """Return the rectangles in the colour of the ground, under the diagram, as left, top, right, bottom."""
    found = []

    def walk(element, y):
        move = re.fullmatch(r"translate\(0 ([\d.]+)\)", element.get("transform", ""))
        y += float(move.group(1)) if move else 0.0
        is_cover = element.tag == f"{NS}rect" and element.get("style") == f"fill:{theme.GROUND}"
        if is_cover and y > 0:
            x, top, width, height = (float(element.get(name)) for name in ("x", "y", "width", "height"))
            found.append((x, y + top, x + width, y + top + height))
        for child in element:
            walk(child, y)

    walk(parse(console.picture), 0.0)
    return found


def lane_of(console, key):
    row = next(row for row in console._over[1].lanes.rows if row.key == key)
    top = part_of(console.parts, f"lane:{key}").box[1] + 2.5 - row.top  # a lane's part reaches into the gaps
    return row, console._over[1].lanes.axis, top


@pytest.mark.parametrize(("T", "t"), [(1, 1), (12, 1), (12, 7), (12, 12), (60, 30)])
@pytest.mark.parametrize("H", [1, 4])
def test_what_is_not_computed_is_covered_and_has_no_number(T, H, t):
    console = console_of(T, H, t)
    assert covers(console) == []
    for stop in range(1, 8):
        console.stop = stop
        check(console)
        later = {*ORDER[stop:], *(("y0", "error") if stop < 7 else ())}
        keys = [row.key for row in console._over[1].lanes.rows if row.key != "x"]
        assert {"i", "f", "o", "c", "y0", "error"} <= set(keys)
        wanted = 0
        for key in keys:
            row, axis, top = lane_of(console, key)
            x = axis.x(t)
            over = [c for c in covers(console) if c[0] <= x <= c[2] and abs(c[1] - top - row.top - 1) < 0.11]
            assert len(over) == (key in later), (stop, key)
            part = part_of(console.parts, f"lane:{key}")
            assert (part.text == LATER) == (key in later)
            assert f"{row.title.splitlines()[0]}: " not in console.drawing.alt or key not in later
            if key in later:
                wanted += 1
                ((left, high, right, low),) = over
                for signal in row.signals:
                    value = top + float(row.y(signal.values[t - 1]))
                    assert high - 1.01 <= value <= low + 1.01
                assert right - left <= 2 * axis.pitch
                # With its neighbours' dots untouched the line to them is not seen either.
                assert right - left > (axis.pitch if T > 1 else axis.span - 3)
        in_map = H > 1 and "c" in later
        assert len(covers(console)) == wanted + in_map


def test_with_one_step_a_strip_that_is_not_computed_is_empty():
    console = console_of(1, 1, 1)
    console.stop = 1
    row, axis, top = lane_of(console, "h")
    assert isinstance(axis, Axis)
    (cover,) = [c for c in covers(console) if abs(c[1] - top - row.top - 1) < 0.11]
    np.testing.assert_allclose(cover, (axis.left + 1, top + row.top + 1, axis.end - 1, top + row.bottom - 1))


def test_the_map_has_no_number_before_the_cell_state():
    console = console_of(12, 4, 3)
    for stop in range(8):
        console.stop = stop
        text = part_of(console.parts, "heat:c").text
        assert text.endswith(LATER) == (0 < stop < 4)
