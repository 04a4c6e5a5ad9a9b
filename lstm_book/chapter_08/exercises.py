"""Exercises of chapter 08, Bridging long time lags. The wired units are judged in `wired_units`."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from lstm_book.chapter_08.wired_units import judge_last, judge_order
from lstm_book.judges import Judge, NotAttempted, as_number, is_stub, judge_function, number_fault
from lstm_book.mistakes import reordered, together

Slip = Callable[..., float]


def judge_numbers(parts: Mapping[str, tuple[float, float, Mapping[str, float]]]) -> Judge:
    """Return a judge of several numbers, each by name: the right one, its tolerance, and known slips."""

    def judge(answer: Any) -> str | None:
        if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != len(parts):
            return f"Expected {len(parts)} numbers ({', '.join(parts)})."
        if is_stub(list(answer)):
            raise NotAttempted
        for one, (name, (expected, atol, wrong)) in zip(answer, parts.items(), strict=True):
            value = as_number(one)
            if isinstance(value, str):
                return f"{name}: {value}"
            if not math.isfinite(value):
                return f"{name}: expected a finite number, got {value}."
            fault = number_fault(value, expected, atol, wrong, f"{value:.4g}")
            if fault:
                return f"{name}: {fault}"
        return None

    return judge


ANSWERS = {
    "first sequence": (
        0.6,
        1e-3,
        {
            "That is the plain sum; (8.3) divides it by 4 and adds 0.5.": 0.4,
            "The 0.5 of (8.3) is missing.": 0.1,
            "(8.3) divides the sum by 4, and the second number is negative: the sum is 0.4.": 0.7,
        },
    ),
    "second sequence": (
        0.45,
        1e-3,
        {
            "The first pair was drawn, so that its number counts as 0, whatever it shows.": 0.675,
            "The 0.5 of (8.3) is missing.": -0.05,
            "That is the plain sum; (8.3) divides it by 4 and adds 0.5.": -0.2,
            "(8.3) divides by 4 though only one number counts.": 0.4,
        },
    ),
}  # fmt: skip

CONSTANT = {
    "best constant": (
        0.25,
        1e-3,
        {
            "That is the mean of one number; of the product of two independent ones it is the square.": 0.5,
            "That is the mean of the square of one number; the two numbers are different ones.": 1 / 3,
            "That is the product of the mean squares. The best constant is the mean of the product.": 1 / 9,
            "That is the MSE of the product, not the constant.": 7 / 144,
        },
    ),
    "its MSE": (
        7 / 144,
        2e-4,
        {
            "That is rounded to two digits; three significant ones are asked for.": 0.049,
            "That is the mean square of the product; take off the square of its mean, 1/16.": 1 / 9,
            "That is the variance of one of the numbers.": 1 / 12,
            "Variances do not multiply: take the mean square of the product less the square of its mean.": (
                1 / 144
            ),
            "That is the square of the mean. The mean square less that is the MSE.": 1 / 16,
            "That is the root of the MSE.": math.sqrt(7 / 144),
            "You have taken off the mean, not its square.": 1 / 9 - 1 / 4,
            "That is the MSE of adding, without the rule of the first pair.": 1 / 24,
        },
    ),
}  # fmt: skip


def start_for(T: int, g: float, size: float) -> tuple[float, float]:
    """Return b_f with sigma(b_f)^T = 1/e, and b_i with which (8.6), its sum in full, is `size`."""
    f = math.exp(-1 / T)
    return _logit(f), _logit(size / (g * math.sqrt(_sum(f, T))))


def _logit(share: float) -> float:
    if not 0 < share < 1:
        raise ValueError("a gate is between 0 and 1")
    return math.log(share / (1 - share))


def _sum(f: float, T: int) -> float:
    return (1 - f ** (2 * T)) / (1 - f**2)


FORGET_SLIPS: dict[str, Slip] = {
    "b_f: ln T keeps 1/e only nearly. Solve sigma(b_f)^T = 1/e.": lambda T, g, size: math.log(T),
    "b_f: this is f, the value of the gate. Which bias opens it so far?": lambda T, g, size: math.exp(-1 / T),
    "b_f: this is ln f. The gate is a logistic function of its bias: ln(f / (1 - f)).": (
        lambda T, g, size: -1 / T
    ),
    "b_f: the sign is wrong: sigma(b) = f means b = ln(f / (1 - f)).": (
        lambda T, g, size: -_logit(math.exp(-1 / T))
    ),
    "b_f: with this bias the share 1/e is kept after a single step.": lambda T, g, size: _logit(math.exp(-1)),
}
INPUT_SLIPS: dict[str, Slip] = {
    "b_i: this forgets that the store forgets: the sum over f^(2k) is not T.": (
        lambda T, g, size: _logit(size / (g * math.sqrt(T)))
    ),
    "b_i: the variances add up, not the sizes: under the root stands the sum of f^(2k).": (
        lambda T, g, size: _logit(size / (g * (1 - math.exp(-1)) / (1 - math.exp(-1 / T))))
    ),
    "b_i: the root over the sum is missing.": (
        lambda T, g, size: _logit(size / (g * _sum(math.exp(-1 / T), T)))
    ),
    "b_i: the sum has T terms; you have let it run for ever.": (
        lambda T, g, size: _logit(size / (g * math.sqrt(1 / (1 - math.exp(-2 / T)))))
    ),
    "b_i: that is with the min of the right side of (8.6); take the sum in full.": (
        lambda T, g, size: _logit(size / (g * math.sqrt(min(T, 1 / (2 * (1 - math.exp(-1 / T)))))))
    ),
    "b_i: in the sum of (8.6) stands f^(2k), the square of what is kept.": (
        lambda T, g, size: _logit(size / (g * math.sqrt((1 - math.exp(-1)) / (1 - math.exp(-1 / T)))))
    ),
    "b_i: this is the value of the gate. Which bias opens it so far?": (
        lambda T, g, size: size / (g * math.sqrt(_sum(math.exp(-1 / T), T)))
    ),
    "b_i: this is the logarithm of the gate; a logistic function asks for ln(i / (1 - i)).": (
        lambda T, g, size: math.log(size / (g * math.sqrt(_sum(math.exp(-1 / T), T))))
    ),
    "b_i: the sign is wrong: the door is to be nearly shut.": lambda T, g, size: -start_for(T, g, size)[1],
    "b_i: the size of the candidates, g, is missing.": (
        lambda T, g, size: _logit(size / math.sqrt(_sum(math.exp(-1 / T), T)))
    ),
}


def _start_with(slip_f: Slip | None, slip_i: Slip | None) -> Callable[..., tuple[float, float]]:
    def start(T: int, g: float, size: float) -> tuple[float, float]:
        b_f, b_i = start_for(T, g, size)
        return slip_f(T, g, size) if slip_f else b_f, slip_i(T, g, size) if slip_i else b_i

    return start


EXERCISES: dict[str, Judge] = {
    "8.1": judge_numbers(ANSWERS),
    "8.2": judge_numbers(CONSTANT),
    "8.3": judge_function(
        start_for,
        [(100, 0.3, 0.2), (400, 0.4, 0.5), (50, 0.5, 0.1)],
        ("b_f", "b_i"),
        wrong=together((FORGET_SLIPS, INPUT_SLIPS), _start_with)
        | {"Right values in another order: return b_f, then b_i.": reordered(start_for, 1, 0)},
    ),
    "8.4": judge_last,
    "8.5": judge_order,
}
