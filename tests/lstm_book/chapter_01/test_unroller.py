"""The unroller: what it computes, and that controls, code and picture always say the same."""

import random
from dataclasses import replace

import numpy as np
import pytest

from lstm_book.chapter_01 import Unroller, UnrollerState
from lstm_book.chapter_01.unroller import draw, run
from lstm_teach import RNN, RNNParams, unroll
from lstm_teach.draw.numbers import number, subscript
from tests.draw.pictures import latch, parse, texts
from tests.widgets.on_page import on_page

RANGES = {"w": (-3.0, 3.0), "kick": (-3.0, 3.0), "kick_at": (2, 30), "kick_steps": (1, 30), "t": (1, 30)}


def h(**settings):
    return Unroller(**settings).trace.h[:, 0, 0]


def ends(**settings):
    """Return the sign of a long run's last state."""
    return np.sign(h(steps=400, **settings)[-1])


def fresh(widget):
    return draw(widget.state, run(widget.state)).svg()


def check(widget):
    """Controls, attributes, shown text and a fresh drawing of the state agree."""
    assert widget.picture == fresh(widget)
    assert on_page(widget) == widget.picture
    for name, control in widget.controls.items():
        assert control.value == getattr(widget.state, name) == getattr(widget, name)


def test_a_pulse_latches_or_fades():
    assert np.round(h(w=2.0)[:4], 4).tolist() == [0.9640, 0.9586, 0.9577, 0.9575]
    assert np.round(h(w=0.5)[:4], 3).tolist() == [0.964, 0.448, 0.220, 0.110]


def test_how_much_a_latch_withstands():
    assert ends(kick=-1.91) == 1
    assert ends(kick=-1.92) == -1
    assert ends(kick=-0.53, kick_steps=391) == 1
    assert ends(kick=-0.54, kick_steps=391) == -1
    held = {n: ends(kick=-0.6, kick_steps=n) for n in range(1, 20)}
    assert [n for n, sign in held.items() if sign == -1] == list(range(12, 20))


def test_the_run_is_that_of_unroll():
    widget = Unroller(w=1.25, kick=-0.5, kick_at=4, kick_steps=3, steps=8)
    x = np.array([1.0, 0, 0, -0.25, -0.25, -0.25, 0, 0]).reshape(8, 1, 1)
    params = RNNParams(W_x=np.array([[2.0]]), W_h=np.array([[1.25]]), b=np.zeros(1))
    expected = unroll(RNN, params, x)
    for name in expected.array_names():
        np.testing.assert_array_equal(getattr(widget.trace, name), getattr(expected, name))


def test_a_kick_longer_than_the_run_ends_with_it():
    widget = Unroller(kick=1.0, kick_at=29, kick_steps=30)
    assert widget.trace.x[27:, 0, 0].tolist() == [0.0, 0.5, 0.5]


@pytest.mark.parametrize("t", [1, 2, 12, 30])
def test_the_sum_is_spelled_out_with_the_numbers_of_the_run(t):
    shown = texts(Unroller(w=-2.5, kick=-1.0, kick_at=12, t=t).picture)
    step = run(UnrollerState(w=-2.5, kick=-1.0, kick_at=12)).at(t - 1)
    before, now = float(step.h_prev[0, 0]), float(step.h[0, 0])
    factor = number(before, 4) if before >= 0 else f"({number(before, 4)})"
    push = {1: "+ 2.00", 12: "− 1.00"}.get(t, "+ 0.00")
    assert shown[0].startswith(f"step {t}:  {subscript('h', t)} = ")
    assert shown[0].endswith(f"tanh(−2.50 × {factor} {push}) = {number(now, 4)}")
    assert f"times w = {number(-2.5 * (1 - now**2), 4)}" in shown[1]


def test_the_known_sum_at_the_latch():
    first, second = texts(Unroller(t=12).picture)[:2]
    assert first.endswith("tanh(2.00 × 0.9575 + 0.00) = 0.9575")
    assert second.startswith("slope 1 − h² = 0.0832,  times w = 0.1664")


def test_every_part_of_the_picture_shows_the_cursors_state():
    shown = texts(Unroller(kick=-1.92, t=10).picture)
    assert "hidden state h   at step 10: −0.0050" in shown
    assert "push u   at step 10: −1.92" in shown
    assert "h₁₀ = tanh(2.00 h₉ − 1.92)" in shown
    assert "u₁₀ = −1.92" in shown


def test_label_and_description_are_made_from_the_state():
    root = parse(Unroller(w=0.5, t=3).picture)
    assert root.get("aria-label") == "One unit, w = 0.50, step 3 of 30: h = 0.2203"
    assert "Step 3: push 0.00, a 0.2239, h 0.2203." in root.findtext("{http://www.w3.org/2000/svg}desc")


