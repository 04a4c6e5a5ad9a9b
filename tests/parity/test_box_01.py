"""The PyTorch box of chapter 01 runs as it stands, learns the task, and its network is our vanilla RNN."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lstm_teach import RNN, RNNParams, unroll
from lstm_teach.tasks import bit_through_noise
from tests.needs import need

NOTEBOOK = Path(__file__).parents[2] / "book" / "01-the-vanilla-rnn.ipynb"


def box():
    """Return the one fenced block of the section In PyTorch."""
    prose = "\n".join(
        cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "markdown"
    )
    section = prose.partition("### In PyTorch\n")[2].partition("\n## ")[0]
    (block,) = re.findall(r"^```python\n(.*?)^```", section, re.DOTALL | re.MULTILINE)
    return block


def as_ours(rnn):
    """Return the weights of a torch.nn.RNN of one layer; its two biases are added."""
    W_x, W_h, b_x, b_h = (weights.detach().numpy().astype(float) for weights in rnn.parameters())
    return RNNParams(W_x.T, W_h.T, b_x + b_h)


@pytest.mark.slow
def test_the_box_learns_and_is_the_same_network(capsys):
    torch = need("torch")
    names = {}
    exec(compile(box(), "the box of chapter 01", "exec"), names)
    said = float(re.fullmatch(r"loss of the last batch: (\d\.\d{3})\n", capsys.readouterr().out)[1])
    assert said < 0.1

    params, out = as_ours(names["rnn"]), names["out"]
    batch = bit_through_noise(np.random.default_rng(0), delay=5, batch_size=1000)
    h = unroll(RNN, params, batch.x).h
    with torch.no_grad():
        theirs = names["rnn"](torch.from_numpy(batch.x).float())[0].numpy()
    np.testing.assert_allclose(h, theirs, rtol=0, atol=1e-4)

    y = h[-1] @ out.weight.detach().numpy().T + out.bias.detach().numpy()
    assert np.mean((y > 0) == (batch.bit > 0.5)) >= 0.95
