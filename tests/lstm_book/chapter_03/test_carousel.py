"""The carousel: the numbers of chapter 03, and errors that agree with backpropagation."""

import math

import numpy as np
import pytest

from lstm_book.chapter_03 import Carousel, carousel
from lstm_book.chapter_03.carousel_run import inputs, wrong_sign
from lstm_teach import CAROUSEL, LINEAR_RNN, CarouselParams, bptt, complex_step, unroll
from lstm_teach.draw.numbers import MINUS, number, significant
from tests.draw.pictures import texts


def best_reading(carousel):
    """Return the w_y with the smallest loss, and that loss; None where nothing that is read could help."""
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


@pytest.mark.parametrize("w_x", [-2.0, -0.3, 0.1, 1.0, 2.0])
def test_four_inputs_turn_the_stored_sign_whatever_w_x(w_x):
    carousel = Carousel(stream="four inputs", w_x=w_x)
    assert carousel.result.c[-1] == pytest.approx(-0.3 * w_x)
    assert carousel.result.c[1] == w_x
    told = "stored sign lost, input's kept" if w_x < 0 else "sign lost"
    assert texts(carousel.picture)[1].endswith(f"at the end {significant(-0.3 * w_x)}: {told}")


@pytest.mark.slow
def test_the_probability_of_a_wrong_sign_does_not_depend_on_w_x():
    """Noise 0.2 at 100 steps after the pulse has a standard deviation of 2 pulses."""
    settings = {"noise": 0.2, "steps": 101}
    for w_x in (0.1, 1.0, -2.0):
        carousel = Carousel(w_x=w_x, **settings)
        assert round(wrong_sign(carousel.state), 3) == 0.309
        assert "lost with probability 0.309" in texts(carousel.picture)[1]
    lost = sum(Carousel(seed=seed, **settings).result.c[-1] < 0 for seed in range(100))
    assert abs(lost - 30.9) < 3 * math.sqrt(100 * 0.309 * 0.691)


def test_the_second_line_tells_the_sign_of_the_input_from_that_of_what_was_stored():
    told = {w_x: texts(Carousel(w_x=w_x, noise=0.2, seed=1, steps=101).picture)[1] for w_x in (1.0, -1.0)}
    end = Carousel(noise=0.2, seed=1, steps=101).result.c[-1]
    kept, lost = ("kept", "lost") if end > 0 else ("lost", "kept")
    assert told[1.0].startswith(f"x₁ = 1.00, stored 1.00, at the end {significant(end)}: sign {kept} (such")
    assert told[1.0].endswith("noise: lost with probability 0.309)")  # and no word about w_x: Predict 3.4
    assert told[-1.0].startswith(
        f"x₁ = 1.00, stored {MINUS}1.00, at the end {significant(-end)}: stored sign {kept}"
    )
    assert told[-1.0].endswith(f"(lost with probability 0.309), input's {lost}")


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
    w_y, loss = best_reading(always)
    assert (w_y, loss) == pytest.approx((0.1, 0.9))
    assert Carousel(w_y=0.1).result.loss == pytest.approx(0.9)
    losses = {w_y: Carousel(w_y=w_y).result.loss for w_y in (-1.0, 0.05, 0.1, 0.15, 0.5, 1.0)}
    assert min(losses, key=losses.get) == 0.1
    switched = Carousel(read="at the end")
    assert switched.result.loss == 0.0
    assert best_reading(switched) == (1.0, 0.0)


def test_the_picture_says_which_way_w_y_is_pulled_and_leaves_its_best_value_to_the_reader():
    third = {w_y: texts(Carousel(w_y=w_y).picture)[2] for w_y in (1.0, 0.05, 0.1)}
    assert third[1.0] == f"read always, w_y = 1.00:  loss 9.00;  its pulls on w_y add up to {MINUS}18.0"
    assert third[0.05] == "read always, w_y = 0.05:  loss 0.925;  its pulls on w_y add up to 1.00"
    assert (
        third[0.1]
        == "read always, w_y = 0.10:  loss 0.900;  its pulls on w_y add up to 0: no other w_y is better"
    )
    assert "0.900" not in Carousel().drawing.alt
    for w_y in (1.0, 0.05):  # the pull is minus the slope of the loss
        slope = (Carousel(w_y=w_y + 1e-6).result.loss - Carousel(w_y=w_y - 1e-6).result.loss) / 2e-6
        assert Carousel(w_y=w_y).result.pull_y.sum() == pytest.approx(-slope, rel=1e-6)


def test_the_target_is_drawn_at_its_steps_and_no_ramp_leads_to_the_last():
    row, *_ = carousel._read(Carousel().result)
    target, output = row.signals
    assert (target.kind, target.values.tolist()) == ("levels", [0.0] * 9 + [1.0])
    assert output.kind == "line"  # and above it, so that it is seen where both are 0


