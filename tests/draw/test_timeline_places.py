"""Lanes: places are frames, and lead back to steps and values; gaps where a value is 0."""

import re

import numpy as np
import pytest

from lstm_teach.draw import Drawing, Row, Signal, theme
from lstm_teach.draw.timeline import Axis, Lanes
from lstm_teach.draw.timeline.beside import FOOT, GAP, LEFT, RIGHT, SYMBOL, WIDTH
from lstm_teach.draw.timeline.paths import FEW
from tests.draw.pictures import NS, parse, path_points, texts


def row(values, key="c", low=-1.0, high=1.0, height=40.0, kind="line", **options):
    return Row(f"row {key}", (Signal("", np.asarray(values, float), "cell", kind=kind),), low, high, height,
               key=key, **options)  # fmt: skip


def several(T=20):
    values = np.random.default_rng(0).uniform(-1, 1, T)
    keys = [("x", 14.0), ("x", 14.0), ("f", 32.0), ("c", 40.0), ("h", 36.0), ("error", 50.0)]
    return [row(values, key, height=height) for key, height in keys]


def root_of(lanes, body=None):
    return parse(Drawing(WIDTH, lanes.height, "l", "d", body or lanes.body).svg())


def frames(lanes):
    rects = [r for r in root_of(lanes).iter(f"{NS}rect") if "stroke-opacity:0.30" in r.get("style")]
    return [tuple(float(r.get(side)) for side in ("x", "y", "width", "height")) for r in rects]


def line(lanes):
    """The corners of the only line."""
    (d,) = [p.get("d") for p in root_of(lanes).iter(f"{NS}path") if p.get("transform") and "l" in p.get("d")]
    return path_points(d)


@pytest.mark.parametrize("top", [0.0, 81.5])
def test_places_are_the_frames_with_half_a_gap_on_either_side(top):
    lanes = Lanes(several())
    found = lanes.places(top)
    assert list(found) == ["input:0", "input:1", "lane:f", "lane:c", "lane:h", "lane:error", "time"]
    for (key, box), frame in zip(list(found.items())[:-1], frames(lanes), strict=True):
        expected = (frame[0], top + frame[1] - GAP / 2, frame[2], frame[3] + GAP)
        assert box == pytest.approx(expected, abs=0.051), key
    boxes = list(found.values())
    for above, below in zip(boxes, boxes[1:], strict=False):
        assert above[1] + above[3] == pytest.approx(below[1])  # neither a gap nor an overlap
    left, y, width, height = found["time"]
    assert (left, width) == (LEFT, WIDTH - LEFT - RIGHT)
    assert y + height <= top + lanes.height
    assert height == FOOT - GAP


def test_two_lanes_with_one_key_have_two_places():
    found = Lanes([row([0.5], "c"), row([0.5], "c")]).places()
    assert list(found) == ["lane:c", "lane:c'", "time"]
    assert found["lane:c"][1] < found["lane:c'"][1]


