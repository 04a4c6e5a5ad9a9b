"""What may be moved of the half-life dial on a page without a kernel."""

import numpy as np

from lstm_book.chapter_05.half_life import HalfLifeDial
from lstm_book.live import Grid

LIVE = (
    Grid(
        HalfLifeDial,
        {
            "bias": np.linspace(-3, 8, 111).round(1).tolist(),
            "write": (0.0, 0.25, 0.5, 0.75, 1.0),
            "t": range(31),
        },
        {"bias": "forget bias", "write": "written at every step", "t": "step t"},
    ),
)
