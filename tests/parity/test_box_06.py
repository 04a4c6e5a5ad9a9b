"""The box "In PyTorch" of chapter 06: the toggle's weights copied over give the same c and h."""

import re

import numpy as np

from lstm_teach import CLOSED, LSTM, Hold, LSTMParams, unroll
from lstm_teach.interop import from_layout
from tests.book.stored import BOOK, Stored
from tests.needs import need

TOGGLE = LSTMParams(
    np.array([[20.0, -20.0, 0.0, 0.0]]),
    np.array([[0.0, 0.0, -10.0, 0.0]]),
    np.array([-10.0, 10.0, 2.0, 10.0]),
)


def box() -> str:
    """Return the block of code that the chapter shows."""
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "06-the-full-lstm-cell.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    return block


def test_the_toggle_of_the_box_is_that_of_the_chapter(capsys):
    torch = need("torch")
    names = {}
    exec(box(), names)
    said = capsys.readouterr().out.splitlines()
    params = from_layout(
        "PyTorch", {name: value.numpy() for name, value in names["lstm"].state_dict().items()}
    )
    for ours, theirs in zip(TOGGLE, params, strict=True):
        np.testing.assert_array_equal(theirs, ours)

    x = names["x"].numpy().astype(float)
    assert {0.0, 1.0} == set(x.ravel())
    free, shut = unroll(LSTM, TOGGLE, x), unroll(LSTM, TOGGLE, x, holds=Hold("o", CLOSED))
    np.testing.assert_allclose(names["h"].numpy(), free.h, rtol=0, atol=1e-5)  # theirs is float32
    np.testing.assert_allclose(names["last"].numpy()[0], free.c[-1], rtol=0, atol=1e-5)
    with torch.no_grad():
        for gate, trace in ((1.0, free), (0.0, shut)):
            stores = list(names["stores"](names["x"], output_gate=gate))
            np.testing.assert_allclose(stores, trace.c[:, 0, 0], rtol=0, atol=1e-3)  # three digits
    assert said == [
        "[0.0, 0.964, -1.0, -1.0, 1.0] 1.0",
        "[0.0, 0.964, 0.964, 0.964, 0.964]",
    ]
