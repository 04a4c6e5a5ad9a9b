"""The training loop: what ends it, what it keeps, and what it shows."""

import math

import numpy as np
import pytest

from lstm_teach import (
    LSTM,
    RELU_RNN,
    SGD,
    Adam,
    History,
    RNNParams,
    TrainingDiverged,
    below,
    bptt,
    clip_by_global_norm,
    final_state,
    init_readout,
    no_progress,
    readout,
    readout_backward,
    squared_error,
    train,
    unroll,
)
from lstm_teach.params import named_leaves, tree_map
from tests.bad_input import Bad, refuse


@pytest.fixture(autouse=True)
def _quiet(monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", "off")


START = (np.array([4.0, -2.0]), np.array([[1.0]]))


def quadratic(params, target):
    """Half the squared distance to a target, and its gradient."""
    gradients = tree_map(lambda p: p - target, params)
    return 0.5 * sum(float(np.sum(g**2)) for g in gradients), gradients


def forever(value=0.0):
    while True:
        yield value


def same(one, other):
    return all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(named_leaves(one), named_leaves(other), strict=True)
    )


def test_history_and_result():
    kept = tree_map(np.copy, START)
    params, history = train(START, quadratic, forever(), SGD(0.5), steps=4)
    assert same(START, kept)
    assert np.allclose(params[0], START[0] / 16)
    assert np.allclose(history.loss, [10.5 / 4**n for n in range(4)])
    assert np.allclose(history.gradient_norm, [math.sqrt(21) / 2**n for n in range(4)])
    assert history.step.tolist() == [0, 1, 2, 3]
    assert len(history) == 4
    assert repr(history) == "History(4 updates, last loss 0.1641; ended: all updates done)"
    assert repr(History()) == "History(0 updates; ended: not started)"


def test_a_number_alone_can_be_trained():
    params, _ = train(np.array(2.0), lambda w, b: (float(w**2), 2 * w), forever(), SGD(0.25), steps=3)
    assert params == 0.25


def test_batches_end_and_come_in_order():
    seen = []

    def gradient(params, batch):
        seen.append(batch)
        return quadratic(params, 0.0)

    _, history = train(START, gradient, iter([3, 1, 2]), SGD(0.1), steps=9)
    assert seen == [3, 1, 2]
    assert (len(history), history.ended) == (3, "the batches ended")
    _, none = train(START, gradient, [], SGD(0.1), steps=9)
    assert (len(none), none.ended) == (0, "the batches ended")


def test_no_batch_is_taken_that_is_not_used():
    source = iter(range(10))
    train(START, quadratic, source, SGD(0.1), steps=3)
    assert next(source) == 3


def test_clip_bounds_the_step_and_the_history_has_the_norm_before():
    params, history = train(START, quadratic, forever(), SGD(1.0), steps=1, clip=0.5)
    assert math.isclose(history.gradient_norm[0], math.sqrt(21))
    moved = tree_map(np.subtract, START, params)
    assert same(moved, clip_by_global_norm(START, 0.5)[0]) or np.allclose(
        moved[0], START[0] * 0.5 / math.sqrt(21)
    )


def test_stop_rules():
    _, history = train(START, quadratic, forever(), SGD(0.5), steps=99, stop=lambda h: h.losses[-1] < 1.0)
    assert (len(history), history.ended) == (3, "the stop rule was met")
    _, history = train(START, quadratic, forever(), SGD(0.5), steps=99, stop=below(1.0, window=2))
    assert len(history) == 4  # the mean of .656 and .164 is the first below 1
    assert history.ended == "the stop rule was met"


def test_below_waits_for_a_full_window():
    rule = below(1.0, window=3)
    assert [rule(History([0.1] * n)) for n in range(5)] == [False, False, False, True, True]
    assert not rule(History([0.1, 3.0, 0.1, 0.1]))
    assert not rule(History([1.0] * 3))


