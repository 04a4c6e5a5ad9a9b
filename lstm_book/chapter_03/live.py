"""What may be moved of the carousel on a page without a kernel."""

import numpy as np

from lstm_book.chapter_03.carousel import Carousel
from lstm_book.live import Grid

LIVE = {
    "Carousel": Grid(
        Carousel,
        {
            "stream": ("pulse", "four inputs"),
            "w_x": np.linspace(-2, 2, 9).tolist(),
            "w_y": (-1.0, 0.0, 0.1, 0.5, 1.0, 2.0),
            "read": ("always", "at the end"),
            "t": range(1, 11),
        },
        {"w_x": "input weight", "w_y": "output weight", "read": "is read", "t": "step t"},
    ),
}
