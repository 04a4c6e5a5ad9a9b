"""What the judges take for right is what the cells, the widgets and the chapters say."""

import math
import re

import numpy as np
import pytest

from lstm_book import check
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_03 import exercises as chapter_03
from lstm_book.chapter_03.exercises import best_reading
from lstm_book.chapter_04 import closing_door
from lstm_book.chapter_04.exercises import block_backward, carried
from lstm_book.chapter_06.exercises import two_units
from lstm_book.chapter_07.suspects import FAULTS, suspects
from lstm_teach import CAROUSEL, LSTM, CarouselParams, LSTMParams, bptt, complex_step, sigmoid, unroll
from lstm_teach.cells import MEMORY_BLOCK
from tests.book.stored import BOOK, Stored


def test_the_reference_of_3_4_is_the_cell():
    rng = np.random.default_rng(5)
    params = CarouselParams(*(rng.standard_normal(shape) for shape in ((2, 4), (3, 4), (4, 3))))
    start = CAROUSEL.state_type(h=rng.standard_normal((6, 3)), c=rng.standard_normal((6, 4)))
    x, dh, dc = (rng.standard_normal(shape) for shape in ((1, 6, 2), (1, 6, 3), (6, 4)))
    trace = unroll(CAROUSEL, params, x, start)
    final = CAROUSEL.state_type(h=np.zeros((6, 3)), c=dc)
    gradients = bptt(CAROUSEL, params, trace, dh, d_final=final)
    expected = (*gradients.params, *gradients.state)
    got = chapter_03.backward_step(*params, x[0], start.h, trace.c[0], dh[0], dc)
    assert all(np.allclose(a, b, rtol=0, atol=1e-13) for a, b in zip(got, expected, strict=True))


@pytest.mark.parametrize(("n", "j", "c"), [(10, 1, 1.0), (7, 3, -0.4)])
def test_the_reference_of_3_3_is_a_minimum(n, j, c):
    def loss(w_y):
        return (n - j) * (w_y * c) ** 2 + j * (w_y * c - 1) ** 2

    w_y, least = best_reading(n, j, c)
    assert math.isclose(loss(w_y), least, rel_tol=1e-12)
    assert all(loss(w_y + d) > least for d in (-0.01, 0.01))


def test_the_answer_of_3_6_is_what_the_widget_shows():
    shown = {}
    for steps in (10, 11):
        description = Carousel(noise=0.2, steps=steps).drawing.description
        shown[steps] = float(re.search(r"lost with probability (\d\.\d+)", description).group(1))
    assert shown[10] < 0.05 < shown[11]


def test_4_5_takes_a_console_its_state_and_its_holds():
    door = closing_door()
    door.set(gate="y_in", value=0.002, steps=(6, 200))
    for form in (door, door.state, door.holds, list(door.holds), door.holds[0]):
        assert check("4.5", form)


def test_the_reference_of_4_3_is_the_cell():
    rng = np.random.default_rng(0)
    params = MEMORY_BLOCK.init(rng, 2, 6, cells_per_block=3, gate_feedback=False, scale=1.0)
    trace = unroll(MEMORY_BLOCK, params, rng.standard_normal((1, 4, 2)))
    dh, dc = rng.standard_normal((2, 4, 2, 3))
    final = MEMORY_BLOCK.zero_state(params, 4)._replace(c=dc)
    gradients = bptt(MEMORY_BLOCK, params, trace, dh.reshape(1, 4, 6), d_final=final)
    step = trace.at(0)
    da_in, da_out, da_g, dc_prev = block_backward(dh, dc, step.y_in, step.y_out, step.g, step.psi_c)
    assert np.allclose(gradients.params.b_gates, np.concatenate([da_in, da_out], axis=1).sum(axis=0))
    assert np.allclose(gradients.params.b_cells, da_g.reshape(4, 6).sum(axis=0))
    assert np.allclose(gradients.state.c, dc_prev)


def test_the_reference_of_4_6_is_the_derivative():
    rng = np.random.default_rng(1)
    B, K, H = 2, 3, 2
    z, w_in, w_g = rng.standard_normal((4, B, K)), *rng.standard_normal((2, K, H))

    def store(w_in, w_g):
        return sum(sigmoid(z_t @ w_in) * (4 * sigmoid(z_t @ w_g) - 2) for z_t in z)

    into_gate, into_cell = np.zeros((2, B, K, H))
    for z_t in z:
        into_gate, into_cell = carried(
            into_gate, into_cell, z_t, sigmoid(z_t @ w_in), 4 * sigmoid(z_t @ w_g) - 2
        )
    for index in np.ndindex(K, H):
        step = np.zeros((K, H), complex)
        step[index] = 1e-20j
        assert np.allclose(
            store(w_in + step, w_g).imag[:, index[1]] / 1e-20, into_gate[:, *index], rtol=1e-12
        )
        assert np.allclose(
            store(w_in, w_g + step).imag[:, index[1]] / 1e-20, into_cell[:, *index], rtol=1e-12
        )


def test_6_4_has_the_two_units_of_the_chapter():
    """The wiring stands in the chapter, for readers, and in the judge."""
    (path,) = BOOK.glob("06-*.ipynb")
    (source,) = (cell.source for cell in Stored.read(path).code if "two_units = " in cell.source)
    chapter = {"np": np, "LSTMParams": LSTMParams}
    exec(source.split("run = unroll")[0], chapter)
    params, x = two_units()
    assert np.array_equal(chapter["sentence"], x)
    for ours, theirs in zip(params, chapter["two_units"], strict=True):
        assert np.array_equal(ours, theirs)


def run(p: LSTMParams, x: np.ndarray, c_0: float) -> list[tuple[np.ndarray, ...]]:
    """The forward pass of the chapter, as the suspects know it."""
    H = p.W_h.shape[0]
    h, c, steps = np.zeros((1, H)), np.full((1, H), c_0), []
    for x_t in x:
        a_i, a_f, a_g, a_o = np.split(x_t @ p.W_x + h @ p.W_h + p.b, 4, axis=-1)
        i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
        new = f * c + i * g
        steps.append((x_t, h, c, i, f, g, o, new, o * np.tanh(new)))
        h, c = steps[-1][-1], new
    return steps


@pytest.mark.parametrize("name", suspects)
@pytest.mark.parametrize("T", [1, 3])
def test_a_suspect_is_broken_where_it_is_said(name: str, T: int) -> None:
    rng = np.random.default_rng(T)
    params, x = LSTM.init(rng, 2, 3), rng.standard_normal((T, 1, 2))
    right = complex_step(lambda p: sum(np.sum(s[-1]) for s in run(p, x, 0.5)), params)
    steps, total = run(params, x, 0.5), np.zeros(12)
    dh = dc = np.zeros((1, 3))
    for step in reversed(steps):
        part, dh, dc = suspects[name](params, step, dh + 1.0, dc)
        total += part.b
    off = [np.abs(block).max() > 1e-6 for block in np.split(total - right.b, 4)]
    in_one_step = {"da_g": [False, False, True, False], "da_f": [False, True, False, False]}
    if T == 1:
        assert off == in_one_step.get(FAULTS[name], 4 * [False])
    else:
        assert any(off) == (FAULTS[name] != "nothing")


def test_the_forward_pass_of_the_suspects_is_the_books() -> None:
    rng = np.random.default_rng(0)
    params, x = LSTM.init(rng, 2, 3), rng.standard_normal((4, 1, 2))
    assert np.allclose([s[-1] for s in run(params, x, 0.0)], unroll(LSTM, params, x).h, rtol=0, atol=1e-12)
