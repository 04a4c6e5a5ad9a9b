"""Judges of cells that are wired by hand: they are run, and the first thing that goes wrong is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_book.judges import Judge, NotAttempted, is_stub
from lstm_teach.cells import Cell
from lstm_teach.numerics import Array


def judge_params(
    cell: Cell,
    expected: str,
    shapes: Mapping[str, tuple[int, ...]],
    fault: Judge,
    turned: Mapping[str, Callable[[Any], Any]],
) -> Judge:
    """Return a judge of parameters.

    Parameters
    ----------
    cell : Cell
    expected : str
        What the answer is to be, for messages.
    shapes : mapping
        The shapes that are asked for, by the names of the parts.
    fault : callable
        From checked parameters to what goes wrong in a run with them, or None.
    turned : mapping
        Feedback on an answer that needs turning only: from the message to the function that turns it.
    """

    def judge(answer: Any) -> str | None:
        if not isinstance(answer, cell.params_type):
            return f"Expected {expected}, got {type(answer).__name__}."
        if is_stub(answer):
            raise NotAttempted
        parts: Any = answer
        try:
            for name, shape in shapes.items():
                came = np.shape(getattr(parts, name))
                if came != shape:
                    return f"{name}: expected shape {shape}, got {came}."
            params = type(parts)(*(None if part is None else np.asarray(part, float) for part in parts))
            cell.sizes(params)
        except (TypeError, ValueError) as error:
            return str(error)
        wrong = fault(params)
        if wrong is None:
            return None
        return next((message for message, turn in turned.items() if fault(turn(params)) is None), wrong)

    return judge


def with_columns(*order: int) -> Callable[[Any], Any]:
    """Return a function that puts the columns of all parameters into another order."""
    return lambda params: type(params)(*(part[..., list(order)] for part in params))


# What may be turned in the parameters of one LSTM unit.
GATES_EXCHANGED = {
    "It works with the columns of f and i exchanged: they stand in the order i, f, g, o.": (
        with_columns(1, 0, 2, 3)
    ),
    "It works with the columns in the order i, f, g, o; yours stand in the order i, f, o, g.": (
        with_columns(0, 1, 3, 2)
    ),
}


def first_wrong(wrong: Array) -> tuple[int, int] | None:
    """Return the earliest step at which any sequence is wrong (T, B), and the first such sequence."""
    places = np.argwhere(wrong)
    return (int(places[0, 0]), int(places[0, 1])) if len(places) else None


class Failure(NamedTuple):
    """What a switch had heard when its state was first on the wrong side of one half."""

    heard: str
    state: float
    on: bool  # on which side it should be


def first_failure(
    words: Sequence[str],
    inputs: Mapping[str, Sequence[float]],
    run: Callable[[Array], Array],
    is_on: Callable[[str], bool],
) -> Failure | None:
    """Run a switch on words of one length and return its earliest failure.

    Parameters
    ----------
    words : sequence of str
    inputs : mapping
        From each symbol to what the network hears of it.
    run : callable
        From inputs (T, B, D) to the state (T, B) that is above one half while the switch is on.
    is_on : callable
        Whether it is to be on after the symbols so far.
    """
    x = np.array([[inputs[symbol] for symbol in word] for word in words], float).swapaxes(0, 1)
    states = run(x)
    on = np.array([[is_on(word[: t + 1]) for word in words] for t in range(len(x))])
    place = first_wrong((states > 0.5) != on)
    if place is None:
        return None
    t, b = place
    return Failure(words[b][: t + 1], float(states[place]), bool(on[place]))
