"""Linear-chain CRF: against sums over all paths, against numbers worked out by hand, and bad input."""

from fractions import Fraction
from itertools import product
from typing import NamedTuple

import numpy as np
import pytest

from lstm_teach import central_differences, complex_step
from lstm_teach.crf import (
    FORBIDDEN,
    crf_loss,
    forbid,
    forward_sums,
    log_partition,
    marginals,
    path_score,
    viterbi,
)
from tests.bad_input import Bad, refuse
from tests.oracles import assert_close

T, B, K = 5, 3, 4
LENGTHS = np.array([5, 3, 1])
SEEDS = pytest.mark.parametrize("seed", range(4))


class Weights(NamedTuple):
    scores: np.ndarray
    transitions: np.ndarray
    start: np.ndarray
    end: np.ndarray

    def call(self, function, *path, lengths=LENGTHS):
        return function(self.scores, self.transitions, *path, lengths, self.start, self.end)

    def score(self, b, y):
        """Return the score of the path `y` of sequence b, term by term."""
        total = self.start[y[0]] + self.end[y[-1]]
        total += sum(self.scores[t, b, tag] for t, tag in enumerate(y))
        return total + sum(self.transitions[i, j] for i, j in zip(y, y[1:], strict=False))

    def all_paths(self, b, length):
        """Return all paths and their scores."""
        paths = list(product(range(self.scores.shape[-1]), repeat=length))
        return np.array(paths), np.array([self.score(b, y) for y in paths])


def weights(seed, scale=1.0):
    rng = np.random.default_rng(seed)
    return Weights(*(scale * rng.normal(size=shape) for shape in [(T, B, K), (K, K), (K,), (K,)]))


def some_path(seed):
    path = np.random.default_rng(seed + 100).integers(0, K, (T, B))
    path[np.arange(T)[:, None] >= LENGTHS] = -7
    return path


@SEEDS
@pytest.mark.parametrize("scale", [0.1, 1.0, 30.0])
def test_sums_and_probabilities_are_those_over_all_paths(seed, scale):
    w = weights(seed, scale)
    log_z, (nodes, pairs) = w.call(log_partition), w.call(marginals)
    sums = forward_sums(w.scores, w.transitions, LENGTHS, w.start)
    assert (nodes.shape, pairs.shape, sums.shape) == ((T, B, K), (T - 1, B, K, K), (T, B, K))
    for b, length in enumerate(LENGTHS):
        paths, scores = w.all_paths(b, length)
        largest = scores.max()
        expected = largest + np.log(np.exp(scores - largest).sum())
        assert abs(log_z[b] - expected) <= 1e-12 * (1 + abs(expected))
        p = np.exp(scores - expected)
        for t, tag in product(range(T), range(K)):
            here = p[paths[:, t] == tag].sum() if t < length else 0.0
            assert abs(nodes[t, b, tag] - here) <= 1e-12
            if t < length - 1:
                both = [p[(paths[:, t] == tag) & (paths[:, t + 1] == to)].sum() for to in range(K)]
                np.testing.assert_allclose(pairs[t, b, tag], both, rtol=0, atol=1e-12)
        assert not pairs[length - 1 :, b].any()
        whole = w._replace(end=np.zeros(K))
        for t, tag in product(range(length), range(K)):
            parts, ends = whole.all_paths(b, t + 1)
            ends = ends[parts[:, t] == tag]
            assert abs(sums[t, b, tag] - np.logaddexp.reduce(ends)) <= 1e-11 * (1 + abs(sums[t, b, tag]))


@SEEDS
def test_the_best_path_is_the_best_of_all(seed):
    w = weights(seed)
    path, score = w.call(viterbi)
    for b, length in enumerate(LENGTHS):
        paths, scores = w.all_paths(b, length)
        assert path[:length, b].tolist() == paths[scores.argmax()].tolist()
        assert abs(score[b] - scores.max()) <= 1e-12
        assert (path[length:, b] == -1).all()
    np.testing.assert_allclose(w.call(path_score, path), score, rtol=0, atol=1e-12)


