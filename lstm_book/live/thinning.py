"""Fewer values of axes, for a trial."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

FEW_PLACES = 600  # of a coarse grid, if it can be had so


def thinned_axes(
    axes: Mapping[str, Sequence[Any]], place: Sequence[int], coarse: int
) -> dict[str, list[Any]]:
    """Return axes thinned to at most about so many values each, and to fewer if there are many places."""
    for most in range(coarse, 0, -1):
        some = {
            name: thinned(values, at, most) for (name, values), at in zip(axes.items(), place, strict=True)
        }
        if math.prod(map(len, some.values())) <= FEW_PLACES:
            break
    return some


def thinned(values: Sequence[Any], own: int, most: int) -> list[Any]:
    """Return at most about so many of the values, among them the first, the last and that at place `own`.

    Words stay all: each is a choice of its own.
    """
    if isinstance(values[0], str):
        return list(values)
    kept = {0, len(values) - 1, own}
    kept |= {round(k * (len(values) - 1) / (most - 1)) for k in range(most)} if most > 1 else set()
    return [values[k] for k in sorted(kept)]
