"""What may be moved of the map of starts and of the operation on a page without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from lstm_book.chapter_08 import start_map_grid as starts
from lstm_book.chapter_08.operation import Operation
from lstm_book.chapter_08.operation_run import GATES, MARKS, STEPS, UNMARKED
from lstm_book.chapter_08.start_map import StartMap
from lstm_book.chapter_08.start_map_draw import start_at
from lstm_book.chapter_08.start_map_run import SHOW
from lstm_book.live import Grid
from lstm_book.live.grid import Axes, leads
from lstm_teach.draw.parts import Part


class StartGrid(Grid):
    """On the map a press or a drag chooses both biases, as `StartHand` does."""

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch leads; of the map both ways lead somewhere."""
        if part.key != "map":
            return super().targets(widget, part, axes, state, size)
        names = list(axes)
        ways = []
        for n, (drag, setting) in enumerate({"x": "forget_bias", "y": "input_bias"}.items()):
            way = replace(part, drag=drag, value_at=partial(_bias, n))
            ways.append([names.index(setting), drag, leads(way, axes[setting], size)])
        return {"axis": names.index("forget_bias"), "step": part.step, "ways": ways}


def _bias(n: int, x: float, y: float) -> int:
    """Return the forget bias (0) or the input bias (1) at a place."""
    return start_at(x, y)[n]


# What is worth a look: both marks and their neighbours, the ends, and steps between.
STEPS_SHOWN = sorted(
    {0, *(t + by for t in MARKS for by in (-1, 0, 1)), 10, UNMARKED, 60, 80, STEPS - 2, STEPS - 1}
)
LIVE: Mapping[str, Grid] = {
    "StartMap": StartGrid(
        StartMap,
        {
            "forget_bias": starts.FORGET,
            "input_bias": sorted(starts.INPUT),
            "lag": starts.LAGS,
            "show": SHOW,
        },
        {"forget_bias": "forget bias", "input_bias": "input bias", "lag": "lag T", "show": "show"},
        resets={"show": ("this start", "hidden")},
    ),
    "Operation": Grid(
        Operation,
        {"gate": GATES, "value": (0.0, 0.25, 0.5, 0.75, 1.0), "t": STEPS_SHOWN, "net": (0, 1)},
        {"gate": "gate", "value": "held at", "t": "step t", "net": "network"},
        beyond="The other steps, other values and three more networks",
    ),
}
