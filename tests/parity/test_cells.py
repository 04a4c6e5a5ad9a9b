"""LSTM, GRU and RNN equal PyTorch's, forward and backward."""

import numpy as np
import pytest

from lstm_teach import bptt, final_state, unroll
from lstm_teach.compose import (
    Both,
    bptt_bidirectional,
    bptt_stacked,
    outputs_bidirectional,
    unroll_bidirectional,
    unroll_stacked,
)
from tests.needs import need
from tests.oracles import assert_close
from tests.parity import layouts

T, B, D, H = 6, 3, 4, 5
EACH = pytest.mark.parametrize("name", layouts.CELLS)


def torch_run(torch, net, name, x, initial, dh, d_finals, lengths=None):
    """Run PyTorch both ways; return outputs, final states, dx and the initial states' gradients."""
    x = torch.from_numpy(x.copy()).requires_grad_()
    state, leaves = layouts.states(torch, name, initial)
    if lengths is None:
        outputs, final = net(x, state)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, torch.tensor(lengths), enforce_sorted=False)
        outputs, final = net(packed, state)
        outputs, _ = torch.nn.utils.rnn.pad_packed_sequence(outputs, total_length=len(x))
    final = final if name == "LSTM" else (final,)
    loss = (outputs * torch.from_numpy(dh)).sum()
    for n, d_final in enumerate(d_finals):
        loss = loss + sum((f[n] * torch.from_numpy(d)).sum() for f, d in zip(final, d_final, strict=True))
    loss.backward()
    return (
        outputs.detach().numpy(),
        [f.detach().numpy() for f in final],
        x.grad.numpy(),
        [leaf.grad.numpy() for leaf in leaves],
    )


def inside(dh, lengths):
    return (
        dh if lengths is None else np.where(np.arange(T)[:, None, None] < np.array(lengths)[:, None], dh, 0.0)
    )


def assert_equal(group, ours, theirs):
    assert_close(f"PyTorch: {group}", ours, theirs)


@EACH
@pytest.mark.parametrize("lengths", [None, [6, 2, 4]], ids=["whole", "packed"])
def test_one_layer(name, lengths):
    torch, cell = need("torch"), layouts.CELLS[name]
    (p,) = layouts.problems(name, T, B, D, H)
    dh = inside(p.dh, lengths)
    net = layouts.module(torch, name, D, H, [p.params])
    h, final, dx, d_state = torch_run(torch, net, name, p.x, [p.state], dh, [p.d_final], lengths)
    trace = unroll(cell, p.params, p.x, p.state)
    got = bptt(cell, p.params, trace, dh, d_final=p.d_final, lengths=lengths)
    assert_equal("h", inside(trace.h, lengths), h)
    assert_equal("final", tuple(final_state(cell, trace, lengths)), tuple(f[0] for f in final))
    assert_equal("params", got.params, layouts.gradients(net, "l0", p.params))
    assert_equal("x", got.x, dx)
    assert_equal("state", tuple(got.state), tuple(d[0] for d in d_state))


@EACH
def test_two_layers(name):
    torch, cell = need("torch"), layouts.CELLS[name]
    layers = layouts.problems(name, T, B, D, H, layers=2)
    params, x, dh = [p.params for p in layers], layers[0].x, layers[1].dh
    net = layouts.module(torch, name, D, H, params)
    initial, d_finals = [p.state for p in layers], [p.d_final for p in layers]
    h, _, dx, d_state = torch_run(torch, net, name, x, initial, dh, d_finals)
    traces = unroll_stacked([cell] * 2, params, x, initial)
    got = bptt_stacked([cell] * 2, params, traces, dh, d_finals=d_finals)
    assert_equal("stacked h", traces[-1].h, h)
    assert_equal("stacked x", got.x, dx)
    for n in range(2):
        assert_equal("stacked params", got.params[n], layouts.gradients(net, f"l{n}", params[n]))
        assert_equal("stacked state", tuple(got.state[n]), tuple(d[n] for d in d_state))


@EACH
@pytest.mark.parametrize("lengths", [None, [6, 2, 4]], ids=["whole", "packed"])
def test_both_directions(name, lengths):
    torch, cell = need("torch"), layouts.CELLS[name]
    ahead, back = layouts.problems(name, T, B, D, H, ways=2)
    params = Both(ahead.params, back.params)
    dh = inside(np.concatenate([ahead.dh, back.dh], axis=-1), lengths)
    net = layouts.module(torch, name, D, H, list(params), bidirectional=True)
    initial, d_finals = Both(ahead.state, back.state), Both(ahead.d_final, back.d_final)
    h, _, dx, d_state = torch_run(torch, net, name, ahead.x, list(initial), dh, list(d_finals), lengths)
    traces = unroll_bidirectional(cell, params, ahead.x, lengths, initial)
    got = bptt_bidirectional(cell, params, traces, dh, d_finals=d_finals, lengths=lengths)
    assert_equal("both h", inside(outputs_bidirectional(traces, lengths), lengths), h)
    assert_equal("both x", got.x, dx)
    for n, suffix in enumerate(("l0", "l0_reverse")):
        assert_equal("both params", got.params[n], layouts.gradients(net, suffix, params[n]))
        assert_equal("both state", tuple(got.state[n]), tuple(d[n] for d in d_state))
