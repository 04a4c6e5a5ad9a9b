"""The box "In PyTorch" of chapter 08: it learns to add, and our cell computes the same with its weights."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from lstm_teach import LSTM, readout, unroll
from lstm_teach.interop import from_layout
from lstm_teach.model import ReadoutParams
from lstm_teach.tasks import adding
from tests.book.stored import BOOK, Stored
from tests.needs import need


@cache
def box() -> str:
    """Return the block of code that the chapter shows."""
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "08-bridging-long-time-lags.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    return block


@cache
def run() -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(box(), names)
    return names


def answers(names: dict[str, Any], x: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return what our cell answers with the box's weights."""
    arrays = {name: value.detach().numpy().astype(float) for name, value in names["lstm"].named_parameters()}
    out = names["out"]
    read = ReadoutParams(
        out.weight.detach().numpy().astype(float).T.copy(), out.bias.detach().numpy().astype(float)
    )
    h = unroll(LSTM, from_layout("PyTorch", arrays), x).h
    return readout(read, h[lengths - 1, np.arange(len(lengths))])


@pytest.mark.slow
def test_the_box_adds_on_our_sequences_too():
    need("torch")
    batch = adding(np.random.default_rng(1), 100, 1000)
    drawn = (batch.marks > 0).all(axis=0)  # the box never draws the first pair
    error = answers(run(), batch.x, batch.lengths) - batch.target
    assert np.mean(error[drawn] ** 2) < 0.01  # a constant has 0.04


@pytest.mark.slow
@pytest.mark.parametrize(("line", "seed"), [("lstm.bias_ih_l0[:H]", 0), ("torch.nn.init.xavier", 2)])
def test_without_a_line_of_the_start_it_learns_nothing(line, seed):
    need("torch")
    kept = [row for row in box().splitlines() if not row.strip().startswith(line)]
    assert len(kept) == len(box().splitlines()) - 1
    names: dict[str, Any] = {}
    exec("\n".join(kept).replace("manual_seed(0)", f"manual_seed({seed})"), names)
    assert names["loss"].item() > 0.02


@pytest.mark.slow
def test_the_last_batch_of_the_box_is_a_batch_of_the_task():
    need("torch")
    names = run()
    x, lengths = names["x"].numpy().astype(float), names["lengths"].numpy()
    ours = answers(names, x, lengths)[:, 0]
    assert np.allclose(ours, names["y"].detach().numpy(), rtol=0, atol=0.02)  # one update earlier
    column = np.arange(32)
    assert (x[0, :, 1] == -1).all()
    assert (x[lengths - 1, column, 1] == -1).all()
    assert ((x[:, :, 1] == 1).sum(axis=0) == 2).all()
    numbers = np.where(x[:, :, 1] == 1, x[:, :, 0], 0.0).sum(axis=0)
    assert np.allclose(0.5 + numbers / 4, names["target"].numpy(), rtol=0, atol=1e-6)
    assert lengths.min() >= 100
    assert lengths.max() <= 110
