"""What may be moved of the gradient dial on a page without a kernel."""

import numpy as np

from lstm_book.chapter_02.gradient_dial import GradientDial
from lstm_book.live import Grid

WEIGHTS = sorted({*np.linspace(-1.5, 3, 46).round(2).tolist(), 0.95, 0.98, 0.99, 1.01, 1.02, 1.05})

LIVE = {
    "GradientDial": Grid(
        GradientDial,
        {"w": WEIGHTS, "activation": ("linear", "tanh", "ReLU"), "t": (0, 1, 2, 3, 5, 10, 20, 50, 100)},
        {"w": "weight w", "activation": "unit", "t": "step t"},
    ),
}