@pytest.mark.parametrize("T", [1, 2, 17, 45, 300, 500])
def test_step_at_is_the_inverse_of_where_a_step_is_drawn(T):
    lanes = Lanes([row(np.linspace(-1, 1, T))])
    axis, half = lanes.axis, lanes.axis.pitch / 2
    for t in {1, 2, T // 2 + 1, T - 1, T} & set(range(1, T + 1)):
        cursor = root_of(lanes, lanes.moving(t, "")).find(f"{NS}path").get("d")
        x = float(re.match(r"M([\d.]+) ", cursor)[1])
        assert x == pytest.approx(axis.x(t), abs=0.051)
        assert axis.step_at(x) == t
        assert [axis.step_at(axis.x(t) + share * half) for share in (-0.99, 0.0, 0.99)] == [t, t, t]
    assert [axis.step_at(x) for x in (-1e6, 0.0, LEFT, WIDTH - RIGHT, WIDTH, 1e6)] == [1, 1, 1, T, T, T]


def test_step_at_counts_from_the_first_step():
    axis = Axis(10, 560.0, first=0)
    assert [axis.step_at(float(x)) for x in axis.xs] == list(range(10))


@pytest.mark.parametrize("room", [0.0, 4.0, 9.5])
@pytest.mark.parametrize(("low", "high"), [(-1.0, 1.0), (0.0, 1.0), (-300.0, 5.0)])
def test_value_at_is_the_inverse_of_where_a_value_is_drawn(low, high, room):
    values = np.linspace(low, high, 9)
    lanes = Lanes([row(np.zeros(9), "x", height=20.0), row(values, low=low, high=high, room=room)])
    placed = lanes.rows[1]
    drawn = [y for _, y in path_points(
        next(p.get("d") for p in list(root_of(lanes).iter(f"{NS}path"))[::-1]
             if p.get("transform") and "l" in p.get("d"))
    )]  # fmt: skip
    pixel = (high - low) / (placed.height - 2 * room)
    ends = [placed.value_at(drawn[0]), placed.value_at(drawn[-1])]
    np.testing.assert_allclose(ends, [low, high], atol=0.26 * pixel)
    for value in values:
        assert placed.value_at(float(placed.y(value))) == pytest.approx(value, abs=1e-9 * (high - low))
    assert drawn[0] == pytest.approx(placed.bottom - room, abs=0.26)
    assert drawn[-1] == pytest.approx(placed.top + room, abs=0.26)


def test_beyond_the_edges_a_value_is_that_of_the_edge():
    one = row([0.0], low=-2.0, high=3.0, room=5.0)
    assert [one.value_at(y) for y in (-100.0, 0.0, 5.0)] == [3.0, 3.0, 3.0]
    assert [one.value_at(y) for y in (35.0, 40.0, 900.0)] == [-2.0, -2.0, -2.0]
    assert one.value_at(20.0) == 0.5


@pytest.mark.parametrize("room", [0.0, 5.0])
def test_a_logarithmic_row_has_the_same_inverse_and_no_room(room):
    one = Row("error", (Signal("", np.ones(1), "error"),), -3.0, 2.0, 50.0, log=True, room=room, top=10.0)
    for value in (1e-3, 0.02, 1.0, 7.0, 100.0):
        assert one.value_at(float(one.y(value))) == pytest.approx(value)
    assert [one.value_at(y) for y in (0.0, 10.0, 60.0, 99.0)] == pytest.approx([100.0, 100.0, 1e-3, 1e-3])


def logarithmic(values, kind="line", gaps=True):
    signal = Signal("", np.asarray(values, float), "error", kind=kind)
    return Lanes([Row("error", (signal,), -2.0, 2.0, 40.0, log=True, gaps=gaps, key="e")])


def rings(lanes):
    """The middles of the circles at the foot."""
    circles = root_of(lanes).iter(f"{NS}circle")
    assert all("fill:none" in (one := c.get("style")) and theme.SAND in one for c in circles)
    return [(float(c.get("cx")), float(c.get("cy"))) for c in root_of(lanes).iter(f"{NS}circle")]


@pytest.mark.parametrize("kind", ["line", "dotted"])
def test_a_0_on_a_logarithmic_scale_leaves_a_gap_and_a_circle_at_the_foot(kind):
    lanes = logarithmic([1.0, 10.0, 0.0, 0.1, 0.1, 0.0, 5.0], kind)
    axis, one = lanes.axis, lanes.rows[0]
    paths = [p for p in root_of(lanes).iter(f"{NS}path") if p.get("transform")]
    (d,) = [p.get("d") for p in paths if "linecap" not in p.get("style")]
    assert d.count("M") == 3  # three stretches
    xs = [x for x, _ in path_points(d)]
    np.testing.assert_allclose(xs, [axis.x(t) for t in (1, 2, 4, 5, 7)], atol=0.26)
    np.testing.assert_allclose(
        path_points(d)[:2], [(axis.x(1), one.top + 20), (axis.x(2), one.top + 10)], atol=0.26
    )
    foot = [(axis.x(t), one.bottom - 4) for t in (3, 6)]
    np.testing.assert_allclose(rings(lanes), foot, atol=0.051)
    if kind == "line":
        (dots,) = [p.get("d") for p in paths if "linecap" in p.get("style")]
        assert dots.count("M") == 5  # a 0 has no dot


def test_without_gaps_a_0_stands_at_the_lower_edge():
    lanes = logarithmic([1.0, 0.0, 1.0], gaps=False)
    assert rings(lanes) == []
    assert [y for _, y in line(lanes)] == [lanes.rows[0].top + y for y in (20.0, 40.0, 20.0)]


def test_the_cursor_has_no_dot_on_a_gap():
    lanes = logarithmic([1.0, 0.0])
    dots = [len(list(root_of(lanes, lanes.moving(t, "")).iter(f"{NS}circle"))) for t in (1, 2)]
    assert dots == [1, 0]
    assert "0.00" in texts(Drawing(WIDTH, lanes.height, "l", "d", lanes.moving(2, "")).svg())


def test_of_many_zeros_only_the_last_have_circles():
    lanes = logarithmic(np.zeros(FEW + 30))
    expected = [lanes.axis.x(t) for t in range(31, FEW + 31)]
    np.testing.assert_allclose([x for x, _ in rings(lanes)], expected, atol=0.051)
    assert not [p for p in root_of(lanes).iter(f"{NS}path") if p.get("transform")]


def test_nothing_leaves_a_gap_and_no_circle():
    assert rings(logarithmic([1.0, np.nan, 1.0])) == []


def test_levels_are_level_pieces_as_wide_as_a_step():
    values = [0.5, np.nan, -1.0, 1.0]
    lanes = Lanes([row(values, kind="levels")])
    (d,) = [p.get("d") for p in root_of(lanes).iter(f"{NS}path") if p.get("transform")]
    pieces = [[int(n) / 2 for n in piece] for piece in re.findall(r"M(-?\d+) (-?\d+)h(\d+)", d)]
    axis, one = lanes.axis, lanes.rows[0]
    known = [(t, value) for t, value in enumerate(values, 1) if value == value]
    expected = [(axis.x(t) - axis.pitch / 2, float(one.y(value)), axis.pitch) for t, value in known]
    np.testing.assert_allclose(pieces, expected, atol=0.51)


def test_symbols_stand_under_their_steps_in_place_of_numbers():
    symbols = ["#", "a", "b", "#"]
    lanes = Lanes([row([0.1, 0.2, 0.3, 0.4])], symbols)
    at = {
        float(t.get("x")): t.text
        for t in root_of(lanes).iter(f"{NS}text")
        if float(t.get("y")) > lanes.bottom + 5 and float(t.get("x")) > LEFT
    }
    assert list(at.values()) == symbols
    np.testing.assert_allclose(list(at), [lanes.axis.x(t) for t in range(1, 5)], atol=0.051)
    assert "read" in texts(Drawing(WIDTH, lanes.height, "l", "d", lanes.body).svg())


def test_symbols_that_have_no_room_leave_the_numbers():
    T = int((WIDTH - LEFT - RIGHT) / SYMBOL) + 1
    lanes = Lanes([row(np.zeros(T))], ["#"] * T)
    shown = texts(Drawing(WIDTH, lanes.height, "l", "d", lanes.body).svg())
    assert "#" not in shown
    assert {"time step t", "5"} <= set(shown)
