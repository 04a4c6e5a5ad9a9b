"""The kept translators: what their table says is what they do, and a training made again agrees with it."""

from dataclasses import astuple
from typing import Any

import numpy as np
import pytest

from lstm_book.chapter_10 import translators
from lstm_book.chapter_10.translators import KINDS, NEVER_SEEN, RATES, SEEDS, SEEN, SHIPPED, TUNED
from lstm_teach.params import named_leaves
from lstm_teach.tasks.agreement_translation import CZECH, agreement_translation

ROWS = translators.load_rows()


def test_every_training_is_in_the_table_once() -> None:
    keys = [row[:4] for row in ROWS]
    assert len(keys) == len(set(keys))
    for name in KINDS:
        rate = translators.best_rate(ROWS, name)
        wanted = {(name, r, s, k) for r in RATES for s in TUNED for k in (*SEEN, NEVER_SEEN)}
        wanted |= {(name, rate, s, k) for s in SEEDS for k in (*SEEN, NEVER_SEEN)}
        assert {key for key in keys if key[0] == name} == wanted
        assert [row.seed for row in translators.chosen(ROWS, name, 4)] == list(SEEDS)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("phrases", [1, 4, NEVER_SEEN])
def test_half_precision_costs_hardly_anything(name: str, phrases: int) -> None:
    nets = translators.load(name)
    assert len(nets) == SHIPPED[name]
    kept = translators.chosen(ROWS, name, phrases)
    for net, row in zip(nets, kept, strict=False):
        found = translators.judged(net, translators.sentences(phrases))
        assert np.allclose(astuple(found), row[6:], rtol=0, atol=0.02)
    assert {part.dtype for net in nets for _, part in named_leaves(net)} == {np.dtype(float)}


@pytest.mark.slow
def test_a_training_made_again_is_the_one_that_is_shipped() -> None:
    """On the machine that made it to the last kept digit; elsewhere rounding may part the ways a little."""
    rate = translators.best_rate(ROWS, "attention")
    again = translators.trained(KINDS["attention"], rate, 1)
    for k in SEEN:
        row = translators.chosen(ROWS, "attention", k)[1]
        assert translators.judged(again, translators.sentences(k)).whole >= row.whole - 0.1
    shipped = translators.load("attention")[1]
    ours, theirs = (
        np.concatenate([part.ravel() for _, part in named_leaves(net)]) for net in (again, shipped)
    )
    assert np.corrcoef(ours, theirs)[0, 1] > 0.9


def test_what_is_counted_as_right() -> None:
    """A writer of its own making: all right; one noun wrong; a phrase forgotten, but the verb right."""
    batch = agreement_translation(np.random.default_rng(0), 3, phrases=(2,))
    words = np.vstack([batch.target, np.zeros((4, 3), int)])
    words[2, 1] = (words[2, 1] - 2 + 1) % 40 + 2
    words[:, 2] = np.concatenate([batch.target[:3, 2], batch.target[5:, 2], np.zeros(6, int)])
    written: Any = type("Written", (), {"words": words})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translators.translation, "translate", lambda *_: written)
        found = translators.judged(translators.load("attention")[0], batch)
    nouns = np.mean(words[2:6:2] == batch.target[2:6:2])
    assert astuple(found) == (1 / 3, nouns, 1.0, pytest.approx(2 / 3))
    assert 0.3 < nouns < 1.0


def test_a_sentence_without_a_verb_has_none() -> None:
    verb = CZECH.index("přišla")
    words = np.array([[2, 3, verb], [verb, 4, verb], [0, 5, 0]])
    assert translators.first_verb(words).tolist() == [verb, -1, verb]


def test_the_table_has_a_line_for_each_number_of_phrases() -> None:
    right = translators.Right(0.5, 0.25, 1.0, 0.125)
    lines = translators.table({"one": {0: right, 6: right}, "two": {0: right, 6: right}}).splitlines()
    assert lines[0].split() == ["phrases", "one", "two"]
    assert lines[1].split() == ["whole", "nouns", "verb", "end"] * 2
    assert [line.split() for line in lines[2:]] == [
        [k, "0.50", "0.25", "1.00", "0.12", "0.50", "0.25", "1.00", "0.12"] for k in "06"
    ]


def test_what_is_not_shipped_is_said() -> None:
    with pytest.raises(
        ValueError, match="name: expected one of one vector, attention, .*, got 'two vectors'"
    ):
        translators.load("two vectors")


def test_sentences_of_several_lengths_are_not_judged_together() -> None:
    batch = agreement_translation(np.random.default_rng(0), 20, phrases=(0, 1))
    with pytest.raises(ValueError, match="batch: expected sentences with one number of phrases, got 0 and 1"):
        translators.judged(translators.load("attention")[0], batch)
