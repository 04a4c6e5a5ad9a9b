"""What may be moved of the writing machine on a page without a kernel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from lstm_book.chapter_00.machine import WritingMachine
from lstm_book.chapter_00.machine_run import GATES, LETTERS, MODES, TURN, WHOLE, WritingMachineState, mode_of
from lstm_book.chapter_00.page import find_page
from lstm_book.live import Console, Movable
from lstm_book.live.movable import READ_ONLY, Axes
from lstm_book.live.touches import moves, rows
from lstm_teach.draw.parts import Part
from lstm_teach.gates import Hold

CYCLE = MODES[:3]  # in the order in which a click goes through them
KEYS = {"Home": "shut", "ArrowDown": "shut", "End": "open", "ArrowUp": "open"}
KEYS |= {"Delete": "learned", "Backspace": "learned"}


@dataclass(frozen=True)
class Machine(Movable):
    """Valves of the machine, each learned, shut or open from one letter on, some dice, and what is written.

    Parameters
    ----------
    letters : tuple of int
        From which letters on valves may be turned, counted from 1.
    dice : tuple of int
    every : int
        Of how many letters a step of the writing is.
    """

    letters: tuple[int, ...] = (1, TURN + 1)
    dice: tuple[int, ...] = (0, 1)
    every: int = 3
    beyond: str = "A beginning of your own, other dice and valves held in between"
    names: Mapping[str, str] = field(
        default_factory=lambda: {
            "f": "forget gate",
            "i": "input gate",
            "o": "output gate",
            "t": "letters",
            "letter": "from letter",
        }  # fmt: skip
    )
    tip: str = (
        "Press a valve to turn it, or a letter to go there; Tab and Enter do the same. ¶ ends a paragraph."
    )
    plays: Mapping[str, int] = field(default_factory=lambda: {"t": 120})
    widget: type[WritingMachine] = WritingMachine

    def around(self, widget: WritingMachine) -> dict[str, list[Any]]:
        """Return the modes of each gate, the letters, the dice and the places in the text."""
        axes: dict[str, list[Any]] = {gate: list(CYCLE) for gate in GATES}
        axes |= {"letter": list(self.letters), "dice": list(self.dice)}
        return axes | {"t": list(range(0, LETTERS + 1, self.every))}

    def place(self, widget: WritingMachine, axes: Axes) -> list[int]:
        """Return where on its axes the machine stands."""
        state = widget.state
        letter = min((hold.start for hold in state.holds), default=TURN) + 1
        own: dict[str, Any] = {gate: mode_of(_hold(state, gate)) for gate in GATES}
        own |= {"letter": letter, "dice": state.dice, "t": state.t}
        return [list(values).index(own[name]) for name, values in axes.items()]

    def state(self, widget: WritingMachine, values: Mapping[str, Any]) -> WritingMachineState:
        """Return the machine's state with valves in these modes."""
        held = [gate for gate in GATES if values[gate] in WHOLE]
        holds = tuple(Hold(gate, WHOLE[values[gate]], values["letter"] - 1) for gate in held)
        return replace(widget.state, holds=holds, dice=values["dice"], t=values["t"])

    def targets(
        self,
        widget: WritingMachine,
        part: Part,
        axes: Axes,
        state: WritingMachineState,
        size: tuple[float, float],
    ) -> dict[str, Any]:
        """Return where a touch leads: a valve to its next mode, the page to a letter.

        Before the letter at which valves are turned nothing would be seen of it: all is written then.
        """
        what, _, gate = part.key.partition(":")
        number, last = list(axes).index("t"), len(axes["t"]) - 1
        if what == "page":
            led = _rows(len(state.prompt), tuple(axes["t"]))
            return {"axis": number, "ways": [[number, "rows", led]], "step": part.step}
        if what != "gate":
            return dict(READ_ONLY)
        own, at = _hold(state, gate), list(axes["t"]).index(state.t)
        later = {"t": last} if own and not own.is_active(state.t) else {}

        def to(mode: str) -> list[int]:
            return moves(axes, {gate: list(axes[gate]).index(mode), **later})

        following = CYCLE[(CYCLE.index(mode_of(own)) + 1) % len(CYCLE)]
        led = {key: to(mode) for key, mode in {"press": following, **KEYS}.items()}
        beside = {"ArrowLeft": at - 1, "ArrowRight": at + 1}
        return {"moves": led | {key: moves(axes, {"t": n}) for key, n in beside.items()}}


def _hold(state: WritingMachineState, gate: str) -> Hold | None:
    return next((hold for hold in state.holds if hold.gate == gate), None)


@lru_cache
def _rows(prompt: int, places: tuple[int, ...]) -> Any:
    part = next(find_page(WritingMachineState("-" * prompt)))
    return rows(part, places)


GATE_NAMES = {"f": "forget gate", "t": "letter"}
SENTENCE_UNIT, WORD_UNIT = 91, 209

LIVE: dict[str, Any] = {
    "WritingMachine": Machine(),
    "ch00-stepper": Console(
        (),
        {"stop": "stop (0: the whole step)", "t": "letter"},
        values=(),
        steps=(),
        looks={"stop": tuple(range(8))},
    ),
    "ch00-units": Console(
        ("f",), GATE_NAMES, values=(), steps=(), looks={"unit": (SENTENCE_UNIT, WORD_UNIT)}
    ),
}
