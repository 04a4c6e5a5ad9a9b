"""What may be moved of the grammar walk on a page without a kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lstm_book.chapter_09.walk import GrammarWalk
from lstm_book.chapter_09.walk_run import WalkState
from lstm_book.live import Grid
from lstm_book.live.grid import Axes, leads, nearest, reaching
from lstm_teach.draw.parts import Part

PLACES, HEAD, TAIL = (
    16,
    6,
    6,
)  # symbols of a string that the cursor goes to; how many at its beginning and end


def looked_at(state: WalkState) -> list[int]:
    """Return the symbols of the string that the cursor goes to: all, or some of a long one."""
    T = state.ends["t"]
    if T <= PLACES:
        return list(range(1, T + 1))
    some = PLACES - HEAD - TAIL
    between = [HEAD + round((k + 1) * (T - TAIL - HEAD) / (some + 1)) for k in range(some)]
    return [*range(1, HEAD + 1), *between, *range(T - TAIL + 1, T + 1)]


@dataclass(frozen=True)
class WalkGrid(Grid):
    """The cursor's axis counts the symbols that it goes to; a shorter string takes it with it."""

    _led: dict[tuple[str, int], list[int]] = field(default_factory=dict)  # along strings of some length

    def around(self, widget: Any) -> dict[str, list[Any]]:
        """Return all values of all axes: where the cursor may go depends on the string."""
        return {name: list(values) for name, values in self.axes.items()}

    def place(self, widget: Any, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""
        state = widget.state
        ordinal = 1 + nearest(looked_at(state), state.t)
        return [
            reaching(values, ordinal) if name == "t" else list(values).index(getattr(state, name))
            for name, values in axes.items()
        ]

    def state(self, widget: Any, values: Any) -> WalkState:
        """Return the state with other values."""
        state: WalkState = replace(widget.state, **(values | {"t": 1, "blackout": 0}))
        symbols, blackout = looked_at(state), min(values["blackout"], state.ends["blackout"])
        return replace(state, t=symbols[min(values["t"], len(symbols)) - 1], blackout=blackout)

    def said(self, axes: Axes, state: WalkState) -> dict[int, str]:
        """Return the number of the symbol at the cursor."""
        return {list(axes).index("t"): str(state.t)}

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: WalkState, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch leads; a place along the string to the nearest of these symbols."""
        if part.setting != "t":
            return super().targets(widget, part, axes, state, size)
        known = part.key, state.ends["t"]
        if known not in self._led:
            at, symbols = part.value_at, looked_at(state)
            assert at is not None
            way = replace(part, value_at=lambda x, y: 1 + nearest(symbols, at(x, y)))
            self._led[known] = leads(way, axes["t"], size)
        return {"axis": list(axes).index("t"), "leads": self._led[known], "step": part.step}


LOOPS: Sequence[int] = (0, 1, 20)
LIVE = {
    "GrammarWalk": WalkGrid(
        GrammarWalk,
        {
            "network": ("LSTM", "GRU", "RNN", "f open"),
            "outer": ("T", "P"),
            "swapped": ("hidden", "drawn"),
            "s_loops": LOOPS,
            "t_loops": LOOPS,
            "blackout": (0, 7),
            "t": range(1, PLACES + 1),
        },
        {
            "outer": "outer symbol",
            "swapped": "swapped run",
            "s_loops": "S loop",
            "t_loops": "T loop",
            "blackout": "blackout after",
            "t": "symbol t",
        },
        beyond="The other networks, loops and blackouts",
    ),
}
