"""The box "In PyTorch" of chapter 10: it learns the little language, and its weights do so in ours."""

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from lstm_book.chapter_10.learning import hard, of_four
from lstm_teach import LSTM, Model, gradient_of, readout, unroll
from lstm_teach.interop import from_layout
from lstm_teach.model import ReadoutParams
from lstm_teach.tasks.agreement import WORDS, agreement
from tests.book.stored import BOOK, Stored
from tests.needs import need


@cache
def run() -> dict[str, Any]:
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "10-agreement.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    return names


def ours(names: dict[str, Any]) -> Model:
    """Return the trained weights in our layout and in double precision."""
    arrays = {name: value.detach().numpy().astype(float) for name, value in names["lstm"].named_parameters()}
    out = (value.detach().numpy().astype(float) for value in names["out"].parameters())
    W_y, b_y = out
    return Model(from_layout("PyTorch", arrays), ReadoutParams(W_y.T.copy(), b_y))


@pytest.mark.slow
def test_the_box_learns_the_language_with_weights_that_ours_can_use() -> None:
    need("torch")
    model = ours(run())
    batch = hard(4, 300)
    scores = readout(model.out, unroll(LSTM, model.cell, batch.x).h)
    assert (scores.argmax(axis=-1) == batch.target)[batch.asked].mean() > 0.9


@pytest.mark.slow
def test_its_masked_loss_and_its_gradient_are_those_of_the_chapter() -> None:
    torch = need("torch")
    names = run()
    lstm, out = (names[name].double() for name in ("lstm", "out"))
    batch = agreement(np.random.default_rng(5), 8)
    x = torch.nn.functional.one_hot(torch.tensor(batch.x), len(WORDS)).double()
    asked, target = torch.tensor(batch.asked), torch.tensor(batch.target)
    loss = torch.nn.functional.cross_entropy(out(lstm(x)[0])[asked], target[asked])
    for weight in names["weights"]:
        weight.grad = None
    loss.backward()
    value, gradient = gradient_of(LSTM, of_four, every_step=True)(ours(names), batch)
    assert np.isclose(value, loss.item(), rtol=1e-9)
    scale = np.abs(gradient.cell.W_h).max()
    assert np.allclose(gradient.cell.W_h, lstm.weight_hh_l0.grad.numpy().T, rtol=0, atol=1e-7 * scale)
    assert np.allclose(gradient.out.W_y, out.weight.grad.numpy().T, rtol=0, atol=1e-7 * scale)
