"""A lesson reads every sequence at its own end, judges by the paper's rules, and can be learned."""

import numpy as np
import pytest

from lstm_book.chapter_08.lessons import (
    answers,
    answers_in_parts,
    at_the_end,
    fit,
    lesson,
    share_right,
)
from lstm_teach import LSTM, RNN, gradient_of, init_model, readout, unroll
from lstm_teach.training import below

TASKS = ("adding", "multiplication", "3a", "2c", "6a", "6b")


@pytest.mark.parametrize("name", TASKS)
def test_only_the_last_step_of_each_sequence_counts(name):
    task = lesson(name)
    batch = task.draw(np.random.default_rng(0), 4)
    y = np.random.default_rng(1).standard_normal((len(batch.x), 4, task.outputs))
    loss, dy = task.loss(y, batch)
    ends = at_the_end(batch)
    assert ends.sum() == 4
    assert np.array_equal(np.abs(dy).max(axis=-1) > 0, ends)
    other = y + np.where(ends[..., None], 0.0, 5.0)
    assert task.loss(other, batch)[0] == loss


@pytest.mark.parametrize("name", TASKS)
def test_the_error_of_answers_is_the_loss(name):
    task = lesson(name)
    batch = task.draw(np.random.default_rng(0), 6)
    model = init_model(LSTM, np.random.default_rng(2), task.inputs, 3, task.outputs)
    given = answers(LSTM, model, task, batch)
    h = unroll(LSTM, model.cell, batch.x).h
    for b, n in enumerate(batch.lengths):  # one after the other, without padding
        alone = unroll(LSTM, model.cell, np.ascontiguousarray(batch.x[:n, b : b + 1])).h[-1]
        assert np.allclose(task.answer(readout(model.out, alone))[0], given[b], rtol=0, atol=1e-12)
    loss = task.loss(readout(model.out, h), batch)[0]
    if name == "3a":  # trained by cross entropy, judged by distance
        assert np.isclose(task.error(given, batch), np.mean((given - batch.target) ** 2))
    else:
        assert np.isclose(task.error(given, batch), loss, rtol=1e-9)


@pytest.mark.parametrize("name", TASKS)
def test_the_perfect_answer_is_right_and_the_undecided_one_is_wrong(name):
    task = lesson(name)
    batch = task.draw(np.random.default_rng(0), 50)
    perfect = getattr(batch, "target", None)
    if perfect is None:
        perfect = np.eye(task.outputs)[batch.label]
    assert task.right(perfect, batch).all()
    undecided = np.full(perfect.shape, 0.5 if task.outputs < 3 else 1 / task.outputs)
    assert task.right(undecided, batch).mean() < 0.3


def test_a_short_lesson_is_learned_and_stops_by_its_rule():
    task = lesson("2c", 5)
    rng = np.random.default_rng(0)
    model = init_model(LSTM, rng, task.inputs, 8, 2, forget_gate_bias=3.0, input_gate_bias=-1.0)
    trained, history = fit(LSTM, model, task, rng, rate=0.05, updates=200, stop=below(0.05, 5))
    assert history.ended == "the stop rule was met"
    assert share_right(LSTM, trained, task, task.draw(np.random.default_rng(1), 200)) > 0.95


def test_a_run_that_diverges_is_a_result_and_no_error():
    task = lesson("3a", 20)
    model = init_model(RNN, np.random.default_rng(0), 1, 2, 1)
    broken = task._replace(loss=lambda y, batch: (np.nan, y))
    trained, history = fit(RNN, model, broken, np.random.default_rng(0), rate=0.1, updates=3)
    assert history.ended == "diverged"
    assert np.array_equal(trained.cell.W_h, model.cell.W_h)


def test_parts_of_a_test_are_drawn_one_after_another():
    task = lesson("3a", 20)
    model = init_model(RNN, np.random.default_rng(0), 1, 2, 1)
    parts = list(answers_in_parts(RNN, model, task, np.random.default_rng(3), 60, part=20))
    assert [len(y) for y, _ in parts] == [20, 20, 20]
    rng = np.random.default_rng(3)
    for y, batch in parts:
        same = task.draw(rng, 20)
        assert np.array_equal(batch.x, same.x)
        assert np.array_equal(y, answers(RNN, model, task, same))


def test_holds_reach_the_run():
    from lstm_teach import Hold

    task = lesson("adding", 20)
    batch = task.draw(np.random.default_rng(0), 5)
    model = init_model(LSTM, np.random.default_rng(0), 2, 3, 1)
    shut = answers(LSTM, model, task, batch, holds=(Hold("i", 0.0),))
    assert np.allclose(shut, model.out.b_y)


def test_an_unknown_task_is_refused():
    with pytest.raises(ValueError, match="task: expected one of 'adding'|task: expected"):
        lesson("copying")


def test_the_gradient_is_that_of_a_numerical_derivative():
    task = lesson("adding", 12)
    batch = task.draw(np.random.default_rng(0), 3)
    model = init_model(LSTM, np.random.default_rng(1), 2, 2, 1)
    gradient = gradient_of(LSTM, task.loss, every_step=True)
    _, d = gradient(model, batch)
    b = model.cell.b
    for k in range(len(b)):
        step = np.zeros_like(b)
        step[k] = 1e-5
        up, down = (
            gradient(model._replace(cell=model.cell._replace(b=b + s)), batch)[0] for s in (step, -step)
        )
        assert np.isclose((up - down) / 2e-5, d.cell.b[k], rtol=1e-5, atol=1e-9)
