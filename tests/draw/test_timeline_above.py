"""Rows with their titles above them: values at their places, one axis, one cursor."""

import re

import numpy as np
import pytest

from lstm_teach.draw import Row, Signal, strips, theme
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.timeline import Axis
from lstm_teach.draw.timeline.above import TITLE
from tests.draw.pictures import NS, bar_ends, parse, path_points, texts

LEFT, RIGHT = Axis.left, Axis.right


def one(values, **options):
    options = {"low": -1, "high": 1, "height": 100} | options
    return Row("state", (Signal("h", np.asarray(values, dtype=float), "hidden"),), **options)


def drawn(drawing, colour):
    """Return the paths of a colour that are in half pixels, but for dots."""
    paths = [p for p in parse(drawing.svg()).iter(f"{NS}path") if f"stroke:{colour};" in p.get("style")]
    return [
        p.get("d") for p in paths if p.get("transform") == "scale(.5)" and "linecap" not in p.get("style")
    ]


def lines(drawing, colour):
    return [np.array(path_points(d)) for d in drawn(drawing, colour)]


def test_a_line_goes_through_its_values():
    values = [0.0, 1.0, -1.0, 0.5]
    drawing = strips([one(values)], 1, width=450)
    (points,) = lines(drawing, theme.VERMILLION)
    pitch = (450 - LEFT - RIGHT) / 4
    np.testing.assert_allclose(points[:, 0], LEFT + pitch * (np.arange(4) + 0.5), atol=0.251)
    np.testing.assert_allclose(points[:, 1], TITLE + 50 * (1 - np.array(values)), atol=0.251)
    dots = re.search(r'd="([^"]+)" style="[^"]+linecap:round', drawing.svg()).group(1)
    np.testing.assert_array_equal(path_points(dots), points)


def test_what_is_out_of_range_stays_inside_the_strip():
    (points,) = lines(strips([one([-9.99, 9.99])], 1), theme.VERMILLION)
    np.testing.assert_allclose(points[:, 1], [TITLE + 100, TITLE])


def test_the_number_at_the_cursor_is_the_value_even_out_of_range():
    assert "state   at step 2: −9.99" in texts(strips([one([9.99, -9.99])], 2).svg())


def test_bars_stand_on_zero():
    bars = Row("push", (Signal("u", np.array([2.0, 0.0, -1.0]), "input", kind="bars"),), -2, 2, height=40)
    (d,) = drawn(strips([bars], 1, width=350), theme.INK)
    pitch = (350 - LEFT - RIGHT) / 3
    expected = [(LEFT + 0.5 * pitch, TITLE, TITLE + 20), (LEFT + 2.5 * pitch, TITLE + 20, TITLE + 30)]
    np.testing.assert_allclose(bar_ends(d), expected, atol=0.251)


def test_one_cursor_at_one_place_in_every_strip():
    drawing = strips([one([0, 0, 0]), one([0, 0, 0]), one([1, 1, 1])], 3)
    paths = [
        p
        for p in parse(drawing.svg()).iter(f"{NS}path")
        if f"dasharray:{theme.CURSOR_DASH}" in p.get("style")
    ]
    places = {re.match(r"M([-\d.]+)", p.get("d")).group(1) for p in paths}
    assert len(paths) == 3
    assert len(places) == 1


@pytest.mark.parametrize("value", [1.0, -1.0, 9.0])
def test_neither_cursor_nor_its_dot_cuts_through_a_title(value):
    drawing = strips([one([value] * 3), one([value] * 3)], 2)
    root = parse(drawing.svg())
    baselines = [float(e.get("y")) for e in root.iter(f"{NS}text") if "at step" in (e.text or "")]
    dots = [(float(e.get("cy")), float(e.get("r"))) for e in root.iter(f"{NS}circle")]
    cursors = [p for p in root.iter(f"{NS}path") if f"dasharray:{theme.CURSOR_DASH}" in p.get("style")]
    starts = [float(re.match(r"M[-\d.]+ ([-\d.]+)", p.get("d")).group(1)) for p in cursors]
    assert len(baselines) == len(dots) == len(starts) == 2
    for baseline, (middle, radius), start in zip(baselines, dots, starts, strict=True):
        assert start >= baseline + 7  # below the tails of p and g
        if value > 0:
            assert middle - radius - 0.75 > baseline
    # The title below begins some 10 pixels above its baseline.
    assert dots[0][0] + dots[0][1] + 0.75 < baselines[1] - 8


