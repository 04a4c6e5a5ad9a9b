"""Answers to the exercises of chapter 04, Gates: write and read."""

import numpy as np

from lstm_book.chapter_04.exercises import block_backward, carried
from lstm_teach import Hold, MemoryBlockParams

W_X = np.array([[0.0, 0.0, 1.0], [16.0, 0.0, 0.0], [16.0, 0.0, 0.0], [0.0, 16.0, 0.0]])
BIASES = np.array([-24.0, -8.0])
# A gate at 0.62, and a large cell input.
HALF_OPEN = np.array([[0.0, 0.0, 5.0], [10.5, 0.0, 0.0], [10.5, 0.0, 0.0], [0.0, 16.0, 0.0]])


def safe(W_x=W_X, b_gates=BIASES, **others):
    return MemoryBlockParams(W_x=W_x, W_h=np.zeros((1, 3)), b_gates=b_gates, **others)


def closing_bias(T, keep):
    p = (1 - keep) / T
    return np.log(p / (1 - p))


def blocks(mistake):
    """The right block_backward with some of its four results changed by `mistake`."""

    def backward(*arguments):
        return mistake(*arguments, *block_backward(*arguments))

    return backward


RIGHT = [
    ("4.1", lambda D, N, S: (2 * N + N * S) * (1 + D + N * S)),
    ("4.1", lambda D, N, S: np.array([(2 * N + N * S) * (1.0 + D + N * S)])),
    ("4.2", closing_bias),
    ("4.2", lambda T, keep: np.float32(closing_bias(T, keep))),
    ("4.2", lambda T, keep: [[closing_bias(T, keep)]]),
    ("4.3", block_backward),
    ("4.3", lambda *arguments: block_backward(*(a.astype(np.float32) for a in arguments))),
    ("4.3", lambda *arguments: list(block_backward(*arguments))),
    ("4.4", safe()),
    ("4.4", safe(W_X.astype(int).tolist(), [-24, -8])),
    ("4.4", safe(1.5 * W_X, 1.5 * BIASES)),
    ("4.4", safe(W_X.astype(np.float32), tuple(BIASES))),
    ("4.4", safe(HALF_OPEN, np.array([-20.5, -8.0]))),
    ("4.5", (Hold("y_in", 0.002, 5),)),
    ("4.5", [Hold("y_in", 0.001, 5, 100), Hold("y_in", 0.003, 100)]),
    ("4.6", carried),
    ("4.6", lambda *arguments: [part.tolist() for part in carried(*arguments)]),
    ("4.6", lambda *arguments: np.stack(carried(*arguments))),
]
STUBS = [
    ("4.1", lambda D, N, S: ...),
    ("4.2", lambda T, keep: ...),
    ("4.3", lambda dh, dc, y_in, y_out, g, psi: ...),
    ("4.4", safe(..., ...)),
    ("4.5", ...),
    ("4.6", lambda into_gate, into_cell, z, y_in, g: ...),
]
WRONG = [
    ("4.1", lambda D, N, S: (D + N * S + 1) * 3 * N * S, "gates are shared"),
    ("4.1", lambda D, N, S: (D + N * S) * (2 * N + N * S), "biases are missing"),
    ("4.1", lambda D, N, S: (D + N + 1) * (2 * N + N * S), "N \\* S cells, not of N"),
    ("4.1", lambda D, N, S: (D + N * S + 1) * (3 * N + N * S), "there are two"),
    ("4.1", lambda D, N, S: (D + N * S + 1) * N * S, "gates have weights too"),
    ("4.1", lambda D, N, S: (D + N * S + 2 * N + 1) * (2 * N + N * S), "Gates do not hear gates"),
    ("4.1", lambda D, N, S: (D + N * S + 1) * (2 + N * S), "Every block has a pair of gates of its own"),
    ("4.1", lambda D, N, S: (D + 1) * (2 * N + N * S), "outputs of the step before are heard too"),
    ("4.1", lambda D, N, S: None, "returned nothing"),
    ("4.1", lambda D, N, S: 7, "For D = 3, N = 2, S = 4: the number of weights: expected 144, got 7"),
    ("4.2", lambda T, keep: -closing_bias(T, keep), "sign"),
    ("4.2", lambda T, keep: closing_bias(T, 1 - keep), "1 - keep, not keep"),
    ("4.2", lambda T, keep: -np.log(T / (1 - keep)), "exact inverse"),
    ("4.2", lambda T, keep: (1 - keep) / T, "gate itself"),
    ("4.2", lambda T, keep: -np.log(2 * T - 1), "keeping half"),
    ("4.2", lambda T, keep: np.log((1 - keep) / T), "exact inverse"),
    ("4.2", lambda T, keep: -np.log(T / (1 - keep) + 1), "1 has the other sign"),
    ("4.2", lambda T, keep: np.log((1 - keep) / keep), "T of them add up"),
    ("4.2", lambda T, keep: -np.log(1 / (1 - keep ** (1 / T)) - 1), "does not shrink by a factor"),
    ("4.2", lambda T, keep: closing_bias(T, keep) / np.log(10), "natural one"),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i / g.shape[-1], u / g.shape[-1], c, d)),
        "sum over",
    ),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i / y / (1 - y), u, c, d)), "da_in ignores"),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u / o / (1 - o), c, d)), "da_out ignores"),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i / y / (1 - y), u / o / (1 - o), c, d)),
        "Both gates ignore",
    ),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c * (1 - g**2) / (1 - g**2 / 4), d)),
        r"1 - g\*\*2 / 4",
    ),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c / (1 - g**2 / 4), d)), "slope of psi_in"),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c, d * y[..., None])), "there is no door"),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c, -d)), r"dc_prev\[0, 0, 0\].*-1 times"),
    ("4.3", lambda dh, dc, *rest: block_backward(dh, 0 * dc, *rest), "along the carousel, dc, is missing"),
    ("4.3", lambda dh, dc, y, o, g, p: block_backward(dh, dc, y, o, g, p)[:3], "Expected 4 values"),
    ("4.3", lambda dh, dc, y, o, g, p: block_backward(dh, dc, o, y, g, p), "The gates are exchanged"),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (u, i, c, d)), "da_in comes first"),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (np.sum(dc * g, axis=-1) * y * (1 - y), u, c, d)),
        "da_in takes the dc that came",
    ),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, dc * y[..., None] * (1 - g**2 / 4), d)),
        "da_g takes the dc that came",
    ),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c, dc)),
        "dc_prev: you returned the dc that came in.*add it first",
    ),
    (
        "4.3",
        blocks(
            lambda dh, dc, y, o, g, p, i, u, c, d: (
                np.sum(d * p, axis=-1) * y * (1 - y),
                np.sum(dh * g, axis=-1) * o * (1 - o),
                c,
                d,
            )
        ),
        "What a gate multiplies is exchanged",
    ),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i / y, u / o, c, d)), "a factor y is missing"),
    ("4.3", blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u[..., None], c, d)), "da_out: expected shape"),
    (
        "4.3",
        blocks(lambda dh, dc, y, o, g, p, i, u, c, d: (i, u, c, dc + dh * o[..., None] * (1 - p**2))),
        r"dc_prev\[1, 1, 3\]: expected",
    ),
    ("4.4", safe(W_X[:, [1, 0, 2]], BIASES[::-1]), "two gates exchanged"),
    (
        "4.4",
        safe(b_gates=np.array([-8.0, -8.0])),
        "before the pair of keys: h is .*key [AB] alone the input gate stands at 0.9997",
    ),
    (
        "4.4",
        safe(b_gates=np.array([-21.75, -8.0])),
        r"the store is -?\d\.\d+, expected -?0\.462 or beyond.*key [AB] alone the input gate stands at \S+$",
    ),
    (
        "4.4",  # by (4.10) alone this would do
        safe(W_X * [0.75, 1.0, 1.0], np.array([-18.0, -8.0])),
        r"the store is 0\.4603, expected 0\.462 or beyond.*It fails by little: \(4\.10\) leaves nothing",
    ),
    ("4.4", safe(b_gates=np.array([-40.0, -8.0])), "With both keys the input gate opens to 0.0003 only"),
    ("4.4", safe(b_gates=np.array([-24.0, 8.0])), "there is no read mark"),
    ("4.4", safe(b_gates=np.array([-24.0, -20.0])), "read mark is on and h is"),
    ("4.4", safe(W_X * [1.0, 1.0, -1.0]), "wrong sign: the cell input must hear it"),
    ("4.4", safe(W_X * [1.0, 1.0, 0.0]), r"cell input g is 0\.0000 in size"),
    ("4.4", safe(W_X * [1.0, 1.0, 0.1]), r"cell input g is 0\.0999 in size.*must hear the value"),
    ("4.4", safe(W_X[[0, 3, 2, 1]]), "With both keys the input gate opens to 0.0003 only"),
    ("4.4", safe(W_X.T), r"W_x: expected shape \(4, 3\), got \(3, 4\)"),
    ("4.4", safe(b_gates=[-24.0, -8.0, 0.0]), r"b_gates: expected shape \(2,\)"),
    ("4.4", safe(W_X * np.nan), "finite"),
    ("4.4", safe(b_cells=np.ones(1)), "W_h: expected zeros"),
    ("4.4", (W_X, BIASES), "Expected MemoryBlockParams"),
    ("4.5", (), "Nothing is held"),
    ("4.5", Hold("y_in", 0.002), "the mark came at step.*until then the gate must be free"),
    ("4.5", Hold("y_in", 0.01, 5), "the stream has left .*; 0.3 is asked for"),
    ("4.5", Hold("y_in", 0.002, 5, 150), "not held"),
    ("4.5", [Hold("y_in", 1.0, 0, 5), Hold("y_in", 0.002, 5)], "until then the gate must be free"),
    ("4.5", Hold("y_in", 0.002, 30), "there are steps at which it is not held"),
    ("4.5", Hold("y_in", 0.0, 5), "from 0.001 to 1"),
    ("4.5", Hold("y_out", 0.5), "only y_in may be held"),
    ("4.5", 0.002, "Expected door.state"),
    ("4.5", [0.002], "Expected door.state"),
    ("4.6", lambda u, v, z, y, g: carried(0 * u, 0 * v, z, y, g), "at the steps before is missing"),
    ("4.6", lambda u, v, z, y, g: carried(y[:, None] * u, y[:, None] * v, z, y, g), "there is no door"),
    ("4.6", lambda u, v, z, y, g: carried(u, v, np.ones_like(z), y, g), "z is missing"),
    (
        "4.6",
        lambda u, v, z, y, g: (u + (z[:, :, None] * (y * (1 - y))[:, None]), carried(u, v, z, y, g)[1]),
        "into_gate: g is missing",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (carried(u, v, z, y, g)[0], v + z[:, :, None] * (1 - g**2 / 4)[:, None]),
        "into_cell: y_in is missing",
    ),
    ("4.6", lambda *arguments: carried(*arguments)[::-1], "exchanged: first the weights into the gate"),
    (
        "4.6",
        lambda u, v, z, y, g: (u + z[:, :, None] * g[:, None], v + z[:, :, None] * y[:, None]),
        "Both ignore a slope",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (u + z[:, :, None] * (g * y)[:, None], carried(u, v, z, y, g)[1]),
        "y_in alone is not it",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (carried(0 * u, v, z, y, g)[0], carried(u, v, z, y, g)[1]),
        "into_gate: what the weights did at the steps before",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (u + z[:, :, None] * g[:, None], carried(u, v, z, y, g)[1]),
        r"into_gate ignores the slope y_in",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (carried(u, v, z, y, g)[0], v + z[:, :, None] * y[:, None]),
        "into_cell ignores the slope of psi_in",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (carried(u, v, z, y, g)[0], v + z[:, :, None] * (y * (1 - g**2))[:, None]),
        r"1 - g\*\*2 / 4",
    ),
    (
        "4.6",
        lambda u, v, z, y, g: (carried(u, v, z, y, g)[0], v - z[:, :, None] * (y * (1 - g**2 / 4))[:, None]),
        r"into_cell\[0, 4, 0\]: expected",
    ),
    ("4.6", lambda u, v, z, y, g: carried(u, v, z.sum(axis=1), y, g), "raised IndexError"),
    ("4.6", lambda *arguments: carried(*arguments)[0], "Expected 2 values"),
]
