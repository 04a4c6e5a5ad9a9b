"""The network as it reads a text, on a console: one unit's real numbers at every letter."""

from __future__ import annotations

import numpy as np

from lstm_book.chapter_00.machine_run import novel
from lstm_teach.cells.lstm import LSTM
from lstm_teach.widgets.console import ConsoleState, GateConsole

SIGNS = {" ": "␣", "\n": "¶"}  # of letters that cannot be seen


def reading(text: str, unit: int, letter: int = 1, stop: int = 0) -> GateConsole:
    """Return a console on which the network reads a text.

    Parameters
    ----------
    text : str
        At most 500 letters of those that the novel has.
    unit : int
        Whose numbers are shown, from 0.
    letter : int
        Where the cursor stands, from 1.
    stop : int
        From 1 to 7 how far the step there has got; 0 for all of it.

    Raises
    ------
    ValueError
        If the novel has no such letter, or a number is out of range.
    """
    network = novel()
    x = np.eye(network.alphabet.size)[network.alphabet.encode(text)[:, None]]
    names = [SIGNS.get(symbol, symbol) for symbol in network.alphabet.symbols]
    state = ConsoleState(t=letter, unit=unit, stop=stop)
    return GateConsole(LSTM, network.model.cell, x, state, names=names, presets={})
