"""Answers to the exercises of chapter 03, The constant error carousel."""

import math
from statistics import NormalDist

import numpy as np

from lstm_book.chapter_03.exercises import backward_step, best_reading, wrong_sign


def phi(z):
    return NormalDist().cdf(z)


def over(value, mark, c_prev):
    return value - c_prev if mark else 0


def at_c(error, dc_prev=None):
    """Return an answer to 3.4 whose error at c is `error(W_y, c, dh, dc)`, and so `dc_prev` if not given."""

    def step(W_x, W_h, W_y, x, h_prev, c, dh, dc):
        d = error(W_y, c, dh, dc)
        on = dc_prev(W_y, c, dh, dc) if dc_prev else d
        return x.T @ d, h_prev.T @ d, c.T @ dh, d @ W_h.T, on

    return step


def part(place, other):
    """Return an answer to 3.4 with one wrong part, `other(d, W_h, x, h_prev, c, dh, dc)`."""

    def step(W_x, W_h, W_y, x, h_prev, c, dh, dc):
        parts = list(backward_step(W_x, W_h, W_y, x, h_prev, c, dh, dc))
        parts[place] = other(dc + dh @ W_y.T, W_h, x, h_prev, c, dh, dc)
        return parts

    return step


def some(error):
    """Return an answer to 3.4 that takes another error at c for dW_x and dW_h alone."""

    def step(W_x, W_h, W_y, x, h_prev, c, dh, dc):
        d = error(W_y, dh, dc)
        return x.T @ d, h_prev.T @ d, *backward_step(W_x, W_h, W_y, x, h_prev, c, dh, dc)[2:]

    return step