@pytest.mark.parametrize("T", [30, 200, 500])
def test_bars_have_gaps_or_touch_but_make_no_stripes(T):
    bars = Row("push", (Signal("u", np.ones(T), "input", kind="bars"),), -1, 1)
    drawing = strips([bars], 1, width=450)
    (d,) = drawn(drawing, theme.INK)
    places = np.array([x for x, _, _ in bar_ends(d)])
    widths = re.search(rf'd="{re.escape(d)}" style="[^"]*stroke-width:([\d.]+)', drawing.svg()).group(1)
    gaps = np.diff(places) - float(widths) / 2
    assert len(gaps) == T - 1
    assert np.all(gaps >= 0.5) or np.all(gaps <= 0)


def test_several_signals_are_named_and_a_faint_one_is_dashed_without_a_number():
    gates = Row(
        "gates",
        (
            Signal("f", np.array([0.8, 0.8]), "forget gate"),
            Signal("f learned", np.array([0.1, 0.2]), "forget gate", kind="faint"),
            Signal("i", np.array([0.3, 0.4]), "input gate"),
        ),
        0,
        1,
    )
    drawing = strips([gates], 2)
    assert "gates   at step 2: f 0.80   i 0.40" in texts(drawing.svg())
    assert drawing.svg().count("dasharray:10 6") == 1
    assert "gates, f learned: 0.20 at step 2, from 0.10 to 0.20" in drawing.description


@pytest.mark.parametrize("T", [1, 2, 7, 30, 100, 500])
def test_ticks_are_steps_counted_from_one(T):
    ticks = [text for text in texts(strips([one(np.zeros(T))], T).svg()) if text.isdigit() and text != "1"]
    steps = [int(text) for text in ticks]
    assert steps == sorted(set(steps))
    assert all(2 <= step <= T for step in steps)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"t: expected a step from 1 to 3, got 0"):
        strips([one([0, 0, 0])], 0)
    with pytest.raises(ValueError, match=r"rows: expected signals of one length T, got \[2, 3\]"):
        strips([one([0, 0, 0]), one([0, 0])], 1)
    with pytest.raises(ValueError, match=r"rows: .* got none"):
        strips([], 1)
    with pytest.raises(ValueError, match=r"Signal.values: expected shape \(T,\), got \(2, 2\)"):
        Signal("h", np.zeros((2, 2)), "hidden")
    with pytest.raises(ValueError, match="Signal.kind: expected one of line, .* got 'dots'"):
        Signal("h", np.zeros(2), "hidden", kind="dots")
    with pytest.raises(ValueError, match="role"):
        Signal("h", np.zeros(2), "nothing")
    with pytest.raises(ValueError, match=r"Row.low: expected less than high = 1, got 1"):
        one([0.0], low=1)
    with pytest.raises(ValueError, match="Row.signals: expected at least one"):
        Row("empty", (), 0, 1)


def test_the_first_step_may_be_0_and_a_step_may_have_no_value():
    state = one([np.nan, 0.5, -0.5])
    drawing = strips([state], 0, width=450, first=0)
    (points,) = lines(drawing, theme.VERMILLION)
    pitch = (450 - LEFT - RIGHT) / 3
    np.testing.assert_allclose(points[:, 0], LEFT + pitch * np.array([1.5, 2.5]), atol=0.251)
    shown = texts(drawing.svg())
    assert "state   at step 0: none" in shown
    assert [text for text in shown if text.isdigit()][-3:] == ["0", "1", "2"]
    assert "h: none at step 0, from −0.50 to 0.50" in drawing.description
    assert "state   at step 2: −0.50" in texts(strips([state], 2, first=0).svg())
    with pytest.raises(ValueError, match="t: expected a step from 0 to 2, got 3"):
        strips([state], 3, first=0)


def test_numbers_of_any_size_have_their_own_text_and_round_edges():
    shown = texts(strips([one([3e200], low=-1e201, high=1e201, show=significant)], 1).svg())
    assert "state   at step 1: 3.00 × 10²⁰⁰" in shown
    assert {"10²⁰¹", "−10²⁰¹"} <= set(shown)
    assert {"0.5", "−0.5"} <= set(texts(strips([one([0.1], low=-0.5, high=0.5)], 1).svg()))