def test_the_repr_makes_the_widget_again():
    widget = Unroller(w=1.5, kick=-0.25, t=7)
    assert repr(widget) == "Unroller(w=1.5, kick=-0.25, kick_at=10, kick_steps=1, t=7, steps=30)"
    again = eval(repr(widget))
    assert again.state == widget.state
    assert repr(widget.state) == repr(widget)


@pytest.mark.parametrize("name", RANGES)
def test_a_control_moves_the_setting_and_the_picture(name):
    widget = Unroller(kick=-1.0, t=9)
    for value in RANGES[name]:
        widget.controls[name].value = value
        assert getattr(widget.state, name) == value
        check(widget)


def test_a_sliders_rounding_is_taken_off():
    widget = Unroller()
    widget.controls["w"].value = 2.0500000000000003
    assert repr(widget.w) == "2.05"
    widget.controls["w"].value = -1e-17
    assert repr(widget.w) == "0.0"


@pytest.mark.parametrize("name", RANGES)
def test_an_attribute_moves_the_control_and_the_picture(name):
    widget = Unroller(kick=-1.0, t=9)
    for value in RANGES[name]:
        setattr(widget, name, value)
        assert widget.controls[name].value == value
        check(widget)


def test_numpy_numbers_are_taken_as_numbers():
    widget = Unroller(w=np.float64(1.5), t=np.int64(3))
    assert repr(widget) == "Unroller(w=1.5, kick=0.0, kick_at=10, kick_steps=1, t=3, steps=30)"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_random_walk_never_leaves_a_stale_picture(seed):
    rng = random.Random(seed)
    widget = Unroller()
    for _ in range(250):
        name = rng.choice(list(RANGES))
        low, high = RANGES[name]
        value = round(rng.uniform(low, high), 2) if isinstance(low, float) else rng.randint(low, high)
        if rng.random() < 0.5:
            widget.controls[name].value = value
        else:
            setattr(widget, name, value)
        assert getattr(widget.state, name) == value
        check(widget)


def test_a_random_walk_over_the_length_of_the_run():
    rng = random.Random(7)
    widget = Unroller()
    for _ in range(100):
        steps = rng.randint(2, 500)
        settings = {
            "kick_at": rng.randint(2, steps),
            "kick_steps": rng.randint(1, steps),
            "t": rng.randint(1, steps),
        }
        widget.set(steps=steps, **settings)
        check(widget)
        assert all(widget.controls[name].max == steps for name in settings)


BAD = [
    ({"w": 3.01}, "w: expected a finite number from -3 to 3, got 3.01"),
    ({"w": float("nan")}, "w: expected a finite number"),
    ({"w": "2"}, "w: expected a finite number from -3 to 3, got '2'"),
    ({"kick": -4}, "kick: expected a finite number from -3 to 3, got -4"),
    ({"kick_at": 1}, "kick_at: expected a whole number from 2 to steps = 30, got 1"),
    ({"kick_steps": 0}, "kick_steps: expected a whole number from 1 to steps = 30, got 0"),
    ({"t": 31}, "t: expected a whole number from 1 to steps = 30, got 31"),
    ({"t": 2.5}, "t: expected a whole number from 1 to steps = 30, got 2.5"),
    ({"t": True}, "t: expected a whole number from 1 to steps = 30, got True"),
    ({"steps": 1}, "steps: expected a whole number from 2 to 500, got 1"),
    ({"steps": 8}, "kick_at: expected a whole number from 2 to steps = 8, got 10"),
]


@pytest.mark.parametrize(("settings", "message"), BAD)
def test_bad_values_are_named_and_change_nothing(settings, message):
    widget = Unroller(kick=-1.0, t=9)
    before, picture, trace = widget.state, widget.picture, widget.trace
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        widget.set(**({"kick": 2.0} | settings))
    with pytest.raises(ValueError, match=message.replace(".", r"\.")):
        Unroller(**settings)
    assert widget.state is before
    assert widget.trace is trace
    assert widget.picture == picture
    check(widget)


def test_moving_the_cursor_computes_nothing_anew():
    widget = Unroller()
    before = widget.trace
    widget.t = 20
    assert widget.trace is before
    widget.w = 1.0
    assert widget.trace is not before
    check(widget)


def test_two_unrollers_do_not_disturb_each_other():
    first, second = Unroller(), Unroller()
    before = second.picture
    first.controls["w"].value = -3.0
    assert second.picture == before
    check(first)
    check(second)


def test_the_state_cannot_be_changed_in_place():
    widget = Unroller()
    with pytest.raises(AttributeError):
        widget.state.w = 1.0
    assert replace(widget.state, w=1.0).w == 1.0
    assert widget.w == 2.0


def test_its_unit_is_that_of_the_chain():
    params, trace = latch()
    np.testing.assert_array_equal(Unroller().trace.h, trace.h)
    assert params.W_x[0, 0] == 2.0
