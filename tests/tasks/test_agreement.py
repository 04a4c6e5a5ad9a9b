"""The little language: sentences parsed by an expression, what is uniform, what scores are worth."""

import re

import numpy as np
import pytest

from lstm_teach.tasks import agreement
from lstm_teach.tasks.agreement import (
    BETWEEN,
    CLASS,
    CLASSES,
    FORMS,
    NOUNS,
    NUMBER,
    WORDS,
    agreement_solved,
    decode,
    right_by_attractors,
)

# The class of every noun once more, spelled out.
PLURALS = (
    "boys kings men brothers policemen grandfathers Englishmen Frenchmen Irishmen girls queens women sisters "
    "policewomen grandmothers Englishwomen Frenchwomen Irishwomen"
)
FEMALE = re.compile("girls?|queens?|.*wom[ae]n|sisters?|grandmothers?")
NOUN = "(?:" + "|".join(sorted(NOUNS, key=len, reverse=True)) + ")"
PHRASE = f"(?:(?:beside|without) {NOUN} |whom {NOUN} saw )"
SENTENCE = re.compile(
    f"(?:(?:beside|without) {NOUN} )?(?P<subject>{NOUN}) (?P<phrases>{PHRASE}*)"
    r"(?P<adverbs>(?:(?:again|often|quietly|today) ){0,2})___"
)


def class_of(noun):
    return 2 * bool(FEMALE.fullmatch(noun)) + (noun in PLURALS.split())


def parsed(text):
    """Return the sentences of a stream as matches; they leave nothing but full stops between them."""
    found = list(SENTENCE.finditer(text))
    assert re.fullmatch(r"( \. | \.|\s)*", SENTENCE.sub("", text))
    return found


def test_the_vocabulary():
    assert len(WORDS) == len(set(WORDS)) == 46
    assert len(NOUNS) == 36
    assert [CLASS[NUMBER[noun]] for noun in NOUNS] == [class_of(noun) for noun in NOUNS]
    assert np.bincount(CLASS[CLASS >= 0]).tolist() == [9, 9, 9, 9]
    assert sum(noun[0].isupper() for noun in NOUNS) == 12
    assert BETWEEN.sum() == pytest.approx(1)
    assert len(CLASSES) == len(FORMS) == 4


@pytest.mark.parametrize("stops", [True, False])
@pytest.mark.parametrize("attractors_only", [True, False])
def test_every_sentence_by_its_words(stops, attractors_only):
    batch = agreement(np.random.default_rng(0), 60, sentences=4, stops=stops, attractors_only=attractors_only)
    for b, length in enumerate(batch.lengths):
        text = decode(batch.x[:length, b])
        assert ("." in text) == stops
        found = parsed(text)
        assert len(found) == 4
        for j, match in enumerate(found):
            nouns = re.findall(NOUN, match["phrases"])
            subject = class_of(match["subject"])
            assert batch.between[j, b] == len(nouns)
            assert batch.attractors[j, b] == sum(class_of(noun) != subject for noun in nouns)
            assert WORDS[batch.x[batch.subject[j, b], b]] == match["subject"]
            assert text[: match.start("subject")].count(" ") == batch.subject[j, b]
            assert WORDS[batch.x[batch.verb[j, b], b]] == "___"
            assert batch.target[batch.verb[j, b], b] == subject
        assert np.flatnonzero(batch.asked[:, b]).tolist() == batch.verb[:, b].tolist()
        assert not batch.x[length:, b].any()
    assert not batch.target[~batch.asked].any()
    if attractors_only:
        assert np.array_equal(batch.between, batch.attractors)


def test_how_often():
    batch = agreement(np.random.default_rng(1), 1500, sentences=3)
    n = 4500
    share = np.bincount(batch.between.ravel(), minlength=5) / n
    assert np.abs(share - BETWEEN).max() < 0.037  # standard deviation at most .0073
    assert abs(batch.attractors.sum() / batch.between.sum() - 0.75) < 0.04
    column = np.arange(1500)
    subjects = batch.x[batch.subject, column]
    assert np.abs(np.bincount(subjects.ravel(), minlength=36) / n - 1 / 36).max() < 0.0125
    first = batch.subject[0]
    assert set(first) == {0, 2}  # with and without an opening phrase
    assert abs(np.mean(first == 2) - 0.3) < 0.06


