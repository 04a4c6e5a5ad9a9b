"""What a stored notebook answers without a kernel: the same text with each valve shut or open, in folds."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from html import escape

from lstm_book.chapter_00.machine_run import GATES, TURN, WHOLE, WritingMachineState, run
from lstm_book.chapter_00.page import ROLES
from lstm_teach.gates import Hold

SHOWN = 60  # letters after the turn; much later, with i open, another CPU may write others


def answers(state: WritingMachineState) -> str:
    """Return one fold for every valve and end: what is written if it is turned at letter `TURN`."""
    return _answers(WritingMachineState(state.prompt, dice=state.dice, temperature=state.temperature))


@lru_cache(maxsize=8)
def _answers(state: WritingMachineState) -> str:
    folds = [_fold(state, gate, word) for word in WHOLE for gate in GATES]
    return f"<div><p>Turned at letter {TURN + 1}, with the same dice:</p>{''.join(folds)}</div>"


def _fold(state: WritingMachineState, gate: str, word: str) -> str:
    made = run(replace(state, holds=(Hold(gate, WHOLE[word], TURN),)))
    before, after = escape(state.prompt + made.text[:TURN]), escape(made.text[TURN : TURN + SHOWN])
    return (
        f"<details><summary>{ROLES[gate]} {gate} {word}</summary><p>{before}<b>|{after}</b></p></details>"
    ).replace("\n", " ¶ ")
