"""The lattice of a network's scores: both answers against all paths, what is illegal, and bad input."""

import random
from itertools import pairwise, product

import numpy as np
import pytest

from lstm_book.chapter_14 import Lattice
from lstm_book.chapter_14.lattice_run import PENCIL
from lstm_book.chapter_14.lattice_view import WIDTH
from lstm_teach.crf import FORBIDDEN, forbid
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import significant
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import placed_texts

TAGS = ["O", "B-A", "I-A", "B-LONGER", "I-LONGER"]
K = len(TAGS)
LEGAL = np.array([[not b.startswith("I-") or a[2:] == b[2:] for b in TAGS] for a in TAGS])
FIRST = np.array([not tag.startswith("I-") for tag in TAGS])
SHORT, LONG = ["12", "St", "James", "St"], [f"word{n}" for n in range(19)]


def made(seed, words=SHORT, share=1.0, rules=True, **more):
    rng = np.random.default_rng(seed)
    scores, A = 2 * rng.normal(size=(len(words), K)), 2 * rng.normal(size=(K, K))
    ends = {"start": rng.normal(size=K), "end": rng.normal(size=K)}
    given = {"legal": LEGAL, "legal_start": FIRST} if rules else {}
    return Lattice(words, TAGS, scores, A, **given, **ends, share=share, **more)


@pytest.mark.parametrize("seed", range(12))
def test_answers_are_those_among_all_paths(seed):
    share = round(random.Random(seed).random(), 2)
    lattice = made(seed, share=share)
    of, result = lattice.state.tagged, lattice.result
    S, paths = of.scores[0], list(product(range(K), repeat=len(SHORT)))
    scores = []
    for y in paths:
        steps = of.start[y[0]] + of.end[y[-1]] + sum(of.transitions[i, j] for i, j in pairwise(y))
        scores.append(sum(S[t, k] for t, k in enumerate(y)) + share * steps)
    p = np.exp(scores) / np.exp(scores).sum()
    best = paths[int(np.argmax(p))]
    by_word = tuple(int(row.argmax()) for row in S)
    assert (result.best, result.by_word) == (best, by_word)
    assert lattice.path == [TAGS[k] for k in best]
    assert lattice.by_word == [TAGS[k] for k in by_word]
    assert result.p_best == pytest.approx(p.max(), rel=1e-12)
    assert result.p_by_word == pytest.approx(p[paths.index(by_word)], rel=1e-12)
    for t, k in product(range(len(SHORT)), range(K)):
        assert result.nodes[t, k] == pytest.approx(
            sum(p[n] for n, y in enumerate(paths) if y[t] == k), abs=1e-12
        )
    for path, illegal in ((best, result.illegal_best), (by_word, result.illegal_by_word)):
        names = ["O", *(TAGS[k] for k in path)]  # from O no I- is legal, as at the start
        wrong = [t for t, (a, b) in enumerate(pairwise(names)) if b.startswith("I-") and a[2:] != b[2:]]
        assert list(illegal) == wrong
    assert f"probability {significant(p.max(), 4)}" in lattice.drawing.label
    assert number_of_crosses(lattice) == crosses_wanted(result)


def crosses_wanted(result):
    """Return how many marks there are to be: one where both answers make the same illegal step."""
    marks = set()
    for path, steps in ((result.best, result.illegal_best), (result.by_word, result.illegal_by_word)):
        marks |= {(t, path[max(t - 1, 0) : t + 1]) for t in steps}
    return len(marks)


def number_of_crosses(lattice):
    rings = [
        c
        for c in parse(lattice.picture).iter(f"{NS}circle")
        if f"stroke:{theme.VERMILLION}" in c.get("style") and float(c.get("cx")) != 560
    ]
    return len(rings)


@pytest.mark.parametrize("seed", range(6))
def test_without_transitions_both_answers_are_the_same(seed):
    lattice = made(seed, share=0.0)
    assert lattice.path == lattice.by_word
    assert lattice.result.p_best == lattice.result.p_by_word
    assert "both answers are the same" in lattice.picture
    e = np.exp(lattice.state.tagged.scores[0])
    np.testing.assert_allclose(lattice.result.nodes, e / e.sum(axis=1, keepdims=True), rtol=1e-12)


def test_what_is_forbidden_by_scores_is_in_no_best_path():
    rng = np.random.default_rng(0)
    scores, A = 3 * rng.normal(size=(len(LONG), K)), rng.normal(size=(K, K))
    start = forbid(np.zeros(K), FIRST)
    lattice = Lattice(LONG, TAGS, scores, forbid(A, LEGAL), LEGAL, legal_start=FIRST, start=start)
    assert start.min() == FORBIDDEN
    assert lattice.result.illegal_by_word
    assert not lattice.result.illegal_best
    assert ",  no illegal steps" in lattice.drawing.label
    lattice.share = 0.0
    assert lattice.result.illegal_best == lattice.result.illegal_by_word
    assert "Illegal, best path: " in lattice.drawing.description


def test_without_rules_nothing_is_said_of_them():
    lattice = made(1, rules=False)
    assert "illegal" not in lattice.drawing.alt + lattice.picture


