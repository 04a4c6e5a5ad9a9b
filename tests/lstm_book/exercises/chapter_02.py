"""Answers to the exercises of chapter 02, Why it forgets."""

import numpy as np

from lstm_book.chapter_01.exercises import latched_value
from lstm_book.chapter_02.exercises import clip, network_gradient, unit_gradient


def length(*arrays):
    return max(np.sqrt(sum(np.sum(a**2) for a in arrays)), 1e-300)


def scaled(dW, db, factor):
    factor = min(1, factor) if np.isfinite(factor) else 1
    return dW * factor, db * factor


def counted(w):
    slope, left, n = w * (1 - latched_value(w) ** 2), 1.0, 0
    while left >= 0.001:
        left, n = left * slope, n + 1
    return n


def product_of(jacobian):
    def gradient(W_h, hs):
        product = np.eye(len(W_h))
        for h in hs:
            product = product @ jacobian(W_h, (h > 0).astype(float))
        return product

    return gradient


def product_of_states(jacobian):
    def gradient(W_h, hs):
        product = np.eye(len(W_h))
        for h in hs:
            product = product @ jacobian(W_h, h)
        return product

    return gradient


def clip_where(too_large):
    return lambda dW, db, limit: clip(dW, db, limit) if too_large(dW, db, limit) else (dW, db)


def after(iterations, start=1.0):
    """2.6 with a unit that has run for so many steps only."""

    def steps(w):
        h = start
        for _ in range(iterations):
            h = np.tanh(w * h)
        return int(np.ceil(np.log(1e-3) / np.log(w * (1 - h**2))))

    return steps


def unsettled(w):
    h, left, n = 1.0, 1.0, 0
    while left >= 0.001:
        h = np.tanh(w * h)
        left, n = left * w * (1 - h**2), n + 1
    return n


def from_the_right(W_h, hs):
    product = np.eye(len(W_h))
    for h in hs:
        product = (W_h * (h > 0)) @ product
    return product


