"""The half-life dial: the numbers of chapter 05, by formula and measured."""

import numpy as np
import pytest

from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_05.half_life_map import half_life
from lstm_teach.draw.numbers import significant
from tests.draw.pictures import texts


@pytest.mark.parametrize(("bias", "steps"), [(0, "1.00"), (1, "2.21"), (2, "5.46"), (3, "14.3"), (5, "103")])
def test_the_half_lives_of_the_chapter(bias, steps):
    dial = HalfLifeDial(bias=bias, steps=300)
    assert significant(dial.half_life) == steps
    held = dial.result.held.c[:, 0, 0]
    first = int(np.flatnonzero(held <= 0.5 + 1e-12)[0]) + 1
    assert first == int(np.ceil(dial.half_life - 1e-9))
    assert f"first at or below half at step {first}" in texts(dial.picture)[1]


def test_half_after_200_steps_needs_a_bias_of_5_663():
    dial = HalfLifeDial(steps=200)
    dial.controls["bias"].value = 5.65
    dial.controls["fine"].value = 0.013
    assert dial.state.forget_bias == 5.663
    assert abs(dial.half_life - 200) < 0.1
    assert round(float(dial.result.held.c[-1, 0, 0]), 3) == 0.5
    assert round(float(np.log(0.5 ** (1 / 200) / (1 - 0.5 ** (1 / 200)))), 3) == 5.663


@pytest.mark.parametrize("bias", [-3.05, 0.0, 2.5, 8.05])
def test_the_measured_decay_is_f_to_the_power_of_the_step(bias):
    coarse = min(max(bias, -3.0), 8.0)
    dial = HalfLifeDial(bias=coarse, fine=round(bias - coarse, 2), steps=50)
    f = 1 / (1 + np.exp(-bias))
    np.testing.assert_allclose(dial.result.held.c[:, 0, 0], f ** np.arange(1, 51), rtol=1e-12)
    np.testing.assert_allclose(dial.result.held.f[:, 0, 0], f)
    assert not dial.result.held.i.any()
    assert f**dial.half_life == pytest.approx(0.5)


@pytest.mark.parametrize(("bias", "write"), [(1.0, 1.0), (3.0, 0.25), (8.0, 1.0), (-2.0, 0.5)])
def test_what_is_written_stays_below_its_bound_and_reaches_it(bias, write):
    dial = HalfLifeDial(bias=bias, write=write, steps=1000)
    f, c = dial.state.f, dial.result.filled.c[:, 0, 0]
    bound = write / (1 - f)
    assert (c <= bound * (1 + 1e-12)).all()
    np.testing.assert_allclose(c, bound * (1 - f ** np.arange(1, 1001)), rtol=1e-9)
    assert f"= {significant(bound, 4)};" in texts(dial.picture)[2]


def test_the_drift_of_the_chapter():
    """+0.1 for 300 steps: f = 1 gives c = 30 and no slope of tanh left, f = 0.9 gives c = 1, slope 0.42."""
    leaking = HalfLifeDial(bias=2.2, fine=-0.003, write=0.1, steps=300)
    assert leaking.state.f == pytest.approx(0.9, abs=1e-4)
    c = float(leaking.result.filled.c[-1, 0, 0])
    assert round(c, 2) == 1.0
    assert round(1 - np.tanh(c) ** 2, 2) == 0.42
    nearly = HalfLifeDial(bias=8.0, fine=0.05, write=0.1, steps=300)
    assert 28 < float(nearly.result.filled.c[-1, 0, 0]) < 30
    assert "1 − tanh²(c) = 0" in texts(nearly.picture)[2]
    assert 1 - np.tanh(30.0) ** 2 == 0.0


@pytest.mark.parametrize("t", [0, 7, 30])
def test_the_picture_shows_the_numbers_of_the_runs(t):
    dial = HalfLifeDial(bias=2.0, t=t)
    held = [1.0, *dial.result.held.c[:, 0, 0]][t]
    filled = [0.0, *dial.result.filled.c[:, 0, 0]][t]
    shown = texts(dial.picture)
    assert shown[0] == "bias 2.000:  f = σ(b) = 0.8808,  half-life ln 2 / −ln f = 5.461 steps"
    assert f"c, nothing written   at step {t}: LSTM {significant(held, 4)}" in shown
    assert f"c, 1.00 written at every step   at step {t}: LSTM {significant(filled, 4)}" in shown


def test_a_half_life_beyond_the_run_is_said_to_be_so():
    assert "more than half to the end" in texts(HalfLifeDial(bias=8.0).picture)[1]


def test_the_formula_keeps_its_digits_for_large_biases():
    assert half_life(30.0) == pytest.approx(np.log(2) * np.exp(30.0), rel=1e-9)
    with pytest.raises(ValueError, match="bias: expected a finite number, got nan"):
        half_life(float("nan"))