def test_no_progress_counts_updates_since_the_best_window():
    rule = no_progress(patience=4, window=2)
    losses = [9, 9, 5, 5, 1, 1, 4, 4, 3, 3, 2, 2]
    assert [n for n in range(len(losses) + 1) if n and rule(History(losses[:n]))] == [10, 12]
    assert not rule(History([9, 9, 8, 8, 7, 7, 6, 6]))


def test_a_run_cut_in_two_equals_the_whole():
    """With the optimiser's state in hand a run can go on; `train` starts it anew."""
    whole, _ = train(START, quadratic, forever(), SGD(0.1), steps=6)
    half, _ = train(START, quadratic, forever(), SGD(0.1), steps=3)
    again, _ = train(half, quadratic, forever(), SGD(0.1), steps=3)
    assert same(whole, again)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("where", ["loss", "gradient"])
def test_divergence_names_the_step_and_keeps_everything(where, bad):
    seen = []

    def gradient(params, batch):
        seen.append(params)
        loss, gradients = quadratic(params, batch)
        if len(seen) == 4:
            return (bad, gradients) if where == "loss" else (loss, tree_map(lambda g: g * bad, gradients))
        return loss, gradients

    with pytest.raises(
        TrainingDiverged, match=r"at update 3\. Remedy: a lower learning rate, or clip="
    ) as caught:
        train(START, gradient, forever(), SGD(0.1), steps=9)
    error = caught.value
    assert isinstance(error, FloatingPointError)
    assert error.step == 3
    assert same(error.params, seen[3])
    assert len(error.history) == 3
    assert error.history.ended == "diverged"
    assert np.isfinite(error.history.loss).all()


