"""The vanilla RNN: one layer, and nothing that keeps."""

from __future__ import annotations

from lstm_teach.draw.diagram.canvas import HIDDEN, NORMAL, WIDTH, Canvas
from lstm_teach.draw.diagram.describe import input_words, sentence_start
from lstm_teach.draw.diagram.engine import BRANCH, LAYER_WIDTH, layer, pipe
from lstm_teach.draw.diagram.surroundings import BUS_H, LAYERS, OUTSIDE, buses, end, frame, note
from lstm_teach.draw.diagram.view import View

MIDDLE = 381.0
OUT = 128.0  # height of the way out
CROP = 80.0  # there is no memory above it


def rnn(canvas: Canvas, view: View, name: str = "RNN", sign: str = "tanh") -> tuple[str, str]:
    """Draw a vanilla RNN's step, `sign` for its activation; returns label and description."""
    frame(canvas, top=OUT - 44)
    h = view.value("h")
    pipe(canvas, [(MIDDLE, LAYERS), (MIDDLE, OUT), (WIDTH - 12, OUT)], h, HIDDEN, BRANCH)
    canvas.head((WIDTH - 2, OUT), "right", HIDDEN, 11)
    layer(canvas, view, MIDDLE, LAYERS, "h", sign, "layer")
    canvas.text(MIDDLE + LAYER_WIDTH / 2 + 10, LAYERS + 11, "pre-activation")
    canvas.text(MIDDLE + LAYER_WIDTH / 2 + 10, LAYERS + 27, f"a = {view.text('a')}", NORMAL, bold=True)
    canvas.text(MIDDLE - 16, OUT - 6, "overwrite", NORMAL, anchor="end")
    buses(canvas, view, {"h": MIDDLE})
    end(canvas, view, 6, BUS_H, "hidden", "h_prev")
    end(canvas, view, OUTSIDE, OUT, "hidden", "h")
    note(canvas, view, name)
    label = f"{sentence_start(view, name)}: hidden state {view.text('h')}"
    words = "linear layer" if sign == "linear" else f"{sign} layer"
    description = (
        f"The {words} makes {view.text('h')} of the pre-activation {view.text('a')} "
        f"and overwrites what was there. {input_words(view)}"
    )
    return label, description