@SEEDS
def test_a_path_has_the_score_of_its_terms(seed):
    w, path = weights(seed), some_path(seed)
    expected = [w.score(b, path[:n, b].tolist()) for b, n in enumerate(LENGTHS)]
    np.testing.assert_allclose(w.call(path_score, path), expected, rtol=0, atol=1e-12)


@SEEDS
@pytest.mark.parametrize("derivative", [complex_step, central_differences])
def test_gradient(seed, derivative):
    w, path = weights(seed), some_path(seed)
    got = w.call(crf_loss, path)
    expected = derivative(lambda w: w.call(crf_loss, path).loss, w)
    tolerance = 1e-12 if derivative is complex_step else 1e-8
    assert_close("crf", Weights(*got[1:]), expected, tolerance)


def test_the_gradient_of_log_z_is_the_probabilities():
    w = weights(0)
    nodes, pairs = w.call(marginals)
    slopes = complex_step(lambda w: w.call(log_partition).sum(), w)
    counts = Weights(nodes, pairs.sum(axis=(0, 1)), nodes[0].sum(axis=0), 0 * w.end)
    counts.end[:] = sum(nodes[n - 1, b] for b, n in enumerate(LENGTHS))
    assert_close("crf", counts, slopes, 1e-12)


def test_the_loss_is_the_mean_of_minus_log_p():
    w, path = weights(1), some_path(1)
    minus_log_p = []
    for b, n in enumerate(LENGTHS):
        _, scores = w.all_paths(b, n)
        minus_log_p.append(np.log(np.exp(scores).sum()) - w.score(b, path[:n, b].tolist()))
    assert abs(w.call(crf_loss, path).loss - np.mean(minus_log_p)) <= 1e-12


@SEEDS
@pytest.mark.parametrize("filled", [0.0, 1e5, -1e5])
def test_what_stands_behind_the_end_changes_nothing(seed, filled):
    w, path = weights(seed), some_path(seed)
    behind = np.arange(T)[:, None] >= LENGTHS
    other, with_other = w.scores.copy(), path.copy()
    other[behind] = filled
    with_other[behind] = 99
    padded = w._replace(scores=other)
    for function in (log_partition, marginals, viterbi):
        for a, b in zip(w.call(function), padded.call(function), strict=True):
            assert a.tobytes() == b.tobytes()
    for a, b in zip(w.call(crf_loss, path), padded.call(crf_loss, with_other), strict=True):
        assert np.asarray(a).tobytes() == np.asarray(b).tobytes()
    for b, n in enumerate(LENGTHS):  # each alone, cut where it ends
        alone = w._replace(scores=w.scores[:n, b : b + 1])
        assert abs(alone.call(log_partition, lengths=None)[0] - w.call(log_partition)[b]) <= 1e-12
        one = alone.call(viterbi, lengths=None)[0][:, 0]
        assert one.tolist() == w.call(viterbi)[0][:n, b].tolist()


def test_one_word_is_a_softmax():
    w = weights(2)
    scores = w.scores[:1]
    e = np.exp(scores[0] + w.start + w.end)
    nodes, pairs = marginals(scores, w.transitions, None, w.start, w.end)
    np.testing.assert_allclose(nodes[0], e / e.sum(axis=1, keepdims=True), rtol=1e-13)
    assert pairs.shape == (0, B, K, K)
    path, score = viterbi(scores, w.transitions, None, w.start, w.end)
    assert path[0].tolist() == e.argmax(axis=1).tolist()
    np.testing.assert_allclose(np.exp(score), e.max(axis=1), rtol=1e-13)
    loss = crf_loss(scores, w.transitions, np.zeros((1, B), int), None, w.start, w.end)
    assert not loss.transitions.any()
    assert abs(loss.loss + np.mean(np.log(nodes[0, :, 0]))) <= 1e-13


def test_without_transitions_every_word_stands_alone():
    w, path = weights(3), np.abs(some_path(3)) % K
    nodes, _ = marginals(w.scores, np.zeros((K, K)))
    e = np.exp(w.scores)
    np.testing.assert_allclose(nodes, e / e.sum(axis=-1, keepdims=True), rtol=1e-12)
    best, _ = viterbi(w.scores, np.zeros((K, K)))
    assert (best == w.scores.argmax(axis=-1)).all()
    loss = crf_loss(w.scores, np.zeros((K, K)), path).loss
    of_words = -np.log(np.take_along_axis(nodes, path[..., None], -1)).sum(axis=0)
    assert abs(loss - of_words.mean()) <= 1e-12