def test_a_net_that_explodes_is_divergence_too():
    """The checks on the way meet the infinity before the loss does; that must not lose the run."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((300, 2, 1))
    target = np.zeros((2, 1))
    params = (RNNParams(np.ones((1, 2)), 2.0 * np.eye(2), np.zeros(2)), init_readout(rng, 2, 1))
    params = (params[0]._replace(W_h=np.eye(2)), params[1])

    def gradient(params, batch):
        trace = unroll(RELU_RNN, params[0], x)
        h = final_state(RELU_RNN, trace).h
        loss, dy = squared_error(readout(params[1], h), target)
        d_readout, dh = readout_backward(params[1], h, dy)
        d_final = RELU_RNN.state_type(dh)
        return loss, (
            bptt(RELU_RNN, params[0], trace, np.zeros_like(trace.h), d_final=d_final).params,
            d_readout,
        )

    with (
        np.errstate(all="ignore"),
        pytest.raises(TrainingDiverged, match=r"at update \d+\. Remedy") as caught,
    ):
        train(params, gradient, forever(), SGD(5.0), steps=50)
    assert all(np.isfinite(leaf).all() for _, leaf in named_leaves(caught.value.params))
    assert len(caught.value.history) == caught.value.step


def test_parameters_that_overflow_are_divergence_too():
    with (
        np.errstate(all="ignore"),
        pytest.raises(TrainingDiverged, match="parameters became .* at update 0") as caught,
    ):
        train(START, lambda p, b: (1.0, tree_map(lambda a: a * 1e300, p)), forever(), SGD(1e300), steps=9)
    assert same(caught.value.params, START)


def test_an_interrupt_keeps_what_was_learned():
    calls = []

    def gradient(params, batch):
        calls.append(params)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return quadratic(params, batch)

    params, history = train(START, gradient, forever(), SGD(0.1), steps=9)
    assert same(params, calls[3])
    assert (len(history), history.ended) == (3, "interrupted from the keyboard")


def test_an_error_of_the_readers_is_not_swallowed_and_costs_nothing_that_was_trained():
    done = []

    def failing(params, batch):
        done.append(params)
        if len(done) == 4:
            raise ZeroDivisionError("in the model")
        return quadratic(params, batch)

    with pytest.raises(ZeroDivisionError, match="in the model") as error:
        train(START, failing, forever(), SGD(0.1), steps=9)
    assert same(error.value.trained.params, done[3])
    assert len(error.value.trained.history) == 3
    assert "trained" in error.value.__notes__[0]


def test_training_an_lstm_lowers_the_loss():
    rng = np.random.default_rng(0)
    net = (LSTM.init(rng, 1, 4), init_readout(rng, 4, 1))
    x, target = rng.standard_normal((5, 8, 1)), rng.standard_normal((8, 1))

    def gradient(net, batch):
        trace = unroll(LSTM, net[0], x)
        h = final_state(LSTM, trace).h
        loss, dy = squared_error(readout(net[1], h), target)
        d_readout, dh = readout_backward(net[1], h, dy)
        d_final = LSTM.state_type(dh, np.zeros_like(dh))
        return loss, (bptt(LSTM, net[0], trace, np.zeros_like(trace.h), d_final=d_final).params, d_readout)

    _, history = train(net, gradient, forever(), Adam(0.05), steps=150, clip=1.0)
    assert history.loss[-1] < 0.02 * history.loss[0]


def call(**bad):
    good = {"gradient": quadratic, "batches": [0.0] * 3, "optimiser": SGD(0.1), "steps": 3}
    params = bad.pop("params", START)
    return lambda w: train(params, **(good | bad))


T_, V = TypeError, ValueError
ROWS = {
    "steps 0": Bad(call(steps=0), "steps", "at least 1", "0"),
    "steps a float": Bad(call(steps=3.0), "steps", "whole number", "3.0"),
    "clip 0": Bad(call(clip=0.0), "clip", "finite", "0.0"),
    "clip a string": Bad(call(clip="1"), "clip", "number", "'1'"),
    "params, a list": Bad(call(params=[1.0]), "params", "NumPy array", "list", T_),
    "params, NaN": Bad(call(params=(np.array([np.nan]),)), "params.0", "finite", "nan"),
    "params, integers": Bad(call(params=(np.array([1]),)), "params.0", "float64", "int64"),
    "gradient": Bad(call(gradient=0.5), "gradient", "function", "float", T_),
    "batches": Bad(call(batches=3), "batches", "iterable", "int", T_),
    "optimiser": Bad(call(optimiser=0.1), "optimiser", r"Adam\(0.01\)", "float", T_),
    "stop": Bad(call(stop=0.1), "stop", "function", "float", T_),
    "progress": Bad(call(progress=True), "progress", "function", "bool", T_),
    "a loss of several": Bad(
        call(gradient=lambda p, b: (np.ones(2), p)), "gradient", "one number", r"array\(\[1., 1.\]\)"
    ),
    "a loss that is none": Bad(call(gradient=lambda p, b: (None, p)), "gradient", "one number", "None"),
    "no pair": Bad(call(gradient=lambda p, b: 1.0), "gradient", "loss, gradients", "float", T_),
    "another structure": Bad(
        call(gradient=lambda p, b: (1.0, p[:1])), "gradient: gradients", r"\(0, 1\)", r"\(0\)"
    ),
    "a dict": Bad(call(gradient=lambda p, b: (1.0, {})), "gradient: gradients", "tuple", "dict", T_),
    "a shape": Bad(call(gradient=lambda p, b: (1.0, p[::-1])), "gradients.0", r"\(2,?\)", r"\(1, 1\)"),
    "below": Bad(lambda w: below(math.nan), "loss", "finite", "nan"),
    "below, window": Bad(lambda w: below(0.1, 0), "window", "at least 1", "0"),
    "no progress": Bad(lambda w: no_progress(0), "patience", "at least 1", "0"),
    "no progress, window": Bad(lambda w: no_progress(5, 1.5), "window", "whole number", "1.5"),
}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_bad_input(row):
    refuse(row)
