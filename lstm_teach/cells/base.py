"""What every recurrent cell has in common: a record of functions, and the shapes that they expect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from lstm_teach.gates import Gate
from lstm_teach.numerics import Array
from lstm_teach.trace import Step
from lstm_teach.validation import axis_size, axis_terms, check_shape, float_array

Axes = tuple[str, ...]


class Fast(NamedTuple):
    """A second way through whole sequences, with the numbers of `step` and `backward` but faster.

    `lstm_teach.sequence` checks all arguments and takes this way where every array is float64, or
    every one float32. Complex numbers, dtypes mixed, and a cell with another `step` or `backward`
    than those of `stands_for` go the readable way.
    """

    forward: Callable[..., dict[str, Array]]  # (params, x, state, holds, symbols) -> the arrays of a Trace
    # (params, trace, dh, d_final, last, cut, chunk, inputs, errors) -> plain tuples, or None, in the order of
    # `sequence.Gradients`; `last` is lengths - 1, the other options are as in `sequence.bptt`.
    backward: Callable[..., tuple[Any, ...]]
    stands_for: tuple[Callable[..., Any], Callable[..., Any]]  # (step, backward)


@dataclass(frozen=True)
class Cell:
    """A recurrent cell: what it computes in one step, forward and backward.

    Parameters
    ----------
    name : str
        For messages and labels.
    init : callable
        ``init(rng, input_size, hidden_size, **options) -> params``.
    step : callable
        ``step(params, x, state, gates=LEARNED) -> Step``. It trusts its arguments;
        `lstm_teach.sequence` checks them once for the whole sequence.
    backward : callable
        ``backward(params, step, d_state, gates=LEARNED) -> (d_params, dx, d_state_prev)``,
        the exact derivative of `step`: `d_state` is dL/d(new state), with every path from
        the new state to the loss that lies outside this step.
    zero_state : callable
        ``zero_state(params, B) -> state`` for B sequences.
    params_type, state_type, step_type : type
        The NamedTuples of parameters and state, and the Step, which also says what the gates are. The state's
        first field is `h`. A Trace belongs to the cell if its type is this `step_type`, whatever the names.
    shapes : mapping
        The axes of every parameter, such as ``{"W_x": ("D", "4H")}``. A sum such as "2N+H" is legal.
    state_axes : mapping
        The axes of every state, for messages.
    optional : frozenset of str
        Parameters that may be None.
    wiring : mapping
        The wires that the weights of every parameter lie on, in the form of `lstm_teach.cells.wiring`.
    fast : Fast, optional
        A faster way through whole sequences. ``dataclasses.replace(cell, fast=None)`` is the
        same cell without it, and `step` and `backward` are what a run consists of.
    """

    name: str
    init: Callable[..., Any]
    step: Callable[..., Step]
    backward: Callable[..., tuple[Any, Any, Any]]
    zero_state: Callable[[Any, int], Any]
    params_type: type
    state_type: Any
    step_type: type[Step]
    shapes: Mapping[str, Axes] = field(hash=False)  # a mapping has no hash; the rest tells cells apart
    state_axes: Mapping[str, Axes] = field(hash=False)
    optional: frozenset[str] = frozenset()
    wiring: Mapping[str, str] = field(default_factory=dict, hash=False)
    fast: Fast | None = None

    @property
    def state_names(self) -> tuple[str, ...]:
        """Names of the states that go from step to step, `h` first."""
        return tuple(self.state_type._fields)

    @property
    def gates(self) -> Mapping[str, Gate]:
        """The gates that can be held, by the name of their field in the Step."""
        return self.step_type.gates

    @property
    def gate_names(self) -> tuple[str, ...]:
        """Names of the gates."""
        return tuple(self.gates)

    @property
    def wires(self) -> tuple[tuple[str, str], ...]:
        """Source and target of every wire with weights, such as ("h", "g"): what a `Cut` can name."""
        from lstm_teach.cells import wiring  # here and not above: few runs ask for it

        return wiring.pairs(self.wiring)

    def gate_sizes(self, sizes: Mapping[str, int]) -> dict[str, int]:
        """Return for every gate its number of units, from what `sizes` returned."""
        return {name: sizes[gate.axis] for name, gate in self.gates.items()}

    def state(self, step: Any) -> Any:
        """Return the new state that a Step holds (of a Trace: the states of all steps)."""
        return self.state_type(*(getattr(step, name) for name in self.state_names))

    def sizes(self, params: Any, name: str = "params") -> dict[str, int]:
        """Return the sizes (D, H, ...) of checked parameters.

        Raises
        ------
        TypeError, ValueError
            If a part is missing, is no finite float array, or its shape does not fit the others.
        """
        if not isinstance(params, self.params_type):
            raise TypeError(f"{name}: expected {self.params_type.__name__}, got {type(params).__name__}")
        shapes: list[tuple[int, ...] | None] = []
        for part in self.shapes:
            array = getattr(params, part)
            absent = array is None and part in self.optional
            shapes.append(None if absent else float_array(f"{name}.{part}", array).shape)
        return dict(_sizes(name, tuple(self.shapes.items()), tuple(shapes)))

    def check_trace(self, trace: Any, params: Any) -> None:
        """Raise an error unless `trace` is a Trace of this cell, with the sizes of `params`."""
        if not isinstance(trace, Step):
            raise TypeError(f"trace: expected what unroll returned, got {type(trace).__name__}")
        if not trace.is_trace:
            raise TypeError(f"trace: expected a Trace, with a time axis, got a single {trace!r}")
        if type(trace) is not self.step_type:
            expected = f"a Trace of {self.step_type.__name__}, made by the cell {self.name}"
            raise ValueError(f"trace: expected {expected}, got {trace!r}")
        if params is None:
            return
        T, B = trace.x.shape[:2]
        check_shape("trace.x", trace.x.shape, (T, B, "D"), self.sizes(params))
        for name, zero in zip(self.state_names, self.zero_state(params, B), strict=True):
            axes = self.state_axes[name]
            sizes = dict(zip(axes, zero.shape, strict=True))
            check_shape(f"trace.{name}", getattr(trace, name).shape, (T, *axes), sizes)


def check_cell(cell: Any) -> None:
    """Raise a TypeError unless `cell` is a Cell."""
    if not isinstance(cell, Cell):
        raise TypeError(f"cell: expected a Cell such as LSTM, got {type(cell).__name__}")


@lru_cache  # it takes as long as a few steps, and the shapes are the same in every update
def _sizes(
    name: str, parts: tuple[tuple[str, Axes], ...], shapes: tuple[tuple[int, ...] | None, ...]
) -> dict[str, int]:
    """Return the sizes that these shapes of a cell's parameters have in common; see `Cell.sizes`."""
    sizes: dict[str, int] = {}
    for (part, axes), shape in zip(parts, shapes, strict=True):
        if shape is None:
            continue
        if len(axes) == len(shape):
            for axis, n in zip(axes, shape, strict=True):
                _solve(axis, n, sizes)
        expected = tuple(axis_size(axis, sizes) for axis in axes)
        if shape != expected or 0 in expected:
            known = ", ".join(f"{symbol} = {n}" for symbol, n in sizes.items())
            raise ValueError(
                f"{name}.{part}: expected shape ({', '.join(axes)}){' with ' + known if known else ''}, "
                f"got {shape}"
            )
    return sizes


def _solve(axis: str, n: int, sizes: dict[str, int]) -> None:
    """Learn the size of the one symbol of `axis` that is not known yet, if there is just one."""
    unknown, rest = [], n
    for factor, symbol in axis_terms(axis):
        if symbol in sizes:
            rest -= factor * sizes[symbol]
        else:
            unknown.append((factor, symbol))
    if len(unknown) == 1:
        factor, symbol = unknown[0]
        if rest > 0 and rest % factor == 0:
            sizes[symbol] = rest // factor
