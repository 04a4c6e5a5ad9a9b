"""What may be moved of the half-life dial on a page without a kernel."""

import numpy as np

from lstm_book.chapter_05.half_life import HalfLifeDial
from lstm_book.live import Console, Grid

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
VALUES = tuple(k / 20 for k in range(1, 20)) + (0.97, 0.98, 0.99)

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
        ("i", "f", "o"),
        NAMES,
        beyond="Here one gate at a time is held at a value or at one step; the others are free, shut or "
        "open. Longer stretches, other letters and cut wires",
    ),
    "ch05-challenge": Console(
        ("f",),
        NAMES,
        beyond="Here the forget gate is held at some values, at all steps. Other values, and single steps,",
        values=VALUES,
        steps=(),
        cursor=(*range(1, 300, 10), 300),  # the pulses come at 11, 41 and 71
        streams=4,
    ),
}
