"""Predictions of chapter 10, Agreement. What happens is taken from what the chapter computed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lstm_book.chapter_10.predictions_translation import ON_REAL_SENTENCES, ON_TRANSLATION
from lstm_book.chapter_10.valves import KINDS
from lstm_book.choices import Choice
from lstm_book.questions import Number, Question, Several
from lstm_teach.numerics import Array

LANGUAGES = ("with full stops", "without them")
CLAMPS = ("f open at the new subject", "f open at the stop", "o shut at the first preposition")
PROBED = ("trained, after the subject", "trained, at the verb", "never trained, after the subject")
EARLY = 50  # updates


def least(opened: Mapping[str, Mapping[str, Array]]) -> list[str]:
    """Return for both languages the kind of word at which most networks open the gate least."""
    found = []
    for language in LANGUAGES:
        kinds = list(opened[language])
        lowest = np.stack([opened[language][kind] for kind in kinds]).argmin(axis=0)
        found.append(kinds[int(np.bincount(lowest).argmax())])
    return found


PREDICTIONS: dict[str, Question] = {
    **ON_REAL_SENTENCES,
    "10.2": Number(truth=lambda with_four: with_four[EARLY], needs=("with_four",), near=0.05, spec=".2f"),
    "10.3": Several(
        truth=least,
        needs=("opened",),
        parts={LANGUAGES[0]: Choice(options=KINDS), LANGUAGES[1]: Choice(options=KINDS[:-1])},
    ),
    "10.4": Several(
        truth=lambda wrong: [wrong[name] for name in CLAMPS],
        needs=("wrong",),
        parts=dict.fromkeys(CLAMPS, Number(near=0.1, spec=".2f")),
    ),
    "10.5": Several(
        truth=lambda capital: [capital[name] for name in PROBED],
        needs=("capital",),
        parts=dict.fromkeys(PROBED, Number(near=0.05, spec=".2f")),
    ),
    **ON_TRANSLATION,
}
