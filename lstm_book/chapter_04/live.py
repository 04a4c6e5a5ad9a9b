"""What may be moved of the memory cell of 1997 on a page without a kernel."""

from lstm_book.live import Console

NAMES = {"y_in": "input gate", "y_out": "output gate"}
STEPS = (*range(1, 11), 13, 16, 20, 24, 25, 26)  # the value comes at step 6, and is asked for at step 26

LIVE = {
    "ch04-console": Console(
        ("y_in", "y_out"),
        {**NAMES, "step of y_in": "its one step (in)", "step of y_out": "its one step (out)"},
        beyond="Here one gate is held at a value or shut at one step, or both are open at one step each. "
        "Longer stretches, steps without a place on the sliders, other inputs and cut wires",
        steps=STEPS,
        together=True,
    ),
    "ch04-challenge-widget": Console(
        ("y_in",),
        NAMES,
        beyond="Here the input gate is held to the end, at some values and from some steps on. Other values "
        "and steps",
        values=(0.001, 0.002, 0.003, 0.005, 0.01, 0.05, 0.5),
        firsts=(*range(1, 8), 20, 100),
        steps=(),
        modes=("open",),
        cursor=(*range(1, 11), *range(20, 201, 10)),
        streams=4,
    ),
}
