"""The hidden Markov model: sums over all paths of states beside Baum and Welch; the grammar written down."""

from itertools import product

import numpy as np

from lstm_book.chapter_09 import baselines, hmm, learning
from lstm_book.chapter_09.counting import Windows
from lstm_teach.tasks import embedded_reber, string_batch
from lstm_teach.tasks.limits import best_cross_entropy
from tests.lstm_book.chapter_09.paths import brute

STRINGS = [np.array(text) for text in ([0, 1, 1, 0], [1], [0, 0, 1], [1, 0])]


def model() -> hmm.HMM:
    return hmm.random_hmm(np.random.default_rng(3), states=3, symbols=2)


def test_expected_counts_are_those_of_all_paths_of_states() -> None:
    found = hmm.expect(model(), *hmm.padded(STRINGS))
    first, moves, shows, log_likelihood = brute(model(), STRINGS)
    np.testing.assert_allclose(found.first, first, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.moves, moves, rtol=0, atol=1e-12)
    np.testing.assert_allclose(found.shows, shows, rtol=0, atol=1e-12)
    assert abs(found.log_likelihood - log_likelihood) < 1e-12


def test_no_sweep_makes_the_strings_less_probable() -> None:
    symbols, inside = hmm.padded(STRINGS)
    some, likely = model(), []
    for _ in range(6):
        likely.append(hmm.expect(some, symbols, inside).log_likelihood)
        some = hmm.baum_welch(some, STRINGS, 1)
        for rows in some:
            np.testing.assert_allclose(rows.sum(axis=-1), 1.0, rtol=0, atol=1e-12)
    assert np.all(np.diff(likely) > -1e-4)  # but for the floor under the counts
    assert likely[-1] > likely[0] + 0.1


def test_predictions_are_ratios_of_the_probabilities_of_beginnings() -> None:
    text = [0, 1, 1, 0]
    batch = string_batch(embedded_reber(), [embedded_reber().encode("BTBTXSETE")])
    batch = batch._replace(x=np.array(text)[:, None])
    chances = hmm.predictions(model(), batch)[:, 0]

    def likelihood(some: list[int]) -> float:
        return float(np.exp(brute(model(), [np.array(some)])[3]))

    for t, symbol in product(range(4), range(2)):
        ratio = likelihood([*text[: t + 1], symbol]) / likelihood(text[: t + 1])
        assert abs(chances[t, symbol] - ratio) < 1e-12


def test_the_grammar_written_down_has_a_state_an_edge_and_reaches_the_best() -> None:
    grammar = embedded_reber()
    written = hmm.written_down(grammar)
    assert len(written.first) == 30
    batch = learning.sets().test
    verdict = baselines.judged(hmm.predictions(written, batch), batch)
    assert verdict.whole == verdict.outer == 1.0
    assert abs(verdict.bits * np.log(2) - best_cross_entropy(batch)) < 1e-12


def test_windows_count_what_followed_and_shorten_a_rare_context() -> None:
    counted = Windows([np.array(text) for text in ([0, 1, 2], [0, 1, 1], [2, 1])], k=2, symbols=3)
    start = counted._after([3, 3, 0])
    np.testing.assert_allclose(start, np.array([0, 2, 0]) / 2, atol=0.02)
    np.testing.assert_allclose(counted._after([3, 0, 1]), np.array([0, 1, 1]) / 2, atol=0.02)
    rare = counted._after([3, 2, 1])  # never followed by anything: all that followed 1
    np.testing.assert_allclose(rare, np.array([0, 1, 1]) / 2, atol=0.02)
    assert abs(rare.sum() - 1) < 1e-12
