"""Exercises of chapter 04, Gates: write and read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np

from lstm_book.chapter_04.safe import safe_fault
from lstm_book.judges import Judge, judge_function
from lstm_book.mistakes import reordered
from lstm_book.wiring import judge_params
from lstm_teach.cells.memory_block import MEMORY_BLOCK
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array

Blocks = tuple[Array, Array, Array, Array]  # da_in, da_out, da_g, dc_prev


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


def _with_the_old_error(*late: int) -> Callable[..., Blocks]:
    """Return block_backward with the old dc in some of its results, as `late` counts them."""

    def backward(dh: Array, dc: Array, *others: Array) -> Blocks:
        right, old = block_backward(dh, dc, *others), block_backward(np.zeros_like(dh), dc, *others)
        a, b, c, d = (old[n] if n in late else right[n] for n in range(4))
        return a, b, c, d

    return backward


def _signals_exchanged(dh: Array, dc: Array, y_in: Array, y_out: Array, g: Array, psi: Array) -> Blocks:
    _, _, da_g, dc_prev = block_backward(dh, dc, y_in, y_out, g, psi)
    da_in = np.sum(dc_prev * psi, axis=-1) * y_in * (1 - y_in)
    return da_in, np.sum(dh * g, axis=-1) * y_out * (1 - y_out), da_g, dc_prev


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
            "Gates do not hear gates here: a unit hears D inputs, N * S outputs and a 1.": lambda D, N, S: (
                (D + N * S + 2 * N + 1) * (2 * N + N * S)
            ),
            "Every block has a pair of gates of its own, so there are 2 * N of them.": lambda D, N, S: (
                (D + N * S + 1) * (2 + N * S)
            ),
            "The outputs of the step before are heard too, not only the inputs.": lambda D, N, S: (
                (D + 1) * (2 * N + N * S)
            ),
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
            "The 1 has the other sign: sigma(b) = p gives b = -ln(1/p - 1).": lambda T, keep: (
                -np.log(T / (1 - keep) + 1)
            ),
            "That is one step's leak; T of them add up, each may be (1 - keep) / T.": lambda T, keep: (
                -np.log(1 / (1 - keep) - 1)
            ),
            "A store does not shrink by a factor: the leaks add up, T * sigma(b) in all.": lambda T, keep: (
                -np.log(1 / (1 - keep ** (1 / T)) - 1)
            ),
            "The logarithm is the natural one, np.log.": lambda T, keep: -np.log10(T / (1 - keep) - 1),
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
            "da_in takes the dc that came: what entered through the output at this step belongs to it too.": (
                _with_the_old_error(0)
            ),
            "da_g takes the dc that came: what entered through the output at this step belongs to it too.": (
                _with_the_old_error(2)
            ),
            "da_in and da_g take the dc that came: what entered through the output belongs to it too.": (
                _with_the_old_error(0, 2)
            ),
            "dc_prev: you returned the dc that came in; what entered through the output at this step goes on "
            "with it, so add it first.": (_with_the_old_error(3)),
            "The gates are exchanged: y_out stands between dh and the store, y_in between the store and g.": (
                lambda dh, dc, y_in, y_out, g, psi: block_backward(dh, dc, y_out, y_in, g, psi)
            ),
            "da_in and da_out are exchanged: da_in comes first.": reordered(block_backward, 1, 0, 2, 3),
            "What a gate multiplies is exchanged: the input gate g, the output gate psi.": _signals_exchanged,
            "The slope of the logistic is y * (1 - y); a factor y is missing.": partial(
                block_backward, slope_in=lambda y: 1 - y, slope_out=lambda y: 1 - y
            ),
        },
    ),
    "4.4": judge_params(
        MEMORY_BLOCK,
        "MemoryBlockParams(W_x, W_h, b_gates=...)",
        {"W_x": (4, 3), "b_gates": (2,)},
        safe_fault,
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
            "Both ignore a slope: that of the logistic in into_gate, that of psi_in in into_cell.": partial(
                carried, slope_in=np.ones_like, slope_g=np.ones_like
            ),
            "into_gate: the slope of the logistic is y_in * (1 - y_in), and y_in alone is not it.": partial(
                carried, slope_in=lambda y: y
            ),
            "into_gate: what the weights did at the steps before is missing.": (
                lambda u, v, z, y, g: (carried(0 * u, v, z, y, g)[0], carried(u, v, z, y, g)[1])
            ),
            "The slope of psi_in is 1 - g**2 / 4, for it runs from -2 to 2.": partial(
                carried, slope_g=lambda g: 1 - g**2
            ),
            "The two are exchanged: first the weights into the gate, then those into the cell input.": (
                reordered(carried, 1, 0)
            ),
        },
    ),
}
