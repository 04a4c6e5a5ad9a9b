"""What may be moved of the consoles on the way back, on a page without a kernel."""

from lstm_book.live import Console

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate", "t": "step t"}

LIVE = {"ch07-console": Console(("f", "i", "o"), NAMES)}
