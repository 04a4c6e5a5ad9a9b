"""What may be moved of the half-life dial on a page without a kernel."""

import numpy as np

from lstm_book.chapter_05.half_life import HalfLifeDial
from lstm_book.live import Console, Grid

LIVE = {
    "HalfLifeDial": Grid(
        HalfLifeDial,
        {
            "bias": np.linspace(-3, 8, 45).tolist(),
            "write": (0.0, 0.5, 1.0),
            "t": range(31),
        },
        {"bias": "forget bias", "write": "written at every step", "t": "step t"},
    ),
    "ch05-count-wired": Console(
        ("f", "i", "o"), {"i": "input gate", "f": "forget gate", "o": "output gate", "t": "step t"}
    ),
}
