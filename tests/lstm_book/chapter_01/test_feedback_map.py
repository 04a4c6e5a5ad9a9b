"""Fixed points, and the map that shows them."""

import re

import numpy as np
import pytest

from lstm_book.chapter_01.feedback_map import LEFT, LIMIT, TOP, feedback_map
from lstm_book.chapter_01.fixed_points import fixed_points
from lstm_teach.draw import theme
from tests.draw.pictures import NS, latch, parse, texts


@pytest.mark.parametrize("w", [-3.0, -1.0, 0.0, 0.5, 0.99, 1.0, 1.01, 1.5, 2.0, 3.0])
@pytest.mark.parametrize("u", [-3.0, -0.54, -0.53, -0.1, 0.0, 0.2, 0.5328, 2.0])
def test_fixed_points_are_all_sign_changes_of_a_fine_grid(w, u):
    grid = np.linspace(-1, 1, 200_002)
    signs = np.sign(np.tanh(w * grid + u) - grid)
    around = grid[:-1][np.diff(signs) != 0]
    found = fixed_points(w, u)
    assert [p.h for p in found] == pytest.approx(list(around), abs=2e-5 if (w, u) != (1.0, 0.0) else 1e-4)
    for point in found:
        assert np.tanh(w * point.h + u) == pytest.approx(point.h, abs=1e-12)
        assert point.slope == pytest.approx(w * (1 - point.h**2))


def test_stable_means_that_a_run_from_nearby_comes_back():
    for w, u in [(2.0, 0.0), (2.0, -0.5), (0.5, 0.3), (-3.0, 0.0), (-0.9, 0.1)]:
        for point in fixed_points(w, u):
            h = point.h + 1e-3
            for _ in range(500):
                h = float(np.tanh(w * h + u))
            assert (abs(h - point.h) < 1e-6) is point.stable


def test_a_latch_has_two_valleys_and_the_kick_that_removes_one():
    assert [p.stable for p in fixed_points(2.0)] == [True, False, True]
    assert len(fixed_points(2.0, -0.53)) == 3
    assert len(fixed_points(2.0, -0.54)) == 1


def draw(w=2.0, t=12, u=0.0):
    _, trace = latch(w)
    h = np.concatenate([[0.0], trace.h[:, 0, 0]])
    return feedback_map(w, u, h, t), h


def squares(drawing):
    """Return place and filling of the squares inside the frame."""
    found = []
    for rect in parse(drawing.svg()).iter(f"{NS}rect"):
        if rect.get("width") == "10" and float(rect.get("y")) > TOP - 6:
            side = 240 - LEFT - 6
            place = (float(rect.get("x")) + 5 - LEFT) / side * 2 * LIMIT - LIMIT
            found.append((round(place, 2), f"fill:{theme.INK}" in rect.get("style")))
    return found


def test_stable_points_are_filled_and_unstable_ones_hollow():
    assert squares(draw(2.0)[0]) == [(-0.96, True), (pytest.approx(0, abs=0.01), False), (0.96, True)]
    assert squares(draw(0.5)[0]) == [(pytest.approx(0, abs=0.01), True)]


def test_the_path_ends_at_the_state_of_the_cursors_step():
    drawing, h = draw(0.5, t=2)
    circle = parse(drawing.svg()).find(f"{NS}circle")
    side = 240 - LEFT - 6
    before = (float(circle.get("cx")) - LEFT) / side * 2 * LIMIT - LIMIT
    now = LIMIT - (float(circle.get("cy")) - TOP) / side * 2 * LIMIT
    assert (before, now) == (pytest.approx(h[1], abs=0.01), pytest.approx(h[2], abs=0.01))


def test_the_curve_stays_in_the_frame_at_the_extremes():
    for w, u in [(-9.99, 9.99), (9.99, -9.99), (3.0, 3.0)]:
        body = feedback_map(w, u, np.array([0.0, 1.0, -1.0]), 2).body
        ys = [
            float(y)
            for d in re.findall(r'd="([^"]+)"', body)
            for y in re.findall(r"[ML][-\d.]+ ([-\d.]+)", d)
        ]
        assert min(ys) >= TOP
        assert max(ys) <= TOP + 200


def test_label_description_and_equation_hold_the_numbers():
    drawing, _ = draw(2.0, t=12)
    assert "rests at −0.9575 and 0.9575" in drawing.label
    assert "Fixed point 0.0000, slope 2.00, unstable." in drawing.description
    assert "h₁₂ = tanh(2.00 h₁₁ + 0.00)" in texts(drawing.svg())
    assert "no stable rest" in draw(-3.0)[0].label


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="t: expected a step from 1 to T = 2, got 3"):
        feedback_map(2.0, 0.0, np.zeros(3), 3)
    with pytest.raises(ValueError, match="w: expected a finite number"):
        fixed_points(np.nan)
