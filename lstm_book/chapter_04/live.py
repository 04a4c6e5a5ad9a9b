"""What may be moved of the memory cell of 1997 on a page without a kernel."""

from lstm_book.live import Console

LIVE = {
    "ch04-console": Console(("y_in", "y_out"), {"y_in": "input gate", "y_out": "output gate", "t": "step t"}),
}