def test_no_preset_answers_a_prediction_that_comes_after_the_widget():
    """Predict 3.4 asks how often noise turns the sign."""
    pictures = []
    for name in Carousel.presets:
        store = Carousel()
        store.preset = name
        pictures.append(store.drawing.description)
    assert len(pictures) == 6
    assert not any("probability" in description for description in pictures)


def test_where_nothing_was_written_there_is_no_best_reading():
    empty = Carousel(w_x=0.0)
    assert best_reading(empty) is None
    assert "nothing was written" in texts(empty.picture)[1]
    assert "no other w_y is better" in texts(empty.picture)[2]


def test_at_the_best_reading_the_pulls_on_w_y_cancel():
    pull = Carousel(w_y=0.1).result.pull_y
    np.testing.assert_allclose(pull, [-0.2] * 9 + [1.8], atol=1e-12)


SETTINGS = [
    {"w_y": 0.4},
    {"stream": "four inputs", "noise": 0.3, "w_x": -1.2, "w_y": 0.7, "steps": 17},
    {"self_weight": 0.993, "noise": 0.5, "w_x": 1.3, "w_y": -0.2, "steps": 25},
    {"self_weight": 1.01, "read": "at the end", "stream": "four inputs", "steps": 9},
]


@pytest.mark.parametrize("settings", SETTINGS, ids=str)
def test_the_pulls_are_minus_the_gradient_of_the_loss(settings):
    state = Carousel(**settings).state
    result = Carousel(**settings).result
    x = result.x

    def loss(weights):
        w_x, w_y = weights
        c, total = 0.0, 0.0
        for t in range(state.steps):
            c = state.self_weight * c + w_x * x[t]
            read = state.read == "always" or t == state.steps - 1
            total = total + (read * w_y * c - (t == state.steps - 1)) ** 2
        return total

    weights = np.array([state.w_x, state.w_y])
    assert result.loss == pytest.approx(loss(weights))
    gradient = complex_step(loss, weights)
    np.testing.assert_allclose([-result.pull_x.sum(), -result.pull_y.sum()], gradient, rtol=1e-10)


def test_the_pull_on_w_x_is_that_of_bptt_step_by_step():
    state = Carousel(noise=0.3, w_x=-1.2, w_y=0.7, steps=17).state
    result = Carousel(noise=0.3, w_x=-1.2, w_y=0.7, steps=17).result
    weights = CarouselParams(np.array([[state.w_x]]), np.zeros((1, 1)), np.array([[state.w_y]]))
    trace = unroll(CAROUSEL, weights, inputs(state))
    gradients = bptt(CAROUSEL, weights, trace, 2 * (trace.h - result.target[:, None, None]))
    # dL/dx_t is the error at c_t times w_x, so its part of dL/dw_x is that times x_t / w_x
    parts = (gradients.x * inputs(state) / state.w_x)[:, 0, 0]
    np.testing.assert_allclose(result.pull_x, -parts, rtol=1e-10, atol=1e-12)
    assert -result.pull_x.sum() == pytest.approx(gradients.params.W_x.item())


def test_the_seed_makes_the_noise_and_the_first_input_has_none():
    first, again, other = (inputs(Carousel(noise=0.5, seed=s).state) for s in (3, 3, 4))
    np.testing.assert_array_equal(first, again)
    assert (first[1:] != other[1:]).all()
    assert first[0] == 1.0
    stream = inputs(Carousel(stream="four inputs").state)[:, 0, 0]
    assert stream.tolist() == [1.0, -0.6, 0.2, -0.9, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("t", [1, 4, 10])
def test_the_picture_shows_the_numbers_of_the_run(t):
    carousel = Carousel(stream="four inputs", w_x=0.5, w_y=-0.25, read="at the end", t=t)
    result, shown = carousel.result, texts(carousel.picture)
    for title, value in {
        "input x": result.x[t - 1],
        "store c": result.c[t],
        "error of 1 at the end, come back to c": result.back[t],
        "pull of the loss on w_x": result.pull_x[t - 1],
        "pull of the loss on w_y": result.pull_y[t - 1],
    }.items():
        assert f"{title}   at step {t}: {significant(float(value))}" in shown
    target, y = significant(float(t == 10)), significant(float(result.y[t - 1]))
    assert f"output   at step {t}: target {target}   y {y}" in shown
    assert ("read" if t == 10 else "not read") in shown
    assert f"keep × 1.000: brings {significant(float(result.c[t - 1]))}" in shown
    assert {number(0.5), number(-0.25)} <= set(shown)
