"""What the lesion lab says in words."""

from __future__ import annotations

import numpy as np

from lstm_book.chapter_10.lesion_lab_clamps import stretches_of
from lstm_book.chapter_10.lesion_lab_run import (
    APART,
    ASKED,
    EACH,
    H,
    LesionLabState,
    LesionRun,
    Score,
    class_of,
    said_class,
)
from lstm_teach.draw.numbers import number
from lstm_teach.numerics import Array
from lstm_teach.tasks.agreement import FORMS

ROLES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
LIKE = ("boy", "boys", "girl", "girls")  # for the classes
SOME = ("a boy", "boys", "a girl", "girls")
LONGEST = 39  # letters that clamps may take in the headline
SENTENCES = int(APART.sum()) * EACH


def headline(state: LesionLabState, result: LesionRun) -> str:
    """Say what is clamped, how many answers are right then, and how many with the controls."""
    right = f"right in {result.score.of_100} of 100"
    if not state.clamps:
        return f"No clamp: {right}"
    controls = [_of_100(one) for one in (result.moved, result.drawn)]
    return f"{clamped(state)}: {right}; controls {controls[0]} and {controls[1]}"


def clamped(state: LesionLabState) -> str:
    """Say what is clamped: gate, value and word, or how much of it there is."""
    parts = []
    for gate, value, start, stop in stretches_of(state.cells):
        where = f"at {_word(state, start)}"
        if stop > start:
            where = f"from {_word(state, start)} to {_word(state, stop)}"
        parts.append(f"{gate} {value} {where}")
    of = "" if state.unit is None else f" of {state.units}"
    said = ", ".join(parts) + of
    return said if len(said) <= LONGEST else f"{len(state.cells)} cells clamped{of}"


def here(state: LesionLabState, result: LesionRun) -> str:
    """Say what is answered at both ___ of the stream that is shown."""
    parts = []
    for n, subject in enumerate((state.first, state.second)):
        said = said_class(result.p[asked_at(state)[n] - 1])
        verdict = "right" if said == class_of(subject) else f"wrong, {_whose(state, n, said)}"
        parts.append(f"{subject} {FORMS[said]}: {verdict}")
    return ";   ".join(parts)


def is_noun(place: str) -> bool:
    """Whether a noun stands at a place of the stream."""
    return place[0] in "SN"


def asked_at(state: LesionLabState) -> tuple[int, int]:
    """Return the words, from 1, at which the form is asked for."""
    one, two = (state.places.index(asked) + 1 for asked in ASKED)
    return one, two


def named(state: LesionLabState, result: LesionRun) -> str:
    """Say whose form wrong answers are; where two nouns are of one class, they are counted for both."""
    first, between = (_hundred(share) for share in (result.score.first, result.score.between))
    said = f"instead: the first subject’s form {first}"
    return said + (f", a noun between’s {between}, or both" if state.between else "")


def gate_values(state: LesionLabState, result: LesionRun, gate: str) -> tuple[Array, Array]:
    """Return a gate (T,) in the run, and what it would be by itself: of all units the mean, or of one."""
    values = getattr(result.trace, gate)
    free = result.learned.get(gate, values)
    return of_units(state, values), of_units(state, free)


def of_units(state: LesionLabState, array: Array) -> Array:
    """Return the mean over units (T,) of an array (T, 1, H), or the chosen unit's."""
    return array[:, 0].mean(axis=-1) if state.unit is None else array[:, 0, state.unit]


def of_what(state: LesionLabState) -> str:
    """Say whose values strips of gates show."""
    return f"mean of {H}" if state.unit is None else state.units


def description(state: LesionLabState, result: LesionRun) -> str:
    """Say all numbers that are drawn."""
    parts = [f"The words: {' '.join(state.words)}.", f"{here(state, result)}."]
    for n, t in enumerate(asked_at(state)):
        parts.append(f"{asked(state, result, n)} at word {t}.")
    for gate in ("i", "f", "o"):
        values = ", ".join(map(number, gate_values(state, result, gate)[0].tolist()))
        parts.append(f"Gate {gate}, {of_what(state)}: {values}.")
    for u in range(H):
        parts.append(f"Store {u}: {', '.join(map(number, result.trace.c[:, 0, u].tolist()))}.")
    parts.append(f"Chosen: gate {state.gate} at {_word(state, state.t)}.")
    rows = [f"after {LIKE[n]} {_listed(row)}" for n, row in enumerate(result.score.right)]
    parts.append(f"Right in 100 sentences about {', '.join(LIKE)}: {'; '.join(rows)}.")
    return " ".join(parts)


def asked(state: LesionLabState, result: LesionRun, n: int) -> str:
    """Say the probability of each form at the first or the second ___."""
    p = result.p[asked_at(state)[n] - 1]
    return ", ".join(f"{form} {number(p[k])}" for k, form in enumerate(FORMS))


def of_cell(state: LesionLabState, result: LesionRun, row: int, column: int) -> str:
    """Say what the cell of the grid shows."""
    shown = [f"right in {_hundred(result.score.right[row, column])} of 100"]
    if state.clamps:
        for name, score in (("the same clamp elsewhere", result.moved), ("random clamps", result.drawn)):
            shown.append(f"{name} {'none' if score is None else _hundred(score.right[row, column])}")
    return ", ".join(shown)


def _word(state: LesionLabState, t: int) -> str:
    word = state.words[t - 1]
    return f"{'the stop' if word == '.' else word} ({t})"


def _of_100(score: Score | None) -> str:
    return "none" if score is None else str(score.of_100)


def _hundred(share: float) -> int:
    return round(100 * float(share))


def _listed(shares: Array) -> str:
    return ", ".join(str(_hundred(share)) for share in np.asarray(shares))


def _whose(state: LesionLabState, n: int, said: int) -> str:
    """Say whose form an answer is: that of another noun before it, if there is one."""
    before = [state.first, *([state.other] if state.between else [])] if n else []
    like = next((noun for noun in before if class_of(noun) == said), None)
    return f"as for {SOME[said] if like is None else like}"
