"""Rows on a logarithmic scale: sizes at their places, 1 in the middle, zeros and gaps."""

import math
import re

import numpy as np
import pytest

from lstm_teach.draw import Row, Signal, strips, theme
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.timeline import Axis, even_log_limits
from lstm_teach.draw.timeline.above import TITLE
from lstm_teach.draw.timeline.paths import MARKS
from tests.draw.pictures import NS, parse, texts

LEFT, RIGHT, HEIGHT = Axis.left, Axis.right, 100.0


def curve(name, values, role="error", kind="curve"):
    return Signal(name, np.asarray(values, dtype=float), role, kind=kind)


def row(title, *signals, **options):
    low, high = even_log_limits(*(signal.values for signal in signals))
    return Row(title, signals, low, high, HEIGHT, log=True, show=significant, **options)


def picture(values, t=1, band=None, **options):
    return strips([row("error", curve("dL/dc", values), band=band)], t, width=450, **options)


def points(drawing):
    (d,) = [
        p.get("d")
        for p in parse(drawing.svg()).iter(f"{NS}path")
        if f"stroke:{theme.SAND};" in p.get("style")
    ]
    return np.array(re.findall(r"[-\d.]+", d), dtype=float).reshape(-1, 2)


def test_sizes_are_drawn_by_their_logarithm_with_1_in_the_middle():
    drawn = points(picture([1.0, -10.0, 0.1, 100.0, 0.01]))
    np.testing.assert_allclose(drawn[:, 1], TITLE + 50 - 25 * np.array([0, 1, -1, 2, -2]), atol=0.051)
    pitch = (450 - LEFT - RIGHT) / 5
    np.testing.assert_allclose(drawn[:, 0], LEFT + pitch * (np.arange(5) + 0.5), atol=0.051)


@pytest.mark.parametrize(
    ("value", "ends"), [(2.0, "10"), (50.0, "10²"), (1e-3, "10⁵"), (1e-30, "10³⁰"), (3.0**500, "10³⁰⁰")]
)
def test_the_scale_reaches_as_far_up_as_down_and_holds_the_values(value, ends):
    shown = texts(picture([value]).svg())
    assert ends in shown
    assert (ends.replace("10", "10⁻") if ends != "10" else "10⁻¹") in shown
    ((_, y),) = points(picture([value]))
    assert TITLE <= y <= TITLE + HEIGHT


@pytest.mark.parametrize(
    ("value", "powers"),
    [(2.0, ["10", "1", "10⁻¹"]), (1e3, ["10⁵", "1", "10⁻⁵"]), (1e9, ["10¹⁰", "10⁵", "1", "10⁻⁵", "10⁻¹⁰"])],
)
def test_there_are_lines_at_whole_powers_only(value, powers):
    shown = texts(picture([value]).svg())
    assert [text for text in shown if text == "1" or text.startswith("10")] == [*powers[::-1], "1"]


def test_zero_stands_at_the_lower_edge_and_nothing_leaves_a_gap():
    drawing = picture([0.0, 1.0, np.nan], t=3)
    assert points(drawing)[:, 1].tolist() == [TITLE + HEIGHT, TITLE + 50]
    assert "error   at step 3:  — dL/dc none" in texts(drawing.svg())
    assert "dL/dc: none at step 3, from 0 to 1.00" in drawing.description
    assert "error   at step 1:  — dL/dc 0" in texts(picture([0.0, 1.0]).svg())


def test_marks_are_thinned_and_stand_on_their_line():
    values = 0.9 ** np.arange(100.0)
    line, marks = curve("product", values), curve("bptt", values, "cursor", kind="marks")
    root = parse(strips([row("error", line, marks)], 1, width=450).svg())
    circles = [
        (float(c.get("cx")), float(c.get("cy"))) for c in root.iter(f"{NS}circle") if c.get("r") == "3.4"
    ]
    assert 10 < len(circles) <= MARKS
    drawn = [tuple(p) for p in points(picture(values))]
    assert set(circles) <= set(drawn)


def test_the_cursor_shows_every_curve_and_the_step_counts_from_first():
    values = np.array([2.0, -0.5])
    sizes = row("dh", curve("exact", values), curve("measured", values, "cursor", kind="marks"))
    shown = texts(strips([sizes], 0, first=0).svg())
    assert "dh   at step 0:  — exact 2.00   ○ measured 2.00" in shown
    with pytest.raises(ValueError, match="t: expected a step from 0 to 1, got 2"):
        strips([sizes], 2, first=0)


def test_a_band_is_shaded_between_its_ends():
    root = parse(picture([1.0], band=(0.5, 2.0)).svg())
    (band,) = [r for r in root.iter(f"{NS}rect") if "fill-opacity:0.12" in r.get("style")]
    half = 50 * math.log10(2)
    assert float(band.get("y")) == pytest.approx(TITLE + 50 - half, abs=0.06)
    assert float(band.get("height")) == pytest.approx(2 * half, abs=0.11)


def test_without_an_axis_it_ends_with_the_plot():
    assert picture([1.0], with_axis=False).height == TITLE + HEIGHT
    assert "time step t" not in texts(picture([1.0], with_axis=False).svg())
    assert "time step t" in texts(picture([1.0]).svg())


def test_a_signal_without_any_value_is_drawn_as_nothing():
    nothing = [curve("exact", [np.nan]), curve("measured", [np.nan], "cursor", kind="marks")]
    drawing = strips([row("dh", *nothing)], 1)
    assert not list(parse(drawing.svg()).iter(f"{NS}circle"))
    assert "exact: none at step 1, from none to none" in drawing.description


def test_the_label_says_which_rows_are_logarithmic():
    linear = Row("state", (curve("h", [0.5], "hidden", kind="line"),), -1, 1)
    label = strips([row("error", curve("dL/dc", [0.5])), linear], 1).label
    assert label == "error, on a logarithmic scale, state over 1 steps; the cursor is at step 1"
