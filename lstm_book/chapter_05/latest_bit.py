"""The judge of exercise 5.4: one LSTM unit that holds the latest bit of an endless stream."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_book.wiring import GATES_EXCHANGED, first_wrong, judge_params
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.sequence import unroll
from lstm_teach.tasks import bit_stream

STREAM_STEPS, STREAMS, WRITES = 1000, 40, 0.01


def _wrong_bit(params: LSTMParams) -> str | None:
    """Run one LSTM unit on long streams and name the first step at which it holds the wrong bit."""
    x, bit, _ = bit_stream(np.random.default_rng(55), STREAM_STEPS, STREAMS, write=WRITES)
    trace = unroll(LSTM, params, x)
    assert isinstance(trace, LSTMStep)
    c, wanted, written = trace.c[:, :, 0], bit[:, :, 0] > 0.5, x[:, :, 1] == 1
    place = first_wrong((c > 0) != wanted)
    if place is None:
        return None
    t, b = place
    mark = int(np.flatnonzero(written[: t + 1, b])[-1])
    f, i = trace.f[:, b, 0], trace.i[:, b, 0]
    steps = "1 step" if t - mark == 1 else f"{t - mark} steps"
    where = "at the write mark itself" if t == mark else f"{steps} after the bit was written"
    held = round(float(c[t, b]), 4) + 0.0
    told = f"A stream goes wrong at step {t + 1}, {where}: c = {held:.4f} for the bit {int(wanted[t, b])}. "
    kept = float(np.prod(f[mark + 1 : t + 1]))
    let_in = float(np.sum(i[mark + 1 : t + 1]))
    if t > mark and kept < 0.5:
        worst = mark + 1 + int(np.argmin(f[mark + 1 : t + 1]))
        return (
            f"{told}Between the marks f = {f[worst]:.4f} at step {worst + 1}, after {steps} {kept:.2g} of "
            "the bit is left: nothing should be forgotten there."
        )
    if f[mark] > 0.5:
        return (
            f"{told}At the mark f = {f[mark]:.4f}: the old content is kept and the new bit only added to it."
        )
    if i[mark] < 0.5:
        return f"{told}At the mark i = {i[mark]:.4f}: does the input gate let the new bit in?"
    if t > mark and let_in > 0.5:
        worst = mark + 1 + int(np.argmax(i[mark + 1 : t + 1]))
        return (
            f"{told}Between the marks i = {i[worst]:.4f} at step {worst + 1}, which in {steps} adds up to "
            f"{let_in:.2g}: the distractors should stay outside."
        )
    return f"{told}What does the candidate g = {trace.g[mark, b, 0]:.4f} at the mark say?"


def _with_g_negated(params: LSTMParams) -> LSTMParams:
    sign = np.array([1.0, 1.0, -1.0, 1.0])
    return LSTMParams(*(part * sign for part in params))


UNIT_TURNED: dict[str, Callable[[LSTMParams], LSTMParams]] = {
    "It works with the rows of the two marks exchanged: in W_x the write mark comes before the read mark.": (
        lambda params: params._replace(W_x=params.W_x[[0, 2, 1]])
    ),
    **GATES_EXCHANGED,
    "It holds the opposite bit throughout: look at the sign of the candidate's weight.": _with_g_negated,
}
UNIT_SHAPES = {"W_x": (3, 4), "W_h": (1, 4), "b": (4,)}
judge_latest_bit = judge_params(LSTM, "LSTMParams(W_x, W_h, b)", UNIT_SHAPES, _wrong_bit, turned=UNIT_TURNED)
