"""Optimisers: single updates by hand, runs cut in two, clipping, and bad settings."""

import math

import numpy as np
import pytest

from lstm_teach import LSTM, SGD, Adam, RMSprop, clip_by_global_norm, cosine, global_norm
from lstm_teach.optim import Moments
from lstm_teach.params import named_leaves, tree_map
from tests.bad_input import Bad, World, refuse

OPTIMISERS = {
    "SGD": SGD(0.1),
    "momentum": SGD(0.1, momentum=0.9),
    "RMSprop": RMSprop(0.01),
    "Adam": Adam(0.02),
    "Adam, cosine": Adam(cosine(0.1, 900)),
}
EACH = pytest.mark.parametrize("optimiser", OPTIMISERS.values(), ids=OPTIMISERS)


def descend(optimiser, params, state, gradients):
    for gradient in gradients:
        params, state = optimiser.update(params, gradient, state)
    return params, state


def equal(one, other):
    return all(
        np.array_equal(a, b) for (_, a), (_, b) in zip(named_leaves(one), named_leaves(other), strict=True)
    )


@EACH
def test_a_run_cut_in_two_equals_the_whole_and_changes_no_argument(optimiser):
    world = World()
    rng = np.random.default_rng(1)
    gradients = [tree_map(lambda p: rng.standard_normal(p.shape), world.params) for _ in range(6)]
    kept = tree_map(np.copy, tuple(gradients))
    before = world.bytes()
    start = optimiser.init(world.params)
    whole, end = descend(optimiser, world.params, start, gradients)
    half, middle = descend(optimiser, world.params, start, gradients[:3])
    middle_kept = tree_map(np.copy, tuple(middle[1:]))
    again, end_again = descend(optimiser, half, middle, gradients[3:])
    assert equal(whole, again)
    assert equal(tuple(end[1:]), tuple(end_again[1:]))
    assert equal(tuple(middle[1:]), middle_kept)
    assert equal(tuple(gradients), kept)
    assert world.bytes() == before
    assert (start.step, middle.step, end.step) == (0, 3, 6)
    assert type(whole) is LSTM.params_type


def test_single_updates_by_hand():
    w, g = (np.array([1.0, -2.0]),), (np.array([0.5, -0.25]),)
    sgd = SGD(0.1, momentum=0.5)
    one, state = sgd.update(w, g, sgd.init(w))
    assert np.allclose(one[0], [0.95, -1.975])
    assert np.allclose(sgd.update(one, g, state)[0][0], [0.95 - 0.075, -1.975 + 0.0375])
    rms = RMSprop(0.1, decay=0.75, epsilon=1e-30)
    assert np.allclose(rms.update(w, g, rms.init(w))[0][0], [1.0 - 0.2, -2.0 + 0.2])  # g / (sqrt(1/4) g)
    adam = Adam(0.1, epsilon=1e-30)
    assert np.allclose(adam.update(w, g, adam.init(w))[0][0], [0.9, -1.9])  # the first step has length eta


@EACH
def test_a_quadratic_is_minimised(optimiser):
    params = (np.array([3.0, -2.0]), None, np.array(1.0))
    state = optimiser.init(params)
    for _ in range(800):
        params, state = optimiser.update(params, params, state)
    assert global_norm(params) < 0.05


@EACH
def test_float32_stays_float32(optimiser):
    params = (np.ones(2, np.float32),)
    moved, state = optimiser.update(params, params, optimiser.init(params))
    assert moved[0].dtype == np.float32
    assert all(leaf.dtype == np.float32 for _, leaf in named_leaves(tuple(state[1:])))


def test_a_learning_rate_may_change():
    rates = []

    def rate(step):
        rates.append(step)
        return 1.0 / (step + 1)

    params = (np.zeros(1),)
    moved, _ = descend(SGD(rate), params, SGD(rate).init(params), [(np.ones(1),)] * 3)
    assert rates == [0, 1, 2]
    assert np.allclose(moved[0], -(1 + 1 / 2 + 1 / 3))


def test_cosine():
    rate = cosine(1.0, 10, end=0.2)
    assert [round(rate(n), 12) for n in (0, 5, 10, 99)] == [1.0, 0.6, 0.2, 0.2]
    assert all(rate(n) >= rate(n + 1) for n in range(12))


def test_global_norm():
    assert global_norm((np.array([3.0]), (None, np.array([[4.0]])))) == 5.0
    assert global_norm((np.zeros(3),)) == 0.0
    assert global_norm(()) == 0.0
    assert math.isclose(global_norm((np.full(4, 1e200),)), 2e200)
    assert math.isclose(global_norm((np.full(4, 1e-200),)), 2e-200)
    assert math.isnan(global_norm((np.ones(2), np.array([np.nan]))))
    assert global_norm((np.array([-np.inf]),)) == math.inf


