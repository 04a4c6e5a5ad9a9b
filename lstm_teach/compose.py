"""Nets made of runs: stacked layers, and two layers that read in opposite directions.

A composition computes nothing of its own. Its trace is a tuple of Traces, and its gradient is
`bptt` on each of them in the right order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.base import Cell
from lstm_teach.gates import Hold
from lstm_teach.numerics import Array
from lstm_teach.sequence import Gradients, bptt, unroll
from lstm_teach.trace import Trace
from lstm_teach.validation import float_array, lengths_array


class Both(NamedTuple):
    """One thing for each reading direction: parameters, Traces, states or gradients."""

    forward: Any
    backward: Any


def unroll_stacked(
    cells: Sequence[Cell],
    params: Sequence[Any],
    x: Array,
    states: Sequence[Any] | None = None,
    holds: Sequence[Sequence[Hold]] | None = None,
) -> tuple[Trace, ...]:
    """Unroll layers on top of each other: the h of each layer is the x of the next.

    Parameters
    ----------
    cells, params : one entry a layer, from the bottom up
    x : array (T, B, D)
    states, holds : one entry a layer, optional

    Returns
    -------
    tuple of Trace
        The net's output is ``traces[-1].h``.

    Raises
    ------
    TypeError, ValueError
        As `unroll`; or if the numbers of layers differ.
    """
    _same_length(cells=cells, params=params)
    states = [None] * len(cells) if states is None else states
    holds = [()] * len(cells) if holds is None else holds
    _same_length(cells=cells, states=states, holds=holds)
    traces: list[Trace] = []
    for layer in zip(cells, params, states, holds, strict=True):
        cell, layer_params, state, layer_holds = layer
        below = traces[-1].h if traces else x
        traces.append(unroll(cell, layer_params, below, state, layer_holds))
    return tuple(traces)


def bptt_stacked(
    cells: Sequence[Cell],
    params: Sequence[Any],
    traces: Sequence[Trace],
    dh: Array,
    *,
    d_finals: Sequence[Any] | None = None,
    lengths: Any = None,
    cut: Sequence[str] = (),
    chunk: int | None = None,
) -> Gradients:
    """Backpropagate through stacked layers, from the top down.

    Parameters
    ----------
    cells, params, traces : one entry a layer, from the bottom up
    dh : array (T, B, H) for the top layer
    d_finals : one entry a layer, optional
    lengths, cut, chunk
        As in `bptt`, for every layer.

    Returns
    -------
    Gradients
        `params`, `state` and `errors` are tuples with one entry a layer.

    Raises
    ------
    TypeError, ValueError
        As `bptt`; or if the numbers of layers differ.
    """
    _same_length(cells=cells, params=params, traces=traces)
    d_finals = [None] * len(cells) if d_finals is None else d_finals
    _same_length(cells=cells, d_finals=d_finals)
    layers: list[Gradients] = []
    for n in reversed(range(len(cells))):
        layer = bptt(
            cells[n], params[n], traces[n], dh, d_final=d_finals[n], lengths=lengths, cut=cut, chunk=chunk
        )
        layers.insert(0, layer)
        dh = layer.x
    return Gradients(
        params=tuple(layer.params for layer in layers),
        x=layers[0].x,
        state=tuple(layer.state for layer in layers),
        errors=tuple(layer.errors for layer in layers),
    )


def reverse(x: Array, lengths: Any = None) -> Array:
    """Turn every sequence round in time; what stands after its end stays where it is.

    Applied twice it changes nothing, so it is also its own derivative's transpose.

    Raises
    ------
    TypeError, ValueError
        If `x` is no finite array (T, B, ...), or `lengths` are no integers from 1 to T.

    Examples
    --------
    >>> reverse(np.array([[[1.0]], [[2.0]], [[0.0]]]), lengths=[2])[:, 0, 0].tolist()
    [2.0, 1.0, 0.0]
    """
    float_array("x", x)
    if x.ndim < 2:
        raise ValueError(f"x: expected shape (T, B, ...), got {x.shape}")
    if lengths is None:
        return x[::-1].copy()
    T, B = x.shape[:2]
    lengths = lengths_array(lengths, T, B)
    t = np.arange(T)[:, None]
    source = np.where(t < lengths, lengths - 1 - t, t)
    return x[source, np.arange(B)]


def unroll_bidirectional(
    cell: Cell,
    params: Both,
    x: Array,
    lengths: Any = None,
    states: Both | None = None,
    holds: Both | None = None,
) -> Both:
    """Read every sequence from both ends with one layer each.

    Parameters
    ----------
    cell : Cell
    params : Both
        Parameters of the layer that reads forward, and of the one that reads backward.
    x : array (T, B, D)
    lengths : int array (B,), optional
        The backward layer starts at each sequence's own last step.
    states : Both, optional
    holds : Both, optional
        Holds of each direction; their steps count in its own reading order.

    Returns
    -------
    Both
        Two Traces. Time in ``traces.backward`` runs in its own reading order;
        `outputs_bidirectional` puts the two side by side.

    Raises
    ------
    TypeError, ValueError
        As `unroll`.

    References
    ----------
    Schuster & Paliwal (1997), Bidirectional recurrent neural networks, IEEE Trans. Signal
    Processing 45, doi:10.1109/78.650093.
    """
    states = Both(None, None) if states is None else states
    holds = Both((), ()) if holds is None else holds
    _are_both(params=params, states=states, holds=holds)
    forward = unroll(cell, params.forward, x, states.forward, holds.forward)
    return Both(forward, unroll(cell, params.backward, reverse(x, lengths), states.backward, holds.backward))


def outputs_bidirectional(traces: Both, lengths: Any = None) -> Array:
    """Return [h forward, h backward] at every step, (T, B, 2H).

    The backward half of the last step has seen one token only: to sum up a sequence take the
    final states of both Traces, not the last row of this.
    """
    _are_both(traces=traces)
    return np.concatenate([traces.forward.h, reverse(traces.backward.h, lengths)], axis=-1)


def bptt_bidirectional(
    cell: Cell,
    params: Both,
    traces: Both,
    dh: Array,
    *,
    d_finals: Both | None = None,
    lengths: Any = None,
    cut: Sequence[str] = (),
    chunk: int | None = None,
) -> Gradients:
    """Backpropagate through a bidirectional layer.

    Parameters
    ----------
    cell, params, traces, lengths
        As for `unroll_bidirectional`.
    dh : array (T, B, 2H)
        dL/d(outputs_bidirectional).
    d_finals : Both, optional
    cut
        As in `bptt`.
    chunk
        Must be None.

    Returns
    -------
    Gradients
        `params`, `state` and `errors` are `Both`; the backward layer's errors in its reading order.

    Raises
    ------
    TypeError, ValueError
        As `bptt`; and if a `chunk` is asked for.
    """
    if chunk is not None:
        raise ValueError(
            f"chunk: expected None, got {chunk}: a layer that reads backward starts at the sequence's "
            "end, so a chunk of a bidirectional net needs the chunks after it. Unroll whole sequences"
        )
    d_finals = Both(None, None) if d_finals is None else d_finals
    _are_both(params=params, traces=traces, d_finals=d_finals)
    T, B = traces.forward.x.shape[:2]
    H = traces.forward.h.shape[-1]
    float_array("dh", dh, ("T", "B", "2H"), T=T, B=B, H=H)
    ahead = bptt(
        cell, params.forward, traces.forward, dh[..., :H], d_final=d_finals.forward, lengths=lengths, cut=cut
    )
    back = bptt(
        cell, params.backward, traces.backward, reverse(dh[..., H:], lengths),
        d_final=d_finals.backward, lengths=lengths, cut=cut,
    )  # fmt: skip
    return Gradients(
        params=Both(ahead.params, back.params),
        x=ahead.x + reverse(back.x, lengths),
        state=Both(ahead.state, back.state),
        errors=Both(ahead.errors, back.errors),
    )


def _are_both(**pairs: Any) -> None:
    for name, pair in pairs.items():
        if not isinstance(pair, Both):
            raise TypeError(f"{name}: expected Both(forward, backward), got {type(pair).__name__}")


def _same_length(**layers: Sequence[Any]) -> None:
    for name, values in layers.items():
        if not isinstance(values, Sequence):
            raise TypeError(f"{name}: expected a list with one entry a layer, got {type(values).__name__}")
    (first, expected), *others = ((name, len(values)) for name, values in layers.items())
    if expected == 0:
        raise ValueError(f"{first}: expected at least one layer, got none")
    for name, got in others:
        if got != expected:
            raise ValueError(f"{name}: expected one entry for each of the {expected} {first}, got {got}")
