"""The writing machine of chapter 00: a network writes letter by letter while its valves are turned.

`machine_run` writes, `page` and `valves` draw, `machine_hand` says what touches mean, and `WritingMachine`
puts controls above all that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ipywidgets
import numpy as np

from lstm_book.chapter_00 import stored
from lstm_book.chapter_00.machine_controls import button, player, prompt_box, value_slider
from lstm_book.chapter_00.machine_hand import MachineHand
from lstm_book.chapter_00.machine_run import (
    GATES,
    HALF,
    MODES,
    WHOLE,
    WritingMachineState,
    Written,
    mode_of,
    run,
    value_from,
)
from lstm_book.chapter_00.page import HEIGHT as PAGE
from lstm_book.chapter_00.page import LEFT, TOP, find_page, key_to_the_page, page, turns
from lstm_book.chapter_00.valves import find_valves, valves
from lstm_book.chapter_00.vocabulary import real_words, whole_words
from lstm_teach.draw import svg
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.validation import one_of
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import (
    Rows,
    choice,
    number_slider,
    step_slider,
    tick_box,
    whole_box,
)
from lstm_teach.widgets.setting import Setting

WIDTH, HEIGHT = 800.0, TOP + PAGE + 26


def draw(state: WritingMachineState, result: Written) -> Drawing:
    """Draw the page, the valves beside it, and above it what was turned and what came of it."""
    first, second = _turned(state), _came_of_it(state, result)
    body = svg.text(LEFT, 17, first, size=14, bold=True) + svg.text(LEFT, 38, second)
    body += page(state, result) + valves(state, result)
    body += key_to_the_page(HEIGHT - 8)
    return Drawing(WIDTH, HEIGHT, first, _description(state, result, second), body)


def find_parts(state: WritingMachineState, result: Written) -> Iterator[Part]:
    """Find the valves and the page."""
    yield from find_valves(state, result)
    yield from find_page(state)


def _turned(state: WritingMachineState) -> str:
    shown = {k: several for k, several in turns(state).items() if k <= state.t}
    if not shown:
        return "Untouched: all gates as learned"
    parts = [
        f"{' and '.join(f'{gate} {how}' for gate, how in several)} from letter {k + 1}".replace(
            " once from", " for one letter, at"
        )
        for k, several in shown.items()
    ]
    return "; ".join(parts[:3]) + ("; ..." if len(parts) > 3 else "")


def _came_of_it(state: WritingMachineState, result: Written) -> str:
    """Say how surprising the letters are, and how many words are real, since the first turn."""
    t, since = state.t, min((hold.start for hold in state.holds), default=0)
    if t <= since:
        return f"{t} letters are written." if t else "Nothing is written yet: press play."
    before = len(state.prompt)
    ours = _told(result.bits[since:t], state.prompt + result.text[:t], before + since)
    if not state.holds:
        return f"{t} letters: {ours}"
    theirs = _told(result.free_bits[since:t], state.prompt + result.free[:t], before + since)
    return f"{t - since} letters since: {ours}  (untouched: {theirs})"


def _told(bits: np.ndarray, text: str, start: int) -> str:
    real, words = real_words(text, start)
    return f"{number(float(np.mean(bits)))} bits a letter, {real} of {words} words are real"


def _description(state: WritingMachineState, result: Written, second: str) -> str:
    texts = [f"{second}.", f"Written: {state.prompt}{result.text[: state.t]}"]
    parted = result.parted
    if parted is not None and parted < state.t:
        texts.append(f"Untouched, from letter {parted + 1}: {result.free[parted : state.t]}")
    return " ".join(texts).replace("\n", " ¶ ")


class Gate(Setting):
    """A gate of the machine by its letter: "learned", "shut", "open" or a number, at the letter of a turn."""

    def __init__(self) -> None:
        super().__init__(lambda machine: _said(machine.state.hold_of(self.name)))


def _said(hold: Any) -> str | float:
    mode = mode_of(hold)
    return float(hold.value) if mode == "held at" else mode


class WritingMachine(Explorable[WritingMachineState]):
    """A network that has read one novel writes letter by letter, and its three valves can be turned.

    A valve that is turned stays so from the next letter on; if all is written already, from the letter at
    which one was turned before. The untouched network writes with the same dice, so that what differs is the
    valve's doing.

    Parameters
    ----------
    prompt : str
        What is read first; at most 60 letters that the novel has.
    holds : tuple of Hold, optional
        What is held from which letter on, counted from 0.
    dice : int
        The same number throws the same dice; from 0 to 999.
    temperature : float
        From 0.1, nearly always the likeliest letter, to 1.5.
    t : int
        How many letters are shown, up to 240.
    gate : str
        The gate that the buttons show: "f", "i" or "o".
    once : bool
        Whether a valve is turned for one letter only.

    Raises
    ------
    TypeError, ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Notes
    -----
    `f`, `i` and `o` are attributes too: "learned", "shut", "open" or a number, from the letter of a turn on;
    and `mode` and `value` are those of the gate that the buttons show.

    Examples
    --------
    >>> machine = WritingMachine(t=60)
    >>> machine.f = "shut"
    >>> machine.holds
    (Hold(gate='f', value=0.0, start=60, stop=None, units=None),)
    """

    settings, compute, draw = WritingMachineState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    hand = MachineHand
    tip = (
        "Press a valve to turn it, or a letter to go back there; Tab and Enter do the same. "
        "¶ ends a paragraph."
    )
    f, i, o = Gate(), Gate(), Gate()
    mode = Setting(lambda machine: mode_of(machine.state.hold_of(machine.gate)))
    value = Setting(lambda machine: getattr(machine.state.hold_of(machine.gate), "value", None))
    play = Setting(lambda machine: machine.t)

    @property
    def text(self) -> str:
        """What is shown of the text, without the prompt."""
        written: Written = self.result
        return written.text[: self.t]

    def write_again(self) -> None:
        """Begin to write once more, with the same dice and the same valves."""
        self.set(t=0)
        self._controls["play"].widget.playing = True

    def throw_new_dice(self) -> None:
        """Take the next dice."""
        self.set(dice=(self.state.dice + 1) % 1000)

    def let_go(self) -> None:
        """Let the network decide all gates at all letters."""
        self.set(holds=())

    def _changed(self, settings: dict[str, Any]) -> WritingMachineState:
        given = {"t" if name == "play" else name: value for name, value in settings.items()}
        known = (*self._state.names(), *GATES, "mode", "value")
        self._refuse_unknown(given, known)
        turned = {name: given.pop(name) for name in (*GATES, "mode", "value") if name in given}
        state = replace(self._state, **given)
        for name, to in turned.items():
            gate = name if name in GATES else state.gate
            if name == "mode":
                to = _of_mode(one_of("mode", to, MODES), state.hold_of(gate))
            state = replace(state, holds=state.turned(gate, value_from(name, to)))
        return state

    def _make_controls(self) -> Rows:
        return (
            {
                "gate": choice(GATES, button=30),
                "mode": choice(MODES, button=None),
                "value": value_slider(),
                "once": tick_box("one letter only", False, True, width=134),
            },
            {
                "play": player(),
                "t": step_slider("letters", width=120),
                "temperature": number_slider("temperature", 0.05, width=150),
                "dice": whole_box("dice", width=84),
                "prompt": prompt_box(),
            },
        )

    def _in_row(self, row: Any) -> list[ipywidgets.Widget]:
        """Put buttons beside what they belong to."""
        made = super()._in_row(row)
        if "play" not in row:
            pressed = (("mail-reply", "undo the last change", self.undo),
                       ("mail-forward", "make it again", self.redo),
                       ("eraser", "all gates as learned", self.let_go))  # fmt: skip
            return [*made, *(button(*one) for one in pressed)]
        again = button("fast-backward", "write again, with the same dice", self.write_again)
        new = button("random", "new dice", self.throw_new_dice)
        return [made[0], again, *made[1:4], new, *made[4:]]

    def _setting(self, name: str) -> Any:
        return super()._setting("t" if name == "play" else name)

    def _show_all(self) -> None:
        super()._show_all()
        words = whole_words(self.result.text[: self.t])
        said = f'<div aria-live="polite" class="lstm-teach-said">{words[-1] if words else ""}</div>'
        self._said_aloud.value = said

    def _begin(self, state: Any) -> None:
        self._said_aloud = ipywidgets.HTML(layout=ipywidgets.Layout(height="1px", margin="0"))
        super()._begin(state)
        self.children = (*super().children, self._said_aloud)

    def _stored_html(self) -> str:
        return super()._stored_html() + stored.answers(self.state)


def _of_mode(mode: str, hold: Any) -> str | float:
    if mode != "held at":
        return mode
    return HALF if hold is None or hold.value in WHOLE.values() else float(hold.value)
