"""What may be moved of the unroller on a page without a kernel."""

import numpy as np

from lstm_book.chapter_01.unroller import Unroller
from lstm_book.live import Grid

LIVE = (
    Grid(
        Unroller,
        {
            "w": sorted({*np.linspace(-3, 3, 25).tolist(), 0.9, 1.1}),
            "kick": (-3.0, -2.0, -1.92, -1.91, -1.0, 0.0, 1.0),
            "t": range(1, 31),
        },
        {"w": "weight w", "kick": "kick", "t": "step t"},
    ),
)
