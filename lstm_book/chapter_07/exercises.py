"""Exercises of chapter 07, Training it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_book.chapter_07.suspects import FAULTS
from lstm_book.judges import (
    Judge,
    NotAttempted,
    is_stub,
    judge_function,
    judge_number,
    located_difference,
)
from lstm_book.mistakes import reordered, together
from lstm_teach.numerics import Array, sigmoid

DIGITS = 2e-3  # relative: an answer worked out with a pencil, to three digits
FOUR = ("dc_t", "da_f", "da_g", "dc of the step before")
Four = tuple[float, float, float, float]
Slip = Callable[..., Array]


def one_step(
    slope: Callable[[float], float] = lambda c: 1 - math.tanh(c) ** 2,
    o: float = 0.75,
    back: float = 0.5,
    dh: float = 2.0,
    c_seen: float = -0.4,
    slope_f: float = 0.25 * 0.75,
    i_seen: float = 0.75,
    slope_g: float = 1 - 0.8**2,
    keep: float = 0.25,
) -> Four:
    """Return dc_t, da_f, da_g and dc_prev of exercise 7.1; the arguments are where a pencil goes wrong."""
    i, f, g, c_prev = 0.75, 0.25, -0.8, -0.4
    c = f * c_prev + i * g
    dc = back + dh * o * slope(c)
    return dc, dc * c_seen * slope_f, dc * i_seen * slope_g, dc * keep


SLIPS: dict[str, Four] = {
    "dc_t: the slope of the tanh, 1 - tanh(c_t)^2, is missing in (7.5).": one_step(slope=lambda c: 1.0),
    "dc_t: in (7.5) the slope is that of tanh(c_t), which is 1 - tanh(c_t)^2 and not 1 - c_t^2.": one_step(
        slope=lambda c: 1 - c**2
    ),
    "dc_t: what comes back from step t + 1 along the wire, 0.5, has to be added.": one_step(back=0.0),
    "dc_t: the slope of the tanh is 1 - tanh(c_t)^2; the square is missing.": one_step(
        slope=lambda c: 1 - math.tanh(c)
    ),
    "dc_t: the tanh of (7.4) stands at c_t = -0.7, not at c of the step before.": one_step(
        slope=lambda c: 1 - math.tanh(-0.4) ** 2
    ),
    "dc_t: this is only what comes back along the wire; add the error through h_t.": one_step(dh=0.0),
    "dc_t: the error that the loss sends, dh_t = 2, is missing in (7.5).": one_step(dh=1.0),
    "dc_t: the 0.5 has passed the forget gate of step t + 1 already, and that of step t comes later.": (
        one_step(back=0.125)
    ),
    "dc_t: the output gate is missing in (7.5).": one_step(o=1.0),
    "da_f: in (7.6) the partner of the forget gate is c of the step before, not the candidate.": one_step(
        c_seen=-0.8
    ),
    "da_f: in (7.6) the partner of the forget gate is c of the step before, not c_t.": one_step(c_seen=-0.7),
    "da_f: this is df_t; the slope of the gate in (7.7), f * (1 - f), is missing.": one_step(slope_f=1.0),
    "da_f and da_g: these are df_t and dg_t; the slopes of (7.7) are missing.": one_step(
        slope_f=1.0, slope_g=1.0
    ),
    "da_g: this is dg_t; the slope of the tanh in (7.7), 1 - g^2, is missing.": one_step(slope_g=1.0),
    "da_g: g_t comes from a tanh, whose slope is 1 - g^2 and not g * (1 - g).": one_step(
        slope_g=-0.8 * (1 + 0.8)
    ),
    "da_g: in (7.6) its partner is the input gate, not the forget gate.": one_step(i_seen=0.25),
    "da_g: the input gate, the partner of the candidate in (7.6), is missing.": one_step(i_seen=1.0),
    "dc of the step before: in (7.6) it is dc_t times the forget gate.": one_step(keep=1.0),
    "dc of the step before: on the carousel stands the forget gate, not the input gate.": one_step(keep=0.75),
}
MADE_OF = {
    "dc_t": "Two errors arrive at it: one along the wire, and one through h_t, by (7.5)",
    "da_f": "It is dc_t times its partner in (7.6), times the slope of its gate in (7.7)",
    "da_g": "It is dc_t times its partner in (7.6), times the slope of the tanh in (7.7)",
    "dc of the step before": "It is dc_t times its partner in (7.6)",
}
ROUNDED = 2e-2  # relative: an answer that was rounded to two digits, right or with a slip


def judge_four(answer: Any) -> str | None:
    """Compare four numbers with the step of exercise 7.1, and know the usual slips."""
    if not isinstance(answer, tuple | list | np.ndarray):
        return f"Expected four numbers, got {type(answer).__name__}."
    values = tuple(answer)
    if is_stub(values):
        raise NotAttempted
    fault = located_difference(values, one_step(), FOUR, rtol=DIGITS)
    if fault is None:
        return None
    for message, slip in SLIPS.items():
        if located_difference(values, slip, FOUR, rtol=DIGITS) is None:
            return message
    if located_difference(values, one_step(), FOUR, rtol=ROUNDED) is None:
        return "Nearly: the way is right, but three digits are asked for. Round at the end only."
    for message, slip in SLIPS.items():
        if located_difference(values, slip, FOUR, rtol=ROUNDED) is None:
            return message
    return _without_the_number(values) or fault


def _without_the_number(values: tuple[Any, ...]) -> str | None:
    """Name the first of four numbers that is off, and what it is made of, but not what it should be."""
    if len(values) != len(FOUR) or any(np.size(value) != 1 for value in values):
        return None
    if np.asarray(values).dtype.kind not in "iuf":
        return None
    off = (
        (name, value)
        for name, value, right in zip(FOUR, values, one_step(), strict=True)
        if located_difference(value, right, (name,), rtol=DIGITS)
    )
    return next(
        (f"{name}: it is not {np.ravel(value)[0]:.4g}. {MADE_OF[name]}." for name, value in off), None
    )


def peephole_backward(dh: Array, dc: Array, c: Array, o: Array, p: Array) -> tuple[Array, Array, Array]:
    """Return da_o, the complete dc and dp of o = sigma(a_o + p c), h = o tanh(c)."""
    da_o = dh * np.tanh(c) * o * (1 - o)
    return da_o, dc + dh * o * (1 - np.tanh(c) ** 2) + da_o * p, (da_o * c).sum(axis=0)


# What is likely to go wrong in each of the three values; dc and dp are computed from a da_o already wrong.
DA_O_SLIPS: dict[str, Slip] = {
    "da_o: this is do_t; the slope of the gate in (7.7), o * (1 - o), is missing.": (
        lambda dh, dc, c, o, p: dh * np.tanh(c)
    ),
    "da_o: in h_t the partner of the output gate is tanh(c_t), not c_t.": (
        lambda dh, dc, c, o, p: dh * c * o * (1 - o)
    ),
    "da_o: o_t comes from a sigmoid, whose slope is o * (1 - o) and not 1 - o^2.": (
        lambda dh, dc, c, o, p: dh * np.tanh(c) * (1 - o**2)
    ),
    "da_o: o_t is used in h_t alone; the error of c_t does not come to it.": (
        lambda dh, dc, c, o, p: (dh + dc) * np.tanh(c) * o * (1 - o)
    ),
}
DC_SLIPS: dict[str, Slip] = {
    "dc: c_t is used a third time, by the peephole. Its error is missing.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o * (1 - np.tanh(c) ** 2)
    ),
    "dc: what comes back from step t + 1 along the wire has to be added.": (
        lambda dh, dc, c, o, p, da_o: dh * o * (1 - np.tanh(c) ** 2) + da_o * p
    ),
    "dc: the use of c_t in tanh(c_t), with the error of (7.5), is missing.": (
        lambda dh, dc, c, o, p, da_o: dc + da_o * p
    ),
    "dc: over the peephole comes the error behind the gate's slope, da_o, not do_t.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o * (1 - np.tanh(c) ** 2) + dh * np.tanh(c) * p
    ),
    "dc: on its way back to c_t the error passes the weight p; c_t is its partner for dp.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o * (1 - np.tanh(c) ** 2) + da_o * c
    ),
    "dc: over the peephole comes da_o times the weight p.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o * (1 - np.tanh(c) ** 2) + da_o
    ),
    "dc: the slope of the tanh, 1 - tanh(c_t)^2, is missing.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o + da_o * p
    ),
    "dc: the slope is that of tanh(c_t), which is 1 - tanh(c_t)^2 and not 1 - c_t^2.": (
        lambda dh, dc, c, o, p, da_o: dc + dh * o * (1 - c**2) + da_o * p
    ),
}
DP_SLIPS: dict[str, Slip] = {
    "dp: the partner of p is c_t; its own value has no part in its gradient.": (
        lambda dh, dc, c, o, p, da_o: (da_o * c * p).sum(axis=0)
    ),
    "dp: every row of the batch uses the same p, so the errors of the rows are summed.": (
        lambda dh, dc, c, o, p, da_o: da_o * c
    ),
    "dp: all rows of the batch use p, and their errors are summed: a sum, not a mean.": (
        lambda dh, dc, c, o, p, da_o: (da_o * c).mean(axis=0)
    ),
    "dp: the peephole hears c_t itself, not tanh(c_t).": (
        lambda dh, dc, c, o, p, da_o: (da_o * np.tanh(c)).sum(axis=0)
    ),
    "dp: that would be the gradient of a bias. The partner of p is c_t.": (
        lambda dh, dc, c, o, p, da_o: da_o.sum(axis=0)
    ),
    "dp: the weight stands before the gate's slope, so its error is da_o, not do_t, times c_t.": (
        lambda dh, dc, c, o, p, da_o: (dh * np.tanh(c) * c).sum(axis=0)
    ),
}


def _peephole_with(
    slip_o: Slip | None,
    slip_c: Slip | None,
    slip_p: Slip | None,
) -> Callable[..., tuple[Array, Array, Array]]:
    """Return `peephole_backward` with mistakes in some of its three values."""

    def step(dh: Array, dc: Array, c: Array, o: Array, p: Array) -> tuple[Array, Array, Array]:
        given = (dh, dc, c, o, p)
        da_o = slip_o(*given) if slip_o else dh * np.tanh(c) * o * (1 - o)
        dc_all = slip_c(*given, da_o) if slip_c else dc + dh * o * (1 - np.tanh(c) ** 2) + da_o * p
        return da_o, dc_all, slip_p(*given, da_o) if slip_p else (da_o * c).sum(axis=0)

    return step


def _peephole_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(7)
    cases: list[tuple[Array, ...]] = []
    for shape in ((3, 4), (1, 2)):
        dh, dc, c, a_o = rng.standard_normal((4, *shape))
        cases.append((dh, dc, c, sigmoid(a_o), rng.standard_normal(shape[1])))
    return cases


LINES = ("da_i", "da_f", "da_g", "da_o", "dc_prev", "dh_prev", "nothing")
WHERE_TO_LOOK = {
    "da_g": "compare the columns of b in a run of a single step",
    "da_f": "compare the columns of b in a run of a single step, gate by gate",
    "dh_prev": "compare runs of two steps, once with W_h and once with W_h = 0",
    "nothing": "name a witness that contradicts it: the complex step over three steps, say",
}


def judge_verdicts(answer: Any) -> str | None:
    """Hold the reader's verdicts on the four suspects against what is broken in them."""
    if not isinstance(answer, Mapping):
        return f"Expected a dictionary with the keys {', '.join(FAULTS)}, got {type(answer).__name__}."
    if all(answer.get(name, ...) is ... for name in FAULTS):
        raise NotAttempted
    for name, fault in FAULTS.items():
        said = answer.get(name, ...)
        if said is ...:
            return f"{name}: no verdict yet."
        if said not in LINES:
            return f"{name}: expected one of {', '.join(LINES)}, got {said!r}."
        if said != fault:
            innocent = "it is innocent" if said == "nothing" else f"it is {said}"
            return f"{name}: you say {innocent}. Look again: {WHERE_TO_LOOK[fault]}."
    return None


