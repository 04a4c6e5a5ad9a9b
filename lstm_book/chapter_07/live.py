"""What may be moved of the consoles on the way back, on a page without a kernel."""

from lstm_book.live import Console

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate", "backward": "error back"}
GATES = ("i", "f", "o")
BOTH = {"backward": (False, True)}
# Finest where an error may neither grow nor shrink.
VALUES = (*(k / 200 for k in range(1, 41)), *(k / 20 for k in range(5, 20)))

LIVE = {
    "ch07-console": Console(
        GATES,
        NAMES,
        beyond="Here one gate at a time is held at a value or at one step, while the others are free. More "
        "at once, longer stretches and cut wires",
        alone=True,
        looks=BOTH,
    ),
    "ch07-048": Console(
        GATES,
        NAMES,
        beyond="Here one gate at a time is held at a value, at all steps, while the others are free. More at"
        " once, and single steps,",
        values=VALUES,
        steps=(),
        alone=True,
        looks=BOTH,
    ),
    "5b76d0ae": Console(
        GATES,
        NAMES,
        beyond="Here one gate at a time is held at the step of the bit, 6, of the first four sequences; "
        "other units are shown while all gates are free. Other steps, sequences, values and cut wires",
        values=(),
        steps=(6,),
        cursor=(1, 3, 5, 6, 7, 8, 20, 50, 80, 105, 106),
        alone=True,
        looks={"sequence": tuple(range(4))},
        if_free={"unit": tuple(range(8))},
    ),
}
