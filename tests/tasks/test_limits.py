"""What can be known of the next symbol: by hand, by all strings, by all words, by counting a long stream."""

from collections import Counter
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from lstm_teach.tasks import embedded_reber, reber, stream, string_batch, strings
from lstm_teach.tasks import limits as known
from tests.tasks.grammars import embedded_strings


def test_choices_of_a_string_by_hand():
    """e_s, the mean number of choices from inner state s on, solves five equations; in fractions."""
    e5, e4, e3, e2, e1 = (Fraction(n, 3) for n in (8, 10, 14, 16, 18))
    assert e1 == 1 + (e2 + e3) / 2
    assert e2 == 1 + (e2 + e4) / 2
    assert e3 == 1 + (e3 + e5) / 2
    assert e4 == 1 + e3 / 2
    assert e5 == 1 + e4 / 2
    assert known.string_bits(reber()) == pytest.approx(float(e1), abs=1e-12)
    assert known.mean_length(reber()) == pytest.approx(float(e1) + 2, abs=1e-12)  # and B and E


@pytest.mark.parametrize(("inner", "outer"), [(1, "TP"), (1, "TPSX"), (3, "TP"), (6, "TP")])
def test_bits_and_lengths_of_embedded_strings(inner, outer):
    automaton = embedded_reber(inner, outer)
    bits, length = 6 * inner + np.log2(len(outer)), 8 * inner + 4
    assert known.string_bits(automaton) == pytest.approx(bits, abs=1e-9)
    assert known.mean_length(automaton) == pytest.approx(length, abs=1e-9)
    limit = known.all_known(automaton)
    assert limit.bits == pytest.approx(bits / length, abs=1e-9)
    # Every choice of two is right by half, the outer one by 1 / number; all others are certain.
    right = length - 6 * inner / 2 - 1 + 1 / len(outer)
    assert limit.accuracy == pytest.approx(right / length, abs=1e-9)
    blind = known.without_outer(automaton)
    assert blind.bits == pytest.approx((bits + np.log2(len(outer))) / length, abs=1e-9)
    assert blind.accuracy == pytest.approx((right - 1 + 1 / len(outer)) / length, abs=1e-9)


def test_entropy_and_length_by_all_strings():
    """Sums over every string of up to 26 letters; a longer one adds those and 8 more on average, at most."""
    longest = 26
    every = [(chance, len(text)) for text, chance in embedded_strings(longest)]
    rest = 1 - sum(chance for chance, _ in every)
    assert 0 < rest < 0.005
    bits = -sum(chance * np.log2(chance) for chance, _ in every)
    length = sum(chance * n for chance, n in every)
    assert 7 - (longest + 8) * rest < bits < 7
    assert 12 - (longest + 8) * rest < length < 12 - longest * rest


def word_entropy(automaton, n):
    """Return the entropy of n symbols of a stream in a row, in bits, by going through all words."""
    A = np.zeros((len(automaton.symbols), len(automaton.states), len(automaton.states)))
    for s, a in zip(*np.nonzero(automaton.legal), strict=True):
        A[a, s, automaton.after[s, a]] = 1 / automaton.degree[s]
    values, vectors = np.linalg.eig(A.sum(axis=0).T)
    pi = np.real(vectors[:, np.argmin(np.abs(values - 1))])
    pi /= pi.sum()
    total = 0.0
    for word in product(range(len(automaton.symbols)), repeat=n):
        row = pi
        for a in word:
            row = row @ A[a]
        chance = row.sum()
        total -= chance * np.log2(chance) if chance > 1e-14 else 0.0
    return total


@pytest.mark.parametrize("automaton", [reber(), embedded_reber()], ids=["plain", "embedded"])
def test_a_window_is_worth_the_difference_of_two_word_entropies(automaton):
    entropies = [word_entropy(automaton, n) for n in range(5)]
    for k in range(4):
        assert known.window_known(automaton, k).bits == pytest.approx(
            entropies[k + 1] - entropies[k], abs=1e-9
        )


