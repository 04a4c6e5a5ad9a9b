"""What may be moved of the LSTM's consoles on a page without a kernel."""

from lstm_book.live import Console

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
GATES = tuple(NAMES)

LIVE = {
    "ch06-stop-forget": Console(
        GATES,
        {**NAMES, "stop": "stop (0: the whole step)"},
        "Here one gate at a time is held at a value; the others are free, shut or open. Other inputs and "
        "cut wires",
        steps=(),
        looks={"stop": tuple(range(8))},
    ),
    "ch06-console": Console(
        GATES,
        NAMES,
        "Here one gate at a time is held at a value or at one step; the others are free, shut or open. "
        "Longer stretches, other inputs, cut wires and stops within a step",
    ),
    "ch06-trained-console": Console(
        GATES,
        NAMES,
        "Here one gate at a time is held at a value or at one step, while the others are free; other "
        "units and sequences are shown while all are free. More at once, longer stretches and cut wires",
        alone=True,
        if_free={"unit": tuple(range(4)), "sequence": tuple(range(6))},
    ),
}
