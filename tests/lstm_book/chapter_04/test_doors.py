"""The doors alone: what they compute is what `unroll` and `bptt` compute step by step."""

import numpy as np
import pytest

from lstm_book.chapter_04 import run_doors, share_right, train_doors
from lstm_book.chapter_04.doors import gradient_of_doors, start_doors
from lstm_teach import (
    MEMORY_BLOCK,
    OPEN,
    Cut,
    Hold,
    binary_cross_entropy,
    gradient_of,
    readout,
    unroll,
)
from lstm_teach.params import named_leaves
from lstm_teach.tasks import bit_through_noise

NO_WAY_BACK = tuple(Cut("h", target) for target in ("y_in", "y_out", "g"))
HELD = pytest.mark.parametrize("held_open", [(), ("y_in",), ("y_out",), ("y_in", "y_out")])


def problem(delay=30):
    model, rng = start_doors(-1.0, seed=8)
    return model, bit_through_noise(rng, delay, batch_size=5)


def holds(held_open):
    return tuple(Hold(gate, OPEN) for gate in held_open)


@HELD
def test_gates_and_stores_are_those_of_the_cell(held_open):
    model, batch = problem()
    run = run_doors(model.cell, batch.x, held_open)
    trace = unroll(MEMORY_BLOCK, model.cell, batch.x, holds=holds(held_open))
    for ours, theirs in (
        (run.y_in, trace.y_in),
        (run.g, trace.g[..., 0]),
        (run.c, trace.c[..., 0]),
        (run.y_out, trace.y_out[-1]),
        (run.h, trace.h[-1]),
    ):
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-14)


@HELD
def test_the_gradient_is_that_of_bptt_with_the_way_back_cut(held_open):
    model, batch = problem()
    general = gradient_of(
        MEMORY_BLOCK,
        lambda y, batch: binary_cross_entropy(y, batch.bit),
        holds=holds(held_open),
        cuts=NO_WAY_BACK,
    )
    loss, ours = gradient_of_doors(model, batch, held_open)
    their_loss, theirs = general(model, batch)
    assert loss == pytest.approx(their_loss, abs=1e-14)
    leaves = dict(named_leaves(theirs))
    assert len(leaves) == 6
    for name, leaf in named_leaves(ours):
        np.testing.assert_allclose(leaf, leaves[name], rtol=0, atol=1e-13, err_msg=name)
    assert not ours.cell.W_h.any()


def test_training_learns_the_task_and_leaves_the_way_back_alone():
    trained = train_doors(-5.0, seed=0, delay=20, rate=0.03)
    assert trained.history.ended == "the stop rule was met"
    assert not trained.params.cell.W_h.any()
    assert share_right(trained.params, delay=20) > 0.97


def test_right_answers_are_counted():
    model, _ = start_doors(-1.0, seed=8)
    batch = bit_through_noise(np.random.default_rng(99), 10, 100)
    logits = readout(model.out, unroll(MEMORY_BLOCK, model.cell, batch.x).h[-1])
    right = [(logit > 0) == (bit > 0.5) for logit, bit in zip(logits[:, 0], batch.bit[:, 0], strict=True)]
    assert share_right(model, 10, size=100) == np.mean(right)