def test_the_pencil_example_is_shown_first():
    lattice = Lattice()
    assert lattice.state.tagged is PENCIL
    assert (lattice.path, lattice.by_word) == (["N", "N", "T"], ["T", "N", "T"])
    assert lattice.drawing.label == "λ = 1:  best path, probability 0.6333"
    assert repr(lattice) == "Lattice(share=1.0, sentence=1)"
    assert eval(repr(lattice)).state == lattice.state


def test_its_code_makes_it_again():
    rng = np.random.default_rng(0)
    words, tags, legal, legal_start, start = SHORT, TAGS, LEGAL, FIRST, rng.normal(size=K)
    scores, transitions = rng.normal(size=(4, K)), rng.normal(size=(K, K))
    plain = Lattice(words, tags, scores, transitions, share=0.2)
    assert repr(plain) == "Lattice(words, tags, scores, transitions, share=0.2, sentence=1)"
    full = Lattice(words, tags, scores, transitions, legal, start=start, legal_start=legal_start)
    known = "words, tags, scores, transitions, legal, start=start, legal_start=legal_start"
    assert full.code == f"Lattice({known}, share=1.0, sentence=1)"
    for lattice in (plain, full):
        assert eval(lattice.code).picture == lattice.picture


@pytest.mark.parametrize("count", [1, 2, 8, 19, 24])
@pytest.mark.parametrize("tags", [2, 5, 10, 21, 24])
def test_every_word_and_tag_is_shown_and_all_fits(count, tags):
    rng = np.random.default_rng(count)
    words = [f"{n}word" for n in range(count)]
    names = [f"{'BI'[n % 2]}-TAG{n}" for n in range(tags)]
    lattice = Lattice(words, names, rng.normal(size=(count, tags)), rng.normal(size=(tags, tags)))
    texts = placed_texts(lattice.picture)
    for name in (*words, *names):
        assert any(text == name or (text.endswith("…") and name.startswith(text[:-1])) for text, *_ in texts)
    assert lattice.drawing.width == WIDTH <= 679
    assert lattice.drawing.height <= 620 - 36 - 34  # less one row of controls, and the tip
    parse(lattice.picture)


def test_sentences_are_chosen_from_a_list_and_all_are_equally_high():
    rng = np.random.default_rng(0)
    words = [SHORT, LONG, ["one"]]
    scores = [rng.normal(size=(len(one), K)) for one in words]
    lattice = Lattice(words, TAGS, scores, rng.normal(size=(K, K)), LEGAL, sentence=2)
    box, heights = lattice.controls["sentence"], set()
    assert box.index == 1
    for n, one in enumerate(words):
        box.index = n
        assert lattice.sentence == n + 1
        assert len(lattice.path) == len(one)
        heights.add(lattice.drawing.height)
        alone = Lattice(one, TAGS, scores[n], lattice.state.tagged.transitions, LEGAL)
        assert alone.path == lattice.path
        assert "sentence" not in alone.controls
    assert len(heights) == 1
    with pytest.raises(
        ValueError, match="sentence: expected a whole number from 1 to the number of sentences = 3, got 4"
    ):
        lattice.sentence = 4
    lattice.undo()
    assert lattice.sentence == 2


S, A = np.zeros((4, K)), np.zeros((K, K))
V, T_ = ValueError, TypeError
BAD = {
    "words, a string": (lambda: Lattice("St James", TAGS, S, A), V, "words: expected .*, got 'St James'"),
    "words, none": (lambda: Lattice([], TAGS, S, A), V, r"words: expected a list .*, got \[\]"),
    "words, too many": (
        lambda: Lattice(25 * ["a"], TAGS, np.zeros((25, K)), A), V, "words: expected .* 24 strings, got 25"
    ),
    "words alone": (lambda: Lattice(SHORT), V, "tags: expected a list of 2 to 24 strings, got None"),
    "tags, one": (lambda: Lattice(SHORT, ["O"], S, A), V, "tags: expected .*, got 1 of them"),
    "tags, numbers": (lambda: Lattice(SHORT, [1, 2], S, A), V, "tags: expected .* strings, got 2"),
    "scores, shape": (lambda: Lattice(SHORT, TAGS, S.T, A), V, r"scores: .* T = 4, K = 5, got \(5, 4\)"),
    "scores, a list": (lambda: Lattice(SHORT, TAGS, S.tolist(), A), T_, "scores: expected a NumPy array"),
    "scores, too few": (lambda: Lattice([SHORT, SHORT], TAGS, [S], A), V, "scores: .* 2 sentences, got 1"),
    "transitions": (lambda: Lattice(SHORT, TAGS, S, A[1:]), V, r"transitions: .* K = 5, got \(4, 5\)"),
    "legal": (lambda: Lattice(SHORT, TAGS, S, A, A), V, "legal: expected booleans .*, got float64"),
    "start": (lambda: Lattice(SHORT, TAGS, S, A, start=A), V, r"start: expected .*, got \(5, 5\)"),
    "share": (lambda: Lattice(share=1.5), V, "share: expected a finite number from 0 to 1, got 1.5"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "error", "said"), BAD.values(), ids=BAD)
def test_bad_input(call, error, said):
    with pytest.raises(error, match=f"^{said}"):
        call()


def test_a_lattice_keeps_its_sentences():
    lattice, other = made(0), made(1)
    with pytest.raises(ValueError, match="tagged: a lattice keeps its sentences"):
        lattice.state = other.state
    with pytest.raises(TypeError, match="state: expected LatticeState, got"):
        lattice.state = 1.0
