"""The box "In PyTorch" of chapter 07: it learns, and its gradients are those of (7.5) to (7.8)."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from lstm_teach import LSTM, binary_cross_entropy, bptt, readout, readout_backward, unroll
from lstm_teach.interop import from_layout
from lstm_teach.model import ReadoutParams
from lstm_teach.tasks import bit_through_noise
from tests.book.stored import BOOK, Stored
from tests.needs import need

LAG, LEAD = 100, 5


@cache
def box() -> str:
    """Return the block of code that the chapter shows."""
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "07-training-it.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    return block


@cache
def run() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(box(), names)
    return names


def model(names: dict[str, Any]) -> tuple[Any, ReadoutParams]:
    """Return the trained weights in our layout and in double precision."""
    arrays = {name: value.detach().numpy().astype(float) for name, value in names["lstm"].named_parameters()}
    out = names["out"]
    readout_params = ReadoutParams(
        out.weight.detach().numpy().astype(float).T.copy(), out.bias.detach().numpy().astype(float)
    )
    return from_layout("PyTorch", arrays), readout_params


@pytest.mark.slow
def test_the_box_solves_the_task_of_the_chapter_with_weights_that_ours_can_use():
    need("torch")
    params, out = model(run())
    batch = bit_through_noise(np.random.default_rng(1), LAG, 1000, lead=LEAD)
    answers = readout(out, unroll(LSTM, params, batch.x).h[-1]) > 0
    assert np.mean(answers == (batch.bit > 0.5)) >= 0.95


@pytest.mark.slow
def test_the_batches_of_the_box_are_those_of_the_chapter():
    need("torch")
    x, bit = run()["x"].numpy(), run()["bit"].numpy()
    ours = bit_through_noise(np.random.default_rng(0), LAG, 32, lead=LEAD)
    assert x.shape == ours.x.shape
    assert np.array_equal(x[..., 1:], ours.x[..., 1:])
    assert np.array_equal(x[LEAD, :, 0], 2 * bit[:, 0] - 1)
    assert np.abs(x[..., 0]).max() <= 1.0
    assert 0.5 < 3 * x[LEAD + 1 :, :, 0].var() < 1.5


def test_autograd_agrees_with_the_backward_pass_of_the_chapter():
    torch = need("torch")
    names = run()
    lstm, out = (names[name].double() for name in ("lstm", "out"))
    batch = bit_through_noise(np.random.default_rng(2), LAG, 8, lead=LEAD)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(
        out(lstm(torch.from_numpy(batch.x.copy()))[0][-1]), torch.from_numpy(batch.bit.copy())
    )
    for weight in names["weights"]:
        weight.grad = None
    loss.backward()
    params, readout_params = model(names)
    trace = unroll(LSTM, params, batch.x)
    value, dy = binary_cross_entropy(readout(readout_params, trace.h[-1]), batch.bit)
    d_out, dh_last = readout_backward(readout_params, trace.h[-1], dy)
    dh = np.zeros_like(trace.h)
    dh[-1] = dh_last
    ours = bptt(LSTM, params, trace, dh).params
    assert np.isclose(value, loss.item(), rtol=1e-10)
    theirs = (
        lstm.weight_ih_l0.grad.numpy().T,
        lstm.weight_hh_l0.grad.numpy().T,
        lstm.bias_ih_l0.grad.numpy(),
    )
    scale = max(np.abs(part).max() for part in theirs)
    for a, b in zip(ours, theirs, strict=True):
        assert np.allclose(a, b, rtol=0, atol=1e-9 * scale)
    assert np.allclose(lstm.bias_hh_l0.grad.numpy(), theirs[2], rtol=1e-9)
    assert np.allclose(d_out.W_y, out.weight.grad.numpy().T, rtol=1e-8)