def test_adverbs_and_phrases_come_in_all_forms():
    batch = agreement(np.random.default_rng(2), 900, sentences=1, between=1, opening=0.0)
    found = [parsed(decode(batch.x[:n, b]))[0] for b, n in enumerate(batch.lengths)]
    adverbs = np.bincount([match["adverbs"].count(" ") for match in found])
    assert len(adverbs) == 3
    assert adverbs.min() > 230  # 300, standard deviation 14
    whom = sum(match["phrases"].startswith("whom") for match in found)
    assert abs(whom - 450) < 75
    assert not batch.subject.any()


@pytest.mark.parametrize("between", [0, 1, 6])
def test_a_given_number_of_nouns_in_between(between):
    batch = agreement(np.random.default_rng(3), 40, between=between, attractors_only=True)
    assert np.all(batch.between == between)
    assert np.all(batch.attractors == between)


def batch_of_all():
    """Return one batch in which 0 to 4 attractors occur 20 times and more."""
    batch = agreement(np.random.default_rng(4), 400, sentences=3, attractors_only=True)
    assert np.bincount(batch.attractors.ravel(), minlength=5).min() > 20
    return batch


def test_right_answers_by_attractors():
    batch = batch_of_all()
    scores = np.eye(4)[batch.target]
    assert right_by_attractors(scores, batch) == dict.fromkeys(range(5), 1.0)
    assert agreement_solved(scores, batch)
    column = np.arange(400)
    # Who goes by the noun read last is right without attractors and wrong with any.
    last = np.maximum.accumulate(np.where(CLASS[batch.x] >= 0, np.arange(len(batch.x))[:, None], 0), axis=0)
    naive = np.eye(4)[CLASS[batch.x[last, column]]]
    assert right_by_attractors(naive, batch) == {0: 1.0, 1: 0.0, 2: 0.0, 3: 0.0, 4: 0.0}
    assert not agreement_solved(naive, batch)


def test_one_kind_of_sentence_in_a_hundred_wrong_is_too_many():
    batch = batch_of_all()
    scores = np.eye(4)[batch.target]
    j, b = np.argwhere(batch.attractors == 4)[0]
    scores[batch.verb[j, b], b] = -np.eye(4)[batch.target[batch.verb[j, b], b]]
    wrong = 1 / np.count_nonzero(batch.attractors == 4)
    assert right_by_attractors(scores, batch)[4] == pytest.approx(1 - wrong)
    assert agreement_solved(scores, batch) == (wrong <= 0.01)


def test_a_criterion_needs_all_numbers_of_attractors():
    batch = agreement(np.random.default_rng(5), 5, between=0)
    with pytest.raises(
        ValueError, match="^batch: expected sentences with 0 to 4 attractors, got none with 1"
    ):
        agreement_solved(np.eye(4)[batch.target], batch)


def test_the_same_seed_gives_the_same_batch():
    one, two = (agreement(np.random.default_rng(6), 4) for _ in range(2))
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"batch_size": 0}, ValueError, "^batch_size: expected a whole number of at least 1, got 0"),
        ({"sentences": 0}, ValueError, "^sentences: expected .* got 0"),
        ({"between": -1}, ValueError, "^between: expected a whole number of at least 0, got -1"),
        ({"opening": 1.5}, ValueError, r"^opening: expected .* from 0 to 1, got 1\.5"),
        ({"attractors_only": 1}, ValueError, "^attractors_only: expected one of True, False, got 1"),
        ({"stops": None}, ValueError, "^stops: expected one of True, False, got None"),
        ({"rng": 7}, TypeError, "^rng: expected a numpy.random.Generator, got int"),
    ],
)
def test_bad_input(arguments, error, message):
    with pytest.raises(error, match=message):
        agreement(**({"rng": np.random.default_rng(0), "batch_size": 2} | arguments))


def test_scores_of_a_wrong_shape():
    batch = agreement(np.random.default_rng(7), 3)
    with pytest.raises(ValueError, match="^scores: expected shape"):
        right_by_attractors(np.zeros((2, 3, 4)), batch)
