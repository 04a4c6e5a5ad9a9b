"""When a trial counts as solved: the running criteria are the package's, asked at every sequence."""

import numpy as np
import pytest

from lstm_book.reproduced.lessons import LastSequences, Lesson, NewSequences, Strings, task_of
from lstm_book.reproduced.rows import BY_NAME
from lstm_teach.tasks.adding import adding_solved, multiplication_solved
from lstm_teach.tasks.temporal_order import temporal_order_solved


def made(target):
    n = len(target)
    nothing = np.zeros((n, 0), dtype=np.int64)
    return Lesson(nothing, np.zeros((n, 0, 1)), np.ones(n, dtype=np.int64), target, nothing)


def first_solved(name, errors, target):
    """Return after how many sequences a `LastSequences` stops, fed in lessons of 500."""
    task = LastSequences(BY_NAME[name].experiment, *np.random.default_rng(0).spawn(2))
    for k in range(0, len(errors), 500):
        part = made(target[k : k + 500])
        after = task.solved(None, part, part.target + errors[k : k + 500])
        if after is not None:
            return k + after
    return None


def solved_by_the_package(name, outputs, target, k):
    if name == "5":
        return multiplication_solved(outputs[:k], target[:k], 140)
    if name == "6a":
        return temporal_order_solved(outputs[:k], target[:k].argmax(axis=1))
    return adding_solved(outputs[:k], target[:k])


CASES = [("4-100", 0.005, 700), ("4-100", 0.011, 700), ("6a", 0.05, 1234), ("5", 0.0201, 0)]


@pytest.mark.parametrize(("name", "size", "last_wrong"), CASES)
def test_a_trial_stops_at_the_first_sequence_at_which_the_criterion_holds(name, size, last_wrong):
    rng, n = np.random.default_rng(1), 4000
    O = BY_NAME[name].experiment.outputs
    target = np.eye(O)[rng.integers(O, size=n)] if O > 1 else rng.uniform(size=(n, 1))
    errors = np.abs(rng.normal(0.0, size, size=(n, O))).clip(0.0, 0.03 if name == "4-100" else 1.0)
    errors[last_wrong] = 0.9
    got = first_solved(name, errors, target)
    at = [k for k in (got, (got or n) - 1) if k is not None]
    assert [solved_by_the_package(name, target + errors, target, k) for k in at] == [True, False][-len(at) :]
    if name == "4-100" and size < 0.01:
        assert got == 700 + 2001  # the wrong one has to leave the last 2,000


def test_fewer_than_2000_sequences_are_never_enough():
    assert first_solved("4-100", np.zeros((1500, 1)), np.zeros((1500, 1))) is None
    assert first_solved("4-100", np.zeros((2500, 1)), np.zeros((2500, 1))) == 2000


def test_strings_are_right_where_the_package_says_so(monkeypatch):
    e = BY_NAME["1-5"].experiment
    task = Strings(e, *np.random.default_rng(5).spawn(2))
    texts = {tuple(x) for x in task.batch.x[:, :256].T}
    assert not texts & {tuple(x) for x in task.batch.x[:, 256:].T}  # no test string is in the training set
    rng = np.random.default_rng(0)
    scores = rng.uniform(size=task.batch.legal.shape) + 0.9 * task.batch.legal
    monkeypatch.setattr(
        "lstm_book.reproduced.lessons.answers", lambda e, w, x: scores[: len(x), : x.shape[1]]
    )
    expected = [
        all(
            min(scores[t, b][task.batch.legal[t, b]]) > max(scores[t, b][~task.batch.legal[t, b]])
            for t in range(task.batch.lengths[b])
        )
        for b in range(512)
    ]
    assert 0 < sum(expected) < 512
    assert task._legal(None, np.arange(512)).tolist() == expected


def test_strings_are_solved_when_all_512_are(monkeypatch):
    task = Strings(BY_NAME["1-5"].experiment, *np.random.default_rng(5).spawn(2))
    right = np.ones(512, dtype=bool)
    monkeypatch.setattr(task, "_legal", lambda weights, which: right[which])
    assert task.solved(None, None, None) == 100
    right[[n for n in range(512) if n not in task.order][0]] = False
    assert task.solved(None, None, None) is None
    assert task.report(None) == {"wrong": 1, "tested": 256} or right[:256].all()


@pytest.mark.parametrize(("name", "offset", "solved"), [
    ("3a-100-3", 0.0, True), ("3a-100-3", 0.02, False), ("3b-100-3", 0.03, True), ("3c-100-3", 0.012, True),
    ("3c-100-3", 0.02, False), ("2c-50-50", 0.19, True), ("2c-50-50", 0.21, False),
])  # fmt: skip
def test_new_sequences_are_judged_by_the_papers_bounds(name, offset, solved, monkeypatch):
    e = BY_NAME[name].experiment
    task = task_of(e, *np.random.default_rng(0).spawn(2))
    assert isinstance(task, NewSequences)
    asked = []

    def answers(e, weights, x, lengths):
        """Answer what is right, but for an offset: the class can be read off the beginning."""
        asked.append(len(lengths))
        if e.symbols:
            return np.abs(np.eye(2)[x[1] - e.detail - 2] - offset)
        if e.variant == "3c":
            return np.where(x[0] > 0, 0.2, 0.8) + offset
        return np.where(x[:3].sum(axis=0) > 0, 1.0, 0.0) + offset

    monkeypatch.setattr("lstm_book.reproduced.lessons.answers", answers)
    lesson = task.lesson()
    got = task.solved(None, lesson, lesson.target)
    if name == "3b-100-3":  # noise on three numbers hides the class now and then
        assert got in (None, task.chunk)
        return
    assert (got is not None) == solved
    if name == "2c-50-50":
        assert (sum(asked) == 10_000) == solved
