"""Exercises of chapter 00, The LSTM in fifteen minutes."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_00.machine_run import LETTERS, TURN, WritingMachineState, run
from lstm_book.chapter_00.measured import measured
from lstm_book.chapter_00.measures import BEFORE, SIX, passages
from lstm_book.judges import Judge, NotAttempted, as_number, is_stub
from lstm_book.questions import plain
from lstm_teach.gates import CLOSED, OPEN, Hold

SAMPLES = (("f", OPEN), ("o", CLOSED), ("f", CLOSED))
DICE = 3  # of the samples
NEAR = 0.03  # bits: so close to the best constant is as good
WHY = {
    (
        "o shut",
        "i shut",
    ): "o shut is at once: from the turn on each letter is drawn as if nothing had "
    "been read. With i shut the store only fades.",
    ("i shut", "o shut"): "With i shut the store only fades, and the first letters after the turn still fit.",
    ("f open", "o open"): "With o open one and the same letter comes again and again.",
    ("f open", "i open"): "With i open there are still words. Which valve lets the store grow without end?",
    (
        "f shut",
        "i open",
    ): "Look at the first letters after the turn: does the sentence go on?",
    ("f shut", "f open"): "These words look like English. With f open the store floods.",
    ("f open", "f shut"): "With f shut most words are still nearly English. These are not.",
    ("o shut", "f open"): "With f open the letters still hang together for a while. Here none does.",
}


@cache
def samples() -> tuple[str, ...]:
    """Return what is written after a turn that is to be guessed, one text for each of `SAMPLES`."""
    states = (WritingMachineState(dice=DICE, holds=(Hold(gate, value, TURN),)) for gate, value in SAMPLES)
    return tuple(run(state).text[TURN:LETTERS] for state in states)


def show_samples() -> None:
    """Print the texts of exercise 0.1."""
    for n, text in enumerate(samples(), start=1):
        print(f"{n}: {text[:70]}".replace("\n", "¶"))
        print(f"   {text[70:140]}".replace("\n", "¶"))


def _names(values: tuple[tuple[str, float], ...]) -> list[str]:
    return [f"{gate} {'open' if value else 'shut'}" for gate, value in values]


def judge_samples(answer: Any) -> str | None:
    """Compare three names of valves, and say of the first wrong one what tells them apart."""
    if not isinstance(answer, tuple | list) or len(answer) != len(SAMPLES):
        return 'Expected three texts, such as ("i open", "o shut", "f shut").'
    if is_stub(answer):
        raise NotAttempted
    for n, (said, right) in enumerate(zip(answer, _names(SAMPLES), strict=True), start=1):
        name = plain(said)
        if name not in SIX:
            return f"Text {n}: expected one of {', '.join(SIX)}, got {said!r}."
        if name != right:
            why = WHY.get((right, str(name)), f"not {name}. Turn that valve on the machine and compare.")
            return f"Text {n}: {why}"
    return None


def bits_at(value: float) -> float:
    """Return the bits a letter with the forget gate of all units held at one value."""
    return passages().bits((Hold("f", value, BEFORE),))


def judge_constant(answer: Any) -> str | None:
    """Measure a constant forget gate against the best one."""
    value = as_number(answer)
    if isinstance(value, str):
        return value
    if not np.isfinite(value) or not 0 <= value <= 1:
        return f"A gate stands between 0 and 1, got {value:g}."
    best = min(measured()["novel"]["f held at"].values())
    bits = bits_at(value)
    if bits <= best + NEAR:
        return None
    side = "closed" if bits_at(max(value - 0.05, 0.0)) < bits else "open"
    return f"Held at {value:g} it costs {bits:.2f} bits a letter. It gets better if the gate is more {side}."


EXERCISES: dict[str, Judge] = {"0.1": judge_samples, "0.2": judge_constant}
