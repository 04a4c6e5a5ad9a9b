"""One update, three ways: the paper's recurrences, NumPy over a seed axis, the package's `bptt`."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_book.reproduced import net, recurrence, seeds_at_once
from lstm_book.reproduced.lessons import Lesson, task_of
from lstm_book.reproduced.rows import BY_NAME
from lstm_book.reproduced.trial import Learner, one_by_one
from lstm_teach import MEMORY_BLOCK, bptt, unroll
from tests.needs import need

UPDATES = ["1-1", "1-5-sequence", "2c-50-50", "3a-100-3", "4-100", "4-100-linear", "5", "6a", "6b"]
COUNTS = {"1-1": 264, "1-4": 264, "1-2": 276, "1-1-both": 320, "1-5-both": 332, "2000-reset": 424 - 64,
          "2c-50-50": 364, "2c-1000-1000": 6064, "3a-100-3": 102, "4-100": 93, "5": 93, "6a": 156,
          "6b": 308}  # fmt: skip


def experiment(name, **changes):
    return replace(BY_NAME[name].experiment, **changes)


def first(e, seed=3):
    """Return starting weights that are larger than a trial's, so that all parts matter, and one sequence."""
    learner = Learner(replace(e, scale=1.0), np.random.default_rng(seed))
    learner.task.chunk = 1
    return learner.weights, learner.task.lesson()


def by_the_package(e, w, lesson):
    """Return what one update changes, by `unroll` and by `bptt` with the paper's truncation."""
    T = int(lesson.lengths[0])
    x = lesson.symbols[0, :T, None] if e.symbols else lesson.numbers[0, :T, None]
    params = net.params_of(e, w.W)
    trace = unroll(MEMORY_BLOCK, params, x)
    y = net.outputs(e, w.V, trace.h, x)[:, 0]
    wanted = np.eye(e.outputs)[lesson.next[0, :T]] if e.every_step else np.where(
        np.arange(T)[:, None] == T - 1, lesson.target, y
    )  # fmt: skip
    error = (wanted - y) * (1.0 if e.output == "linear" else y * (1.0 - y))
    dh = -(error @ w.V[: e.hidden].T)[:, None]
    g = bptt(MEMORY_BLOCK, params, trace, dh, cut=("h", "y_in", "y_out")).params
    bias = np.concatenate([
        np.zeros(2 * e.blocks) if g.b_gates is None else g.b_gates,
        np.zeros(e.hidden) if g.b_cells is None else g.b_cells,
    ])  # fmt: skip
    dW = -np.concatenate([part for part in (g.W_x, g.W_h, g.W_y, bias[None]) if part is not None])
    dV = np.concatenate([trace.h[:, 0].T @ error, error.sum(axis=0)[None] * w.learned_out])
    return e.rate * dW, e.rate * dV


def copied(w):
    return net.Weights(*(part.copy() for part in w))


@pytest.mark.slow
@pytest.mark.parametrize("name", UPDATES)
def test_one_update_is_the_packages_truncated_gradient(name):
    e = experiment(name, update="sequence")
    w, lesson = first(e)
    after, ends = copied(w), np.zeros((1, e.outputs))
    recurrence.learn(recurrence.form_of(e), after, *lesson, ends)
    dW, dV = by_the_package(e, w, lesson)
    assert np.abs(dW).max() > 1e-6
    np.testing.assert_allclose(after.W - w.W, dW, rtol=0, atol=1e-12)
    np.testing.assert_allclose(after.V - w.V, dV, rtol=0, atol=1e-12)


SAME = ["1-5", "1-1-both", "1-5-sequence", "2000-reset", "2c-50-50", "3c-100-1", "4-100-linear", "6a"]


@pytest.mark.parametrize("name", SAME)
def test_all_seeds_at_once_learn_what_each_learns_alone(name):
    alone, together = ([Learner(experiment(name), np.random.default_rng(s)) for s in range(3)] for _ in "ab")
    for learner in (*alone, *together):
        learner.task.chunk = 3
    lessons = [learner.next_lesson() for learner in together]
    ends = seeds_at_once.learn([one.weights for one in together], lessons, together[0].experiment)
    for one, other, end in zip(alone, together, ends, strict=True):
        np.testing.assert_allclose(end, one_by_one(one, one.next_lesson()), rtol=0, atol=1e-12)
        for mine, theirs in zip(one.weights, other.weights, strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=0, atol=1e-12)


