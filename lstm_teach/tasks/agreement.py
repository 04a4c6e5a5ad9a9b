"""A little language in which the ending of a verb depends on a noun far before it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import float_array, generator, one_of, positive_int, real_number, whole_number

# Singular and plural.
MASCULINE = (
    *("boy boys", "king kings", "man men", "brother brothers", "policeman policemen"),
    *("grandfather grandfathers", "Englishman Englishmen", "Frenchman Frenchmen", "Irishman Irishmen"),
)
FEMININE = (
    *("girl girls", "queen queens", "woman women", "sister sisters", "policewoman policewomen"),
    *("grandmother grandmothers", "Englishwoman Englishwomen", "Frenchwoman Frenchwomen"),
    "Irishwoman Irishwomen",
)
NOUNS = tuple(word for pair in MASCULINE + FEMININE for word in pair.split())
PREPOSITIONS = ("beside", "without")
ADVERBS = ("again", "often", "quietly", "today")
WORDS = (*NOUNS, *PREPOSITIONS, "whom", "saw", *ADVERBS, "___", ".")
NUMBER = {word: k for k, word in enumerate(WORDS)}
CLASSES = ("masculine singular", "masculine plural", "feminine singular", "feminine plural")
FORMS = ("přišel", "přišli", "přišla", "přišly")  # the Czech verb "came" for each class

# Class of every word, -1 where it is no noun.
CLASS = np.full(len(WORDS), -1)
CLASS[: len(NOUNS)] = np.arange(len(NOUNS)) % 2 + np.repeat([0, 2], [2 * len(MASCULINE), 2 * len(FEMININE)])
CLASS.setflags(write=False)
_OTHERS = [np.flatnonzero((CLASS >= 0) & (c != CLASS)) for c in range(len(CLASSES))]

# Shares of 0, 1, 2, 3 nouns between subject and verb, and of 4 or more (here 4), in UD_Czech-PUD.
BETWEEN = np.array([248, 81, 42, 19, 18]) / 408
BETWEEN.setflags(write=False)


class AgreementBatch(NamedTuple):
    """Streams of sentences, where the verb is asked for, and what stands before it."""

    x: Array  # (T, B): numbers of WORDS; 0 behind a stream's end, never to be read
    target: Array  # (T, B): the class of the subject where it is asked for, 0 elsewhere
    asked: Array  # (T, B): booleans, True at ___
    lengths: Array  # (B,)
    subject: Array  # (n, B): the step of each sentence's subject
    verb: Array  # (n, B): the step of its ___
    between: Array  # (n, B): nouns between the two
    attractors: Array  # (n, B): those of another class than the subject


class _Sentence(NamedTuple):
    words: list[int]
    subject: int  # its place
    between: int
    attractors: int


def agreement(
    rng: np.random.Generator,
    batch_size: int,
    *,
    sentences: int = 3,
    between: int | None = None,
    attractors_only: bool = False,
    opening: float = 0.3,
    stops: bool = True,
) -> AgreementBatch:
    """Return a batch of streams of sentences in a little language of this book; no paper defines it.

    A sentence has, with chance `opening`, a preposition and a noun; then the subject, a noun; then k
    phrases, each with equal chance a preposition and a noun, or "whom", a noun and "saw"; then none, one
    or two adverbs; then "___", and a full stop. Nouns are uniform among 36, nine of each class. At "___"
    the class of the subject is asked for, which a Czech verb shows in its ending (`FORMS`). k is drawn
    from `BETWEEN`, which was counted in 408 sentences with subject and verb of the treebank UD_Czech-PUD;
    a noun in between has another class with chance 3/4: it is then an attractor.

    Parameters
    ----------
    rng : numpy.random.Generator
    batch_size : int
        B, streams.
    sentences : int
        In each stream.
    between : int, optional
        k of every sentence. Not given: drawn from `BETWEEN`.
    attractors_only : bool
        Whether every noun in between is of another class.
    opening : float
        Chance of a phrase before the subject.
    stops : bool
        Whether full stops are written.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a number is out of its range, or a switch is neither True nor False.

    References
    ----------
    The question is that of Linzen, Dupoux & Goldberg (2016), doi:10.1162/tacl_a_00115. The treebank: Zeman
    et al. (2017), doi:10.18653/v1/K17-3001.
    """
    generator(rng)
    B, n = positive_int("batch_size", batch_size), positive_int("sentences", sentences)
    if between is not None:
        whole_number("between", between, 0)
    real_number("opening", opening, low=0.0, high=1.0)
    one_of("attractors_only", attractors_only, [True, False])
    one_of("stops", stops, [True, False])
    ks = rng.choice(len(BETWEEN), p=BETWEEN, size=(n, B)) if between is None else np.full((n, B), between)
    streams = [[_sentence(rng, int(k), attractors_only, opening, stops) for k in ks[:, b]] for b in range(B)]
    return _batch(streams, stops)


def decode(x: Array) -> str:
    """Return the words of one stream, shape (T,), with spaces between them."""
    return " ".join(WORDS[k] for k in x)


def right_by_attractors(scores: Array, batch: AgreementBatch) -> dict[int, float]:
    """Return the share of right answers among sentences with 0, 1, ... attractors, as far as they occur.

    Parameters
    ----------
    scores : array (T, B, 4)
        The best score is the answer; looked at where `batch.asked`.
    batch : AgreementBatch

    Raises
    ------
    TypeError, ValueError
        If `scores` is no finite float array of that shape.
    """
    float_array("scores", scores, (*batch.x.shape, len(CLASSES)))
    column = np.arange(batch.x.shape[1])
    right = scores[batch.verb, column].argmax(axis=-1) == batch.target[batch.verb, column]
    return {int(k): float(right[batch.attractors == k].mean()) for k in np.unique(batch.attractors)}


def agreement_solved(scores: Array, batch: AgreementBatch) -> bool:
    """Say whether at least 99 in 100 answers are right with 0, 1, 2, 3 and 4 attractors alike.

    This book's rule. Right on average says little: most sentences have no attractor.

    Parameters
    ----------
    scores : array (T, B, 4)
    batch : AgreementBatch

    Raises
    ------
    TypeError, ValueError
        As `right_by_attractors`; also if one of these numbers of attractors does not occur.
    """
    right = right_by_attractors(scores, batch)
    missing = [k for k in range(len(BETWEEN)) if k not in right]
    if missing:
        raise ValueError(f"batch: expected sentences with 0 to 4 attractors, got none with {missing[0]}")
    return min(right[k] for k in range(len(BETWEEN))) >= 0.99


def _sentence(
    rng: np.random.Generator, k: int, attractors_only: bool, opening: float, stops: bool
) -> _Sentence:
    def preposition() -> int:
        return NUMBER[PREPOSITIONS[rng.integers(len(PREPOSITIONS))]]

    words = []
    if rng.random() < opening:
        words += [preposition(), int(rng.integers(len(NOUNS)))]
    subject = int(rng.integers(len(NOUNS)))
    place, attractors = len(words), 0
    words.append(subject)
    others = _OTHERS[CLASS[subject]]
    for _ in range(k):
        noun = int(others[rng.integers(len(others))] if attractors_only else rng.integers(len(NOUNS)))
        attractors += int(CLASS[noun] != CLASS[subject])
        words += [preposition(), noun] if rng.random() < 0.5 else [NUMBER["whom"], noun, NUMBER["saw"]]
    words += [NUMBER[ADVERBS[j]] for j in rng.integers(len(ADVERBS), size=rng.integers(3))]
    words += [NUMBER["___"], NUMBER["."]] if stops else [NUMBER["___"]]
    return _Sentence(words, place, k, attractors)


def _batch(streams: list[list[_Sentence]], stops: bool) -> AgreementBatch:
    lengths = np.array([sum(len(sentence.words) for sentence in stream) for stream in streams])
    T, B, n = int(lengths.max()), len(streams), len(streams[0])
    x, target = np.zeros((2, T, B), dtype=np.int64)
    asked = np.zeros((T, B), dtype=bool)
    subject, verb, between, attractors = np.zeros((4, n, B), dtype=np.int64)
    for b, stream in enumerate(streams):
        begin = 0
        for j, sentence in enumerate(stream):
            end = begin + len(sentence.words)
            x[begin:end, b] = sentence.words
            subject[j, b], verb[j, b] = begin + sentence.subject, end - 1 - stops
            target[verb[j, b], b] = CLASS[sentence.words[sentence.subject]]
            asked[verb[j, b], b] = True
            between[j, b], attractors[j, b] = sentence.between, sentence.attractors
            begin = end
    return AgreementBatch(x, target, asked, lengths, subject, verb, between, attractors)
