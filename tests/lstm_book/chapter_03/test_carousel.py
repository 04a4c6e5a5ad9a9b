"""The carousel: the numbers of chapter 03, and errors that agree with backpropagation."""

import math

import numpy as np
import pytest

from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_03.carousel_run import inputs, wrong_sign
from lstm_teach import CAROUSEL, LINEAR_RNN, CarouselParams, bptt, complex_step, unroll
from lstm_teach.draw.numbers import MINUS, number, significant
from tests.draw.pictures import texts


def best_reading(carousel):
    """Return the v with the smallest loss, and that loss; None where nothing that is read could help."""
    seen = carousel.result.c[1:] if carousel.state.read == "always" else carousel.result.c[-1:]
    power = float(np.sum(seen**2))
    return None if power == 0.0 else (seen[-1] / power, 1.0 - seen[-1] ** 2 / power)


@pytest.mark.parametrize(("weight", "left"), [(0.999, 0.368), (1.0, 1.0), (1.001, 2.717)])
def test_what_is_left_of_an_error_after_1000_steps(weight, left):
    carousel = Carousel(self_weight=weight, steps=1000)
    assert round(float(carousel.result.back[0]), 3) == left
    np.testing.assert_allclose(carousel.result.back, weight ** np.arange(1000.0, -1, -1), rtol=1e-11)
    assert texts(carousel.picture)[0].endswith(f"is {significant(weight**1000, 4)} at c₀")


def test_only_the_weight_1_is_a_carousel_and_the_picture_says_so():
    assert type(Carousel().trace) is CAROUSEL.step_type
    assert "1.000, a carousel:" in texts(Carousel().picture)[0]
    other = Carousel(self_weight=0.999)
    assert type(other.trace) is LINEAR_RNN.step_type
    assert "0.999, a linear RNN, no carousel:" in texts(other.picture)[0]
    back = Carousel(steps=1000).result.back
    assert (back == 1.0).all()  # not a bit is lost


@pytest.mark.parametrize("w", [-2.0, -0.3, 0.1, 1.0, 2.0])
def test_four_inputs_leave_the_wrong_sign_whatever_w(w):
    carousel = Carousel(stream="four inputs", w=w)
    assert carousel.result.c[-1] == pytest.approx(-0.3 * w)
    assert carousel.result.c[1] == w
    assert texts(carousel.picture)[1].endswith("sign lost, whatever w")


@pytest.mark.slow
def test_the_probability_of_a_wrong_sign_does_not_depend_on_w():
    """Noise 0.2 at 100 steps after the pulse has a standard deviation of 2 pulses."""
    settings = {"noise": 0.2, "steps": 101}
    for w in (0.1, 1.0, -2.0):
        carousel = Carousel(w=w, **settings)
        assert round(wrong_sign(carousel.state), 3) == 0.309
        assert "lost with probability 0.309, whatever w" in texts(carousel.picture)[1]
    lost = sum(Carousel(seed=seed, **settings).result.c[-1] < 0 for seed in range(100))
    assert abs(lost - 30.9) < 3 * math.sqrt(100 * 0.309 * 0.691)


@pytest.mark.parametrize("settings", [{"self_weight": 0.995}, {"stream": "four inputs"}], ids=str)
def test_the_probability_agrees_with_many_runs(settings):
    state = Carousel(noise=0.3, steps=30, **settings).state
    first = inputs(Carousel(steps=30, **settings).state)[:, 0, 0]
    rng = np.random.default_rng(1)
    noise = 0.3 * rng.standard_normal((20_000, 30))
    noise[:, 0] = 0
    ends = (first + noise) @ state.self_weight ** np.arange(29.0, -1, -1)
    assert np.mean(ends < 0) == pytest.approx(wrong_sign(state), abs=0.01)


def test_one_weight_cannot_both_read_and_stay_silent():
    always = Carousel()
    assert always.result.loss == pytest.approx(9.0)
    v, loss = best_reading(always)
    assert (v, loss) == pytest.approx((0.1, 0.9))
    assert Carousel(v=0.1).result.loss == pytest.approx(0.9)
    losses = {v: Carousel(v=v).result.loss for v in (-1.0, 0.05, 0.1, 0.15, 0.5, 1.0)}
    assert min(losses, key=losses.get) == 0.1
    switched = Carousel(read="at the end")
    assert switched.result.loss == 0.0
    assert best_reading(switched) == (1.0, 0.0)


