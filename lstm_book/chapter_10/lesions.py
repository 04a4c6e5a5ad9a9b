"""The lesion table of chapter 10: one gate, all of its units, held at one step; and two controls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_10.learning import answers
from lstm_book.chapter_10.lined_up import LinedUp
from lstm_teach import LSTM, Hold, Model
from lstm_teach.gates import Holds
from lstm_teach.numerics import Array

GATES = ("i", "f", "o")


class Clamp(NamedTuple):
    """A gate held open or shut while one word is read."""

    gate: str  # "i", "f" or "o"
    value: float  # 0 shut, 1 open
    word: str  # of the form, such as "." or "S2"
    number: int = 0  # which of several such words

    def hold(self, pairs: LinedUp) -> Hold:
        """Return it as what `unroll` takes."""
        step = pairs.at(self.word, self.number)
        return Hold(self.gate, self.value, step, step + 1)


# From a name to the clamps that are made at once.
ROWS: Mapping[str, tuple[Clamp, ...]] = {
    "none": (),
    "f open at the stop": (Clamp("f", 1, "."),),
    "f open at the new subject": (Clamp("f", 1, "S2"),),
    "f open at both": (Clamp("f", 1, "."), Clamp("f", 1, "S2")),
    "i shut at the subject": (Clamp("i", 0, "S2"),),
    "f shut at the first attractor": (Clamp("f", 0, "N1"),),
    "o shut at the first preposition": (Clamp("o", 0, "beside"),),
    "o shut at both prepositions": (Clamp("o", 0, "beside"), Clamp("o", 0, "beside", 1)),
    "o shut at the first attractor": (Clamp("o", 0, "N1"),),
    "i open at both attractors": (Clamp("i", 1, "N1"), Clamp("i", 1, "N2")),
    "i shut at both attractors": (Clamp("i", 0, "N1"), Clamp("i", 0, "N2")),
    "f shut at the subject": (Clamp("f", 0, "S2"),),
    "i shut at the verb": (Clamp("i", 0, "___", 1),),
    "o shut at the verb": (Clamp("o", 0, "___", 1),),
}


class Row(NamedTuple):
    """What a lesion does to each of several networks, as shares of the sentences."""

    right: Array  # (networks,)
    old_subject: Array  # the class of the sentence before is answered
    first_noun: Array  # that of N1
    second_noun: Array  # that of N2


def lesion(models: Sequence[Model], pairs: LinedUp, clamps: Sequence[Clamp]) -> Row:
    """Return what clamps do to each network."""
    said = _said(models, pairs, [clamp.hold(pairs) for clamp in clamps])
    named = (pairs.subject, pairs.before, *pairs.nouns)
    return Row(*((said == each).mean(axis=-1) for each in named))


def errors(models: Sequence[Model], pairs: LinedUp, holds: Holds) -> Array:
    """Return the share of wrong answers of each network with gates held."""
    return (_said(models, pairs, holds) != pairs.subject).mean(axis=-1)


def same_gate(models: Sequence[Model], pairs: LinedUp, clamp: Clamp) -> Array:
    """Return the errors of each network with the clamp's gate and value at any other step, their mean."""
    own = clamp.hold(pairs)
    others = [t for t in range(len(pairs.form)) if t != own.start]
    return np.mean([errors(models, pairs, Hold(own.gate, own.value, t, t + 1)) for t in others], axis=0)


def any_gate(models: Sequence[Model], pairs: LinedUp) -> dict[tuple[str, float, int], Array]:
    """Return the errors of each network for every gate, open and shut, at every step but the last.

    The last is left out because a shut output gate leaves nothing to be read there.
    """
    return {
        (gate, value, t): errors(models, pairs, Hold(gate, value, t, t + 1))
        for gate in GATES
        for value in (0.0, 1.0)
        for t in range(len(pairs.form) - 1)
    }


def grid(model: Model, pairs: LinedUp, clamps: Sequence[Clamp]) -> Array:
    """Return the share of right answers by class of the subject before (rows) and of the subject (columns).

    Where both are of one class there is no such pair, and the entry is NaN.
    """
    (said,) = _said([model], pairs, [clamp.hold(pairs) for clamp in clamps])
    table = np.full((4, 4), np.nan)
    for row in range(4):
        for column in range(4):
            these = (pairs.before == row) & (pairs.subject == column)
            if these.any():
                table[row, column] = (said == pairs.subject)[these].mean()
    return table


def _said(models: Sequence[Model], pairs: LinedUp, holds: Holds) -> Array:
    return np.stack([answers(LSTM, model, pairs.x, holds) for model in models])
