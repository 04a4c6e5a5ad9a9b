"""What may be moved of the lesion lab on a page without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from lstm_book.chapter_10.lesion_lab import LesionLab
from lstm_book.chapter_10.lesion_lab_clamps import CYCLE, GATES, VALUES
from lstm_book.chapter_10.lesion_lab_hand import AWAY, MOVES
from lstm_book.chapter_10.lesion_lab_plan import Columns, cell_at
from lstm_book.chapter_10.lesion_lab_run import LesionLabState, class_of, in_class
from lstm_book.live import Grid
from lstm_book.live.grid import Axes, leads, pairs
from lstm_teach.draw.parts import Part
from lstm_teach.tasks.agreement import CLASSES

FREE = "learned"
CLAMPS = (FREE, *(f"{gate} {word}" for gate in GATES for word in VALUES))


class LesionGrid(Grid):
    """One clamp, at the word that is looked at; the subjects are those of four classes."""

    own = ("clamp",)

    def around(self, widget: Any) -> dict[str, list[Any]]:
        """Return all values of all axes; "clamp" is a gate with what holds it, subjects go by their class."""
        return {name: list(values) for name, values in self.axes.items()}

    def place(self, widget: Any, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""
        state = widget.state
        here = {"network": state.network, "clamp": clamp_of(state), "t": state.t}
        here |= {name: CLASSES[class_of(getattr(state, name))] for name in ("first", "second")}
        return [list(axes[name]).index(here[name]) for name in axes]

    def state(self, widget: Any, values: Mapping[str, Any]) -> LesionLabState:
        """Return the state with this clamp at this word; where there is none, with the gate f chosen."""
        gate, _, word = values["clamp"].partition(" ")
        held = (
            {"gate": gate, "clamps": f"{gate} {word} {values['t']}"} if word else {"gate": "f", "clamps": ""}
        )
        nouns = {
            name: in_class(getattr(widget.state, name), CLASSES.index(values[name]))
            for name in ("first", "second")
        }
        state: LesionLabState = replace(
            widget.state, network=values["network"], t=values["t"], **held, **nouns
        )
        return state

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: LesionLabState, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch leads: on a strip to a word and the next clamp there, as `LesionHand`."""
        what, _, name = part.key.partition(":")
        if what == "gate":
            return _strip(part, axes, state, size, name)
        if what == "grid":
            return _cells(part, axes, state, size)
        if what == "word" and part.setting in axes:
            to = (class_of(getattr(state, part.setting)) + 1) % len(CLASSES)
            return {"axis": list(axes).index(part.setting), "press": to}
        return {"role": "img"}


def clamp_of(state: LesionLabState) -> str:
    """Return the clamp at the chosen word as its axis has it."""
    return FREE if state.clamp == FREE else f"{state.gate} {state.clamp}"


def _strip(
    part: Part, axes: Axes, state: LesionLabState, size: tuple[float, float], gate: str
) -> dict[str, Any]:
    """Return where a gate's strip leads: a press makes its cell shut, open and learned again."""
    clamps, columns = list(axes["clamp"]), Columns(state.T)

    def after(t: int) -> int:
        return _clamp(clamps, gate, CYCLE[state.cells.get((gate, t), FREE)])

    def word(x: float, y: float) -> int:
        return columns.at(x)

    by_word = leads(replace(part, value_at=word), axes["t"], size)
    nearest = [axes["t"][index] for index in by_word[1::2]]
    by_clamp = [n for x, t in zip(by_word[::2], nearest, strict=True) for n in (x, after(t))]
    names = list(axes)
    free = pairs(axes, {"clamp": clamps.index(FREE)})
    return {
        "axis": names.index("t"),
        "step": part.step,
        "ways": [[names.index("t"), "x", by_word], [names.index("clamp"), "x", by_clamp]],
        "keys": dict.fromkeys(("Enter", " "), pairs(axes, {"clamp": after(state.t)}))
        | (dict.fromkeys(AWAY, free) if (gate, state.t) in state.cells else {}),
    }


def _clamp(clamps: list[Any], gate: str, word: str) -> int:
    return clamps.index(FREE if word == FREE else f"{gate} {word}")


def _cells(part: Part, axes: Axes, state: LesionLabState, size: tuple[float, float]) -> dict[str, Any]:
    """Return where the grid of shares leads: both subjects' classes, by a press or an arrow key."""
    names, ways = list(axes), []
    for n, (drag, setting) in enumerate({"y": "first", "x": "second"}.items()):
        way = replace(part, drag=drag, value_at=partial(_class, n))
        ways.append([names.index(setting), drag, leads(way, axes[setting], size)])
    row, column = class_of(state.first), class_of(state.second)
    keys = {
        key: pairs(axes, {"first": row + down, "second": column + right})
        for key, (down, right) in MOVES.items()
    }
    return {"axis": names.index("second"), "ways": ways, "keys": keys}


def _class(n: int, x: float, y: float) -> str:
    """Return the class of the row (0) or the column (1) at a place."""
    return CLASSES[cell_at(x, y)[n]]


LIVE = {
    "LesionLab": LesionGrid(
        LesionLab,
        {
            "network": (1, 2),
            "first": CLASSES,
            "second": CLASSES,
            "clamp": CLAMPS,
            "t": range(1, 12),
        },
        {
            "first": "first subject",
            "second": "second subject",
            "clamp": "gate at this word",
            "t": "word",
        },
        beyond="Several clamps, single units, streams without stops and the other networks",
    ),
}