def test_windows_of_the_embedded_grammar():
    """Three symbols know the inner grammar; the fourth and fifth add nothing; then short strings fit in."""
    automaton = embedded_reber()
    curve = [known.window_known(automaton, k) for k in range(11)]
    bits = [limit.bits for limit in curve]
    assert bits[2] == pytest.approx(10 / 12, abs=1e-12)
    assert bits[3] == pytest.approx(8 / 12, abs=1e-12)
    assert bits[4:6] == pytest.approx([8 / 12] * 2, abs=1e-12)
    assert np.all(np.diff(bits[5:]) < -1e-3)
    assert min(bits) > known.all_known(automaton).bits
    x = next(stream(np.random.default_rng(0), automaton, 1000, 50)).x
    words = set(zip(x[:-2].flat, x[1:-1].flat, x[2:].flat, strict=True))
    assert curve[3].contexts == len(words)  # every window that can occur did


@pytest.mark.slow
def test_a_window_by_counting_a_stream():
    automaton = embedded_reber()
    batch = next(stream(np.random.default_rng(1), automaton, 600, 100))
    for k, tolerance in ((0, 0.01), (1, 0.015), (3, 0.01)):
        x = np.concatenate([batch.x, batch.target[-1:]])
        rows = np.stack([x[j : len(x) - k + j] for j in range(k + 1)], axis=-1)[100:].reshape(-1, k + 1)
        joint = Counter(map(tuple, rows.tolist()))
        contexts = Counter(map(tuple, rows[:, :k].tolist()))
        n = len(rows)
        bits = -sum(c / n * np.log2(c / contexts[word[:k]]) for word, c in joint.items())
        best: dict[tuple[int, ...], int] = {}
        for word, c in joint.items():
            best[word[:k]] = max(best.get(word[:k], 0), c)
        limit = known.window_known(automaton, k)
        assert abs(bits - limit.bits) < tolerance
        assert abs(sum(best.values()) / n - limit.accuracy) < 0.01


def test_visits_by_strings():
    automaton = embedded_reber()
    n = 8000
    drawn = strings(np.random.default_rng(2), automaton, n)
    met = sum(np.bincount(automaton.walk(s)[:-1], minlength=19) for s in drawn) / n
    assert np.abs(met - known.visits(automaton)).max() < 0.04
    assert known.visits(automaton)[0] == 1
    pi = known.stationary(automaton)
    assert pi @ known.transitions(automaton) == pytest.approx(pi, abs=1e-12)
    assert pi[0] == pytest.approx(1 / 12, abs=1e-12)


def test_the_best_cross_entropy_of_a_batch():
    automaton = embedded_reber()
    # Choices along B T B T X S E T E: outer, T or P, S or X, X or S.
    batch = string_batch(automaton, [automaton.encode("BTBTXSETE")])
    assert known.best_cross_entropy(batch) == pytest.approx(4 * np.log(2) / 8, abs=1e-12)
    rng = np.random.default_rng(3)
    train = strings(rng, automaton, 256)
    every = known.best_cross_entropy(string_batch(automaton, strings(rng, automaton, 4000)))
    assert abs(every - 7 / 11 * np.log(2)) < 0.005  # 11 predictions in a string
    unlike = known.best_cross_entropy(string_batch(automaton, strings(rng, automaton, 256, unlike=train)))
    assert unlike > every + 0.03


def test_the_state_is_the_finest_and_nothing_the_coarsest_group():
    automaton = embedded_reber()
    assert known.groups_known(automaton, np.zeros(19, int))[:2] == pytest.approx(
        known.window_known(automaton, 0)[:2], abs=1e-12
    )
    with pytest.raises(ValueError, match=r"^groups: expected shape \(19,\), got \(3,\)"):
        known.groups_known(automaton, [0, 1, 2])
    with pytest.raises(ValueError, match="^k: expected a whole number of at least 0, got -1"):
        known.window_known(automaton, -1)
