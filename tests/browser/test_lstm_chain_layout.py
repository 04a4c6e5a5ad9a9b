"""Texts of the unrolled LSTM, measured by the browser: none overlaps another, none is cut."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from lstm_teach import LSTM, Hold, LSTMParams, unroll
from lstm_teach.draw import lstm_chain
from lstm_teach.draw.svg import Drawing
from tests.browser.test_layout import BOXES, GROUNDS, overlap

T = 120


def extreme(sign: float, inputs: int) -> Drawing:
    """Every gate held open, steps of three digits, inputs and states as large as they are long."""
    params = LSTMParams(np.full((inputs, 4), sign * 99.0), np.zeros((1, 4)), np.zeros(4))
    state = LSTM.state_type(h=np.full((1, 1), -0.999), c=np.full((1, 1), sign * 99.0))
    holds = [Hold(gate, 1.0) for gate in LSTM.gate_names]
    return lstm_chain(unroll(LSTM, params, np.full((T, 1, inputs), -9.99), state, holds), 117)


DRAWINGS = {"large": extreme(1.0, 1), "negative": extreme(-1.0, 1), "many inputs": extreme(1.0, 250)}


@pytest.mark.parametrize("width", [600, 1400])
@pytest.mark.parametrize("name", DRAWINGS)
def test_no_text_overlaps_another_or_is_cut(browser: Browser, name: str, width: int) -> None:
    drawing = DRAWINGS[name]
    ground, ink = GROUNDS["dark"]
    style = f"margin:0;width:{width}px;background:{ground};color:{ink};--jp-layout-color0:{ground}"
    with browser.new_context(viewport={"width": 1400, "height": 900}) as context:
        page = context.new_page()
        page.set_content(f'<body style="{style}">{drawing.svg()}</body>')
        boxes: list[dict[str, Any]] = page.locator("svg").evaluate(BOXES)
    assert len(boxes) > 30
    assert [(a["text"], b["text"]) for a, b in combinations(boxes, 2) if overlap(a, b)] == []
    inside = [b["left"] >= 0 and b["right"] <= drawing.width and b["bottom"] <= drawing.height for b in boxes]
    assert all(inside)
