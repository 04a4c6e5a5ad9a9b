"""Translation: sentences written out, a second dictionary, what the writer is given and what it writes."""

import numpy as np
import pytest

from lstm_teach.tasks import agreement_translation
from lstm_teach.tasks.agreement_translation import CZECH, END, ENGLISH, GO, translate, whole_right


@pytest.mark.parametrize(
    ("english", "czech"),
    [
        ("boy came tired", "chlapec přišel unavený"),
        ("boys came tired", "chlapci přišli unavení"),
        ("girl came tired", "dívka přišla unavená"),
        ("girls came tired", "dívky přišly unavené"),
        ("grandson without boy came tired", "vnuk bez chlapce přišel unavený"),
        ("queens beside teachers came tired", "královny vedle učitelů přišly unavené"),
        (
            "Frenchmen beside sisters without Frenchwoman came tired",
            "Francouzi vedle sester bez Francouzky přišli unavení",
        ),
        ("woman without men beside brothers came tired", "žena bez mužů vedle bratrů přišla unavená"),
        ("granddaughters without granddaughter came tired", "vnučky bez vnučky přišly unavené"),
    ],
)
def test_sentences_written_out(english, czech):
    assert translate(english) == czech


def test_vocabularies():
    assert len(ENGLISH) == len(set(ENGLISH)) == 28
    assert len(CZECH) == len(set(CZECH)) == 54
    assert CZECH.index(END) == 0


def test_a_batch_is_what_translate_says():
    batch = agreement_translation(np.random.default_rng(0), 300)
    go = CZECH.index(GO)
    assert np.all(batch.given[0] == go)
    for b in range(300):
        n, k = batch.lengths[b], batch.phrases[b]
        english = " ".join(ENGLISH[word] for word in batch.x[:n, b])
        assert n == 2 * k + 3
        czech = [CZECH[word] for word in batch.target[:, b]]
        assert " ".join(czech[:n]) == translate(english)
        assert set(czech[n:]) == {END}
        assert batch.target_lengths[b] == n + 1
        assert batch.given[1 : n + 1, b].tolist() == batch.target[:n, b].tolist()
        assert not batch.x[n:, b].any()


def test_the_verb_agrees_with_the_first_noun_by_a_second_dictionary():
    feminine = {"dívka", "žena", "sestra", "královna", "vnučka", "Francouzka"}
    feminine_plural = {"dívky", "ženy", "sestry", "královny", "vnučky", "Francouzky"}
    masculine = {"chlapec", "muž", "bratr", "učitel", "vnuk", "Francouz"}
    batch = agreement_translation(np.random.default_rng(1), 400)
    endings = set()
    for b, n in enumerate(batch.lengths):
        words = [CZECH[word] for word in batch.target[:n, b]]
        if words[0] in masculine:
            right = ["přišel", "unavený"]
        elif words[0] in feminine:
            right = ["přišla", "unavená"]
        elif words[0] in feminine_plural:
            right = ["přišly", "unavené"]
        else:
            right = ["přišli", "unavení"]
        assert words[-2:] == right
        endings.add(right[0])
        # Genitives: of these nouns none is also a nominative singular.
        assert not set(words[2:-2:2]) & (masculine | feminine)
        assert set(words[1:-2:2]) <= {"vedle", "bez"}
    assert len(endings) == 4


def test_phrases_and_nouns_are_uniform():
    batch = agreement_translation(np.random.default_rng(2), 5000, phrases=(0, 2))
    assert set(batch.phrases) == {0, 2}
    assert abs(np.mean(batch.phrases == 2) - 0.5) < 0.036
    first = np.bincount(batch.x[0], minlength=24) / 5000
    assert len(first) == 24
    assert np.abs(first - 1 / 24).max() < 0.015


def test_whole_sentences():
    batch = agreement_translation(np.random.default_rng(3), 50)
    words = np.vstack([batch.target, np.full((2, 50), 7)])  # what is written behind the end does not count
    for b, n in enumerate(batch.target_lengths):
        words[n:, b] = 9
    assert whole_right(words, batch).all()
    words[batch.target_lengths[4] - 1, 4] = 9  # no end
    words[0, 5] = 9
    assert np.flatnonzero(~whole_right(words, batch)).tolist() == [4, 5]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: translate("boy came"), '^sentence: expected a noun, phrases and "came tired", got'),
        (lambda: translate("boy beside came tired"), "^sentence: expected a noun, phrases"),
        (lambda: translate("horse came tired"), "^sentence: expected a noun of the language, got 'horse'"),
        (lambda: translate("boy under girl came tired"), "^sentence: expected a preposition .* got 'under'"),
        (lambda: agreement_translation(np.random.default_rng(0), 0), "^batch_size: expected .* got 0"),
        (
            lambda: agreement_translation(np.random.default_rng(0), 2, phrases=()),
            "^phrases: expected one or more whole numbers, got none",
        ),
        (lambda: agreement_translation(np.random.default_rng(0), 2, phrases=[-1]), "^phrases: .* got -1"),
        (
            lambda: whole_right(np.zeros((3, 2), int), agreement_translation(np.random.default_rng(0), 2)),
            r"^words: expected shape \(T, B\) with T at least",
        ),
        (
            lambda: whole_right(np.full((12, 2), 54), agreement_translation(np.random.default_rng(0), 2)),
            "^words: expected integers from 0 to 53",
        ),
    ],
)
def test_bad_input(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_no_generator():
    with pytest.raises(TypeError, match="^rng: expected a numpy.random.Generator, got int"):
        agreement_translation(7, 2)
