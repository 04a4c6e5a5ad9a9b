"""Unroll a cell over time, and send the error back through it.

Nothing here knows a particular cell or a gate. All arrays are time first: (T, B, features).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.base import Cell, Fast, check_cell
from lstm_teach.gates import Cuts, Holds, active_at, check_holds, gates_at
from lstm_teach.numerics import Array
from lstm_teach.params import tree_map
from lstm_teach.trace import Step, Trace, stack
from lstm_teach.validation import float_array, lengths_array, positive_int

FAST_DTYPES = ({np.dtype(np.float64)}, {np.dtype(np.float32)})


class Gradients(NamedTuple):
    """What `bptt` returns; every gradient has the type and shape of what it is the gradient of."""

    params: Any
    x: Any  # (T, B, D)
    state: Any  # of the initial state
    errors: Any  # a state whose arrays have a leading time axis: the error at every step


@np.errstate(under="ignore")
def unroll(cell: Cell, params: Any, x: Array, state: Any = None, holds: Holds = (), cuts: Cuts = ()) -> Trace:
    """Run a cell over a sequence: the same weights at every step.

    Parameters
    ----------
    cell : Cell
    params : the cell's parameters
    x : array (T, B, D), or integers (T, B)
        Integers are symbols from 0 to D - 1, as if their one-hot rows had been given; the Trace has these.
        Sequences of different length are padded at the end. The net is causal, so padding
        cannot touch an earlier step; `lengths` is for the losses and for `final_state`.
    state : the cell's state, optional
        Where the run starts; zeros if not given.
    holds : Hold or sequence of Hold
        Gates held open, shut or at a value.
    cuts : Cut or sequence of Cut
        Wires that carry nothing for some steps. The run itself changes, unlike by the `cut` of `bptt`,
        which takes away error alone.

    Returns
    -------
    Trace
        All that was computed, read-only. The final state is ``final_state(cell, trace)``.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, dtype or shape, is not finite or is empty, or a hold
        or cut names a gate, a wire or a step that is not there.
    """
    check_cell(cell)
    sizes = cell.sizes(params)
    symbols = x if isinstance(x, np.ndarray) and x.dtype.kind in "iub" else None
    if symbols is not None:
        from lstm_teach.symbols import one_hot  # here and not above: few runs have any

        x = one_hot(symbols, sizes["D"], params)
    T, B, _ = float_array("x", x, ("T", "B", "D"), D=sizes["D"]).shape
    state = _checked_state(cell, params, state, B)
    holds = check_holds(holds, cell.gate_sizes(sizes), T)
    if not isinstance(cuts, tuple) or cuts:
        from lstm_teach.interventions import check_cuts  # here and not above: few runs have any

        cuts = check_cuts(cuts, cell, params, sizes, T)
    fast = None if cuts else _fast(cell, (x,), params, state)
    if fast:
        run = fast.forward(params, x, state, holds, symbols)
        return cell.step_type(**run if symbols is None else run | {"x": x}, holds=holds, cuts=())
    steps = []
    for t, x_t in enumerate(x):
        weights = _without(params, cell, sizes, active_at(cuts, t)) if cuts else params
        steps.append(cell.step(weights, x_t, state, gates_at(holds, t)))
        state = cell.state(steps[-1])
    return stack(steps, cell.state_names, holds=holds, cuts=cuts)


@np.errstate(under="ignore")
def bptt(
    cell: Cell,
    params: Any,
    trace: Trace,
    dh: Array,
    *,
    d_final: Any = None,
    lengths: Any = None,
    cut: Sequence[str] = (),
    chunk: int | None = None,
    inputs: bool = True,
    errors: bool = True,
) -> Gradients:
    r"""Backpropagation through time: the exact gradient of a loss through a run.

    .. math::
        \frac{\partial L}{\partial W} =
        \sum_{t=1}^{T} \left.\frac{\partial L}{\partial W}\right|_{\text{its use at step } t}

    Parameters
    ----------
    cell, params
        As given to `unroll`.
    trace : Trace
        What `unroll` returned. Its holds and cuts are in force here too.
    dh : array (T, B, H)
        dL/dh_t as far as the loss reads h_t itself.
    d_final : the cell's state, optional
        dL/d(final state), where something follows the run.
    lengths : int array (B,), optional
        Where `d_final` enters: after step `lengths[b]` of sequence b; after the last step if not given.
    cut : sequence of str
        States through which no error goes back from step to step. The gradients of each step's
        own weights are taken first, and the initial state counts as a step before the first.
        ``cut=("h",)`` is the truncated gradient of 1997, for the
        memory block with gate feedback ``cut=("h", "y_in", "y_out")``. The run stays as it was; a `Cut`
        in ``unroll(..., cuts=...)`` takes a wire out of it, and the gradient is then that of the run without.
    chunk : int, optional
        Truncated backpropagation through time: no error crosses from one chunk of this many
        steps to the one before, counted from step 0. The first chunk reaches the initial state.
    inputs, errors : bool
        Whether `Gradients.x` and `Gradients.errors` are wanted. Training needs neither, and
        saves time and memory if it says so: they are None then.

    Returns
    -------
    Gradients
        `errors.h[t]` is the total dL/dh_t: from the loss and from all later steps. For the other
        states, such as `errors.c[t]`, it is the error that comes back from step t + 1 and
        later. The path from c_t through h_t of the same step is not counted, so it is what
        flows along the wire between the two steps.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, dtype or shape or is not finite, `cut` names no state,
        or `chunk` is below 1.

    References
    ----------
    Werbos (1990), Backpropagation through time, Proc. IEEE 78, doi:10.1109/5.58337. For `cut`:
    Hochreiter & Schmidhuber (1997), appendix A.1, doi:10.1162/neco.1997.9.8.1735.
    """
    T, B, final, last = _checked_backward(cell, params, trace, dh, d_final, lengths)
    cut = _checked_cut(cell, cut)
    chunk = T if chunk is None else positive_int("chunk", chunk)
    fast = None if trace.cuts else _fast(cell, (dh, trace.x), params, cell.state(trace), final)
    if fast:
        weights, dx, start, over_time = fast.backward(
            params, trace, dh, d_final=final, last=last, cut=cut, chunk=chunk, inputs=inputs, errors=errors
        )
        over_time = None if over_time is None else cell.state_type(*over_time)
        return Gradients(cell.params_type(*weights), dx, cell.state_type(*start), over_time)
    d_params = tree_map(lambda p: np.zeros(p.shape, np.result_type(p, trace.h, dh, *final)), params)
    d_x: list[Array] = []
    all_errors: list[Any] = []
    d_state = tree_map(np.zeros_like, final)
    sizes = cell.sizes(params) if trace.cuts else {}
    last_steps = set(last.tolist())
    for t in reversed(range(T)):
        if t in last_steps:
            d_state = tree_map(lambda d, f, t=t: d + _rows(last == t, f) * f, d_state, final)
        d_state = d_state._replace(h=d_state.h + dh[t])
        all_errors.append(d_state)
        step, gates = trace.at(t), gates_at(trace.holds, t)
        weights = _without(params, cell, sizes, step.cuts)
        d_step, dx, d_state = cell.backward(weights, step, d_state, gates)
        d_step = _without(d_step, cell, sizes, step.cuts)
        for total, part in zip(d_params, d_step, strict=True):
            if total is not None:
                total += part
        d_x.append(dx)
        lost = cell.state_names if t % chunk == 0 and t > 0 else cut
        if lost:
            d_state = d_state._replace(**{name: np.zeros_like(getattr(d_state, name)) for name in lost})
    over_time = tree_map(lambda *steps: np.stack(steps[::-1]), *all_errors) if errors else None
    return Gradients(d_params, np.stack(d_x[::-1]) if inputs else None, d_state, over_time)


def step(cell: Cell, params: Any, x: Array, state: Any = None, holds: Holds = (), cuts: Cuts = ()) -> Step:
    """Run a cell for a single time step, with all arguments checked.

    Parameters
    ----------
    cell, params, state, holds, cuts
        As in `unroll`, holds and cuts for step 0.
    x : array (B, D)

    Raises
    ------
    TypeError, ValueError
        As `unroll`.
    """
    check_cell(cell)
    float_array("x", x, ("B", "D"), D=cell.sizes(params)["D"])
    return unroll(cell, params, x[None], state, holds, cuts).at(0)


def final_state(cell: Cell, trace: Trace, lengths: Any = None) -> Any:
    """Return the state after the last step, or after step `lengths[b]` of every sequence b.

    Its gradient goes back through ``bptt(..., d_final=..., lengths=lengths)``.

    Raises
    ------
    TypeError, ValueError
        If `trace` is no Trace of the cell, or `lengths` are no integers from 1 to T, one a sequence.
    """
    check_cell(cell)
    cell.check_trace(trace, None)
    T, B = trace.x.shape[:2]
    if lengths is None:
        return cell.state(trace.at(T - 1))
    last = lengths_array(lengths, T, B) - 1
    return tree_map(lambda states: states[last, np.arange(B)], cell.state(trace))


def chunks(T: int, size: int) -> Iterator[slice]:
    """Yield slices that cut T steps into chunks of `size`, the last perhaps shorter.

    For truncated backpropagation through time in training: unroll one chunk, update, and go
    on from its final state.

    Raises
    ------
    ValueError
        If a number is no whole number of at least 1.

    Examples
    --------
    >>> list(chunks(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    T, size = positive_int("T", T), positive_int("size", size)
    return (slice(start, min(start + size, T)) for start in range(0, T, size))


def _fast(cell: Cell, *several: tuple[Array, ...]) -> Fast | None:
    """Return the cell's fast way, if it has one for its step and backward and for the dtype of all arrays."""
    if cell.fast is None or cell.fast.stands_for != (cell.step, cell.backward):
        return None
    dtypes = {array.dtype for arrays in several for array in arrays}
    return cell.fast if dtypes in FAST_DTYPES else None


def _checked_state(cell: Cell, params: Any, state: Any, B: int, name: str = "state") -> Any:
    """Return `state`, or zeros for None, after holding it against the cell's zero state."""
    zero = cell.zero_state(params, B)
    if state is None:
        return zero
    if not isinstance(state, cell.state_type):
        raise TypeError(f"{name}: expected {cell.state_type.__name__}, got {type(state).__name__}")
    for part, like in zip(cell.state_names, zero, strict=True):
        axes = cell.state_axes[part]
        float_array(f"{name}.{part}", getattr(state, part), axes, **dict(zip(axes, like.shape, strict=True)))
    return state


def _without(params: Any, cell: Cell, sizes: dict[str, int], cuts: Sequence[Any]) -> Any:
    """Return parameters, or their gradient, with 0 for all weights on the wires that are cut."""
    if not cuts:
        return params
    from lstm_teach.cells import wiring

    return wiring.without(params, wiring.places(cell.wiring, cell.shapes, sizes), cuts)


def _checked_backward(
    cell: Cell, params: Any, trace: Trace, dh: Array, d_final: Any, lengths: Any
) -> tuple[int, int, Any, Array]:
    check_cell(cell)
    cell.check_trace(trace, params)
    T, B = trace.x.shape[:2]
    final = _checked_state(cell, params, d_final, B, "d_final")
    float_array("dh", dh, ("T", "B", "H"), T=T, B=B, H=final.h.shape[1])
    last = np.full(B, T - 1) if lengths is None else lengths_array(lengths, T, B) - 1
    return T, B, final, last


def _checked_cut(cell: Cell, cut: Sequence[str]) -> tuple[str, ...]:
    if not isinstance(cut, Iterable):
        raise TypeError(f"cut: expected names of states ({', '.join(cell.state_names)}), got {cut!r}")
    names = (cut,) if isinstance(cut, str) else tuple(cut)
    for name in names:
        if name not in cell.state_names:
            raise ValueError(f"cut: expected names of states ({', '.join(cell.state_names)}), got {name!r}")
    return names


def _rows(chosen: Array, like: Array) -> Array:
    """Return booleans (B,) with as many axes as `like`, so that they choose its rows."""
    return chosen.reshape(-1, *[1] * (like.ndim - 1))
