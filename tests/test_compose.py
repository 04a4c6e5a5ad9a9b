"""Stacked and bidirectional nets: gradients by complex step, padding, and the pieces they are made of."""

import numpy as np
import pytest

from lstm_teach import GRU, LSTM, MEMORY_BLOCK, RNN, Hold, complex_step, final_state, unroll
from lstm_teach.compose import (
    Both,
    bptt_bidirectional,
    bptt_stacked,
    outputs_bidirectional,
    reverse,
    unroll_bidirectional,
    unroll_stacked,
)
from lstm_teach.params import tree_map
from tests.cells.cases import GATED, PLAIN, Case
from tests.oracles import assert_close, projected, run

T, B, D, H = 4, 3, 2, 3
STACK = (LSTM, MEMORY_BLOCK, RNN)


def stack(seed=0):
    rng = np.random.default_rng(seed)
    layers = [
        Case(c.name, c, size, H).problem(T, B, seed + n)
        for n, (c, size) in enumerate(zip(STACK, (D, H, H), strict=True))
    ]
    return layers, rng.standard_normal((T, B, D)), rng.standard_normal((T, B, H))


def run_stack(params, x, states, holds):
    below, runs = x, []
    for cell, p, state, h in zip(STACK, params, states, holds, strict=True):
        runs.append(run(cell, p, below, state, h))
        below = np.stack([s.h for s in runs[-1][1:]])
    return runs


@pytest.mark.parametrize("held", [False, True], ids=["free", "held"])
@pytest.mark.parametrize("lengths", [None, [4, 1, 2]], ids=["whole", "lengths"])
def test_stacked_gradients(held, lengths):
    layers, x, dh = stack()
    holds = [(Hold("f", 0.8, start=1),), (Hold("y_in", 0.3, stop=2),), ()] if held else [(), (), ()]
    params, states = tuple(p.params for p in layers), tuple(p.state for p in layers)
    d_finals = tuple(p.d_final for p in layers)
    traces = unroll_stacked(STACK, params, x, states, holds)
    got = bptt_stacked(STACK, params, traces, dh, d_finals=d_finals, lengths=lengths)

    def loss(three):
        runs = run_stack(*three, holds)
        top = [projected(runs[-1], dh, d_finals[-1], lengths)]
        zeros = np.zeros_like(dh)
        return sum(
            top + [projected(r, zeros, d, lengths) for r, d in zip(runs[:-1], d_finals[:-1], strict=True)]
        )

    d_params, dx, d_states = complex_step(loss, (params, x, states))
    assert_close("stacked: params", got.params, d_params)
    assert_close("stacked: x", got.x, dx)
    assert_close("stacked: states", got.state, d_states)


def test_a_stack_is_its_layers():
    layers, x, dh = stack()
    params = [p.params for p in layers]
    traces = unroll_stacked(STACK, params, x)
    assert len(traces) == 3
    assert np.array_equal(traces[1].x, traces[0].h)
    assert np.array_equal(traces[2].h, unroll(RNN, params[2], traces[1].h).h)
    got = bptt_stacked(STACK, params, traces, dh, chunk=2)
    assert [type(p) for p in got.params] == [type(p) for p in params]
    assert got.errors[0].c.shape == (T, B, H)
    assert not np.array_equal(got.x, bptt_stacked(STACK, params, traces, dh).x)


def run_both(cell, params, x, states, lengths):
    """Run every sequence by itself, on its own steps, in both directions: no padding, no reversal rule."""
    ahead, back = [], []
    for b, n in enumerate(lengths):
        here = slice(b, b + 1)
        start = tree_map(lambda s, here=here: s[here], states)
        ahead.append(run(cell, params.forward, x[:n, here], start.forward))
        back.append(run(cell, params.backward, x[:n, here][::-1], start.backward))
    return ahead, back


@pytest.mark.parametrize("lengths", [[4, 4, 4], [4, 1, 2]], ids=["whole", "lengths"])
@pytest.mark.parametrize("cell", [LSTM, GRU, RNN], ids=lambda cell: cell.name)
def test_bidirectional_gradients(cell, lengths):
    one, other = (Case(cell.name, cell, D, H).problem(T, B, seed) for seed in (1, 2))
    params, states = Both(one.params, other.params), Both(one.state, other.state)
    d_finals = Both(one.d_final, other.d_final)
    inside = np.arange(T)[:, None, None] < np.array(lengths)[:, None]
    dy = np.where(inside, np.random.default_rng(3).standard_normal((T, B, 2 * H)), 0.0)
    traces = unroll_bidirectional(cell, params, one.x, lengths, states)
    got = bptt_bidirectional(cell, params, traces, dy, d_finals=d_finals, lengths=lengths)
    outputs = outputs_bidirectional(traces, lengths)

    def loss(three):
        runs, total = run_both(cell, *three, lengths), 0.0
        for b, n in enumerate(lengths):
            ahead, back = runs[0][b], runs[1][b]
            for t in range(n):
                total = total + np.sum(dy[t, b, :H] * ahead[t + 1].h) + np.sum(dy[t, b, H:] * back[n - t].h)
            for ends, d_final in ((ahead[-1], d_finals.forward), (back[-1], d_finals.backward)):
                total = total + sum(np.sum(d[b] * s[0]) for d, s in zip(d_final, ends, strict=True))
        return total

    d_params, dx, d_states = complex_step(loss, (params, one.x, states))
    assert_close("bidirectional: params", got.params, d_params)
    assert_close("bidirectional: x", got.x, dx)
    assert_close("bidirectional: states", got.state, d_states)
    ahead, back = run_both(cell, params, one.x, states, lengths)
    for b, n in enumerate(lengths):
        expected = [np.concatenate([ahead[b][t + 1].h, back[b][n - t].h], axis=1)[0] for t in range(n)]
        assert np.allclose(outputs[:n, b], expected, rtol=1e-13)


