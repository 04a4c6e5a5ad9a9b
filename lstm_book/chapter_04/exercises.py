"""Exercises of chapter 04, Gates: write and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from lstm_book.judges import Judge, judge_function
from lstm_book.mistakes import reordered
from lstm_book.wiring import judge_params
from lstm_teach.cells.memory_block import MEMORY_BLOCK, MemoryBlockParams
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.sequence import unroll

Blocks = tuple[Array, Array, Array, Array]  # da_in, da_out, da_g, dc_prev

VALUE, KEY_A, KEY_B, READ = range(4)
SILENT, LOUD, WRITTEN = 0.01, 0.2, 0.924
DECOYS, PULL = 20, 200  # steps before anything is written, and after


def block_backward(
    dh: Array,
    dc: Array,
    y_in: Array,
    y_out: Array,
    g: Array,
    psi: Array,
    *,
    total: Callable[..., Array] = np.sum,
    slope_in: Callable[[Array], Array] = lambda y: y * (1 - y),
    slope_out: Callable[[Array], Array] = lambda y: y * (1 - y),
    slope_psi: Callable[[Array], Array] = lambda psi: 0.5 * (1 - psi**2),
    slope_g: Callable[[Array], Array] = lambda g: 1 - g**2 / 4,
) -> Blocks:
    """Return da_in, da_out, da_g and dc_prev of one step of memory blocks; the options make mistakes."""
    da_out = total(dh * psi, axis=-1) * slope_out(y_out)
    dc = dc + dh * y_out[..., None] * slope_psi(psi)
    da_in = total(dc * g, axis=-1) * slope_in(y_in)
    return da_in, da_out, dc * y_in[..., None] * slope_g(g), dc


def _without_the_carousel(dh: Array, dc: Array, *others: Array) -> Blocks:
    return block_backward(dh, np.zeros_like(dc), *others)


def _before_the_output(dh: Array, dc: Array, y_in: Array, y_out: Array, g: Array, psi: Array) -> Blocks:
    _, da_out, _, _ = block_backward(dh, dc, y_in, y_out, g, psi)
    da_in, _, da_g, _ = block_backward(np.zeros_like(dh), dc, y_in, y_out, g, psi)
    return da_in, da_out, da_g, dc


def _through_a_door(dh: Array, dc: Array, y_in: Array, *others: Array) -> Blocks:
    *da, dc_prev = block_backward(dh, dc, y_in, *others)
    return da[0], da[1], da[2], dc_prev * y_in[..., None]


def _past_the_output_gate(dh: Array, dc: Array, y_in: Array, y_out: Array, g: Array, psi: Array) -> Blocks:
    _, da_out, _, _ = block_backward(dh, dc, y_in, y_out, g, psi)
    da_in, _, da_g, dc_prev = block_backward(dh, dc, y_in, np.ones_like(y_out), g, psi)
    return da_in, da_out, da_g, dc_prev


def _block_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(4)
    cases: list[tuple[Array, ...]] = []
    for B, N, S in ((3, 2, 4), (1, 3, 2)):
        dh, dc = rng.standard_normal((2, B, N, S))
        y_in, y_out = rng.uniform(0.1, 0.9, size=(2, B, N))
        g, psi = rng.uniform(-1.8, 1.8, size=(B, N, S)), rng.uniform(-0.9, 0.9, size=(B, N, S))
        cases.append((dh, dc, y_in, y_out, g, psi))
    return cases


def carried(
    into_gate: Array,
    into_cell: Array,
    z: Array,
    y_in: Array,
    g: Array,
    *,
    slope_in: Callable[[Array], Array] = lambda y: y * (1 - y),
    slope_g: Callable[[Array], Array] = lambda g: 1 - g**2 / 4,
    value: Callable[[Array], Array] = lambda g: g,
    door: Callable[[Array], Array] = lambda y: y,
) -> tuple[Array, Array]:
    """Return dc/dw of the weights into gate and cell input after one step; the options make mistakes."""
    to_gate = z[:, :, None] * (value(g) * slope_in(y_in))[:, None]
    to_cell = z[:, :, None] * (door(y_in) * slope_g(g))[:, None]
    return into_gate + to_gate, into_cell + to_cell


def _carried_cases() -> list[tuple[Array, ...]]:
    rng = np.random.default_rng(46)
    into_gate, into_cell = rng.standard_normal((2, 3, 5, 2))  # B = 3, K = 5, H = 2
    z, g = rng.standard_normal((3, 5)), rng.uniform(-1.8, 1.8, size=(3, 2))
    return [(into_gate, into_cell, z, rng.uniform(0.1, 0.9, size=(3, 2)), g)]


def _safe_streams() -> tuple[Array, Array]:
    """Return streams (T, B, 4) and the sign that is written in each."""
    rng = np.random.default_rng(44)
    written = np.array([1.0, -1.0, 1.0, -1.0])
    T, B = DECOYS + 1 + PULL, len(written)
    x = np.zeros((T, B, 4))
    x[:, :, VALUE] = -written  # before and after, everything pulls against what is written
    single = rng.integers(0, 3, size=(T, B))  # no key, key A or key B
    single[:, :2] = [1, 2]  # the two hardest streams: one and the same key at every step
    x[:, :, KEY_A], x[:, :, KEY_B] = single == 1, single == 2
    x[DECOYS, :, VALUE], x[DECOYS, :, KEY_A : KEY_B + 1] = written, 1.0
    x[[5, DECOYS + 40, T - 1], :, READ] = 1.0
    return x, written


def _safe_fault(params: MemoryBlockParams) -> str | None:
    """Run one memory cell over streams of single keys, one pair of keys and a pull, and name the fault."""
    if params.W_h.any() or params.W_y is not None or params.b_cells is not None:
        return "W_h: expected zeros, and neither W_y nor b_cells: the gates hear the inputs only."
    x, written = _safe_streams()
    trace: Any = unroll(MEMORY_BLOCK, params, x)
    opened = trace.y_in[DECOYS, :, 0].min()
    if opened * np.abs(trace.g[DECOYS]).min() < WRITTEN / 2:  # a half-open gate may pass enough of a large g
        return f"With both keys the input gate opens to {opened:.4f} only; what passes is not enough."
    if np.any(trace.g[DECOYS, :, 0, 0] * written < 0):
        return "The value is written with the wrong sign: the cell input must hear it with a positive weight."
    faults = (_fault_at(x, trace, written, t, b) for t in range(len(x)) for b in range(len(written)))
    return next((fault for fault in faults if fault), None)


def _fault_at(x: Array, trace: Any, written: Array, t: int, b: int) -> str | None:
    """Return what is wrong at one step of one stream."""
    sign, c, h = written[b], trace.c[t, b, 0, 0], trace.h[t, b, 0]
    reading, before = x[t, b, READ] == 1.0, t < DECOYS
    keys = {(1, 0): "key A alone", (0, 1): "key B alone", (0, 0): "no key", (1, 1): "both keys"}
    turned = keys[int(x[t, b, KEY_A]), int(x[t, b, KEY_B])]
    where = f"Step {t + 1}, {'before' if before else 'after'} the pair of keys: "
    leak = f"With {turned} the input gate stands at {trace.y_in[t, b, 0]:.4f}."
    if not before and sign * c < WRITTEN / 2:
        return f"{where}{sign * c:.4f} of the value is left, expected at least 0.462. {leak}"
    if (before or not reading) and abs(h) >= SILENT:
        why = "nothing was written yet" if reading else "there is no read mark"
        return f"{where}h is {h:.4f}, expected below {SILENT} in size, for {why}. {leak}"
    if not before and reading and sign * h < LOUD:
        return f"{where}the read mark is on and h is {h:.4f}, expected {sign * LOUD} or beyond."
    return None


def judge_door(answer: Any) -> str | None:
    """Try holds on other sequences of the closing door; take a console, its state, or holds."""
    holds = getattr(answer, "holds", answer)  # a GateConsole and a ConsoleState have holds
    holds = (holds,) if isinstance(holds, Hold) else holds
    if not isinstance(holds, Iterable) or isinstance(holds, str):
        return f"Expected door.state, or a Hold of the input gate, got {type(answer).__name__}."
    holds = tuple(holds)
    if not all(isinstance(hold, Hold) for hold in holds):
        return "Expected door.state, or holds such as Hold('y_in', 0.01, 5)."
    if not holds:
        return "Nothing is held: the input gate is left at its bias of -4, and leaks 0.018 at every step."
    # Imported here: the other exercises need no widgets.
    from lstm_book.chapter_04 import closing_door

    console = closing_door(seed=404)
    try:
        console.set(holds=holds)
        result = console.commit()
    except (TypeError, ValueError) as error:
        return str(error)
    if result.passed or result.fault is None:
        return None
    late = max(hold.start for hold in holds) > 5 or min(hold.stop or 200 for hold in holds) < 200
    hint = " Between the mark and the end there are steps at which it is not held." if late else ""
    if min(hold.start for hold in holds) < 5:
        hint = " The mark may come as late as step 5; until then the gate must be free to open."
    return (
        f"{result.right} of {result.total} sequences pass. Sequence {result.fault.sequence}, "
        f"step {result.fault.step}: {result.fault.what}.{hint}"
    )


EXERCISES: dict[str, Judge] = {
    "4.1": judge_function(
        lambda D, N, S: (D + N * S + 1) * (2 * N + N * S),
        cases=[(3, 2, 4), (1, 1, 1), (10, 5, 3)],
        names=["the number of weights"],
        wrong={
            "The gates are shared: a block has one pair, however many cells it has.": lambda D, N, S: (
                (D + N * S + 1) * 3 * N * S
            ),
            "The biases are missing: one number for every gate and every cell input.": lambda D, N, S: (
                (D + N * S) * (2 * N + N * S)
            ),
            "Every unit hears the outputs of all N * S cells, not of N.": lambda D, N, S: (
                (D + N + 1) * (2 * N + N * S)
            ),
            "There are three gates in that count. In 1997 there are two.": lambda D, N, S: (
                (D + N * S + 1) * (3 * N + N * S)
            ),
            "The gates have weights too, not only the cell inputs.": lambda D, N, S: (D + N * S + 1) * N * S,
        },
    ),
    "4.2": judge_function(
        lambda T, keep: -np.log(T / (1 - keep) - 1),
        cases=[(200, 0.75), (100, 0.5), (1000, 0.9)],
        names=["the bias"],
        wrong={
            "The sign: a door that shuts has a negative bias.": lambda T, keep: np.log(T / (1 - keep) - 1),
            "The leak may be 1 - keep, not keep.": lambda T, keep: -np.log(T / keep - 1),
            "That takes exp(b) for sigma(b). It is close; asked is the exact inverse of the logistic.": (
                lambda T, keep: -np.log(T / (1 - keep))
            ),
            "That is the gate itself, sigma(b). Asked is the bias b.": lambda T, keep: (1 - keep) / T,
            "That is the bias for keeping half, whatever keep says.": lambda T, keep: -np.log(2 * T - 1),
        },
    ),
    "4.3": judge_function(
        block_backward,
        cases=_block_cases(),
        names=["da_in", "da_out", "da_g", "dc_prev"],
        wrong={
            "A gate's error is the sum over the cells of its block, not their mean.": partial(
                block_backward, total=np.mean
            ),
            "da_in ignores the slope y_in * (1 - y_in).": partial(block_backward, slope_in=np.ones_like),
            "da_out ignores the slope y_out * (1 - y_out).": partial(block_backward, slope_out=np.ones_like),
            "Both gates ignore the slope y * (1 - y) of the logistic.": partial(
                block_backward, slope_in=np.ones_like, slope_out=np.ones_like
            ),
            "psi_out is tanh(c / 2): its slope has a factor of one half.": partial(
                block_backward, slope_psi=lambda psi: 1 - psi**2
            ),
            "dc ignores the slope of psi_out.": partial(block_backward, slope_psi=np.ones_like),
            "The slope of psi_in is 1 - g**2 / 4, for it runs from -2 to 2.": partial(
                block_backward, slope_g=lambda g: 1 - g**2
            ),
            "da_g ignores the slope of psi_in.": partial(block_backward, slope_g=np.ones_like),
            "The error that comes back along the carousel, dc, is missing.": _without_the_carousel,
            "What enters through the output at this step is missing in dc.": _before_the_output,
            "dc_prev: between store and store there is no door; the error goes on unchanged.": (
                _through_a_door
            ),
            "The error enters the store through the output gate: dh must be multiplied by y_out.": (
                _past_the_output_gate
            ),
        },
    ),
    "4.4": judge_params(
        MEMORY_BLOCK,
        "MemoryBlockParams(W_x, W_h, b_gates=...)",
        {"W_x": (4, 3), "b_gates": (2,)},
        _safe_fault,
        turned={
            "It works with the two gates exchanged: the columns are input gate, output gate, cell input.": (
                lambda params: params._replace(W_x=params.W_x[:, [1, 0, 2]], b_gates=params.b_gates[::-1])
            ),
        },
    ),
    "4.5": judge_door,
    "4.6": judge_function(
        carried,
        cases=_carried_cases(),
        names=["into_gate", "into_cell"],
        wrong={
            "What the weights did at the steps before is missing: it is still in the store.": (
                lambda into_gate, into_cell, *others: carried(0 * into_gate, 0 * into_cell, *others)
            ),
            "Between store and store there is no door: the old derivatives go on unchanged.": (
                lambda u, v, z, y, g: carried(y[:, None] * u, y[:, None] * v, z, y, g)
            ),
            "into_gate: g is missing, which the gate multiplies.": partial(carried, value=np.ones_like),
            "into_cell: y_in is missing, through which g passes.": partial(carried, door=np.ones_like),
            "z is missing, which the weights multiply.": lambda u, v, z, *a: carried(u, v, z**0, *a),
            "into_gate ignores the slope y_in * (1 - y_in).": partial(carried, slope_in=np.ones_like),
            "into_cell ignores the slope of psi_in.": partial(carried, slope_g=np.ones_like),
            "The slope of psi_in is 1 - g**2 / 4, for it runs from -2 to 2.": partial(
                carried, slope_g=lambda g: 1 - g**2
            ),
            "The two are exchanged: first the weights into the gate, then those into the cell input.": (
                reordered(carried, 1, 0)
            ),
        },
    ),
}
