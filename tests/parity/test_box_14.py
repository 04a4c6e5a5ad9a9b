"""The box "In PyTorch" of chapter 14: its BiLSTM is (14.3), and its two traps and their remedy are ours."""

import re
from functools import cache
from typing import Any

import numpy as np

from lstm_book.chapter_14.exercises_networks import summary
from lstm_teach import LSTM
from lstm_teach.compose import Both, outputs_bidirectional, unroll_bidirectional
from lstm_teach.interop import from_layout
from tests.book.stored import BOOK, Stored
from tests.needs import need


@cache
def run() -> dict[str, Any]:
    """Return what the chapter's block of code leaves behind."""
    prose = "\n".join(cell.source for cell in Stored.read(BOOK / "14-reading-both-ways.ipynb").markdown)
    (block,) = re.findall(r"### In PyTorch.*?```python\n(.*?)```", prose, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    return names


def ours(names: dict[str, Any]) -> tuple[Both, np.ndarray]:
    """Return the box's weights in our layout, a reading direction each, and its inputs."""
    arrays = {name: value.detach().numpy().astype(float) for name, value in names["lstm"].named_parameters()}
    directions = [
        from_layout("PyTorch", {name.removesuffix(end): arrays[name] for name in arrays if is_of(name, end)})
        for end in ("", "_reverse")
    ]
    return Both(*directions), names["x"].numpy().astype(float)


def is_of(name: str, end: str) -> bool:
    return name.endswith("_reverse") == bool(end)


def test_both_readings_agree_at_every_word() -> None:
    need("torch")
    names = run()
    params, x = ours(names)
    lengths = names["lengths"].numpy()
    outputs = outputs_bidirectional(unroll_bidirectional(LSTM, params, x, lengths), lengths)
    theirs = names["outputs"].detach().numpy()
    for b, n in enumerate(lengths):
        np.testing.assert_allclose(theirs[:n, b], outputs[:n, b], rtol=0, atol=1e-6)
        assert np.all(theirs[n:, b] == 0)


def test_the_trap_and_the_summary() -> None:
    need("torch")
    names = run()
    params, x = ours(names)
    lengths = names["lengths"].numpy()
    traces = unroll_bidirectional(LSTM, params, x, lengths)
    right = summary(traces.forward.h, traces.backward.h, lengths)
    np.testing.assert_allclose(names["summary"].detach().numpy(), right, rtol=0, atol=1e-6)
    trap = names["trap"].detach().numpy()
    assert np.all(trap[1] == 0)
    np.testing.assert_allclose(trap[0, :4], right[0, :4], rtol=0, atol=1e-6)
    np.testing.assert_allclose(trap[0, 4:], traces.backward.h[0, 0], rtol=0, atol=1e-6)