@pytest.mark.parametrize("seed", range(40))
def test_of_equally_good_paths_the_lowest_from_the_end_wins(seed):
    rng = np.random.default_rng(seed)
    w = Weights(*(rng.integers(0, 2, shape).astype(float) for shape in [(T, B, 3), (3, 3), (3,), (3,)]))
    path, _ = w.call(viterbi)
    ties = 0
    for b, length in enumerate(LENGTHS):
        paths, scores = w.all_paths(b, length)
        best = [tuple(y[::-1]) for y in paths[scores == scores.max()].tolist()]
        ties += len(best) > 1
        assert tuple(path[:length, b][::-1].tolist()) == min(best)
    assert ties or seed not in (0, 1, 2, 3)


def test_the_pencil_example():
    """St James St with tags N and T; all sums again in fractions, and as the page of the chapter has them."""
    words = [(2, 4), (8, 1), (2, 4)]
    steps = ((Fraction(2), Fraction(4)), (Fraction(1, 4), Fraction(1, 8)))
    exact = {
        y: Fraction(np.prod([words[t][k] for t, k in enumerate(y)]).item())
        * steps[y[0]][y[1]]
        * steps[y[1]][y[2]]
        for y in product((0, 1), repeat=3)
    }
    assert [float(exact[y]) for y in product((0, 1), repeat=3)] == [128, 512, 4, 4, 32, 128, 0.25, 0.25]
    total = sum(exact.values())
    assert total == Fraction(1617, 2)
    scores, A = np.log(np.array(words, float))[:, None], np.log(np.array(steps, float))
    np.testing.assert_allclose(np.exp(forward_sums(scores, A)[:, 0]), [[2, 4], [40, 8.5], [164.25, 644.25]])
    assert abs(np.exp(log_partition(scores, A)[0]) - 808.5) <= 1e-9
    assert viterbi(scores, A)[0][:, 0].tolist() == [0, 0, 1]
    assert abs(np.exp(viterbi(scores, A)[1][0]) - 512) <= 1e-9
    loss, d_scores, d_A, *_ = crf_loss(scores, A, np.array([[0], [0], [1]]))
    assert abs(np.exp(-loss) - float(exact[0, 0, 1] / total)) <= 1e-12
    for t, k in product(range(3), range(2)):
        expected = sum(p for y, p in exact.items() if y[t] == k) / total - (k == (0, 0, 1)[t])
        assert abs(d_scores[t, 0, k] - float(expected)) <= 1e-12
    np.testing.assert_allclose(d_scores[:, 0, 0], [-0.1985, -0.0105, 0.2032], atol=5e-5)
    np.testing.assert_allclose(d_A, [[-0.0105, -0.1985], [0.2032, 0.0059]], atol=5e-5)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_what_is_forbidden_has_no_share(kind):
    w = Weights(*(part.astype(kind) for part in weights(4, 3.0)))
    allowed = np.random.default_rng(4).random((K, K)) < 0.6
    allowed[0] = True  # some way goes on
    first = np.array([True, False, True, False])
    legal = w._replace(transitions=forbid(w.transitions, allowed), start=forbid(w.start, first))
    assert legal.transitions.dtype == legal.start.dtype == kind
    assert (legal.transitions[~allowed] == FORBIDDEN).all()
    nodes, pairs = legal.call(marginals)
    assert not nodes[0, :, ~first].any()
    assert not pairs[:, :, ~allowed].any()
    np.testing.assert_allclose(nodes.sum(axis=-1), np.arange(T)[:, None] < LENGTHS, atol=3e-6)
    path, _ = legal.call(viterbi)
    for b, length in enumerate(LENGTHS):
        y = path[:length, b].tolist()
        assert first[y[0]]
        assert all(allowed[i, j] for i, j in zip(y, y[1:], strict=False))
        paths, scores = w.all_paths(b, length)
        of_legal = [first[p[0]] and all(allowed[p[:-1], p[1:]]) for p in paths]
        assert y == paths[np.where(of_legal, scores, -np.inf).argmax()].tolist()


