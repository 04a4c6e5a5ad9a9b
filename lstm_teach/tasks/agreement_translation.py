"""Two words of Czech: the little language of `agreement` translated, where verb and adjective agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.criteria import class_numbers
from lstm_teach.validation import generator, positive_int, whole_number


class Noun(NamedTuple):
    """An English noun and its Czech forms, singular and plural."""

    english: tuple[str, str]
    nominative: tuple[str, str]
    genitive: tuple[str, str]  # after vedle and bez
    feminine: bool


def _noun(line: str, feminine: bool) -> Noun:
    words = line.split()
    return Noun((words[0], words[1]), (words[2], words[3]), (words[4], words[5]), feminine)


MASCULINE = (
    "boy boys chlapec chlapci chlapce chlapců",
    "man men muž muži muže mužů",
    "brother brothers bratr bratři bratra bratrů",
    "teacher teachers učitel učitelé učitele učitelů",
    "grandson grandsons vnuk vnuci vnuka vnuků",
    "Frenchman Frenchmen Francouz Francouzi Francouze Francouzů",
)
FEMININE = (
    "girl girls dívka dívky dívky dívek",
    "woman women žena ženy ženy žen",
    "sister sisters sestra sestry sestry sester",
    "queen queens královna královny královny královen",
    "granddaughter granddaughters vnučka vnučky vnučky vnuček",
    "Frenchwoman Frenchwomen Francouzka Francouzky Francouzky Francouzek",
)
NOUNS = tuple(_noun(line, False) for line in MASCULINE) + tuple(_noun(line, True) for line in FEMININE)
PREPOSITIONS = (("beside", "vedle"), ("without", "bez"))
VERB = (("přišel", "přišli"), ("přišla", "přišly"))  # by feminine, by plural
ADJECTIVE = (("unavený", "unavení"), ("unavená", "unavené"))
END, GO = "<end>", "<go>"

ENGLISH = (*(form for noun in NOUNS for form in noun.english), "beside", "without", "came", "tired")
CZECH = (
    END,
    GO,
    *dict.fromkeys(form for noun in NOUNS for form in (*noun.nominative, *noun.genitive)),
    "vedle",
    "bez",
    *VERB[0],
    *VERB[1],
    *ADJECTIVE[0],
    *ADJECTIVE[1],
)


class TranslationBatch(NamedTuple):
    """English sentences, and the Czech ones as the words to be read and to be written."""

    x: Array  # (S, B): numbers of ENGLISH; 0 behind a sentence's end, never to be read
    lengths: Array  # (B,)
    given: Array  # (T, B): numbers of CZECH, what the writer has before it: <go>, then its own words
    target: Array  # (T, B): numbers of CZECH, what it writes; <end> at the end and behind it
    target_lengths: Array  # (B,): with <end>
    phrases: Array  # (B,)


def agreement_translation(
    rng: np.random.Generator, batch_size: int, *, phrases: Sequence[int] = (0, 1, 2, 3, 4)
) -> TranslationBatch:
    """Return a batch of sentences in English and Czech, a task of this book; no paper defines it.

    English: a noun, k times a preposition and a noun, "came tired". Czech: the first noun in the
    nominative, k times "vedle" or "bez" and a noun in the genitive, then "came" and "tired" in the form
    that gender and number of the first noun demand: *přišel unavený, přišli unavení, přišla unavená,
    přišly unavené*. Nouns, numbers and prepositions are uniform, k is uniform among `phrases`.

    Parameters
    ----------
    rng : numpy.random.Generator
    batch_size : int
        B.
    phrases : sequence of int
        The numbers of phrases between subject and verb.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, `batch_size` below 1, or `phrases` are not one or more whole numbers.

    Examples
    --------
    >>> translate("grandson without boy came tired")
    'vnuk bez chlapce přišel unavený'
    """
    generator(rng)
    B = positive_int("batch_size", batch_size)
    if not len(phrases):
        raise ValueError("phrases: expected one or more whole numbers, got none")
    options = [whole_number("phrases", k, 0) for k in phrases]
    ks = np.array(options)[rng.integers(len(options), size=B)]
    lengths, T = 2 * ks + 3, 2 * int(ks.max()) + 4
    x, (given, target) = np.zeros((T - 1, B), dtype=np.int64), np.zeros((2, T, B), dtype=np.int64)
    given[:] = CZECH.index(GO)
    for b, k in enumerate(ks):
        english = _english(rng, int(k))
        n = lengths[b]
        x[:n, b] = [ENGLISH.index(word) for word in english]
        target[:n, b] = [CZECH.index(word) for word in translate(" ".join(english)).split()]
        given[1 : n + 1, b] = target[:n, b]
    return TranslationBatch(x, lengths, given, target, lengths + 1, ks)


def translate(sentence: str) -> str:
    """Return the Czech of one English sentence of the language.

    Raises
    ------
    ValueError
        If a word is unknown or stands in a wrong place.
    """
    words = sentence.split()
    if len(words) < 3 or words[-2:] != ["came", "tired"] or len(words) % 2 == 0:
        raise ValueError(f'sentence: expected a noun, phrases and "came tired", got {sentence!r}')
    noun, plural = _looked_up(words[0])
    czech = [noun.nominative[plural]]
    for preposition, word in zip(words[1:-2:2], words[2:-2:2], strict=True):
        if preposition not in dict(PREPOSITIONS):
            raise ValueError(f"sentence: expected a preposition of the language, got {preposition!r}")
        other, several = _looked_up(word)
        czech += [dict(PREPOSITIONS)[preposition], other.genitive[several]]
    return " ".join([*czech, VERB[noun.feminine][plural], ADJECTIVE[noun.feminine][plural]])


def whole_right(words: Any, batch: TranslationBatch) -> Array:
    """Return booleans (B,): the sentences all of whose words, and the end, are right.

    Parameters
    ----------
    words : int array (T, B)
        Numbers of CZECH, what a network wrote, at least as many steps as `batch.target` has.
    batch : TranslationBatch

    Raises
    ------
    ValueError
        If the shape does not fit or a number is no word's.
    """
    words = np.asarray(words)
    T, B = batch.target.shape
    if words.ndim != 2 or words.shape[1] != B or len(words) < T:
        raise ValueError(f"words: expected shape (T, B) with T at least {T} and B = {B}, got {words.shape}")
    class_numbers("words", words.reshape(-1), words.size, len(CZECH))
    counted = np.arange(T)[:, None] < batch.target_lengths
    return np.all((words[:T] == batch.target) | ~counted, axis=0)


def _english(rng: np.random.Generator, k: int) -> list[str]:
    nouns, plurals = rng.integers(len(NOUNS), size=k + 1), rng.integers(2, size=k + 1)
    forms = [NOUNS[j].english[plural] for j, plural in zip(nouns, plurals, strict=True)]
    words = [forms[0]]
    for j, form in zip(rng.integers(len(PREPOSITIONS), size=k), forms[1:], strict=True):
        words += [PREPOSITIONS[j][0], form]
    return [*words, "came", "tired"]


def _looked_up(word: str) -> tuple[Noun, int]:
    for noun in NOUNS:
        if word in noun.english:
            return noun, noun.english.index(word)
    raise ValueError(f"sentence: expected a noun of the language, got {word!r}")
