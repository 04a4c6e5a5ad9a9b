"""What may be moved of the carousel on a page without a kernel."""

import numpy as np

from lstm_book.chapter_03.carousel import Carousel
from lstm_book.live import Grid

LIVE = (
    Grid(
        Carousel,
        {
            "stream": ("pulse", "four inputs"),
            "w_x": np.linspace(-2, 2, 17).tolist(),
            "w_y": sorted({*np.linspace(-2, 2, 9).tolist(), 0.1}),
            "read": ("always", "at the end"),
            "t": range(1, 11),
        },
        {"w_x": "input weight", "w_y": "output weight", "read": "is read", "t": "step t"},
    ),
)