def test_float32_stays_float32():
    w, path = weights(5), some_path(5)
    small = Weights(*(part.astype(np.float32) for part in w))
    for function in (log_partition, marginals):
        assert all(np.asarray(part).dtype == np.float32 for part in small.call(function))
    got, expected = small.call(crf_loss, path), w.call(crf_loss, path)
    assert type(got.loss) is float
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_allclose(a, b, atol=2e-6)
    assert all(part.dtype == np.float32 for part in got[1:])
    assert (small.call(viterbi)[0] == w.call(viterbi)[0]).all()


def test_large_scores_lose_nothing():
    w, path = weights(6, 400.0), some_path(6)
    far = w._replace(scores=w.scores + 1e6)
    np.testing.assert_allclose(far.call(log_partition) - 1e6 * LENGTHS, w.call(log_partition), atol=1e-8)
    assert np.isfinite(far.call(crf_loss, path).loss)
    np.testing.assert_allclose(
        far.call(marginals)[0].sum(axis=-1), np.arange(T)[:, None] < LENGTHS, atol=1e-8
    )


def test_arguments_are_not_changed():
    w, path = weights(7), some_path(7)
    before = [part.tobytes() for part in (*w, path)]
    for function in (log_partition, marginals, viterbi):
        w.call(function)
    w.call(crf_loss, path)
    assert [part.tobytes() for part in (*w, path)] == before


S, A, Y = np.zeros((3, 2, 4)), np.zeros((4, 4)), np.zeros((3, 2), int)
ROWS = {
    "scores, a list": Bad(lambda _: viterbi([[[0.0]]], A), "scores", "NumPy array", "list", TypeError),
    "scores, no batch": Bad(lambda _: viterbi(S[:, 0], A), "scores", r"\(T, B, K\)", r"\(3, 4\)"),
    "scores, no words": Bad(lambda _: viterbi(S[:0], A), "scores", "at least 1", r"\(0, 2, 4\)"),
    "scores, integers": Bad(lambda _: marginals(S.astype(int), A), "scores", "float64", "int64"),
    "scores, infinite": Bad(lambda _: marginals(S - np.inf, A), "scores", "finite", "-inf"),
    "transitions": Bad(lambda _: log_partition(S, A[1:]), "transitions", r"K = 4", r"\(3, 4\)"),
    "transitions, NaN": Bad(lambda _: log_partition(S, A * np.nan), "transitions", "finite", "nan"),
    "lengths, one": Bad(lambda _: viterbi(S, A, [3]), "lengths", "B = 2", r"\(1,\)"),
    "lengths, 0": Bad(lambda _: viterbi(S, A, [3, 0]), "lengths", "1 to T = 3", "0 to 3"),
    "start": Bad(lambda _: forward_sums(S, A, None, A), "start", r"\(K,\)", r"\(4, 4\)"),
    "end": Bad(lambda _: log_partition(S, A, None, None, A[0, :2]), "end", r"\(K,\)", r"\(2,\)"),
    "end, a number": Bad(lambda _: viterbi(S, A, None, None, 0.0), "end", "NumPy array", "float", TypeError),
    "path, shape": Bad(lambda _: crf_loss(S, A, Y.T), "path", r"\(3, 2\)", r"\(2, 3\)"),
    "path, floats": Bad(lambda _: path_score(S, A, Y + 0.0), "path", "integers", "float64"),
    "path, tag 4": Bad(lambda _: path_score(S, A, Y + 4), "path", "0 to 3", "4 to 4"),
    "path, tag -1": Bad(lambda _: crf_loss(S, A, Y - 1, [3, 2]), "path", "0 to 3", "-1 to -1"),
    "allowed, numbers": Bad(lambda _: forbid(A, A), "allowed", "booleans", "float64"),
    "allowed, shape": Bad(lambda _: forbid(A, A[0] == 0), "allowed", r"\(4, 4\)", r"\(4,\)"),
    "forbid, a list": Bad(lambda _: forbid([0.0], [True]), "scores", "NumPy array", "list", TypeError),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_bad_input(row):
    refuse(row)
