"""Exercises of chapter 06, The full LSTM cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from lstm_book.chapter_06.buttons import judge_buttons, run, told
from lstm_book.judges import Judge, NotAttempted, as_number, is_stub, judge_function, number_fault
from lstm_teach.cells import LSTMParams
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

C_2, H_2 = -0.475, 0.5 * float(np.tanh(-0.475))
WORSE_C = {
    "c_2: f and i are exchanged. f multiplies the old store, i the candidate.": 0.175,
    "c_2: the sign of the candidate. tanh is odd, so g = tanh(-ln 3) is negative.": 0.725,
    "c_2: the candidate is a tanh, not a sigmoid.": 0.3125,
    "c_2: the old store has to be multiplied by f.": -0.1,
    "c_2: start from c_1 = 0.5; the 0.4 was the store before the first step.": -0.5,
    "c_2: nothing of the old store is in it. f = 0.25, not 0.": -0.6,
    "c_2: the candidate has to be multiplied by i.": -0.675,
    "c_2: sigma(-ln 3) is 1/4. A gate is never negative; tanh is odd, sigma is not.": -0.975,
    "c_2: f = sigma(-ln 3) is 1/4, not 3/4.": -0.225,
    "c_2: i = sigma(ln 3) is 3/4, not 1/4.": -0.075,
    "c_2: the candidate g = -0.8 is missing in the product i g.": 0.875,
    "c_2: the sign. The second product is negative, and larger than the first.": 0.475,
}
WORSE_H = {
    "h_2: what is let out is tanh(c_2), not c_2.": 0.5 * C_2,
    "h_2: that is c_2 itself. On its way out it passes the tanh and the output gate.": C_2,
    "h_2: the output gate is missing. sigma(0) is one half.": float(np.tanh(C_2)),
    "h_2: sigma(0) is one half, not 0.": 0.0,
    "h_2: the sign. c_2 is negative, and tanh keeps the sign.": -H_2,
    "h_2: that is read from c_1. What is read is the new store, c_2.": 0.5 * float(np.tanh(0.5)),
    "h_2: o = 0.9 belongs to the first step. Now a_o = 0.": 0.9 * float(np.tanh(C_2)),
    "h_2: what is let out is a tanh of the store, not a sigmoid.": 0.5 / (1 + float(np.exp(-C_2))),
}
THREE_DECIMALS = 6e-4  # so many are asked for

# Exercise 6.4: what the two units of the chapter hear, and where they speak.
SUBJECT, NUMBER, GENDER, SAY_NUMBER, SAY_GENDER = range(5)
NOUN, VERB, POSSESSIVE, STEPS = 3, 5, 6, 8  # the noun that stands nearer
LOUD, QUIET = 0.5, 0.1  # an h above the one says something, below the other nothing

LEFT, LOST = 1.964, 1.5  # exercise 6.5: c + 1 after the press, and where it is lost


def judge_step(answer: Any) -> str | None:
    """Compare c_2 and h_2 of the pencil exercise, and say which factor was forgotten."""
    if isinstance(answer, np.ndarray) and answer.ndim:
        answer = answer.ravel().tolist()
    if not isinstance(answer, tuple | list) or len(answer) != 2:
        return "Expected two numbers, (c_2, h_2)."
    if is_stub(answer):
        raise NotAttempted
    c, h = (as_number(value) for value in answer)
    if isinstance(c, str) or isinstance(h, str):
        return f"Expected two numbers, (c_2, h_2), got {answer!r}."
    if not np.all(np.isfinite([c, h])):
        return f"Expected two finite numbers, got c_2 = {c}, h_2 = {h}."
    if np.allclose((c, h), (H_2, C_2), rtol=0, atol=THREE_DECIMALS):
        return "Both are right, in the wrong order: c_2 first."
    return _pencil_fault("c_2", c, C_2, WORSE_C) or _pencil_fault("h_2", h, H_2, WORSE_H)


def _pencil_fault(name: str, value: float, expected: float, wrong: dict[str, float]) -> str | None:
    fault = number_fault(value, expected, THREE_DECIMALS, wrong, f"{name}: {value:.4g}")
    if fault and abs(value - expected) < 0.0051 and np.isclose(value, round(value, 2), rtol=0, atol=1e-6):
        return f"{name}: {value:.2f} is right to two decimals. Three are asked for."
    return fault


def two_units() -> tuple[LSTMParams, Array]:
    """Return the chapter's number unit and gender unit, and the sentence about Bob, (8, 1, 5)."""
    x = np.zeros((STEPS, 1, 5))
    x[0, 0, [SUBJECT, NUMBER, GENDER]] = 1.0
    x[NOUN, 0, NUMBER] = -1.0
    x[VERB, 0, SAY_NUMBER] = x[POSSESSIVE, 0, SAY_GENDER] = 1.0
    W_x = np.zeros((5, 8))
    W_x[SUBJECT] = 20, 20, -20, -20, 0, 0, 0, 0
    W_x[NUMBER, 4] = W_x[GENDER, 5] = 10
    W_x[SAY_NUMBER, 6] = W_x[SAY_GENDER, 7] = 20
    return LSTMParams(W_x, np.zeros((2, 8)), np.repeat([-10.0, 10.0, 0.0, -10.0], 2)), x


