"""The box "In PyTorch" of chapter 09: its losses along a stream are those of the state that is carried on."""

import re
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_09.learning import Carried
from lstm_teach import LSTM, Model, ReadoutParams
from lstm_teach.interop import from_layout
from lstm_teach.tasks import PredictionBatch
from tests.book.stored import BOOK, Stored
from tests.needs import need


@cache
def run() -> dict[str, Any]:
    """Return what the chapter's block of code leaves behind."""
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "09-a-grammar-with-memory.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    return names


def test_losses_and_gradients_are_those_of_a_state_that_goes_on_without_the_error() -> None:
    need("torch")
    names = run()
    arrays = {name: value.detach().numpy().astype(float) for name, value in names["lstm"].named_parameters()}
    out = names["readout"]
    W_y, b_y = (part.detach().numpy().astype(float) for part in (out.weight.T, out.bias))
    model = Model(from_layout("PyTorch", arrays), ReadoutParams(W_y, b_y))
    letters, carried = names["letters"].numpy(), Carried(LSTM)
    losses, total = [], np.zeros_like(W_y)
    for start in range(0, 150, 50):
        x, target = letters[start : start + 50], letters[start + 1 : start + 51]
        legal = np.ones((*x.shape, 7), bool)
        batch = PredictionBatch(x, target, legal, np.zeros_like(x), np.full(4, 50))
        loss, gradient = carried(model, batch)
        losses.append(loss)
        total += gradient.out.W_y
    np.testing.assert_allclose(names["losses"], losses, rtol=0, atol=1e-5)
    np.testing.assert_allclose(out.weight.grad.numpy().T, total, rtol=0, atol=1e-5)
