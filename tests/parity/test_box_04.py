"""The PyTorch block of chapter 04: an LSTM whose forget gate is held open, nearly, by its bias."""

import re

import numpy as np

from lstm_teach import LSTM, OPEN, Hold, unroll
from lstm_teach.interop import from_layout
from tests.book.stored import BOOK, Stored
from tests.needs import need


def block():
    """Return the one fenced block of the chapter."""
    stored = Stored.read(BOOK / "04-gates-write-and-read.ipynb")
    found = [
        b for cell in stored.markdown for b in re.findall(r"```python\n(.*?)```", cell.source, re.DOTALL)
    ]
    assert len(found) == 1
    return found[0]


def test_it_is_a_cell_without_a_forget_gate(capsys):
    torch = need("torch")
    names = {}
    exec(compile(block(), "chapter 04", "exec"), names)  # noqa: S102 - the book's own text
    assert capsys.readouterr().out == "after 200 steps of noise 100% are right\n"
    lstm = names["lstm"]
    arrays = {name: value.detach().double().numpy() for name, value in lstm.named_parameters()}
    params = from_layout("PyTorch", arrays)
    x = names["x"].double().numpy()
    trace = unroll(LSTM, params, x, holds=Hold("f", OPEN))
    np.testing.assert_allclose(names["h"].detach().numpy(), trace.h, rtol=0, atol=2e-5)  # theirs is float32
    np.testing.assert_allclose(names["c"].detach().numpy()[0], trace.c[-1], rtol=0, atol=2e-5)
    assert np.abs(trace.c[-1]).min() > 0.5
    assert np.abs(unroll(LSTM, params, x).f - 1).max() < 1e-12
    assert torch.sign(names["c"][0, :, 0]).eq(names["bit"]).all()
