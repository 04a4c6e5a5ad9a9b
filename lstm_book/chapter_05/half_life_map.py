"""How long a leaking store holds: the half-life over the forget gate's bias."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, power_of_ten, significant
from lstm_teach.draw.svg import Drawing, Point
from lstm_teach.numerics import Array, sigmoid, softplus
from lstm_teach.validation import real_number

LEFT, TOP, FOOT = 44.0, 19.0, 34.0
POWERS = (-1, 4)  # the scale of steps, as powers of ten


def half_life(bias: float) -> float:
    r"""Return after how many steps half is left, :math:`\ln 2 / -\ln \sigma(b)`.

    Parameters
    ----------
    bias : float
        b, the pre-activation of a forget gate that nothing else moves.

    Raises
    ------
    ValueError
        If it is no finite number.

    Examples
    --------
    >>> [round(half_life(b), 2) for b in (0, 1, 2, 3, 5)]
    [1.0, 2.21, 5.46, 14.27, 103.22]
    """
    return float(math.log(2.0) / softplus(np.array(-real_number("bias", bias))))


@dataclass(frozen=True)
class Plot:
    """Where a bias, from `low` to `high`, and a number of steps, by powers of ten, are drawn."""

    low: float
    high: float
    width: float = 250.0  # of the whole
    height: float = 200.0  # of the plot alone

    @property
    def side(self) -> float:
        """The width of the plot alone."""
        return self.width - LEFT - 8

    def place(self, bias: float, steps: float) -> Point:
        """Return where they are; steps beyond the powers of ten stand at the edge."""
        up = (math.log10(steps) - POWERS[0]) / (POWERS[1] - POWERS[0])
        x = LEFT + self.side * (bias - self.low) / (self.high - self.low)
        return x, TOP + self.height * (1 - min(max(up, 0.0), 1.0))

    def bias_at(self, x: float) -> float:
        """Return the bias that is drawn at `x`."""
        return self.low + (self.high - self.low) * (x - LEFT) / self.side


def half_life_map(
    bias: float, low: float, high: float, width: float = 250.0, height: float = 200.0
) -> Drawing:
    """Draw the half-life over the bias from `low` to `high`, on a scale of powers of ten, with one point.

    Parameters
    ----------
    bias : float
        Where the point is.
    low, high : float
    width, height : float
        Of the whole, and of the plot alone.

    Raises
    ------
    ValueError
        If `bias` is no finite number from `low` to `high`.
    """
    bias = real_number("bias", bias, low, high)
    plot = Plot(low, high, width, height)
    place, side = plot.place, plot.side
    grid: Array = np.linspace(low, high, 81)
    x, y = place(bias, half_life(bias))
    body = [
        svg.text(LEFT, TOP - 5, "half-life in steps over the bias b"),
        *(_power(power, place(low, 10.0**power)[1], width - 8) for power in range(POWERS[0], POWERS[1] + 1)),
        *(_bias(b, place(float(b), 1)[0], TOP + height) for b in range(math.ceil(low), int(high) + 1)),
        svg.rect(LEFT, TOP, side, height, stroke=theme.INK, stroke_opacity=0.35),
        svg.line([(x, TOP + height), (x, y), (LEFT, y)], width=1.5, dash=theme.CURSOR_DASH),
        svg.line([place(b, half_life(b)) for b in grid], colour=theme.colour("forget gate"), width=2.4),
        svg.circle(x, y, 5, fill=theme.colour("forget gate"), stroke=theme.INK),
        svg.text(LEFT + side / 2, TOP + height + 31, "bias b of the forget gate", size=12, anchor="middle"),
    ]
    f = float(sigmoid(np.array(bias)))
    label = f"Half-life over the bias: {significant(half_life(bias))} steps at {number(bias, 3)}"
    description = f"The gate is {significant(f, 4)} open there."
    return Drawing(width, TOP + height + FOOT, label, description, "".join(body))


def _power(power: int, y: float, right: float) -> str:
    drop = {POWERS[0]: 0.0, POWERS[1]: 10.0}.get(power, 4.0)
    return svg.line([(LEFT, y), (right, y)], width=1, opacity=0.2) + svg.text(
        LEFT - 5, y + drop, power_of_ten(power), size=12, anchor="end"
    )


def _bias(b: int, x: float, bottom: float) -> str:
    mark = svg.line([(x, bottom), (x, bottom + 4)], width=1)
    return mark + (svg.text(x, bottom + 16, number(b, 0), size=12, anchor="middle") if b % 2 == 0 else "")