def judge_attraction(answer: Any) -> str | None:
    """Run the two units with the holds and look at what they say at the verb and at the possessive."""
    holds = (answer,) if isinstance(answer, Hold) else answer
    if not isinstance(holds, tuple | list) or not all(isinstance(h, Hold) or h is ... for h in holds):
        return f"Expected a list of Holds, got {answer!r}."
    if not holds or is_stub(holds):
        raise NotAttempted
    try:
        fault = _attraction_fault(holds)
    except (TypeError, ValueError) as error:
        return str(error)
    if fault is None:
        return None
    return next((message for message, other in _turned(holds) if _attraction_fault(other) is None), fault)


def _turned(holds: Sequence[Hold]) -> Iterator[tuple[str, list[Hold]]]:
    """Yield what a slip would have made of right holds, and the holds without that slip."""
    for shift, side in ((-1, "late"), (1, "early")):
        if all(
            hold.stop is not None and 0 <= hold.start + shift < hold.stop + shift < STEPS for hold in holds
        ):
            moved = [replace(hold, start=hold.start + shift, stop=(hold.stop or 0) + shift) for hold in holds]
            yield f"It works one step {'earlier' if side == 'late' else 'later'}: steps count from 0.", moved
    if any(hold.units == (1,) for hold in holds):
        yield (
            "It works in the other unit: unit 0 is the number unit.",
            [replace(h, units=(0,)) for h in holds],
        )
    exchanged = [replace(hold, value=1.0 - hold.value) for hold in holds]
    yield "It works with open and shut exchanged. Which gate lets go, and which lets in?", exchanged


def _attraction_fault(holds: Sequence[Hold]) -> str | None:
    """Run the two units with the holds and say what is wrong with what they say."""
    params, x = two_units()
    trace = run(params, x, holds=holds)
    h = trace.h[:, 0]
    number, gender = h[VERB, 0], h[POSSESSIVE, 1]
    said = f"At [opens] the number unit says {told(number)}"
    if number > QUIET:
        return f"{said}, that is, one: the verb is still 'opens'."
    if number >= -QUIET:
        return f"{said}{_why_silent(trace)}"
    if gender < QUIET:
        return (
            f"The verb is 'open' now. But at [his] the gender unit says {told(gender)}: it was hurt as well. "
            "Hold the gate in unit 0 alone, by units=(0,)."
        )
    return _too_quiet_or_too_loud(h)


def _why_silent(trace: LSTMStep) -> str:
    """Say why the number unit says nothing at the verb."""
    stored, f = trace.c[: VERB + 1, 0, 0], trace.f[: VERB + 1, 0, 0]
    if stored[-1] < -QUIET:
        return f": its store holds {told(stored[-1])}, but it is not read."
    if stored.min() < -QUIET:
        return ": many came in, and was let go again before the verb. For how long should f be shut?"
    if f[1:].min() > 0.5:
        return (
            ", neither one nor many: the new number was added "
            "to the old one, and the two cancel. Who lets the old one go?"
        )
    if trace.i[NOUN, 0, 0] > 0.5 and f[1 : NOUN + 1].min() > 0.5:
        return (
            ", neither one nor many: at step 3 the new number came in "
            "and cancelled the old one, and f was shut only after that. When must the old one go?"
        )
    return (
        ", neither one nor many: the old number is gone, "
        "and no new one came in. When, and by which valve, could it?"
    )


def _too_quiet_or_too_loud(h: Array) -> str | None:
    """Say where a unit (T, 2) speaks too faintly where it should speak, or speaks where it should not."""
    units = (("number", VERB, "[opens]"), ("gender", POSSESSIVE, "[his]"))
    for said, (name, step, word) in zip(h.T, units, strict=True):
        if abs(said[step]) < LOUD:
            return (
                f"At {word} the {name} unit says {told(said[step])}. That is the right sign, but too faint."
            )
    for said, (name, step, _) in zip(h.T, units, strict=True):
        for t, value in enumerate(said):
            if t != step and abs(value) > QUIET:
                return (
                    f"The {name} unit says {told(value)} at step {t}, where nothing is asked of it. "
                    "Leave its output gate alone there."
                )
    return None


def zeros_until_lost(b: float) -> float:
    """Return after how many zeros a toggle whose gates have the bias b loses a 1, by equation (6.7)."""
    return float(np.log(LEFT / LOST) * (1 + np.exp(b)))


def weight_count(D: int, H: int) -> int:
    """Return the number of weights of an LSTM layer, equation (6.5)."""
    return 4 * H * (D + H + 1)