def test_clipping_keeps_the_direction():
    gradients = (np.array([3.0, 0.0]), np.array([[-4.0]]))
    clipped, norm = clip_by_global_norm(gradients, 1.0)
    assert norm == 5.0
    assert np.allclose(clipped[0], [0.6, 0.0])
    assert np.allclose(clipped[1], [[-0.8]])
    assert gradients[0].tolist() == [3.0, 0.0]
    same, norm = clip_by_global_norm(gradients, 5.0)
    assert equal(same, gradients)
    huge, norm = clip_by_global_norm((np.full(4, 1e300),), 1.0)
    assert np.allclose(huge[0], 0.5)


V = ValueError
SETTINGS = {
    "a string": Bad(lambda w: SGD("0.1"), "learning_rate", "number", "'0.1'"),
    "None": Bad(lambda w: Adam(None), "learning_rate", "number", "None"),
    "negative": Bad(lambda w: RMSprop(-1e-3), "learning_rate", "from 0", "-0.001"),
    "NaN": Bad(lambda w: SGD(np.nan), "learning_rate", "finite", "nan"),
    "momentum 1": Bad(lambda w: SGD(0.1, momentum=1.0), "momentum", "below 1", "1.0"),
    "momentum negative": Bad(lambda w: SGD(0.1, momentum=-0.1), "momentum", "from 0", "-0.1"),
    "decay": Bad(lambda w: RMSprop(0.1, decay=1.5), "decay", "below 1", "1.5"),
    "beta1": Bad(lambda w: Adam(0.1, beta1=1.0), "beta1", "below 1", "1.0"),
    "beta2": Bad(lambda w: Adam(0.1, beta2="x"), "beta2", "number", "'x'"),
    "epsilon 0": Bad(lambda w: Adam(0.1, epsilon=0.0), "epsilon", "finite", "0.0"),
    "a callable's rate": Bad(
        lambda w: SGD(lambda n: math.nan).update(w.params, w.gradients, SGD(0.1).init(w.params)),
        "learning_rate", "finite", "nan",
    ),
    "cosine, start": Bad(lambda w: cosine(-1.0, 5), "start", "from 0", "-1.0"),
    "cosine, steps": Bad(lambda w: cosine(1.0, 0), "steps", "at least 1", "0"),
    "clip 0": Bad(lambda w: clip_by_global_norm(w.gradients, 0.0), "max_norm", "finite", "0.0"),
    "clip infinite": Bad(lambda w: clip_by_global_norm(w.gradients, math.inf), "max_norm", "finite", "inf"),
}  # fmt: skip


@pytest.mark.parametrize("row", SETTINGS.values(), ids=SETTINGS)
def test_bad_settings(row):
    refuse(row)


BAD_GRADIENTS = {
    "another type": (lambda g: tuple(g), "gradients", "LSTMParams", "tuple", TypeError),
    "a dict": (lambda g: g._asdict(), "gradients", "LSTMParams", "dict", TypeError),
    "a part missing": (lambda g: g._replace(b=None), "gradients", r"\(W_x, W_h, b\)", r"\(W_x, W_h\)", V),
    "a shape": (lambda g: g._replace(b=g.b[1:]), "gradients.b", r"\(20\D*\)", r"\(19,\)", V),
    "a list": (lambda g: g._replace(b=g.b.tolist()), "gradients.b", "NumPy array", "list", TypeError),
    "integers": (lambda g: g._replace(b=g.b.astype(int)), "gradients.b", "float64", "int64", V),
    "NaN": (lambda g: g._replace(b=g.b * np.nan), "gradients.b", "finite", "nan", V),
}


@EACH
@pytest.mark.parametrize("bad", BAD_GRADIENTS.values(), ids=BAD_GRADIENTS)
def test_bad_gradients(optimiser, bad):
    change, *said, error = bad
    state = optimiser.init(World().params)
    refuse(Bad(lambda w: optimiser.update(w.params, change(w.gradients), state), *said, error))


@EACH
def test_a_state_of_another_kind(optimiser):
    states = {
        "Moments|init": ({}, "dict"),
        "LSTMParams": (Moments(0), "NoneType"),
        "LSTMParams ": (optimiser.init(World().rnn), "RNNParams"),
    }
    for expected, (state, came) in states.items():
        refuse(
            Bad(
                lambda w, state=state: optimiser.update(w.params, w.gradients, state),
                r"state(\.first|\.second)?",
                expected.strip(),
                came,
                TypeError,
            )
        )
