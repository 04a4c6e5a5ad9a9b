"""Where a unit that feeds back into itself comes to rest."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from lstm_teach.validation import real_number


class FixedPoint(NamedTuple):
    """A value of h that the map gives back unchanged."""

    h: float
    slope: float  # of the map there: by how much one step multiplies a small deviation

    @property
    def stable(self) -> bool:
        """Whether a small deviation dies away (at slope 1 or -1: ever more slowly)."""
        return abs(self.slope) <= 1.0


def fixed_points(w: float, u: float = 0.0) -> list[FixedPoint]:
    r"""Return the solutions of :math:`h = \tanh(w h + u)`, in ascending order.

    Between the two places where the map has slope 1 the difference tanh(w h + u) - h is monotone, and so
    it is outside them: each of these pieces holds one solution at most.

    Parameters
    ----------
    w, u : float
        Feedback weight and constant push.

    Raises
    ------
    ValueError
        If one is no finite number.

    Examples
    --------
    >>> [(round(p.h, 4), p.stable) for p in fixed_points(2.0)]
    [(-0.9575, True), (0.0, False), (0.9575, True)]
    """
    w, u = real_number("w", w), real_number("u", u)
    edges = [-1.0, 1.0]
    if w > 1.0:
        turn = float(np.arctanh(np.sqrt(1.0 - 1.0 / w)))
        edges += [float(np.clip((sign * turn - u) / w, -1.0, 1.0)) for sign in (-1, 1)]
    found: list[FixedPoint] = []
    for low, high in pairwise(sorted(edges)):
        h = _root(w, u, low, high)
        if h is not None and not (found and abs(h - found[-1].h) < 1e-9):
            found.append(FixedPoint(h, w * (1.0 - h * h)))
    return found


def _root(w: float, u: float, low: float, high: float) -> float | None:
    """The one zero of tanh(w h + u) - h on a piece where it is monotone, by bisection."""

    def rise(h: float) -> float:
        return float(np.tanh(w * h + u)) - h

    at_low, at_high = rise(low), rise(high)
    if at_low * at_high > 0:
        return None
    for _ in range(80):
        middle = 0.5 * (low + high)
        if rise(middle) * at_low > 0:
            low = middle
        else:
            high = middle
    h = 0.5 * (low + high)
    # tanh(h) rounds to h near 0, where the search would stop anywhere; without a push 0 is a solution.
    return 0.0 if u == 0.0 and abs(h) < 1e-6 else h
