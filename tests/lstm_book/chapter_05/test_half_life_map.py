"""The half-life over the bias: a point on its curve."""

import math
import re

import numpy as np
import pytest

from lstm_book.chapter_05.half_life_map import LEFT, TOP, half_life, half_life_map
from lstm_teach.draw import theme
from tests.draw.pictures import NS, parse


def test_the_half_life_is_when_half_is_left():
    for bias in (-3.0, 0.0, 1.7, 6.0):
        f = 1 / (1 + math.exp(-bias))
        assert f ** half_life(bias) == pytest.approx(0.5)


@pytest.mark.parametrize("bias", [-3.0, 0.0, 5.0, 8.0])
def test_the_point_stands_at_its_bias_and_half_life_on_the_curve(bias):
    root = parse(half_life_map(bias, -3.0, 8.0, width=252.0, height=200.0).svg())
    (point,) = root.iter(f"{NS}circle")
    x, y = float(point.get("cx")), float(point.get("cy"))
    assert x == pytest.approx(LEFT + 200 * (bias + 3) / 11, abs=0.06)
    assert y == pytest.approx(TOP + 200 * (4 - math.log10(half_life(bias))) / 5, abs=0.06)
    (d,) = [p.get("d") for p in root.iter(f"{NS}path") if f"stroke:{theme.ORANGE};" in p.get("style")]
    curve = np.array(re.findall(r"[-\d.]+", d), dtype=float).reshape(-1, 2)
    assert np.interp(x, *curve.T) == pytest.approx(y, abs=0.3)


def test_a_bias_outside_the_picture_is_refused():
    with pytest.raises(ValueError, match="bias: expected a finite number from -3 to 8, got 9"):
        half_life_map(9, -3.0, 8.0)