def test_the_updates_within_a_sequence_are_those_of_its_pieces():
    """With an update after every step, the first t steps of a sequence change what they change alone."""
    e = experiment("1-5-both")
    w, lesson = first(e)
    whole, cut = copied(w), copied(w)
    ends = np.zeros((1, e.outputs))
    recurrence.learn(recurrence.form_of(e), whole, *lesson, ends)
    recurrence.learn(recurrence.form_of(e), cut, *lesson._replace(lengths=lesson.lengths - 1), ends)
    assert np.abs(whole.W - cut.W).max() > 0
    once = copied(w)
    after = recurrence.form_of(replace(e, update="sequence"))
    recurrence.learn(after, once, *lesson._replace(lengths=np.array([1])), ends)
    step = copied(w)
    recurrence.learn(recurrence.form_of(e), step, *lesson._replace(lengths=np.array([1])), ends)
    np.testing.assert_array_equal(once.W, step.W)  # a single step: both rules are one


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_the_nets_have_as_many_weights_as_the_paper_says(name, count):
    e = experiment(name)
    assert e.weights() == count
    w = net.start(e, np.random.default_rng(0))
    free = w.W[:-1].size + w.V[:-1].size + int(w.learned.sum() + w.learned_out.sum())
    assert free == count


def test_biases_start_as_given_and_what_is_not_learned_stays_at_zero():
    e = experiment("1-5", input_gates=(-1.0, -2.0, -3.0))
    w, lesson = first(e)
    assert w.W[-1, :6].tolist() == [-1.0, -2.0, -3.0, -1.0, -2.0, -3.0]
    recurrence.learn(recurrence.form_of(e), w, *lesson, np.zeros((1, 7)))
    assert not w.W[-1, 6:].any()
    assert not w.V[-1].any()


def test_numba_compiled_the_loops():
    need("numba")
    assert recurrence.COMPILED
    assert recurrence.learn.nopython_signatures is not None


def test_a_trial_ends_where_it_was_solved_and_not_at_the_end_of_the_lesson():
    """What was learned behind that place is taken back."""
    learner = Learner(experiment("4-100"), np.random.default_rng(0))
    learner.task.chunk = 5
    learner.task.solved = lambda weights, lesson, ends: 2
    lesson = learner.next_lesson()
    again = learner.take(lesson, one_by_one(learner, lesson))
    one_by_one(learner, again)
    expected = Learner(experiment("4-100"), np.random.default_rng(0))
    expected.task.chunk = 5
    two = Lesson(*(part[:2] for part in expected.next_lesson()))
    one_by_one(expected, two)
    assert (learner.solved_at, learner.ended, learner.result()["sequences"]) == (2, True, 2)
    np.testing.assert_array_equal(learner.weights.W, expected.weights.W)


def test_weights_that_explode_end_a_trial_unsolved():
    learner = Learner(experiment("4-100"), np.random.default_rng(0))
    lesson = learner.next_lesson()
    learner.weights.W[0, 0] = np.inf
    assert learner.take(lesson, np.zeros_like(lesson.target)) is None
    assert learner.ended
    assert not learner.result()["solved"]


def test_the_answers_of_a_net_are_those_it_gave_while_it_learned():
    for name in ("6a", "1-1-both"):
        e = experiment(name, rate=0.0)
        w, lesson = first(e)
        ends = np.zeros((1, e.outputs))
        recurrence.learn(recurrence.form_of(e), w, *lesson, ends)
        T = int(lesson.lengths[0])
        y = net.answers(e, w, lesson.symbols[:, :T].T, lesson.lengths)
        np.testing.assert_allclose(y, ends, rtol=0, atol=1e-12)
        np.testing.assert_array_equal(net.answers(e, w, lesson.symbols[:, :T].T)[-1], y)


def test_every_task_of_the_table_draws_what_its_net_hears():
    for row in BY_NAME.values():
        if "modern" in row.name or "1000" in row.name or "500" in row.name:
            continue
        e = row.experiment
        lesson = task_of(e, *np.random.default_rng(0).spawn(2)).lesson()
        heard = lesson.symbols.max() < e.inputs if e.symbols else lesson.numbers.shape[2] == e.inputs
        assert heard, row.name
        assert lesson.target.shape == (len(lesson.lengths), e.outputs), row.name
