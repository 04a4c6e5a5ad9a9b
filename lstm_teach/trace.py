"""What a run leaves behind: a Step for one time step, a Trace for all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np

from lstm_teach.gates import Gate, Hold, active_at
from lstm_teach.numerics import Array


@dataclass(frozen=True, eq=False, repr=False)
class Step:
    """All that one time step computed; with a leading time axis, a Trace.

    Every cell has a subclass with its own fields: the input `x`, the previous state
    (`h_prev`, ...), gates and the new state. In a Step an array has shape (B, ...), in a
    Trace (T, B, ...). Both are frozen, and the arrays of a Trace are read-only.

    The type says what was computed, and in `gates` what the gates are; the holds and cuts of the run
    travel with it. So neither `bptt` nor a picture can take it for something else than it is.
    """

    gates: ClassVar[Mapping[str, Gate]] = {}

    x: Array
    h: Array
    holds: tuple[Hold, ...] = field(default=(), kw_only=True)
    cuts: tuple[Any, ...] = field(default=(), kw_only=True)  # each an `interventions.Cut`

    @property
    def is_trace(self) -> bool:
        """Whether there is a leading time axis."""
        return self.x.ndim == 3

    def __len__(self) -> int:
        """Return the number of time steps T of a Trace."""
        self._require_trace("len()")
        return self.x.shape[0]

    def at(self, t: int) -> Self:
        """Return the Step at time `t` (from 0; negative counts from the end) as views into the Trace.

        Raises
        ------
        IndexError
            If the Trace has no such step.
        """
        self._require_trace("at(t)")
        T = len(self)
        if not -T <= t < T:
            raise IndexError(f"t: expected a step from {-T} to {T - 1} (T = {T}), got {t}")
        views = {name: getattr(self, name)[t] for name in self.array_names()}
        return type(self)(**views, holds=active_at(self.holds, t % T), cuts=active_at(self.cuts, t % T))

    def __iter__(self) -> Iterator[Self]:
        """Iterate over the Steps of a Trace."""
        return (self.at(t) for t in range(len(self)))

    @classmethod
    @cache
    def array_names(cls) -> tuple[str, ...]:
        """Return the names of the fields that are arrays, in order."""
        return tuple(f.name for f in fields(cls) if not f.kw_only)

    def __repr__(self) -> str:
        sizes = ("T", "B") if self.is_trace else ("B",)
        shape = ", ".join(f"{s} = {n}" for s, n in zip(sizes, self.x.shape, strict=False))
        shape += f", D = {self.x.shape[-1]}, H = {self.h.shape[-1]}"
        done = f", {len(self.holds)} held" if self.holds else ""
        done += f", {len(self.cuts)} cut" if self.cuts else ""
        kind = type(self).__name__
        return f"{f'Trace[{kind}]' if self.is_trace else kind}({shape}{done})"

    def _require_trace(self, what: str) -> None:
        if not self.is_trace:
            raise TypeError(f"{what} needs a Trace, with a time axis; this is a single {self!r}")


Trace = Step  # the same class: the name in a signature says whether a time axis is expected


def stack(steps: Sequence[Step], state_names: Sequence[str], **interventions: Any) -> Trace:
    """Put Steps one after the other into a read-only Trace.

    A state is stored once, as T + 1 values: `h_prev` is a view of the first T, `h` of the last T.
    """
    first = steps[0]
    arrays: dict[str, Array] = {}
    for name in state_names:
        whole = np.stack([getattr(first, f"{name}_prev"), *(getattr(step, name) for step in steps)])
        whole.flags.writeable = False
        arrays[f"{name}_prev"], arrays[name] = whole[:-1], whole[1:]
    for name in first.array_names():
        if name not in arrays:
            arrays[name] = np.stack([getattr(step, name) for step in steps])
            arrays[name].flags.writeable = False
    kind: Any = type(first)
    return kind(**arrays, **interventions)
