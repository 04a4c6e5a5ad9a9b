"""What of the lesion lab's picture can be touched, and what touches mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lstm_book.chapter_10.lesion_lab_clamps import CYCLE, GATES, painted, text_of
from lstm_book.chapter_10.lesion_lab_plan import (
    BARS,
    CELL,
    GRID,
    ROW,
    TRACK,
    Columns,
    asked_box,
    cell_at,
    gate_box,
    store_box,
)
from lstm_book.chapter_10.lesion_lab_run import (
    ALL,
    UNITS,
    H,
    LesionLabState,
    LesionRun,
    class_of,
    in_class,
)
from lstm_book.chapter_10.lesion_lab_words import (
    ROLES,
    asked,
    gate_values,
    headline,
    is_noun,
    named,
    of_cell,
    of_what,
)
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.timeline.above import button
from lstm_teach.tasks.agreement import CLASSES
from lstm_teach.widgets.hand import PRESSES, Hand, Press
from lstm_teach.widgets.picture import Touch

SIDES = {"ArrowLeft": -1, "ArrowRight": 1}
MOVES = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}  # in the grid
AWAY = ("Delete", "Backspace")
SETTINGS = {"S1": "first", "S2": "second", "N1": "other", "N2": "other"}  # what presses of nouns set


def find_parts(state: LesionLabState, result: LesionRun) -> Iterator[Part]:
    """Find nouns, strips of gates and stores, answers, shares and the cells of the grid."""
    columns = Columns(state.T)
    for t, place in enumerate(state.places, start=1):
        if is_noun(place):
            yield _noun(state, columns, t)
    for n, gate in enumerate(GATES):
        yield _lane(state, result, columns, n, gate)
    for u in range(H):
        yield _store(state, result, u)
    for n, name in enumerate(("first", "second")):
        said = asked(state, result, n)
        yield note(f"asked:{n}", asked_box(n), f"answer at the {name} ___", said, f"Probabilities: {said}.")
    box = (8.0, BARS, TRACK[0] + TRACK[1] + 28, 18 + 4 * ROW)
    tip = f"{headline(state, result)}. {named(state, result)}."
    yield note("shares", box, "share of right answers", f"{result.score.of_100} of 100", tip)
    yield _grid(state, result)


def _noun(state: LesionLabState, columns: Columns, t: int) -> Part:
    place, word = state.places[t - 1], state.words[t - 1]
    setting = SETTINGS[place]
    now = getattr(state, setting)
    to, kind = in_class(now, (class_of(now) + 1) % 4), CLASSES[class_of(word)]
    tip = f"{word}: {kind}. Press for another gender or number."
    part = button(setting, to, columns.word(t, word), f"word {t}, {word}", kind, tip)
    return _named(part, f"word:{place}")


def _lane(state: LesionLabState, result: LesionRun, columns: Columns, n: int, gate: str) -> Part:
    """Return a gate's strip; along it moves the chosen word."""
    values, own = gate_values(state, result, gate)
    t = state.t
    held = state.cells.get((gate, t))
    said = f"{number(values[t - 1])} at word {t}, {state.words[t - 1]}"
    if held:
        said = f"held {held} at word {t}, {state.words[t - 1]}; {number(own[t - 1])} by itself"
    tip = (
        f"{ROLES[gate]} {gate}, {of_what(state)}: {said}. Press a cell for shut, open, learned; drag to do "
        "it to several. Keys: arrows, Enter, Shift with an arrow, Delete."
    )
    return Part(
        f"gate:{gate}", "lane", gate_box(n), f"word, {ROLES[gate]} {gate}", said, tip, t, 1, state.T,
        drag="x", setting="t", value_at=lambda x, y: columns.at(x),
    )  # fmt: skip


def _store(state: LesionLabState, result: LesionRun, u: int) -> Part:
    left, top, width, height = store_box(u)
    c, free = (float(run.c[state.t - 1, 0, u]) for run in (result.trace, result.free))
    said = f"{number(c)} at word {state.t}" + (f", without clamps {number(free)}" if state.clamps else "")
    mine = u == state.unit
    more = "all units again" if mine else "this unit alone: its gates are shown, and clamps reach no other"
    box = (left - 36, top, width + 36, height)
    part = button("units", ALL if mine else UNITS[u + 1], box, f"store of unit {u}", said,
                  f"store of unit {u}: {said}. Press for {more}.")  # fmt: skip
    return _named(part, f"store:{u}")