@pytest.mark.parametrize("case", [*PLAIN[:1], *GATED], ids=str)
def test_padding_changes_nothing_in_both_directions(case):
    p, q = case.problem(T, B, 1), case.problem(T, B, 2)
    lengths = [4, 1, 2]
    inside = np.arange(T)[:, None, None] < np.array(lengths)[:, None]
    width = 2 * p.dh.shape[-1]
    dy = np.where(inside, np.random.default_rng(0).standard_normal((T, B, width)), 0.0)
    results = []
    for filler in (0.0, 5.0, -1e6):
        x = np.where(inside, p.x, filler)
        for extra in (0, 3):
            longer = np.concatenate([x, np.full((extra, B, case.D), filler)])
            d_longer = np.concatenate([dy, np.zeros((extra, B, width))])
            both = Both(p.params, q.params)
            if "ReLU" in case.name:
                longer = np.clip(longer, -50, 50)
            traces = unroll_bidirectional(case.cell, both, longer, lengths, Both(p.state, q.state))
            back = bptt_bidirectional(
                case.cell, both, traces, d_longer, d_finals=Both(p.d_final, q.d_final), lengths=lengths
            )
            final = Both(*(final_state(case.cell, trace, lengths) for trace in traces))
            y = np.where(inside, outputs_bidirectional(traces, lengths)[:T], 0.0)
            assert not back.x[:T][~inside[..., 0]].any()
            results.append((back.params, back.state, back.x[:T], final, y))
    tolerance = 1e-14 if case.cell.fast else 0.0  # see the same test of one direction
    for other in results[1:]:
        assert_close("padding, both directions", other, results[0], tolerance)


def test_reverse():
    x = np.arange(12.0).reshape(4, 3, 1)
    assert reverse(x)[:, 0, 0].tolist() == [9.0, 6.0, 3.0, 0.0]
    turned = reverse(x, [4, 1, 2])
    assert turned[:, 0, 0].tolist() == [9.0, 6.0, 3.0, 0.0]
    assert turned[:, 1, 0].tolist() == [1.0, 4.0, 7.0, 10.0]
    assert turned[:, 2, 0].tolist() == [5.0, 2.0, 8.0, 11.0]
    for lengths in (None, [4, 1, 2], np.array([4, 1, 2], np.uint64), np.array([4, 1, 2], np.uint8)):
        assert np.array_equal(reverse(reverse(x, lengths), lengths), x)


@pytest.mark.parametrize("lengths", [None, [4, 1, 2]])
def test_reverse_gives_an_array_of_its_own(lengths):
    x = np.ones((4, 3, 1))
    reverse(x, lengths)[...] = 7.0
    assert np.all(x == 1.0)


def test_the_last_row_of_the_backward_half_has_seen_one_token():
    p, q = (Case("RNN", RNN, D, H).problem(T, B, seed) for seed in (1, 2))
    both = Both(p.params, q.params)
    last = outputs_bidirectional(unroll_bidirectional(RNN, both, p.x))[-1]
    other = p.x.copy()
    other[:-1] += 1.0
    assert np.array_equal(
        outputs_bidirectional(unroll_bidirectional(RNN, both, other))[-1, :, H:], last[:, H:]
    )


def test_each_direction_of_a_bidirectional_net_has_its_own_holds():
    rng = np.random.default_rng(0)
    params = Both(LSTM.init(rng, D, H), LSTM.init(rng, D, H))
    x = rng.standard_normal((T, B, D))
    holds = Both([Hold("f", 1.0, 0, 2)], [Hold("i", 0.0)])
    traces = unroll_bidirectional(LSTM, params, x, holds=holds)
    assert np.all(traces.forward.f[:2] == 1.0)
    assert not np.any(traces.forward.f[2:] == 1.0)
    assert not traces.backward.i.any()
    assert not np.any(traces.backward.f == 1.0)