RIGHT = [
    ("3.1", lambda a, w: (1 / w) * a),
    ("3.1", lambda a, w: np.array(a) / np.array(w)),
    ("3.1", lambda a, w: np.array([a / w])),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / (nu * math.sqrt(n)))),
    ("3.2", lambda n, nu, mu: np.float32(phi(-(1 + n * mu) / (nu * math.sqrt(n))))),
    ("3.2", lambda n, nu, mu: 0.5 * math.erfc((1 + n * mu) / (nu * math.sqrt(2 * n)))),
    ("3.3", lambda n, j, c: [j / n / c, j - j**2 / n]),
    ("3.3", lambda n, j, c: np.array([j / (n * c), j * (1 - j / n)]).tolist()),
    ("3.4", backward_step),
    ("3.3", lambda n, j, c: np.array([j / (n * c), j * (1 - j / n)])),
    ("3.4", lambda *a: list(backward_step(*a))),
    ("3.4", lambda *a: tuple(part.astype(np.float32) for part in backward_step(*a))),
    ("3.4", lambda *a: [part.tolist() for part in backward_step(*a)]),
    ("3.5", over),
    ("3.5", lambda value, mark, c_prev: np.where(mark > 0, value - c_prev, 0.0)),
    ("3.6", 10),
    ("3.6", 10.0),
    ("3.5", lambda value, mark, c_prev: np.array([[over(value, mark, c_prev)]])),
    ("3.6", np.int64(10)),
    ("3.6", np.array([10])),
    ("3.6", [10]),
]
STUBS = [
    ("3.1", lambda a, w: ...),
    ("3.2", lambda n, nu, mu: ...),
    ("3.3", lambda n, j, c: (..., ...)),
    ("3.4", lambda W_x, W_h, W_y, x, h_prev, c, dh, dc: ...),
    ("3.5", lambda value, mark, c_prev: ...),
    ("3.6", ...),
]
WRONG = [
    ("3.1", lambda a, w: a * w, "1 / w, not w"),
    ("3.1", lambda a, w: a, "w = 1 only"),
    ("3.1", lambda a, w: np.tanh(a), "not the same everywhere"),
    ("3.1", lambda a, w: np.tanh(a) / w, "whatever stands before it"),
    ("3.1", lambda a, w: a / w + 1, "in silence the state moves"),
    ("3.1", lambda a, w: -a / w, "sign"),
    ("3.1", lambda a, w: 3 * a, r"For a = 0\.7, w = 0\.5: the new state: expected 1\.4, got 2\.1"),
    ("3.1", lambda a, w: 1 / w, "the slope of the activation"),
    ("3.1", lambda a, w: np.maximum(a, 0) / w, "Right where a is positive"),
    ("3.1", lambda a, w: a * a / w / 2, "its integral"),
    ("3.1", lambda a, w: a / abs(w), "The sign"),
    ("3.1", lambda a, w: np.abs(a) / w, "turns round at a = 0"),
    ("3.1", lambda a, w: a / w**2, "once, not squared"),
    ("3.2", lambda n, nu, mu: phi(-1 / (nu * math.sqrt(n)) - n * mu), "the whole of that"),
    ("3.2", lambda n, nu, mu: phi(-1 / (nu * math.sqrt(n) + n * mu)), "spread larger"),
    ("3.3", lambda n, j, c: (j / n / c, (n - j) * (j / n) ** 2 + (1 - j / n) ** 2), "counts j times"),
    ("3.2", lambda n, nu, mu: (wrong_sign(n, nu, mu) + wrong_sign(n, nu, -mu)) / 2, "mean over both bits"),
    ("3.2", lambda n, nu, mu: phi(-n * mu / (nu * math.sqrt(n))), "The bit is missing"),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / (nu * nu * math.sqrt(n))), "standard deviation already"),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / math.sqrt(nu * n)), r"not n \* nu"),
    ("3.2", lambda n, nu, mu: phi(-1 / (nu * math.sqrt(n)) - mu), "is divided by"),
    ("3.2", lambda n, nu, mu: print("0.309"), "returned nothing"),
    ("3.2", lambda n, nu: 0.309, "called with 3 arguments"),
    ("3.3", lambda n, j, c: (j / (n - j) / c, j - j**2 / n), "not only the n - j"),
    ("3.3", lambda n, j, c: (j * c / n, j - j**2 / n), "you multiplied"),
    ("3.3", lambda n, j, c: (j / n / c**2, j - j**2 / n), "once, not twice"),
    ("3.3", lambda n, j, c: (j / (n * c), c * c * (j - j**2 / n)), "does not matter"),
    ("3.3", lambda n, j, c: (j / (n * c), j), "always 0"),
    ("3.2", lambda n, nu, mu: phi((1 + n * mu) / (nu * math.sqrt(n))), "right sign"),
    ("3.2", lambda n, nu, mu: 2 * wrong_sign(n, nu, mu), "no factor 2"),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / (nu * n)), "Variances add up"),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / (nu**2 * n)), "is the variance"),
    ("3.2", lambda n, nu, mu: phi(-(1 + n * mu) / nu), "one noise value"),
    ("3.2", lambda n, nu, mu: phi(-1 / (nu * math.sqrt(n))), "mean of the noise is missing"),
    ("3.2", lambda n, nu, mu: phi(-(1 + mu) / (nu * math.sqrt(n))), "n times, not once"),
    ("3.2", lambda n, nu, mu: phi(-(1 + math.sqrt(n) * mu) / (nu * math.sqrt(n))), "mean grows like n"),
    ("3.2", lambda n, nu, mu: wrong_sign(n, nu, -mu), "sign of mu"),
    ("3.2", lambda n, nu, mu: wrong_sign(n, nu, -abs(mu)), "sign of mu"),
    ("3.2", lambda n, nu, mu: wrong_sign(n - 1, nu, mu), "too few"),
    ("3.2", lambda n, nu, mu: wrong_sign(n + 1, nu, mu), "too many"),
    (
        "3.2",
        lambda n, nu, mu: 0.5,
        r"For n = 25, nu = 0\.4, mu = -0\.01: the probability: expected 0\.3538",
    ),
    ("3.3", lambda n, j, c: (j / n, j - j**2 / n), "Divide by what is held"),
    ("3.3", lambda n, j, c: (1 / (n * c), j - j**2 / n), "at j steps"),
    ("3.3", lambda n, j, c: (j / (n * c), j * (n - j) / n**2), "mean over the steps"),
    ("3.3", lambda n, j, c: (j / (n * c), (n - j) * (j / n) ** 2), "steps with target 1 are missing"),
    ("3.3", lambda n, j, c: (j / (n * c), j * (j / n - 1) ** 2), "silent steps are missing"),
    ("3.3", lambda n, j, c: best_reading(n, j, c)[::-1], "wrong order"),
    ("3.3", lambda n, j, c: ((n - j) / n / c, j - j**2 / n), "share of the silent steps"),
    ("3.3", lambda n, j, c: (1 / c, n - j), "last j steps alone"),
    ("3.3", lambda n, j, c: (j / n / c, 1 - j / n), "mean over the j steps"),
    ("3.3", lambda n, j, c: (j / (n * c), 0.0), r"For n = 10, j = 3, c = 2\.0: loss: expected 2\.1, got 0"),
    ("3.3", lambda n, j, c: j / (n * c), r"Expected 2 values \(w_y, loss\)"),
    ("3.4", at_c(lambda W_y, c, dh, dc: dc), "read by the output of the same step"),
    ("3.4", at_c(lambda W_y, c, dh, dc: dh @ W_y.T), "lacks dc"),
    ("3.4", at_c(lambda W_y, c, dh, dc: dc + dh @ W_y), "needs W_y transposed"),
    ("3.4", at_c(lambda W_y, c, dh, dc: (dc + dh @ W_y.T) * (1 - c**2)), "no tanh"),
    ("3.4", part(4, lambda d, W_h, x, h_prev, c, dh, dc: dc), "dc_prev: .* whole error"),
    ("3.4", part(3, lambda d, W_h, x, h_prev, c, dh, dc: d @ W_h), "dh_prev: .*transposed"),
    ("3.4", part(2, lambda d, W_h, x, h_prev, c, dh, dc: c.T @ d), "dW_y: .*does not enter"),
    ("3.4", part(2, lambda d, W_h, x, h_prev, c, dh, dc: dh.T @ c), "dW_y is transposed"),
    ("3.4", part(0, lambda d, W_h, x, h_prev, c, dh, dc: d.T @ x), "dW_x is transposed"),
    ("3.4", part(1, lambda d, W_h, x, h_prev, c, dh, dc: x.T @ d), "dW_h: .*h_prev, not x"),
    ("3.4", part(1, lambda d, W_h, x, h_prev, c, dh, dc: -h_prev.T @ d), r"dW_h\[0, 0\].*-1 times"),
    ("3.4", at_c(lambda W_y, c, dh, dc: dh @ W_y.T, lambda W_y, c, dh, dc: dc), "must be added first"),
    ("3.4", at_c(lambda W_y, c, dh, dc: dc, lambda W_y, c, dh, dc: dc + dh @ W_y.T), "not dc alone"),
    ("3.4", part(3, lambda d, W_h, x, h_prev, c, dh, dc: dh), "dh_prev: dh is the error at h_t"),
    ("3.4", lambda *a: (*backward_step(*a)[:3], *backward_step(*a)[:2:-1]), "dh_prev comes first"),
    ("3.4", lambda *a: backward_step(*a)[:3], "Expected 5 values"),
    (
        "3.4",
        lambda W_x, W_h, W_y, *a: (
            *(parts := backward_step(W_x, W_h, W_y, *a))[:4],
            parts[4] + parts[3] @ W_y.T,
        ),
        "dc_prev: the way through h_prev is in dh_prev",
    ),
    ("3.4", part(2, lambda d, W_h, x, h_prev, c, dh, dc: h_prev.T @ dh), "dW_y: .*not h_prev"),
    ("3.4", part(2, lambda d, W_h, x, h_prev, c, dh, dc: c.T @ (dh + dc)), "dc never passes"),
    ("3.4", part(1, lambda d, W_h, x, h_prev, c, dh, dc: d.T @ h_prev), "dW_h is transposed"),
    ("3.4", part(3, lambda d, W_h, x, h_prev, c, dh, dc: dc @ W_h.T), "dh_prev: the whole error"),
    ("3.4", part(3, lambda d, W_h, x, h_prev, c, dh, dc: d @ W_h.T + dh), "dh stays"),
    ("3.4", some(lambda W_y, dh, dc: dc), "not only what dc brings"),
    ("3.4", some(lambda W_y, dh, dc: dh @ W_y.T), "not only what dh brings"),
    ("3.5", lambda value, mark, c_prev: mark * value, r"adds the values up"),
    ("3.5", lambda value, mark, c_prev: value - c_prev, "Without a mark nothing"),
    ("3.5", lambda value, mark, c_prev: mark * value - c_prev, "would be emptied"),
    ("3.5", lambda value, mark, c_prev: value if mark else c_prev, "holds afterwards"),
    ("3.5", lambda value, mark, c_prev: mark * (value + c_prev), "sign of the old state"),
    ("3.5", lambda value, mark, c_prev: mark * (c_prev - value), "other way round"),
    ("3.5", lambda value, mark, c_prev: value, "the old state must go"),
    ("3.5", lambda value, mark, c_prev: (1 - mark) * (value - c_prev), "Without a mark nothing"),
    ("3.5", lambda value, mark, c_prev: -c_prev if mark else 0.0, "empties the store"),
    ("3.5", lambda value, mark, c_prev: 0.5 * mark * (value - c_prev), "Half way"),
    ("3.5", lambda value, mark, c_prev: value - c_prev if mark else None, "on some path"),
    (
        "3.5",
        lambda value, mark, c_prev: 0.0,
        r"For value = -0\.8, mark = 1, c_prev = 0\.3.*expected -1\.1, got 0",
    ),
    ("3.6", 9, "noisy steps"),
    ("3.6", 11, "first with 5 %"),
    ("3.6", 1 + 25 / NormalDist().inv_cdf(0.95) ** 2, "whole numbers"),
    ("3.6", 40, "too large"),
    ("3.6", 4, "grows like n"),
    ("3.6", 16, "Take its root"),
    ("3.6", 7, "1.96"),
    ("3.6", 26, "equally large"),
    ("3.6", 5, "too small"),
]
