"""Exercises of chapter 02, Why it forgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from lstm_book.chapter_01.exercises import latched_value
from lstm_book.judges import Judge, NotAttempted, is_stub, judge_function
from lstm_teach.numerics import Array

LOW, HIGH = 0.5, 2.0  # the range that a gradient must stay in
RANGE_STEPS, SWAP_STEPS = 300, 100  # over so many steps, in 2.2 and 2.5
REST_WEIGHTS = (1.7, 1.3, 1.15, 1.01)  # of 2.6: none is in the table; the last comes to rest very slowly
OTHER_RANGE = (LOW**0.01, HIGH**0.01)  # over 100 steps, as in the chapter
ROUNDING = 1e-9  # so that 2 ** (1 / 300) itself counts as inside
BEST = 0.01  # a bound may fall short of the range's end by this share: four decimals are asked for


def unit_gradient(w: float, hs: Array) -> float:
    """Return dh_T / dh_0 of one tanh unit, equation (2.2)."""
    return float(np.prod(w * (1 - hs**2)))


def network_gradient(W_h: Array, hs: Array) -> Array:
    """Return dh_T / dh_0 of a ReLU network (H, H), equation (2.6) with slopes of 0 and 1."""
    return _product(hs, lambda h: W_h * (h > 0))


def _product(hs: Array, jacobian: Callable[[Array], Array]) -> Array:
    product = np.eye(hs.shape[1])
    for h in hs:
        product = product @ jacobian(h)
    return product


def _length(*arrays: Array) -> float:
    return float(np.sqrt(sum(np.sum(array**2) for array in arrays)))


def _scaled(dW: Array, db: Array, factor: float) -> tuple[Array, Array]:
    return dW * factor, db * factor


def clip(
    dW: Array, db: Array, limit: float, length: Callable[[Array, Array], float] = _length
) -> tuple[Array, Array]:
    """Return both gradients, clipped by their common norm, equation (2.10); another length is a mistake."""
    found = length(dW, db)
    return _scaled(dW, db, limit / found if found > limit else 1.0)


def judge_range(answer: Any) -> str | None:
    """Judge the two ends of the range of weights by the gradient that each of them leaves."""
    if is_stub(answer):
        raise NotAttempted
    try:
        low, high = (float(part) for part in answer)
    except (TypeError, ValueError):
        return f"Expected two numbers, the smallest and the largest weight, got {answer!r}."
    if not np.all(np.isfinite([low, high])):
        return f"Expected two finite numbers, got {low} and {high}."
    if low > high:
        return "The smallest weight comes first, the largest second."
    if low <= 0:
        return f"The smallest weight: asked are positive weights, got {low:.6g}."
    if np.allclose([low, high], OTHER_RANGE, rtol=0, atol=1.5e-4):
        return f"That is the range for 100 steps. Asked is that for {RANGE_STEPS}: it is narrower."
    left, right = low**RANGE_STEPS, high**RANGE_STEPS
    if left < LOW * (1 - ROUNDING):
        return f"The smallest weight: {low:.6g} leaves {left:.4g}, which is below 1/2: too far out."
    if left > LOW * (1 + BEST):
        return f"The smallest weight: {low:.6g} leaves {left:.4g}. A smaller one will do."
    if right > HIGH * (1 + ROUNDING):
        return f"The largest weight: {high:.6g} leaves {right:.4g}, which is above 2: too far out."
    if right < HIGH * (1 - BEST):
        return f"The largest weight: {high:.6g} leaves {right:.4g}. A larger one will do."
    return None


def judge_swap(answer: Any) -> str | None:
    """Judge a matrix of two linear units, neither of which feeds itself, by the norms of its powers."""
    if np.iscomplexobj(answer):
        return "Expected a matrix of real numbers, got complex ones."
    try:
        W = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"Expected a matrix of numbers, got {type(answer).__name__}."
    if W.shape != (2, 2) or not np.all(np.isfinite(W)):
        return f"W_swap: expected finite numbers of shape (2, 2), got {W.tolist()}."
    for k in range(2):
        if W[k, k] != 0:
            return f"W_swap[{k}, {k}] is {W[k, k]:.4g}: unit {k + 1} feeds itself. The diagonal must be zero."
    power = np.eye(2)
    for n in range(1, SWAP_STEPS + 1):
        power = power @ W
        norm = float(np.linalg.norm(power, 2))
        if not LOW * (1 - ROUNDING) <= norm <= HIGH * (1 + ROUNDING):
            end = "below 1/2" if norm < LOW else "above 2"
            one_way = " One unit hears the other, but hands nothing back." if not W[0, 1] * W[1, 0] else ""
            return f"Over n = {n} step{'s' if n > 1 else ''} the norm is {norm:.4g}, {end}.{one_way}"
    return None


def _slope_at_rest(w: float) -> float:
    return float(w * (1 - latched_value(w) ** 2))


def steps_to_a_thousandth(slope: float) -> int:
    """Return the smallest n with slope**n < 1/1000, for a slope between 0 and 1."""
    return int(np.floor(np.log(1e-3) / np.log(slope))) + 1


def _unsettled(w: float) -> int:
    """Return the count of a unit that sends back from the start, before it has come to rest."""
    h, left, n = 1.0, 1.0, 0
    while left >= 1e-3:
        h = float(np.tanh(w * h))
        left, n = left * w * (1 - h**2), n + 1
    return n


def _exactly(w: float) -> float:
    return float(np.log(1e-3) / np.log(_slope_at_rest(w)))


COUNTS = judge_function(
    lambda w: steps_to_a_thousandth(_slope_at_rest(w)), [(w,) for w in REST_WEIGHTS], ["the number of steps"]
)
MISCOUNTS: dict[str, Callable[[float], float]] = {
    "After that many steps a little more than a thousandth is left: one more is needed.": (
        lambda w: steps_to_a_thousandth(_slope_at_rest(w)) - 1
    ),
    "One step too many: count the multiplications.": lambda w: steps_to_a_thousandth(_slope_at_rest(w)) + 1,
    "The weight is missing in the slope: every step multiplies by w * (1 - h**2).": (
        lambda w: steps_to_a_thousandth(1 - latched_value(w) ** 2)
    ),
    "The slope of tanh is 1 - h**2, with the square: every step multiplies by w * (1 - h**2).": (
        lambda w: steps_to_a_thousandth(w * (1 - latched_value(w)))
    ),
    "Asked is a whole number of steps: round up.": _exactly,
    "Asked is a whole number of steps: round up, not to the nearest.": lambda w: round(_exactly(w)),
    "The unit is not yet at rest: first let it run, then multiply slopes.": _unsettled,
}


def judge_steps(answer: Any) -> str | None:
    """Judge the function of 2.6; a mistake is named only if it explains the answer at every weight."""
    fault = COUNTS(answer)
    if fault is None or not callable(answer):
        return fault
    try:
        counts = [float(answer(w)) for w in REST_WEIGHTS]
    except Exception:  # a reader's function may raise anything: COUNTS has said what and where
        return fault
    for message, mistake in MISCOUNTS.items():
        if np.allclose(counts, [mistake(w) for w in REST_WEIGHTS], rtol=1e-9, atol=0):
            return message
    if min(counts) <= 0:
        return fault + " Does the unit sit on the crest, at h = 0? Start the map at 1."
    if counts[0] == steps_to_a_thousandth(_slope_at_rest(REST_WEIGHTS[0])):
        return fault + " Close to 1 the unit takes long to come to rest: apply the map more often."
    return fault


def _unit_cases() -> list[tuple[float, Array]]:
    rng = np.random.default_rng(2)
    return [(w, np.tanh(rng.standard_normal(T))) for w, T in ((1.7, 5), (-0.8, 3), (2.0, 1))]


def _network_cases() -> list[tuple[Array, Array]]:
    # Of the first case every step has units on and off, or some mistakes could not be told apart.
    rng = np.random.default_rng(33)
    return [
        (rng.standard_normal((H, H)), np.maximum(0.0, rng.standard_normal((T, H)) + 0.3))
        for H, T in ((3, 4), (2, 6))
    ]


def _clip_cases() -> list[tuple[Array, Array, float]]:
    rng = np.random.default_rng(4)
    dW, db = rng.standard_normal((3, 4)), rng.standard_normal(4)
    return [
        (dW, db, 1.0),
        (dW, 4 * db, 2.5),
        (0.01 * dW, 0.01 * db, 1.0),
        (np.array([[3.0, 0.0]]), np.array([4.0]), 4.5),  # only the common norm is above the limit
        (0 * dW, 0 * db, 1.0),
    ]


EXERCISES: dict[str, Judge] = {
    "2.1": judge_function(
        unit_gradient,
        cases=_unit_cases(),
        names=["the gradient"],
        wrong={
            "The weight counts at every step: it is in each of the T factors.": lambda w, hs: (
                w * np.prod(1 - hs**2)
            ),
            "The slope of tanh is missing: every step multiplies by w * (1 - h**2).": lambda w, hs: (
                w ** len(hs)
            ),
            "The weight is missing: every step multiplies by w * (1 - h**2).": lambda w, hs: np.prod(
                1 - hs**2
            ),
            "h is already the tanh: its slope is 1 - h**2, without another tanh.": lambda w, hs: np.prod(
                w * (1 - np.tanh(hs) ** 2)
            ),
            "The slope of tanh is 1 - h**2, with the square.": lambda w, hs: np.prod(w * (1 - hs)),
            "The slope of tanh is 1 - h**2: the square is that of h alone, not of 1 - h.": (
                lambda w, hs: np.prod(w * (1 - hs) ** 2)
            ),
            "The slope of tanh is 1 - h**2, with a minus sign.": lambda w, hs: np.prod(w * (1 + hs**2)),
            "The slope is w * (1 - h**2): the weight is not squared with h.": lambda w, hs: np.prod(
                1 - (w * hs) ** 2
            ),
            "Every step has a slope of its own: that of the last state alone was used for all.": (
                lambda w, hs: (w * (1 - hs[-1] ** 2)) ** len(hs)
            ),
            "That is the last step's factor alone; all T of them are multiplied.": (
                lambda w, hs: w * (1 - hs[-1] ** 2)
            ),
            "Every step has a slope of its own: their mean, raised to a power, is another number.": (
                lambda w, hs: np.mean(w * (1 - hs**2)) ** len(hs)
            ),
            "One factor is missing: T steps lead from h_0 to h_T, and the last state's slope counts too.": (
                lambda w, hs: np.prod(w * (1 - hs[:-1] ** 2))
            ),
            "One factor is missing: the step from h_0 to h_1 multiplies too.": lambda w, hs: np.prod(
                w * (1 - hs[1:] ** 2)
            ),
            "h_0 has no factor: the slopes are those of the new states, h_1 to h_T.": lambda w, hs: np.prod(
                w * (1 - np.append(0.0, hs[:-1]) ** 2)
            ),
            "The factors of the steps are multiplied, not added.": lambda w, hs: np.sum(w * (1 - hs**2)),
            "Asked is one number; this is a list of the factors. Multiply them.": lambda w, hs: (
                w * (1 - hs**2)
            ),
            "Asked is one number; this is the product after every step. The last is wanted.": lambda w, hs: (
                np.cumprod(w * (1 - hs**2))
            ),
        },
    ),
    "2.2": judge_range,
    "2.3": judge_function(
        network_gradient,
        cases=_network_cases(),
        names=["the gradient"],
        wrong={
            "The slopes belong to the new states: they multiply the columns of W_h, not its rows.": (
                lambda W, hs: _product(hs, lambda h: W * (h > 0)[:, None])
            ),
            "The order is turned round: the first step's Jacobian stands leftmost.": (
                lambda W, hs: network_gradient(W, hs[::-1])
            ),
            "It is transposed: rows belong to h_0, columns to h_T.": lambda W, hs: network_gradient(W, hs).T,
            "W_h is transposed: row j of W_h belongs to the old state j.": lambda W, hs: _product(
                hs, lambda h: W.T * (h > 0)
            ),
            "The slopes are missing, or all are 1: h is never below 0, so that h >= 0 always holds. "
            "The slope is 1 where h > 0, and 0 where h is 0.": lambda W, hs: np.linalg.matrix_power(
                W, len(hs)
            ),
            "That is ReLU of h, which is h itself. Its slope is 1 where h is above 0, and 0 elsewhere.": (
                lambda W, hs: _product(hs, lambda h: W * np.maximum(0, h))
            ),
            "The slopes are the wrong way round: 1 where h is above 0, and 0 where it is 0.": (
                lambda W, hs: _product(hs, lambda h: W * (h <= 0))
            ),
            "The Jacobians of the steps are multiplied, not added.": lambda W, hs: sum(
                W * (h > 0) for h in hs
            ),
            "The first step's Jacobian is W_h with slopes, too: h_1 has slopes, h_0 has none.": (
                lambda W, hs: W @ network_gradient(W, hs[:-1])
            ),
            "Matrices are multiplied by @; the sign * multiplies entry by entry.": lambda W, hs: np.prod(
                [W * (h > 0) for h in hs], axis=0
            ),
            "That is the slope of tanh. The slope of ReLU is 1 where h is above 0, and 0 elsewhere.": (
                lambda W, hs: _product(hs, lambda h: W * (1 - h**2))
            ),
            "One step is missing: the first, from h_0 to h_1.": lambda W, hs: network_gradient(W, hs[1:]),
            "One step is missing: the last, to h_T.": lambda W, hs: network_gradient(W, hs[:-1]),
        },
    ),
    "2.4": judge_function(
        clip,
        cases=_clip_cases(),
        names=["dW", "db"],
        wrong={
            "Whether to clip is decided by the common norm too, not by one array or the largest entry.": (
                lambda dW, db, limit: (
                    clip(dW, db, limit) if max(_length(dW), _length(db)) > limit else (dW, db)
                )
            ),
            "Each array is clipped by itself. The norm is that of both together.": lambda dW, db, limit: (
                clip(dW, 0 * db, limit)[0],
                clip(0 * dW, db, limit)[1],
            ),
            "Each entry is clipped by itself, which turns the direction.": lambda dW, db, limit: (
                np.clip(dW, -limit, limit),
                np.clip(db, -limit, limit),
            ),
            "A gradient below the limit is made longer. It must come back unchanged.": (
                lambda dW, db, limit: _scaled(dW, db, limit / max(_length(dW, db), 1e-300))
            ),
            "The root is missing: the length is the root of the sum of squares.": partial(
                clip, length=lambda dW, db: _length(dW, db) ** 2
            ),
            "The norm in (2.10) is a length, the root of the sum of all squares, not the norm of a matrix.": (
                partial(clip, length=lambda dW, db: np.hypot(np.linalg.norm(dW, 2), _length(db)))
            ),
            "The two norms are added. Add the squares, and take the root of the sum.": partial(
                clip, length=lambda dW, db: _length(dW) + _length(db)
            ),
            "The limit is missing: the clipped length is it, not 1.": lambda dW, db, _: clip(dW, db, 1),
            "Nothing is added to the length in (2.10): the clipped length is exactly the limit.": (
                lambda dW, db, limit: _scaled(dW, db, min(1.0, limit / (_length(dW, db) + 1e-6)))
            ),
            "The quotient is turned round: a long gradient is multiplied by limit / length.": (
                lambda dW, db, limit: _scaled(dW, db, max(1.0, _length(dW, db) / limit))
            ),
            "Sizes are added, not squares: the length is the root of the sum of all squares.": partial(
                clip, length=lambda dW, db: float(np.abs(dW).sum() + np.abs(db).sum())
            ),
            "The length is not the largest entry: it is the root of the sum of all squares.": partial(
                clip, length=lambda dW, db: float(max(np.abs(dW).max(), np.abs(db).max()))
            ),
            "The squares are added, not averaged: the length is the root of their sum.": partial(
                clip, length=lambda dW, db: _length(dW, db) / np.sqrt(dW.size + db.size)
            ),
            "Nothing is clipped.": lambda dW, db, limit: (dW, db),
        },
    ),
    "2.5": judge_swap,
    "2.6": judge_steps,
}
