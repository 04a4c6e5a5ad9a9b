"""The predictions of chapter 02, Why it forgets."""

from functools import cache

import numpy as np

from lstm_teach import RNN, Adam, binary_cross_entropy, gradient_of, init_model, train, unroll
from lstm_teach.tasks import bit_through_noise
from tests.lstm_book.predictions.case import Case

EIGHT = (3, 8, 1)  # inputs, units, outputs
GRADIENT = gradient_of(RNN, lambda y, batch: binary_cross_entropy(y, batch.bit))


def kicked(w, start, steps, activation=np.tanh):
    """Of a difference at the start, what is left at the end: by two runs side by side, and the end."""
    h = np.array([start - 1e-7, start + 1e-7])
    for _ in range(steps):
        h = activation(w * h)
    return (h[1] - h[0]) / 2e-7, h.mean()


def tanh_units():
    at_rest = kicked(2.0, 1.0, 200)[1]
    # At rest ten steps are too many for a difference of two runs: the slope of one step, to the power of ten.
    return [kicked(2.0, 0.0, 10)[0], kicked(2.0, at_rest, 1)[0] ** 10, *kicked(1.0, 1.0, 100)]


@cache
def at_start():
    """The sizes of errors after 99 steps back in networks just started, by products of Jacobians."""
    sizes = {}
    for word, noise in (("silence", 0.0), ("noise", 1.0)):
        batch = bit_through_noise(np.random.default_rng(0), 99, batch_size=32, noise=noise)
        found = []
        for seed in range(20):
            model = init_model(RNN, np.random.default_rng(seed), *EIGHT)
            h = unroll(RNN, model.cell, batch.x).h
            error = np.broadcast_to(model.out.W_y[:, 0], h.shape[1:])
            length = np.linalg.norm(error, axis=1)
            for states in h[:0:-1]:
                error = (error * (1 - states**2)) @ model.cell.W_h.T
            found.append(np.median(np.linalg.norm(error, axis=1) / length))
        sizes[f"orthogonal, {word}"] = np.array([1.0] + 98 * [np.nan] + [np.median(found)])
    return sizes


@cache
def solved():
    """How many of ten networks learn, with input weights as usual and ten times smaller."""
    names = {"as usual": 1.0, "ten times smaller": 0.1}
    return {
        name: sum(learns(rate, seed, scale) for rate in (0.003, 0.01) for seed in range(5))
        for name, scale in names.items()
    }


def learns(rate, seed, scale):
    rng = np.random.default_rng(seed)
    model = init_model(RNN, rng, *EIGHT, recurrent="orthogonal", input_scale=scale)
    data = (bit_through_noise(rng, 80, batch_size=32) for _ in range(200))
    _, history = train(model, GRADIENT, data, Adam(rate), steps=200, clip=1.0, progress=iter)
    return np.mean(history.loss[-10:]) < 0.3  # of sequences never seen before


def at_distance_80(params):
    """What 80 steps leave of an error in a latch and in a unit that fades, by the slope at rest."""
    h = kicked(params, 1.0, 500)[1]
    return [(params * (1 - h**2)) ** 80]


TABLE = {
    "2.1": Case(
        truth=lambda: [float(np.prod(np.full(100, w))) for w in (0.9, 0.99, 1.0, 1.01, 1.1)],
        wrong={
            "nothing changes": ({0.9: 1, 0.99: 1, 1.0: 1, 1.01: 1, 1.1: 1}, "2.7"),
            "in a line": ({0.9: 0.1, 0.99: 0.5, 1.0: 1, 1.01: 2, 1.1: 11}, "1.4e+04"),
            "all vanish": ([1e-5, 1e-5, 1e-5, 1e-5, 1e-5], "0.366"),
        },
        bad=({0.9: 0, 0.99: 0.4, 1.0: 1, 1.01: 3, 1.1: 1e4}, "0.9: expected a number above 0"),
        leaks=("2.656e-05", "2.7e-05", "0.366", "2.705", "1.378e+04", "0.9931", "vanishing gradient"),
    ),
    "2.2": Case(
        truth=tanh_units,
        wrong={
            "one weight, one answer": ([1024, 1024, 1, 1], "1.6e-08"),
            "w = 1 keeps": ([1024, 1.6e-8, 1, 1], "0.121"),
            "the state as the error": ([1024, 1.6e-8, 0.121, 0.121], "0.0016"),
        },
        bad=([1024, 1.6e-8, 0.0016], "expected an answer for each of"),
        leaks=("1024", "1.6 \\cdot", "0.0016", "0.121", "is no escape", "0.2 per cent"),
    ),
    "2.3": Case(
        truth=lambda: np.linalg.norm(np.linalg.matrix_power([[0.5, 2.0], [0.0, 0.5]], 100), 2),
        wrong={
            "the norm's power": (2.12**100, "times too large"),
            "stays": (2.12, "times too large"),
            "far below": (1e-60, "times too small"),
        },
        bad=(0, "expected a number above 0"),
        leaks=("3.2e-28", "10^{-28}", "0.5^n", "2.03"),
    ),
    "2.4": Case(
        truth=lambda: [curve[99] for curve in at_start().values()],
        found=lambda: (at_start(),),
        wrong={
            "length is kept": ({"in silence": 1, "with noise": 1}, "times too large"),
            "noise does nothing": ({"in silence": 0.13, "with noise": 0.13}, "times too large"),
            "both vanish": ([1e-9, 1e-9], "times too small"),
        },
        bad=([0.1, -1], "with noise: expected a number above 0"),
        leaks=("0.13", "7 \\cdot 10^{-7}", "an eighth", "less than a millionth", "7e-07"),
    ),
    "2.5": Case(
        truth=lambda: "failed",
        found=lambda: (at_distance_80(2.0), at_distance_80(0.7)),
        wrong={
            "hold": ("hold", "failed"),
            "in capitals": ("HOLD", "failed"),
            "in words": (" hold ", "failed"),
        },
        bad=("both", 'expected one of "hold", "failed"'),
        leaks=("bring back least", "practically nothing"),
    ),
    "2.6": Case(
        truth=solved,
        found=lambda: (solved(),),
        wrong={
            "no difference": ({"as usual": 1, "ten times smaller": 1}, "10"),
            "worse": ({"as usual": 3, "ten times smaller": 0}, "10"),
            "a little": ([4, 6], "off by"),
        },
        bad=({"as usual": 1}, 'expected an answer for each of "as usual", "ten times smaller"'),
        leaks=("all ten", "border has moved", "0.29", "0.008", "linear middle"),
    ),
}
