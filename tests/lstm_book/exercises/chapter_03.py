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


RIGHT = [
    ("3.1", lambda a, s: (1 / s) * a),
    ("3.1", lambda a, s: np.array(a) / np.array(s)),
    ("3.2", lambda n, sigma, mu: phi(-(1 + n * mu) / (sigma * math.sqrt(n)))),
    ("3.2", lambda n, sigma, mu: 0.5 * math.erfc((1 + n * mu) / (sigma * math.sqrt(2 * n)))),
    ("3.3", lambda n, k, c: [k / n / c, k - k**2 / n]),
    ("3.3", lambda n, k, c: np.array([k / (n * c), k * (1 - k / n)]).tolist()),
    ("3.4", backward_step),
    ("3.4", lambda *a: list(backward_step(*a))),
    ("3.5", over),
    ("3.5", lambda value, mark, c_prev: np.where(mark > 0, value - c_prev, 0.0)),
    ("3.6", 10),
    ("3.6", 10.0),
    ("3.6", np.int64(10)),
]
STUBS = [
    ("3.1", lambda a, s: ...),
    ("3.2", lambda n, sigma, mu: ...),
    ("3.3", lambda n, k, c: (..., ...)),
    ("3.4", lambda W_x, W_h, W_y, x, h_prev, c, dh, dc: ...),
    ("3.5", lambda value, mark, c_prev: ...),
    ("3.6", ...),
]
WRONG = [
    ("3.1", lambda a, s: a * s, "1 / s, not s"),
    ("3.1", lambda a, s: a, "s = 1 only"),
    ("3.1", lambda a, s: np.tanh(a), "not the same everywhere"),
    ("3.1", lambda a, s: np.tanh(a) / s, "whatever stands before it"),
    ("3.1", lambda a, s: a / s + 1, "in silence the state moves"),
    ("3.1", lambda a, s: -a / s, "sign"),
    ("3.1", lambda a, s: 3 * a, r"For a = 0\.7, s = 0\.5: the new state: expected 1\.4, got 2\.1"),
    ("3.2", lambda n, sigma, mu: phi((1 + n * mu) / (sigma * math.sqrt(n))), "right sign"),
    ("3.2", lambda n, sigma, mu: 2 * wrong_sign(n, sigma, mu), "no factor 2"),
    ("3.2", lambda n, sigma, mu: phi(-(1 + n * mu) / (sigma * n)), "Variances add up"),
    ("3.2", lambda n, sigma, mu: phi(-(1 + n * mu) / (sigma**2 * n)), "is the variance"),
    ("3.2", lambda n, sigma, mu: phi(-(1 + n * mu) / sigma), "one noise value"),
    ("3.2", lambda n, sigma, mu: phi(-1 / (sigma * math.sqrt(n))), "mean of the noise is missing"),
    ("3.2", lambda n, sigma, mu: phi(-(1 + mu) / (sigma * math.sqrt(n))), "n times, not once"),
    ("3.2", lambda n, s, mu: phi(-(1 + math.sqrt(n) * mu) / (s * math.sqrt(n))), "mean grows like n"),
    ("3.2", lambda n, sigma, mu: wrong_sign(n, sigma, -mu), "sign of mu"),
    ("3.2", lambda n, sigma, mu: wrong_sign(n, sigma, -abs(mu)), "sign of mu"),
    ("3.2", lambda n, sigma, mu: wrong_sign(n - 1, sigma, mu), "too few"),
    ("3.2", lambda n, sigma, mu: wrong_sign(n + 1, sigma, mu), "too many"),
    (
        "3.2",
        lambda n, sigma, mu: 0.5,
        r"For n = 100, sigma = 0\.2, mu = 0\.0: the probability: expected 0\.3085",
    ),
    ("3.3", lambda n, k, c: (k / n, k - k**2 / n), "Divide by what is held"),
    ("3.3", lambda n, k, c: (1 / (n * c), k - k**2 / n), "at k steps"),
    ("3.3", lambda n, k, c: (k / (n * c), k * (n - k) / n**2), "mean over the steps"),
    ("3.3", lambda n, k, c: (k / (n * c), (n - k) * (k / n) ** 2), "steps with target 1 are missing"),
    ("3.3", lambda n, k, c: (k / (n * c), k * (k / n - 1) ** 2), "silent steps are missing"),
    ("3.3", lambda n, k, c: best_reading(n, k, c)[::-1], "wrong order"),
    ("3.3", lambda n, k, c: ((n - k) / n / c, k - k**2 / n), "share of the silent steps"),
    ("3.3", lambda n, k, c: (1 / c, n - k), "last k steps alone"),
    ("3.3", lambda n, k, c: (k / n / c, 1 - k / n), "mean over the k steps"),
    ("3.3", lambda n, k, c: (k / (n * c), 0.0), r"For n = 10, k = 3, c = 2\.0: loss: expected 2\.1, got 0"),
    ("3.3", lambda n, k, c: k / (n * c), r"Expected 2 values \(v, loss\)"),
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
    ("3.5", lambda value, mark, c_prev: mark * value, r"adds the values up"),
    ("3.5", lambda value, mark, c_prev: value - c_prev, "Without a mark nothing"),
    ("3.5", lambda value, mark, c_prev: mark * value - c_prev, "would be emptied"),
    ("3.5", lambda value, mark, c_prev: value if mark else c_prev, "holds afterwards"),
    ("3.5", lambda value, mark, c_prev: mark * (value + c_prev), "sign of the old state"),
    ("3.5", lambda value, mark, c_prev: mark * (c_prev - value), "other way round"),
    (
        "3.5",
        lambda value, mark, c_prev: 0.0,
        r"For value = -1\.0, mark = 1, c_prev = 0\.5.*expected -1\.5, got 0",
    ),
    ("3.6", 9, "noisy steps"),
    ("3.6", 11, "first with 5 %"),
    ("3.6", 1 + 25 / NormalDist().inv_cdf(0.95) ** 2, "whole numbers"),
    ("3.6", 40, "too large"),
    ("3.6", 4, "too small"),
]