EXERCISES: dict[str, Judge] = {
    "6.1": judge_step,
    "6.2": judge_function(
        weight_count,
        cases=[(4, 6), (1, 2), (10, 128)],
        names=["the number of weights"],
        wrong={
            "That is a vanilla RNN, or one of the four layers.": lambda D, H: H * (D + H + 1),
            "The candidate has weights too: there are four layers.": lambda D, H: 3 * H * (D + H + 1),
            "The biases are missing.": lambda D, H: 4 * H * (D + H),
            "The feedback is missing: every layer hears all H outputs of the step before.": (
                lambda D, H: 4 * H * (D + 1)
            ),
            "Each of the four layers has a bias for each unit, not one for all.": (
                lambda D, H: 4 * H * (D + H) + 4
            ),
            "One bias for each unit and layer is enough here; two are kept by some libraries.": (
                lambda D, H: 4 * H * (D + H + 2)
            ),
            "Each layer has H units, not D.": lambda D, H: 4 * D * (D + H + 1),
            "W_h is (H, 4H): each unit hears H outputs, not 4H.": lambda D, H: 4 * H * (D + 4 * H + 1),
            "Every layer has its own weights from h: W_h has four blocks, as W_x has.": (
                lambda D, H: 4 * H * (D + 1) + H * H
            ),
            "Every layer has its own weights from x: W_x has four blocks, as W_h has.": (
                lambda D, H: D * H + 4 * H * (H + 1)
            ),
            "Every layer has its own biases: b is (4H,).": lambda D, H: 4 * H * (D + H) + H,
            "That is one unit of the layer; it has H of them.": lambda D, H: 4 * (D + H + 1),
            "The readout is no part of the layer.": lambda D, H: 4 * H * (D + H + 1) + H + 1,
            "Each unit hears all H outputs of the step before, not its own alone.": (
                lambda D, H: 4 * H * (D + 2)
            ),
            "The store is heard by no layer: the weights read x and h, not c.": (
                lambda D, H: 4 * H * (D + 2 * H + 1)
            ),
            "Peepholes are not in this cell: no gate looks at its store.": (
                lambda D, H: 4 * H * (D + H + 1) + 3 * H
            ),
        },
    ),
    "6.3": judge_buttons,
    "6.4": judge_attraction,
    "6.5": judge_function(
        zeros_until_lost,
        cases=[(8,), (6,), (11,)],
        names=["the number of zeros"],
        rtol=0.005,  # twice that counts: of the value and of the largest
        wrong={
            "That is where c would be lost by the forget gate alone. The input gate lets in -1 as well.": (
                lambda b: np.log(0.964 / 0.5) * (1 + np.exp(b))
            ),
            "That is where c would be lost by the input gate alone. The forget gate leaks as well.": (
                lambda b: 0.464 * (1 + np.exp(b))
            ),
            "That is the half-life of the forget gate. The store sinks towards -1, and is lost at 1/2.": (
                lambda b: np.log(2) * (1 + np.exp(b))
            ),
            "It is lost where c passes 1/2, not 0.": lambda b: np.log(1.964) * (1 + np.exp(b)),
            "The sign: from 1.964 down to 1.5 takes ln(1.964/1.5), which is positive.": (
                lambda b: -zeros_until_lost(b)
            ),
            "What leaks is sigma(-b), not sigma(b).": lambda b: np.log(LEFT / LOST) * (1 + np.exp(-b)),
            "Divide by sigma(-b), which is small; multiplied by it, the time comes out below one step.": (
                lambda b: np.log(LEFT / LOST) / (1 + np.exp(b))
            ),
            "At a zero the gates stand at b and -b; the 2 b counts at a 1 only.": (
                lambda b: np.log(LEFT / LOST) * (1 + np.exp(2 * b))
            ),
            "Add 1 on both ends: c falls from 0.9640 to 1/2, c + 1 from 1.9640 to 1.5.": (
                lambda b: np.log(1.964 / 0.5) * (1 + np.exp(b))
            ),
            "Both ends count from -1, to which the store sinks: 1.9640 and 1.5, not 0.9640 and 1.5.": (
                lambda b: np.log(0.964 / 1.5) * (1 + np.exp(b))
            ),
            "The 1.9640 with which it begins is missing: from there down to 1.5.": (
                lambda b: np.log(1.5) * (1 + np.exp(b))
            ),
            "The natural logarithm is needed, not that to base 10.": (
                lambda b: np.log10(LEFT / LOST) * (1 + np.exp(b))
            ),
            "The press leaves 0.9640, so that c + 1 begins at 1.9640, not at 2.": (
                lambda b: np.log(2 / LOST) * (1 + np.exp(b))
            ),
            "The answer has to depend on b: that is the time for 10.": lambda b: zeros_until_lost(10),
        },
    ),
}
