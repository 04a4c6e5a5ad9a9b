"""The box "In PyTorch" of chapter 13: it learns its line, and its chunks with a carried state are ours."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from lstm_teach import LSTM, bptt, readout, readout_backward, softmax_cross_entropy, unroll
from lstm_teach.cells.lstm import LSTMState
from lstm_teach.interop import from_layout
from lstm_teach.model import ReadoutParams
from tests.book.stored import BOOK, Stored
from tests.needs import need


@cache
def run() -> dict[str, Any]:
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "13-predicting-text.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    return names


@pytest.mark.slow
def test_the_box_learns_its_line():
    need("torch")
    assert run()["loss"].item() / np.log(2) < 1.0


@pytest.mark.slow
def test_a_chunk_with_a_carried_state_has_our_loss_and_our_gradient():
    torch = need("torch")
    names = run()
    lstm, out, V = names["lstm"].double(), names["out"].double(), names["V"]
    ids = names["ids"][:21]
    state = tuple(part.double() for part in names["state"])
    h, _ = lstm(torch.nn.functional.one_hot(ids[:-1], V).double(), state)
    loss = torch.nn.functional.cross_entropy(out(h).flatten(0, 1), ids[1:].flatten())
    for weight in names["weights"]:
        weight.grad = None
    loss.backward()
    arrays = {name: value.detach().numpy() for name, value in lstm.named_parameters()}
    params = from_layout("PyTorch", arrays)
    ours = ReadoutParams(out.weight.detach().numpy().T.copy(), out.bias.detach().numpy())
    begin = LSTMState(*(part[0].numpy().copy() for part in state))
    trace = unroll(LSTM, params, np.eye(V)[ids[:-1].numpy()], begin)
    value, dy = softmax_cross_entropy(readout(ours, trace.h), ids[1:].numpy())
    d_out, dh = readout_backward(ours, trace.h, dy)
    gradient = bptt(LSTM, params, trace, dh).params
    assert np.isclose(value, loss.item(), rtol=1e-10)
    assert np.allclose(gradient.W_h, lstm.weight_hh_l0.grad.numpy().T, rtol=0, atol=1e-10)
    assert np.allclose(d_out.W_y, out.weight.grad.numpy().T, rtol=0, atol=1e-10)