RIGHT = [
    ("2.1", lambda w, hs: np.prod(w * (1 - hs**2))),
    ("2.1", unit_gradient),
    ("2.1", lambda w, hs: w ** len(hs) * np.prod(1 - hs**2)),
    ("2.1", lambda w, hs: np.array([np.prod(w * (1 - hs**2))])[0]),
    ("2.1", lambda w, hs: np.float32(np.prod(w * (1 - hs**2)))),
    ("2.1", lambda w, hs: [[np.prod(w * (1 - hs**2))]]),
    ("2.2", (0.9977, 1.0023)),
    ("2.2", [0.9977, 1.0023]),
    ("2.2", np.array([0.9977, 1.0023])),
    ("2.2", (0.5 ** (1 / 300), 2 ** (1 / 300))),
    ("2.2", ("0.9977", "1.0023")),
    ("2.3", product_of(lambda W, s: W @ np.diag(s))),
    ("2.3", network_gradient),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs).tolist()),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs).astype(np.float32)),
    ("2.4", lambda dW, db, limit: scaled(dW, db, limit / length(dW, db))),
    ("2.4", lambda dW, db, limit: list(clip(dW, db, limit))),
    ("2.4", lambda dW, db, limit: (clip(dW, db, limit)[0].tolist(), clip(dW, db, limit)[1])),
    ("2.5", np.array([[0.0, 1.0], [1.0, 0.0]])),
    ("2.5", [[0, 1], [1, 0]]),
    ("2.5", [[0, 1], [-1, 0]]),
    ("2.5", [[0, -1], [-1, 0]]),
    ("2.5", [[0, 2], [0.5, 0]]),
    ("2.5", ((0, 1.003), (1.0, 0))),
    ("2.6", counted),
    ("2.6", lambda w: float(counted(w))),
    ("2.6", lambda w: np.array([counted(w)])),
    ("2.6", lambda w: np.int64(counted(w))),
    ("2.6", lambda w: int(np.ceil(np.log(1e-3) / np.log(w * (1 - latched_value(w) ** 2))))),
]
STUBS = [
    ("2.1", lambda w, hs: ...),
    ("2.2", (..., ...)),
    ("2.2", (0.9977, ...)),
    ("2.3", lambda W_h, hs: ...),
    ("2.4", lambda dW, db, limit: ...),
    ("2.5", ...),
    ("2.6", lambda w: ...),
]
WRONG = [
    ("2.1", lambda w, hs: w * np.prod(1 - hs**2), "counts at every step"),
    ("2.1", lambda w, hs: w ** len(hs), "slope of tanh is missing"),
    ("2.1", lambda w, hs: np.prod(1 - hs**2), "weight is missing"),
    ("2.1", lambda w, hs: np.prod(w * (1 - np.tanh(hs) ** 2)), "already the tanh"),
    ("2.1", lambda w, hs: np.prod(w * (1 - hs)), "with the square"),
    ("2.1", lambda w, hs: np.prod(w * (1 - hs[:-1] ** 2)), "last state's slope"),
    ("2.1", lambda w, hs: np.prod(w * (1 - hs[1:] ** 2)), "from h_0 to h_1"),
    ("2.1", lambda w, hs: np.prod(w * (1 - np.concatenate([[0.0], hs[:-1]]) ** 2)), "h_0 has no factor"),
    ("2.1", lambda w, hs: np.sum(w * (1 - hs**2)), "not added"),
    ("2.1", lambda w, hs: np.prod(w * (1 - hs) ** 2), "the square is that of h alone"),
    ("2.1", lambda w, hs: np.prod(w * (1 + hs**2)), "with a minus sign"),
    ("2.1", lambda w, hs: np.prod(1 - (w * hs) ** 2), "the weight is not squared"),
    ("2.1", lambda w, hs: (w * (1 - hs[-1] ** 2)) ** len(hs), "the last state alone was used for all"),
    ("2.1", lambda w, hs: w * (1 - hs[-1] ** 2), "the last step's factor alone"),
    ("2.1", lambda w, hs: np.mean(w * (1 - hs**2)) ** len(hs), "their mean, raised to a power"),
    ("2.1", lambda w, hs: None, "Your function returned nothing"),
    ("2.1", lambda w, hs: -np.prod(w * (1 - hs**2)), "the gradient: expected"),
    ("2.1", lambda w, hs: w * (1 - hs**2), "one number; this is a list of the factors"),
    ("2.1", lambda w, hs: np.cumprod(w * (1 - hs**2)), "one number; this is the product after every step"),
    ("2.1", lambda w, hs: np.prod(abs(w) * (1 - hs**2)), "the gradient: expected"),
    ("2.1", lambda w, hs: np.ones((2, 2)), r"expected shape \(\), got \(2, 2\)"),
    ("2.1", 0.5, "Expected a function"),
    ("2.2", (0.9976, 1.0023), "The smallest weight: 0.9976 leaves 0.4863, which is below 1/2"),
    ("2.2", (0.9931, 1.0069), "the range for 100 steps"),
    ("2.2", (2 ** (-1 / 100), 2 ** (1 / 100)), "the range for 100 steps"),
    ("2.2", (0.9977, 1.0024), "The largest weight: 1.0024 leaves 2.053, which is above 2"),
    ("2.2", (0.9979, 1.0023), "The smallest weight: 0.9979.*A smaller one"),
    ("2.2", (0.9977, 1.0020), "The largest weight: 1.002 .*A larger one"),
    ("2.2", (1.0023, 0.9977), "smallest weight comes first"),
    ("2.2", (-1.0023, 1.0023), "asked are positive"),
    ("2.2", (0.0, 1.0023), "asked are positive"),
    ("2.2", (0.9977, float("inf")), "finite"),
    ("2.2", 1.0, "Expected two numbers"),
    ("2.2", (0.9977, 1.0, 1.0023), "Expected two numbers"),
    ("2.2", "0.9977 to 1.0023", "Expected two numbers"),
    ("2.3", product_of(lambda W, s: np.diag(s) @ W), "columns of W_h, not its rows"),
    ("2.3", from_the_right, "first step's Jacobian stands leftmost"),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs).T, "It is transposed"),
    ("2.3", product_of(lambda W, s: W.T * s), "W_h is transposed"),
    ("2.3", product_of(lambda W, s: W), "slopes are missing"),
    (
        "2.3",
        product_of_states(lambda W, h: W * (h >= 0)),
        "h is never below 0, so that h >= 0 always holds",
    ),
    ("2.3", product_of_states(lambda W, h: W * np.maximum(0, h)), "ReLU of h, which is h itself"),
    ("2.3", product_of_states(lambda W, h: W @ np.diag(h)), "ReLU of h, which is h itself"),
    ("2.3", product_of_states(lambda W, h: W * (h == 0)), "the wrong way round"),
    ("2.3", lambda W_h, hs: sum(W_h * (h > 0) for h in hs), "multiplied, not added"),
    ("2.3", lambda W_h, hs: W_h @ network_gradient(W_h, hs[:-1]), "h_1 has slopes, h_0 has none"),
    ("2.3", lambda W_h, hs: np.prod([W_h * (h > 0) for h in hs], axis=0), "entry by entry"),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs[1:]), "the first, from h_0"),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs[:-1]), "the last, to h_T"),
    ("2.3", product_of_states(lambda W, h: W * (1 - h**2)), "slope of tanh. The slope of ReLU"),
    ("2.3", lambda W_h, hs: -network_gradient(W_h, hs), r"the gradient\[0, 0\].*-1 times"),
    ("2.3", lambda W_h, hs: network_gradient(W_h, hs)[0], r"expected shape \(3, 3\), got \(3,\)"),
    (
        "2.4",
        lambda dW, db, limit: (clip(dW, 0 * db, limit)[0], clip(0 * dW, db, limit)[1]),
        "by itself. The norm",
    ),
    ("2.4", lambda dW, db, limit: (np.clip(dW, -limit, limit), np.clip(db, -limit, limit)), "Each entry"),
    (
        "2.4",
        lambda dW, db, limit: (dW * limit / length(dW, db), db * limit / length(dW, db)),
        "made longer",
    ),
    ("2.4", lambda dW, db, limit: scaled(dW, db, limit / length(dW, db) ** 2), "root is missing"),
    ("2.4", lambda dW, db, limit: scaled(dW, db, limit / (length(dW) + length(db))), "two norms are added"),
    (
        "2.4",
        lambda dW, db, limit: scaled(
            dW, db, limit / max(np.hypot(np.linalg.norm(dW, 2), np.linalg.norm(db)), 1e-300)
        ),
        "not the norm of a matrix",
    ),
    ("2.4", lambda dW, db, limit: scaled(dW, db, 1 / length(dW, db)), "limit is missing"),
    ("2.4", clip_where(lambda dW, db, limit: length(dW) > limit), "decided by the common norm"),
    (
        "2.4",
        clip_where(lambda dW, db, limit: max(length(dW), length(db)) > limit),
        "decided by the common norm",
    ),
    (
        "2.4",
        clip_where(lambda dW, db, limit: np.abs(dW).max() > limit or np.abs(db).max() > limit),
        "common norm",
    ),
    ("2.4", lambda dW, db, limit: scaled(dW, db, limit / (length(dW, db) + 1e-6)), "Nothing is added"),
    ("2.4", lambda dW, db, limit: [a.reshape(12)[: a.size] for a in clip(dW, db, limit)], "raised|shape"),
    (
        "2.4",
        lambda dW, db, limit: (
            dW * max(1, limit / length(dW, db)),
            db * max(1, limit / length(dW, db)),
        ),
        "Nothing is clipped",
    ),
    (
        "2.4",
        lambda dW, db, limit: (
            dW * max(1, length(dW, db) / limit),
            db * max(1, length(dW, db) / limit),
        ),
        "quotient is turned round",
    ),
    (
        "2.4",
        lambda dW, db, limit: scaled(dW, db, limit / max(np.abs(dW).sum() + np.abs(db).sum(), 1e-300)),
        "Sizes are added, not squares",
    ),
    (
        "2.4",
        lambda dW, db, limit: scaled(dW, db, limit / max(np.abs(dW).max(), np.abs(db).max(), 1e-300)),
        "not the largest entry",
    ),
    (
        "2.4",
        lambda dW, db, limit: scaled(dW, db, limit / max(np.sqrt(np.mean(np.append(dW, db) ** 2)), 1e-300)),
        "not averaged",
    ),
    ("2.4", lambda dW, db, limit: (dW, db), "Nothing is clipped"),
    ("2.4", lambda dW, db, limit: (clip(dW, db, limit)[0], db), r"db\[0\]: expected"),
    ("2.4", lambda dW, db, limit: clip(dW, db, limit)[0], "Expected 2 values"),
    ("2.5", np.eye(2), r"W_swap\[0, 0\] is 1: unit 1 feeds itself"),
    ("2.5", [[0, 1], [1, 0.5]], r"W_swap\[1, 1\] is 0.5: unit 2 feeds itself"),
    ("2.5", [[0, 1], [0, 0]], "n = 2 steps the norm is 0, below 1/2. One unit hears the other"),
    ("2.5", [[0, 1.1], [1, 0]], "n = 15 steps the norm is 2.144, above 2"),
    ("2.5", [[0, 0.9], [0.9, 0]], "n = 7 steps the norm is 0.4783, below 1/2"),
    ("2.5", [[0, 4], [0.25, 0]], "n = 1 step the norm is 4, above 2"),
    ("2.5", np.zeros((2, 2)), "n = 1 step the norm is 0, below 1/2"),
    ("2.5", np.zeros((2, 3)), r"of shape \(2, 2\), got \[\[0.0, 0.0, 0.0\], "),
    ("2.5", [[0, np.nan], [1, 0]], "finite"),
    ("2.5", [[0, 1j], [1j, 0]], "real numbers, got complex"),
    ("2.5", "swap", "Expected a matrix"),
    ("2.6", lambda w: counted(w) - 1, "one more is needed"),
    ("2.6", lambda w: counted(w) + 1, "too many"),
    (
        "2.6",
        lambda w: int(np.ceil(np.log(1e-3) / np.log(1 - latched_value(w) ** 2))),
        "weight is missing in the slope",
    ),
    (
        "2.6",
        lambda w: int(np.ceil(np.log(1e-3) / np.log(w * (1 - latched_value(w))))),
        "1 - h..2, with the square",
    ),
    ("2.6", lambda w: np.log(1e-3) / np.log(w * (1 - latched_value(w) ** 2)), "whole number"),
    ("2.6", lambda w: round(np.log(1e-3) / np.log(w * (1 - latched_value(w) ** 2))), "not to the nearest"),
    ("2.6", unsettled, "not yet at rest"),
    ("2.6", after(20), "For w = 1.01: .* apply the map more often"),
    ("2.6", after(50), "For w = 1.01: .* apply the map more often"),
    ("2.6", after(50, start=0.0), "on the crest"),
    ("2.6", lambda w: 100, "For w = 1.7: the number of steps: expected 6, got 100"),
    ("2.6", lambda w: counted(w) if w > 1.5 else 1 / 0, "raised ZeroDivisionError"),
    ("2.6", 8, "Expected a function"),
]
