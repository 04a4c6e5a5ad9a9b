"""What training takes and gives reaches another process and comes back; a cell does in tests/cells."""

import pickle
from typing import Any, NamedTuple

import numpy as np
import pytest

from lstm_teach import (
    GRU,
    LSTM,
    SGD,
    Adam,
    Hold,
    TrainingDiverged,
    below,
    bptt,
    cosine,
    gradient_of,
    init_model,
    no_progress,
    squared_error,
    train,
    unroll,
)
from lstm_teach.cells import ALL_CELLS
from lstm_teach.generate import Generator
from lstm_teach.numerics import Array
from lstm_teach.training import History

RNG = np.random.default_rng(0)
MODEL = init_model(LSTM, RNG, 3, 4, 3)


class Batch(NamedTuple):
    x: Array
    y: Array


BATCH = Batch(RNG.standard_normal((5, 2, 3)), RNG.standard_normal((2, 3)))


def loss(y: Array, batch: Batch) -> tuple[float, Array]:
    return squared_error(y, batch.y)


def again(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


def test_a_schedule_and_what_has_one() -> None:
    rate = cosine(0.1, 100, 0.01)
    steps = (0, 1, 50, 100, 1000)
    assert [again(rate)(step) for step in steps] == [rate(step) for step in steps]
    optimiser = Adam(rate)
    gradients = loss_gradient()(MODEL, BATCH)[1]
    moved, _ = optimiser.update(MODEL, gradients, optimiser.init(MODEL))
    same, _ = again(optimiser).update(MODEL, gradients, again(optimiser.init(MODEL)))
    assert repr(same) == repr(moved)


def loss_gradient() -> Any:
    return gradient_of(LSTM, loss, holds=Hold("f", 1.0))


def test_a_gradient_of_a_loss_with_a_name() -> None:
    assert repr(again(loss_gradient())(MODEL, BATCH)) == repr(loss_gradient()(MODEL, BATCH))


@pytest.mark.parametrize("rule", [below(0.5, window=2), no_progress(4, window=2)])
def test_a_rule_to_stop(rule: Any) -> None:
    for losses in ([1.0, 1.0], [0.1, 0.2], [0.5, 0.1, 0.4, 0.4, 0.4, 0.4]):
        history = History(losses=losses)
        assert again(rule)(history) == rule(history)
    assert again(rule)(History(losses=[0.1, 0.2])) is (rule.func.__name__ == "_is_below")


@pytest.mark.parametrize("cell", [LSTM, GRU], ids=lambda cell: cell.name)
def test_a_generator(cell: Any) -> None:
    made = Generator(cell, init_model(cell, RNG, 3, 4, 3), Hold(next(iter(cell.gates)), 0.5, start=1))
    other = again(made)
    for t, symbol in enumerate((0, 2, 1)):
        scores, _ = made.step(symbol, made.start(), t)
        assert np.array_equal(other.step(symbol, other.start(), t)[0], scores)


def test_a_training_that_diverged_comes_back_from_a_process_with_all_it_knew() -> None:
    with pytest.raises(TrainingDiverged) as caught:
        train(MODEL, lambda model, batch: (np.nan, model), [BATCH], SGD(0.1), steps=1, progress=iter)
    error = again(caught.value)
    assert type(error) is TrainingDiverged
    assert str(error) == str(caught.value)
    assert error.step == caught.value.step
    assert error.history == caught.value.history
    assert repr(error.params) == repr(caught.value.params)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_cells_in_every_form_of_pickle_are_found_under_their_own(protocol: int) -> None:
    names = {cell: cell.name for cell in ALL_CELLS}
    for cell in ALL_CELLS:
        assert names[pickle.loads(pickle.dumps(cell, protocol))] == cell.name


def test_a_hold_is_a_key_and_a_trace_with_its_gradients_is_a_value() -> None:
    hold = Hold("f", 0.5, start=1, units=(0, 2))
    assert {hold: 1}[again(hold)] == 1
    trace = unroll(LSTM, MODEL.cell, BATCH.x, holds=hold)
    assert repr(again(trace)) == repr(trace)
    gradients = bptt(LSTM, MODEL.cell, trace, np.ones_like(trace.h))
    assert repr(again(gradients)) == repr(gradients)