def test_the_picture_says_which_way_v_is_pulled_and_leaves_its_best_value_to_the_reader():
    third = {v: texts(Carousel(v=v).picture)[2] for v in (1.0, 0.05, 0.1)}
    assert third[1.0] == f"read always, v = 1.00:  loss 9.00;  its pulls on v add up to {MINUS}18.0"
    assert third[0.05] == "read always, v = 0.05:  loss 0.925;  its pulls on v add up to 1.00"
    assert (
        third[0.1] == "read always, v = 0.10:  loss 0.900;  its pulls on v add up to 0: no other v is better"
    )
    assert "0.900" not in Carousel().drawing.alt
    for v in (1.0, 0.05):  # the pull is minus the slope of the loss
        slope = (Carousel(v=v + 1e-6).result.loss - Carousel(v=v - 1e-6).result.loss) / 2e-6
        assert Carousel(v=v).result.pull_v.sum() == pytest.approx(-slope, rel=1e-6)


def test_where_nothing_was_written_there_is_no_best_reading():
    empty = Carousel(w=0.0)
    assert best_reading(empty) is None
    assert "nothing was written" in texts(empty.picture)[1]
    assert "no other v is better" in texts(empty.picture)[2]


def test_at_the_best_reading_the_pulls_on_v_cancel():
    pull = Carousel(v=0.1).result.pull_v
    np.testing.assert_allclose(pull, [-0.2] * 9 + [1.8], atol=1e-12)


SETTINGS = [
    {"v": 0.4},
    {"stream": "four inputs", "noise": 0.3, "w": -1.2, "v": 0.7, "steps": 17},
    {"self_weight": 0.993, "noise": 0.5, "w": 1.3, "v": -0.2, "steps": 25},
    {"self_weight": 1.01, "read": "at the end", "stream": "four inputs", "steps": 9},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_pulls_are_minus_the_gradient_of_the_loss(settings):
    state = Carousel(**settings).state
    result = Carousel(**settings).result
    x = result.x

    def loss(weights):
        w, v = weights
        c, total = 0.0, 0.0
        for t in range(state.steps):
            c = state.self_weight * c + w * x[t]
            read = state.read == "always" or t == state.steps - 1
            total = total + (read * v * c - (t == state.steps - 1)) ** 2
        return total

    weights = np.array([state.w, state.v])
    assert result.loss == pytest.approx(loss(weights))
    gradient = complex_step(loss, weights)
    np.testing.assert_allclose([-result.pull_w.sum(), -result.pull_v.sum()], gradient, rtol=1e-10)


def test_the_pull_on_w_is_that_of_bptt_step_by_step():
    state = Carousel(noise=0.3, w=-1.2, v=0.7, steps=17).state
    result = Carousel(noise=0.3, w=-1.2, v=0.7, steps=17).result
    weights = CarouselParams(np.array([[state.w]]), np.zeros((1, 1)), np.array([[state.v]]))
    trace = unroll(CAROUSEL, weights, inputs(state))
    gradients = bptt(CAROUSEL, weights, trace, 2 * (trace.h - result.target[:, None, None]))
    # dL/dx_t is the error at c_t times w, so its part of dL/dw is that times x_t / w
    parts = (gradients.x * inputs(state) / state.w)[:, 0, 0]
    np.testing.assert_allclose(result.pull_w, -parts, rtol=1e-10, atol=1e-12)
    assert -result.pull_w.sum() == pytest.approx(gradients.params.W_x.item())


def test_the_seed_makes_the_noise_and_the_first_input_has_none():
    first, again, other = (inputs(Carousel(noise=0.5, seed=s).state) for s in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first[1:] != other[1:]).all()
    assert first[0] == 1.0
    stream = inputs(Carousel(stream="four inputs").state)[:, 0, 0]
    assert stream.tolist() == [1.0, -0.6, 0.2, -0.9, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("t", [1, 4, 10])
def test_the_picture_shows_the_numbers_of_the_run(t):
    carousel = Carousel(stream="four inputs", w=0.5, v=-0.25, read="at the end", t=t)
    result, shown = carousel.result, texts(carousel.picture)
    for title, value in {
        "input x": result.x[t - 1],
        "store c": result.c[t],
        "error of 1 at the end, come back to c": result.back[t],
        "pull of the loss on w": result.pull_w[t - 1],
        "pull of the loss on v": result.pull_v[t - 1],
    }.items():
        assert f"{title}   at step {t}: {significant(float(value))}" in shown
    assert f"output, dashed: target   at step {t}: y {significant(float(result.y[t - 1]))}" in shown
    assert ("read" if t == 10 else "not read") in shown
    assert f"keep × 1.000: brings {significant(float(result.c[t - 1]))}" in shown
    assert {number(0.5), number(-0.25)} <= set(shown)
