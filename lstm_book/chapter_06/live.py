"""What may be moved of the LSTM's consoles and benches on a page without a kernel."""

from lstm_book.chapter_06.bench import Bench
from lstm_book.chapter_06.live_bench import BenchGrid
from lstm_book.live import Console

NAMES = {"i": "input gate", "f": "forget gate", "o": "output gate"}
GATES = tuple(NAMES)

LIVE = {
    "ch06-bench": BenchGrid(
        Bench,
        {
            "g.bias": (-2.0, 0.0, 2.0),
            "g.from_x1": (-2.0, 0.0, 2.0),
            "g.from_h": (-10.0, -2.0, 0.0, 2.0, 10.0),
            "test": range(1, 9),
            "t": (1, 2, 3, 4, 5, 10, 21),
        },
        {
            "g.bias": "bias of g",
            "g.from_x1": "g from x",
            "g.from_h": "g from h",
            "test": "look at test",
            "t": "look at step t",
        },
        beyond="The weights of the other gates, and other values",
    ),
    "ch06-ex-3-bench": BenchGrid(
        Bench,
        {
            "gate": ("i", "f"),
            "i.from_x2": (-20.0, 0.0, 20.0),
            "f.from_x2": (-20.0, -10.0, 0.0, 20.0),
            "test": range(1, 10),
            "t": range(1, 7),
        },
        {
            "i.from_x2": "i from #",
            "f.from_x2": "f from #",
            "test": "look at test",
            "t": "look at step t",
        },
        beyond="The other weights, and other values",
    ),
    "ch06-stop-forget": Console(
        GATES,
        {**NAMES, "stop": "stop (0: the whole step)"},
        beyond="Here one gate at a time is held at a value; the others are free, shut or open. Other inputs "
        "and cut wires",
        steps=(),
        looks={"stop": tuple(range(8))},
    ),
    "ch06-console": Console(
        GATES,
        NAMES,
        beyond="Here one gate at a time is held at a value or at one step; the others are free, shut or "
        "open. Longer stretches, other inputs, cut wires and stops within a step",
    ),
    "ch06-trained-console": Console(
        GATES,
        NAMES,
        beyond="Here one gate at a time is held at a value or at one step, while the others are free; other "
        "units are shown while all are free. Other sequences, more at once, longer stretches and cut wires",
        values=(0.5,),
        steps=(11, 31),  # the bit, and the question
        alone=True,
        if_free={"unit": tuple(range(4))},
    ),
}
