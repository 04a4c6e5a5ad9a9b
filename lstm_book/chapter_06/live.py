"""What may be moved of the LSTM's consoles on a page without a kernel."""

from lstm_book.live import Console

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate", "t": "step t"}

LIVE = {
    "ch06-console": Console(("f", "i", "o"), NAMES),
    "ch06-trained-console": Console(("f", "i", "o"), NAMES),
}
