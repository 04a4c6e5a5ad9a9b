"""Gradients on a logarithmic scale: sizes at their places, 1 in the middle, zeros and gaps."""

import math
import re

import numpy as np
import pytest

from lstm_teach.draw import theme
from lstm_teach.draw.gradient import MARKS, Magnitude, gradient
from lstm_teach.draw.strips import LEFT, RIGHT, TITLE
from tests.draw.pictures import NS, parse, texts

HEIGHT = 100.0


def picture(values, t=1, **options):
    curves = (Magnitude("dL/dc", np.asarray(values, dtype=float)),)
    return gradient("error", curves, t, width=450, height=HEIGHT, **options)


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


def test_zero_stands_at_the_lower_edge_and_nothing_leaves_a_gap():
    drawing = picture([0.0, 1.0, np.nan], t=3)
    assert points(drawing)[:, 1].tolist() == [TITLE + HEIGHT, TITLE + 50]
    assert "error   at step 3:  — dL/dc none" in texts(drawing.svg())
    assert "dL/dc: none at step 3, from 0 to 1.00" in drawing.description
    assert "error   at step 1:  — dL/dc 0" in texts(picture([0.0, 1.0]).svg())


def test_marks_are_thinned_and_stand_on_their_line():
    values = 0.9 ** np.arange(100.0)
    line, marks = Magnitude("product", values), Magnitude("bptt", values, "cursor", kind="marks")
    root = parse(gradient("error", (line, marks), 1, width=450, height=HEIGHT).svg())
    circles = [
        (float(c.get("cx")), float(c.get("cy"))) for c in root.iter(f"{NS}circle") if c.get("r") == "3.4"
    ]
    assert 10 < len(circles) <= MARKS
    drawn = [tuple(p) for p in points(picture(values))]
    assert set(circles) <= set(drawn)


def test_the_cursor_shows_every_curve_and_the_step_counts_from_first():
    values = np.array([2.0, -0.5])
    curves = (Magnitude("exact", values), Magnitude("measured", values, "cursor", kind="marks"))
    shown = texts(gradient("dh", curves, 0, first=0).svg())
    assert "dh   at step 0:  — exact 2.00   ○ measured 2.00" in shown
    with pytest.raises(ValueError, match="t: expected a step from 0 to 1, got 2"):
        gradient("dh", curves, 2, first=0)


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


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="Magnitude.kind: expected 'line' or 'marks', got 'bars'"):
        Magnitude("x", np.ones(2), kind="bars")
    with pytest.raises(ValueError, match=r"Magnitude.values: expected shape \(T,\), got \(2, 1\)"):
        Magnitude("x", np.ones((2, 1)))
    with pytest.raises(ValueError, match="role"):
        Magnitude("x", np.ones(2), "nothing")
    with pytest.raises(ValueError, match="curves: .* got none"):
        gradient("error", (), 1)
    with pytest.raises(ValueError, match=r"curves: .* got \[1, 2\]"):
        gradient("error", (Magnitude("x", np.ones(1)), Magnitude("y", np.ones(2))), 1)
