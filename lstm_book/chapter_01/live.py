"""What may be moved of the unroller on a page without a kernel."""

from lstm_book.chapter_01.unroller import Unroller
from lstm_book.live import Grid

LIVE = {
    "Unroller": Grid(
        Unroller,
        {
            "w": (-2.0, -1.0, 0.0, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0),
            "kick": (-2.0, -1.92, -1.91, -1.0, 0.0),
            "t": range(1, 31),
        },
        {"w": "weight w", "kick": "kick", "t": "step t"},
    ),
}
