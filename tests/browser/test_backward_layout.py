"""Texts of the error back through a diagram and of steps at a stop, measured by the browser: no overlaps."""

from typing import Any

import numpy as np
import pytest

from lstm_teach import PEEPHOLE_LSTM
from lstm_teach.draw import diagram
from lstm_teach.draw.diagram.backward import backward_diagram
from lstm_teach.draw.diagram.flows import flows
from tests.browser.texts import faults
from tests.draw.diagrams import all_held, step_of
from tests.widgets.consoles import GATED

WIDTHS = (600, 900, 1400)
LEAST = 9  # texts in a diagram


@pytest.mark.parametrize("size", [-3.3e-5, -0.0088, 1.0, -8.8e-12])
@pytest.mark.parametrize("name", GATED)
def test_no_text_of_an_error_overlaps_another_or_is_cut(page: Any, name: str, size: float) -> None:
    cell = GATED[name]
    params = cell.init(np.random.default_rng(0), 3, 16)
    drawings = []
    for holds in ((), all_held(cell)):
        step, _ = step_of(cell, D=3, H=16, B=12, holds=holds)
        error = cell.state_type(*(getattr(step, state) for state in cell.state_names))
        names = flows(params, step, error)
        errors = dict.fromkeys(names, size)
        drawings.append(backward_diagram(step, errors, abs(size), t=500, sequence=11, unit=15, legend=True))
    assert faults(page, drawings, WIDTHS, LEAST) == []


@pytest.mark.parametrize("stop", range(1, 8))
def test_no_text_of_a_stop_overlaps_another_or_is_cut(page: Any, stop: int) -> None:
    step, learned = step_of(PEEPHOLE_LSTM, D=3, H=16, B=12, holds=all_held(PEEPHOLE_LSTM))
    drawing = diagram(step, t=500, learned=learned, unit=15, sequence=11, stop=stop)
    assert faults(page, [drawing], WIDTHS, 5) == []
