"""Exercises of chapter 03, The constant error carousel."""

from __future__ import annotations

import math
from statistics import NormalDist

from lstm_book.chapter_03.step_back import STEP_BACK, backward_step
from lstm_book.judges import Judge, judge_function, judge_number
from lstm_book.mistakes import reordered

__all__ = ["EXERCISES", "backward_step", "best_reading", "wrong_sign"]


def wrong_sign(n: int, nu: float, mu: float) -> float:
    """Return the probability that 1 plus n normal numbers is negative, as in equation (3.9) with a mean."""
    return _below_zero(1 + n * mu, nu * math.sqrt(n))


def _below_zero(mean: float, spread: float) -> float:
    return NormalDist().cdf(-mean / spread)


def best_reading(n: int, j: int, c: float) -> tuple[float, float]:
    """Return the w_y with the smallest sum of squared errors, and that sum."""
    return j / (n * c), j * (n - j) / n


EXERCISES: dict[str, Judge] = {
    "3.1": judge_function(
        lambda a, w: a / w,
        cases=[(0.7, 0.5), (-1.2, 0.5), (2.0, -0.25)],
        names=["the new state"],
        wrong={
            "The slope must be 1 / w, not w: the factor is w times the slope.": lambda a, w: a * w,
            "Its slope is 1, so the factor is w. That is the answer for w = 1 only.": lambda a, w: a,
            "The slope of tanh is not the same everywhere: (3.3) must hold for every a.": (
                lambda a, w: math.tanh(a)
            ),
            "The slope of tanh is not the same everywhere, whatever stands before it.": (
                lambda a, w: math.tanh(a) / w
            ),
            "The error passes unchanged, but in silence the state moves by the constant at every step.": (
                lambda a, w: a / w + 1
            ),
            "The slope turns round at a = 0: 1 / w on the one side, -1 / w on the other.": (
                lambda a, w: abs(a) / w
            ),
            "The sign: the error would turn round at every step.": lambda a, w: -a / w,
            "That is the slope of the activation. Asked is the activation itself, a function of a.": (
                lambda a, w: 1 / w
            ),
            "Right where a is positive. Below 0 its slope is 0, and (3.3) must hold for every a.": (
                lambda a, w: max(a, 0.0) / w
            ),
            "w once, not squared: with a / w the factor is w times 1 / w.": lambda a, w: a / w**2,
            "The slope of that is a / w. (3.3) makes the *slope* 1 / w; a is its integral over a, once.": (
                lambda a, w: a**2 / (2 * w)
            ),
        },
    ),
    "3.2": judge_function(
        wrong_sign,
        cases=[(25, 0.4, -0.01), (100, 0.2, 0.0), (64, 0.1, -0.01), (36, 0.5, 0.05)],
        names=["the probability"],
        rtol=1e-6,
        wrong={
            "That is the probability of the right sign.": lambda n, nu, mu: 1 - wrong_sign(n, nu, mu),
            "For the bit +1 only one side is wrong, so there is no factor 2.": (
                lambda n, nu, mu: 2 * wrong_sign(n, nu, mu)
            ),
            "Variances add up, not standard deviations: the spread grows like the root of n.": (
                lambda n, nu, mu: _below_zero(1 + n * mu, n * nu)
            ),
            "n * nu**2 is the variance. Divide by its root, the standard deviation.": (
                lambda n, nu, mu: _below_zero(1 + n * mu, n * nu**2)
            ),
            "That is the spread of one noise value. n of them add up in the store.": (
                lambda n, nu, mu: _below_zero(1 + n * mu, nu)
            ),
            "The mean of the noise is missing: n times mu is added to the bit.": (
                lambda n, nu, mu: _below_zero(1, nu * math.sqrt(n))
            ),
            "The mean is added at every step: n times, not once.": (
                lambda n, nu, mu: _below_zero(1 + mu, nu * math.sqrt(n))
            ),
            "The mean grows like n; only the spread grows like the root of n.": (
                lambda n, nu, mu: _below_zero(1 + math.sqrt(n) * mu, nu * math.sqrt(n))
            ),
            "The sign of mu: a negative mean carries the store down, towards the wrong sign.": (
                lambda n, nu, mu: wrong_sign(n, nu, -mu)
            ),
            "One step too few: all n steps are noise, and the bit comes before them.": (
                lambda n, nu, mu: wrong_sign(n - 1, nu, mu)
            ),
            "One step too many: n counts the noise only, not the bit.": (
                lambda n, nu, mu: wrong_sign(n + 1, nu, mu)
            ),
            "That is the mean over both bits. Asked is the bit +1, for which mu counts with its sign.": (
                lambda n, nu, mu: (wrong_sign(n, nu, mu) + wrong_sign(n, nu, -mu)) / 2
            ),
            "The bit is missing: the store ends at 1 plus the sum of the noise.": (
                lambda n, nu, mu: _below_zero(n * mu, nu * math.sqrt(n))
            ),
            "nu is a standard deviation already: its square belongs under the root only.": (
                lambda n, nu, mu: _below_zero(1 + n * mu, nu**2 * math.sqrt(n))
            ),
            "The variance of one number is nu**2, so the root takes n * nu**2, not n * nu.": (
                lambda n, nu, mu: _below_zero(1 + n * mu, math.sqrt(n * nu))
            ),
            "The mean of the sum is n mu; only its standard deviation is divided by, and only once.": (
                lambda n, nu, mu: NormalDist().cdf(-1 / (nu * math.sqrt(n)) - mu)
            ),
            "n mu belongs to the mean, 1 + n mu, and the whole of that is divided by the spread.": (
                lambda n, nu, mu: NormalDist().cdf(-1 / (nu * math.sqrt(n)) - n * mu)
            ),
            "n mu moves the mean, 1 + n mu. It does not make the spread larger.": (
                lambda n, nu, mu: NormalDist().cdf(-1 / (nu * math.sqrt(n) + n * mu))
            ),
        },
    ),
    "3.3": judge_function(
        best_reading,
        cases=[(10, 3, 2.0), (25, 5, -0.5), (10, 1, 1.0)],
        names=["w_y", "loss"],
        wrong={
            "w_y: j / n is the best product w_y * c. Divide by what is held.": (
                lambda n, j, c: (j / n, j * (n - j) / n)
            ),
            "w_y: the target is 1 at j steps, not at one.": lambda n, j, c: (1 / (n * c), j * (n - j) / n),
            "loss: that is the mean over the steps. Asked is the sum.": (
                lambda n, j, c: (j / (n * c), j * (n - j) / n**2)
            ),
            "loss: the steps with target 1 are missing; there the output is j / n, not 1.": (
                lambda n, j, c: (j / (n * c), (n - j) * j**2 / n**2)
            ),
            "loss: the silent steps are missing; there the output is j / n, not 0.": (
                lambda n, j, c: (j / (n * c), j * (n - j) ** 2 / n**2)
            ),
            "loss: the target is 1 at j steps, so the error there, j / n - 1, counts j times.": (
                lambda n, j, c: (j / (n * c), (n - j) * (j / n) ** 2 + (j / n - 1) ** 2)
            ),
            "w_y: (n - j) / n is the share of the silent steps. Those with target 1 count, j / n.": (
                lambda n, j, c: ((n - j) / (n * c), j * (n - j) / n)
            ),
            "w_y: 1 / c suits the last j steps alone. The n - j silent ones pull it down.": (
                lambda n, j, c: (1 / c, n - j)
            ),
            "loss: that is the mean over the j steps with target 1. Asked is the sum over all.": (
                lambda n, j, c: (j / (n * c), (n - j) / n)
            ),
            "Both are right, in the wrong order: return w_y, loss.": reordered(best_reading, 1, 0),
            "w_y: all n steps pull, not only the n - j silent ones: divide by n.": (
                lambda n, j, c: (j / ((n - j) * c), j * (n - j) / n)
            ),
            "w_y: solve for w_y c first, j / n, and then divide by c; you multiplied.": (
                lambda n, j, c: (j * c / n, j * (n - j) / n)
            ),
            "w_y: w_y c is j / n, so w_y is that divided by c once, not twice.": (
                lambda n, j, c: (j / (n * c**2), j * (n - j) / n)
            ),
            "loss: what is held does not matter for it: with the best w_y the product w_y c is j / n.": (
                lambda n, j, c: (j / (n * c), j * (n - j) / n * c**2)
            ),
            "loss: that is the loss of an output that is always 0. The best w_y does better.": (
                lambda n, j, c: (j / (n * c), float(j))
            ),
        },
    ),
    "3.4": STEP_BACK,
    "3.5": judge_function(
        lambda value, mark, c_prev: mark * (value - c_prev),
        cases=[(0.4, 0, 1.0), (-0.8, 1, 0.3), (1.0, 1, 0.0), (0.5, 1, -0.25), (-0.7, 0, -1.0)],
        names=["what is added"],
        wrong={
            "Without a mark nothing may be added, or the noise gets in.": (
                lambda value, mark, c_prev: value - c_prev
            ),
            "Without a mark the store would be emptied: the mark must guard what is taken away, too.": (
                lambda value, mark, c_prev: mark * value - c_prev
            ),
            "This adds the values up: after +1 and then -1 the store holds 0. The old one must go.": (
                lambda value, mark, c_prev: mark * value
            ),
            "That is what the store holds afterwards. Asked is what is added to the old state.": (
                lambda value, mark, c_prev: mark * value + (1 - mark) * c_prev
            ),
            "The sign of the old state: it has to be taken away, not doubled.": (
                lambda value, mark, c_prev: mark * (value + c_prev)
            ),
            "The difference the other way round: from c_prev to the value, value - c_prev is added.": (
                lambda value, mark, c_prev: mark * (c_prev - value)
            ),
            "Without a mark nothing may be added, and with one the old state must go.": (
                lambda value, mark, c_prev: value
            ),
            "At a mark this empties the store. The new value has to be put in, too.": (
                lambda value, mark, c_prev: -mark * c_prev
            ),
            "Half way only: the store would hold the mean of the old state and the value.": (
                lambda value, mark, c_prev: mark * (value - c_prev) / 2
            ),
        },
    ),
    "3.6": judge_number(
        10,
        atol=0.01,
        wrong={
            "10.24 is where (3.9) gives exactly 5 %. Steps are whole numbers: round it down.": 10.24,
            "9 is the number of noisy steps. The widget's T counts the step of the bit as well.": 9,
            "11 is the first with 5 % or more. Asked is the last below.": 11,
            "4 fits a spread that grows like n. Variances add up, so the spread grows like the root of n.": 4,
            "16 fits a spread of 0.2**2 times n, which is the variance. Take its root.": 16,
            "7 fits 5 % on both sides together. Only one side costs the sign: 1.645, not 1.96.": 7,
            "26 is where noise and bit are equally large, 0.2 times 5; the sign is lost there in 16 %.": 26,
        },
    ),
}