def _grid(state: LesionLabState, result: LesionRun) -> Part:
    """Return all cells as one part; what a press sets of the first subject, the hand knows."""
    row, column = class_of(state.first), class_of(state.second)
    said = of_cell(state, result, row, column)
    label = f"first subject {CLASSES[row]}, second {CLASSES[column]}"
    tip = f"{label}: {said}. Press a cell for such a pair. Keys: arrows."
    box = (*GRID, 4 * CELL[0], 4 * CELL[1])
    return Part(
        "grid", "unit", box, label, said, tip, role="button", setting="second",
        value_at=lambda x, y: in_class(state.second, cell_at(x, y)[1]),
    )  # fmt: skip


def _named(part: Part, key: str) -> Part:
    """Return a part under a key of its own: several set the same setting."""
    return replace(part, key=key)


class LesionHand(Hand):
    """Clamps gates where they are drawn.

    A press of a cell of a gate's strip makes it shut, then open, then learned again; a drag does to all cells
    what a press does to the first; with Shift both only choose the word. Keys on a strip: arrows choose the
    word, Enter and Space press its cell, Shift with an arrow takes the next cell along, Delete frees it. A
    press of the grid, or an arrow key there, sets both subjects.
    """

    def pull(self, touch: Touch, press: Press) -> None:
        """Follow a press, a drag or a release."""
        what, _, name = press.part.key.partition(":")
        if what == "grid":
            if touch.phase == "up":
                self._choose(*cell_at(touch.x, touch.y))
            return
        if what != "gate":
            super().pull(touch, press)
            return
        assert press.part.value_at is not None
        t, first = (press.part.value_at(one.x, one.y) for one in (touch, press.touch))
        word = CYCLE[press.before.cells.get((name, first), "learned")]
        low, high = sorted((t, first))
        new = {"gate": name, "t": t, "clamps": self._with(press.before, name, range(low, high + 1), word)}
        if press.touch.shift:
            self.widget.set(gate=name, t=t)
        elif touch.phase == "up" or press.moved(touch):
            self.widget.set(**new)
        else:
            self.widget.prepare(**new)

    def key(self, touch: Touch, part: Part) -> None:
        """Do what a key says to the part that has the focus."""
        what, _, name = part.key.partition(":")
        if what == "gate":
            self._key_of_gate(name, touch, part)
        elif what != "grid":
            super().key(touch, part)
        elif touch.name in PRESSES:
            self._choose(*cell_at(*part.middle))
        elif touch.name in MOVES:
            down, right = MOVES[touch.name]
            state = self.widget.state
            row, column = class_of(state.first) + down, class_of(state.second) + right
            self._choose(min(max(row, 0), 3), min(max(column, 0), 3))

    def _key_of_gate(self, gate: str, touch: Touch, part: Part) -> None:
        state = self.widget.state
        now = state.cells.get((gate, state.t), "learned")
        if touch.name in PRESSES:
            self._clamp(gate, state.t, CYCLE[now])
        elif touch.name in AWAY:
            self._clamp(gate, state.t, "learned")
        elif touch.shift and touch.name in SIDES:
            to = min(max(state.t + SIDES[touch.name], 1), state.T)
            self._clamp(gate, to, now)
        else:
            super().key(touch, part)
            if self.widget.gate != gate:
                self.widget.set(gate=gate)

    def _clamp(self, gate: str, t: int, word: str) -> None:
        self.widget.set(gate=gate, t=t, clamps=self._with(self.widget.state, gate, [t], word))

    def _with(self, state: LesionLabState, gate: str, steps: Any, word: str) -> str:
        return text_of(painted(state.cells, gate, steps, word))

    def _choose(self, row: int, column: int) -> None:
        """Show a pair of subjects of the classes of a cell of the grid."""
        state = self.widget.state
        self.widget.set(first=in_class(state.first, row), second=in_class(state.second, column))