OPEN_AT_2 = float(sigmoid(np.array(2.0)))


def forget_bias(n: float, share: float) -> float:
    """Return b with sigma(b)^n = share."""
    f = share ** (1 / n)
    return float(np.log(f) - np.log1p(-f))


EXERCISES: dict[str, Judge] = {
    "7.1": judge_four,
    "7.2": judge_function(
        peephole_backward,
        _peephole_cases(),
        ("da_o", "dc", "dp"),
        wrong=together((DA_O_SLIPS, DC_SLIPS, DP_SLIPS), _peephole_with)
        | {"Right values in another order: return da_o, dc, dp.": reordered(peephole_backward, 2, 1, 0)},
    ),
    "7.3": judge_verdicts,
    "7.4": judge_number(
        (1 - OPEN_AT_2) / 2.5,
        atol=0.0035,
        wrong={
            "That is 1 - f. On the lower road i * 5 stands in front of the output gate.": 1 - OPEN_AT_2,
            "You have left out the input gate: the error passes i = 0.5 on its way to the candidate.": (
                (1 - OPEN_AT_2) / 5
            ),
            "So the lower road alone is level. The carousel goes on beside it: add its f.": 1 / 2.5,
            "The two roads add up to f + 2.5 o; you have put both gates in the place of one.": 1 / 3.5,
            "You have left out the weight 5 of the candidate.": (1 - OPEN_AT_2) / 0.5,
            "That is the forget gate. Which output gate makes the whole factor 1?": OPEN_AT_2,
            "That looks like per cent: give the value of the gate itself.": 100 * (1 - OPEN_AT_2) / 2.5,
        },
    ),
    "7.5": judge_function(
        forget_bias,
        [(20, 0.9), (100, 0.5), (100, math.exp(-1)), (1, 0.3)],
        ("the bias",),
        wrong={
            "This is f itself, the value of the gate. Which bias opens it so far?": (
                lambda n, share: share ** (1 / n)
            ),
            "ln n is the bias for a share of 1/e, and only nearly. Solve sigma(b)^n = share.": (
                lambda n, share: math.log(n)
            ),
            "This takes 1 - f for -ln(share) / n, which is only nearly so. Take the n-th root.": (
                lambda n, share: math.log(-n / math.log(share))
            ),
            "This is the bias with which the share is kept after a single step.": (
                lambda n, share: math.log(share / (1 - share))
            ),
            "This is ln f. The gate is a logistic function of its bias: invert that, ln(f / (1 - f)).": (
                lambda n, share: math.log(share) / n
            ),
            "The factors multiply, so that f is the n-th root of the share, not the n-th part of it.": (
                lambda n, share: math.log(share / n / (1 - share / n))
            ),
            "After n steps f to the n is left, so f is the n-th root of the share, not its n-th power.": (
                lambda n, share: n * math.log(share) - math.log1p(-(share**n))
            ),
            "You have divided the bias by n; it is the logarithm of f that has to be.": (
                lambda n, share: math.log(share / (1 - share)) / n
            ),
            "The logarithm is the natural one; this is to the base 10.": (
                lambda n, share: forget_bias(n, share) / math.log(10)
            ),
            "The sign is wrong: sigma(b) = f means b = ln(f / (1 - f)).": (
                lambda n, share: -forget_bias(n, share)
            ),
        },
    ),
}  # fmt: skip
