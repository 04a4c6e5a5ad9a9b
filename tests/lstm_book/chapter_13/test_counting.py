"""Counting with integers against counting with dictionaries and fractions, and the pencil's numbers."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13 import counting

TEXT = "abracadabra"
LONGER = "the cat that sat on the mat thought that the hat was that of the cat"


def grams(text, k):
    return Counter(text[n : n + k] for n in range(len(text) - k + 1))


def plainly(text, context, order, smoothing):
    """The distribution after a context, with fractions: another way through the same equations."""
    symbols = sorted(set(text))
    p = dict.fromkeys(symbols, Fraction(1, len(symbols)))
    for k in range(1, order + 1):
        if k - 1 > len(context):
            break
        seen = grams(text, k)
        if smoothing == "Kneser-Ney" and k < order:
            seen = Counter(gram[1:] for gram in grams(text, k + 1))
        n1, n2 = sum(c == 1 for c in seen.values()), sum(c == 2 for c in seen.values())
        D = Fraction(n1, n1 + 2 * n2) if n1 and n2 else Fraction(1, 2)
        last = context[len(context) - k + 1 :]
        after = {w: seen[last + w] for w in symbols}
        total, kinds = sum(after.values()), sum(c > 0 for c in after.values())
        if not total:
            continue
        if smoothing == "Witten-Bell":
            p = {w: (after[w] + kinds * p[w]) / (total + kinds) for w in symbols}
        else:
            p = {w: (max(after[w] - D, 0) + D * kinds * p[w]) / total for w in symbols}
    assert sum(p.values()) == 1
    return p


@pytest.mark.parametrize("smoothing", ["Witten-Bell", "Kneser-Ney"])
@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("text", [TEXT, LONGER])
def test_integers_count_as_fractions_do(text, order, smoothing):
    alphabet = Alphabet.of(text)
    model = counting.smooth(counting.count(alphabet.encode(text), alphabet.size, order), order, smoothing)
    for context in ("", "a", "th", "zz", "abra", "t tha"):
        context = "".join(c for c in context if c in alphabet.symbols)
        expected = plainly(text, context, order, smoothing)
        got = counting.probabilities(model, alphabet.encode(context))
        assert np.allclose(got, [float(expected[w]) for w in alphabet.symbols], rtol=1e-12)
        assert abs(got.sum() - 1) < 1e-12


@pytest.mark.parametrize("smoothing", ["Witten-Bell", "Kneser-Ney"])
def test_bits_are_those_of_the_probabilities(smoothing):
    alphabet = Alphabet.of(LONGER)
    ids = alphabet.encode(LONGER)
    model = counting.smooth(counting.count(ids, alphabet.size, 4), 4, smoothing)
    test = alphabet.encode("that cat sat")
    before = alphabet.encode("on the ")
    got = counting.bits(model, test, before)
    both = np.concatenate([before, test])
    one_by_one = [
        -np.log2(counting.probabilities(model, both[: len(before) + n])[w]) for n, w in enumerate(test)
    ]
    assert np.allclose(got, one_by_one, rtol=1e-12)
    cold = [-np.log2(counting.probabilities(model, test[:n])[w]) for n, w in enumerate(test)]
    assert np.allclose(counting.bits(model, test), cold, rtol=1e-12)


def test_many_contexts_at_once():
    alphabet = Alphabet.of(LONGER)
    model = counting.smooth(counting.count(alphabet.encode(LONGER), alphabet.size, 3), 3)
    contexts = np.stack([alphabet.encode(c) for c in ("the", "cat", "mat")])
    together = counting.probabilities(model, contexts)
    assert together.shape == (3, alphabet.size)
    assert np.array_equal(together, [counting.probabilities(model, row) for row in contexts])


def test_the_pencil_of_the_chapter():
    p = plainly(TEXT, "a", 2, "Witten-Bell")
    assert (p["b"], p["c"], p["a"], p["r"]) == (
        Fraction(41, 112), Fraction(11, 56), Fraction(9, 56), Fraction(9, 112),
    )  # fmt: skip
    b = plainly(TEXT, "b", 2, "Witten-Bell")
    assert (b["r"], b["a"], b["b"], b["c"]) == (
        Fraction(35, 48), Fraction(1, 8), Fraction(1, 16), Fraction(1, 24),
    )  # fmt: skip


def test_an_order_that_is_too_long():
    with pytest.raises(ValueError, match="order: expected at most"):
        counting.count(np.zeros(3, int), 2, 4)


def test_orders_without_end():
    ids = Alphabet.of(LONGER).encode(LONGER)
    counts = counting.count(ids, 20, 40)
    model = counting.smooth(counts, 40)
    assert len(counts.tables[-1].keys) == len(ids) - 39
    assert counting.bits(model, ids)[39:].max() < counting.bits(counting.smooth(counts, 3), ids)[39:].max()
