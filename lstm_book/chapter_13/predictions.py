"""Predictions of chapter 13, Predicting text. What happens is taken from what the chapter computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lstm_book.choices import Choice, Members, Order
from lstm_book.questions import Magnitude, Number, Question, Several

READERS = ("network", "count", "half of each")
RUNGS = ("MLP", "RNN", "GRU", "LSTM")
ENOUGH = (6, 20, 60, 200)  # characters
NEAR = 0.02  # bits: so close to all that it knows counts as enough
MOST, SOME = 2 / 3, 1 / 4  # of the lines: so many are most, and fewer than these hardly any
AFTERWARDS = ("most", "some", "hardly any")
SHUT = ("the one that follows the depth best", "the one that a closing bracket misses most")


def best_order(by_order: Mapping[int, float]) -> list[float]:
    """Return the order with the fewest bits, and these."""
    order = min(by_order, key=lambda n: by_order[n])
    return [float(order), float(by_order[order])]


def ahead(rungs: Mapping[str, float], of_5: float) -> list[str]:
    """Return which networks need fewer bits than a count that looks at four characters."""
    return [rung for rung in RUNGS if rungs[rung] < of_5]


def from_best(costs: Mapping[str, float]) -> list[str]:
    """Return the readers, the one that needs the fewest bits first."""
    return sorted(READERS, key=lambda name: costs[name])


def enough(by_length: Mapping[int, float], with_all: float) -> int:
    """Return the first of `ENOUGH` that is about as good as all that was read before."""
    return next(
        k for k in ENOUGH if min(bits for length, bits in by_length.items() if length <= k) <= with_all + NEAR
    )


def falls(looks: Mapping[str, Any]) -> list[float]:
    """Return how much less the character 12 back counts than the last: by the gradient, by the twin."""
    last, twelfth = (list(looks["lags"]).index(lag) for lag in (1, 12))
    return [float(looks[way][last] / looks[way][twelfth]) for way in ("gradient", "effect")]


def how_many(parse: Mapping[str, float]) -> list[str]:
    """Return how many of the lines that are written with a unit shut are JSON."""
    shares = [parse[which] for which in ("correlation", "lesion")]
    return [AFTERWARDS[int(share < MOST) + int(share < SOME)] for share in shares]


PREDICTIONS: dict[str, Question] = {
    "13.1": Several(
        truth=best_order,
        needs=("by_order",),
        parts={"best order": Number(near=1.0), "bits": Number(near=0.25, spec=".2f")},
    ),
    "13.2": Members(truth=ahead, needs=("rungs", "of_5"), options=RUNGS),
    "13.3": Order(truth=from_best, needs=("costs",), options=READERS),
    "13.4": Choice(truth=enough, needs=("by_length", "with_all"), options=ENOUGH, in_order=True),
    "13.5": Several(
        truth=falls,
        needs=("looks",),
        parts={"gradient": Magnitude(factor=3.0), "another character": Magnitude(factor=3.0)},
    ),
    "13.6": Several(
        truth=lambda twin_paid: [twin_paid[40], twin_paid["brackets"]],
        needs=("twin_paid",),
        parts=dict.fromkeys(("count of order 40", "network"), Magnitude(factor=1.3)),
    ),
    "13.7": Several(
        truth=how_many,
        needs=("parse",),
        parts=dict.fromkeys(SHUT, Choice(options=AFTERWARDS, in_order=True)),
    ),
}
