"""The Reber grammar: as it is, embedded, stretched, and as a stream without an end."""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.tasks.automaton import Automaton, PredictionBatch
from lstm_teach.validation import float_array, positive_int

SYMBOLS = "BTPSXVE"

# State -> symbol -> next state. A string begins in 0 and ends with E.
GRAPH = {
    "0": {"B": "1"},
    "1": {"T": "2", "P": "3"},
    "2": {"S": "2", "X": "4"},
    "3": {"T": "3", "V": "5"},
    "4": {"X": "3", "S": "6"},
    "5": {"P": "4", "V": "6"},
    "6": {"E": "end"},
}


def reber() -> Automaton:
    """Return the Reber grammar itself: B, a walk over five states, E.

    References
    ----------
    Cleeremans, Servan-Schreiber & McClelland (1989), Finite state automata and simple recurrent networks,
    Neural Computation 1, doi:10.1162/neco.1989.1.3.372.
    """
    edges = {
        state: {symbol: "0" if to == "end" else to for symbol, to in ways.items()}
        for state, ways in GRAPH.items()
    }
    return Automaton.from_edges(SYMBOLS, edges)


def embedded_reber(inner: int = 1, outer: str = "TP") -> Automaton:
    """Return the embedded Reber grammar: B, an outer symbol, strings of the grammar, the same symbol, E.

    With `inner` = 1 and two outer symbols, 19 states and 30 edges, it is the task of Hochreiter &
    Schmidhuber (1997), section 5.1; all edges out of a state have the same chance. As a stream it is the
    continual embedded Reber grammar of Gers, Schmidhuber & Cummins (2000). More inner strings stretch
    the wait for the outer symbol; that, and other outer symbols, are forms of this book.

    States are named ``"start"``, ``"outer"``, ``"T1.0"`` to ``"T1.6"`` for the states of the first inner
    string behind a T, ``"T"`` where only memory tells that T must come, ``"end"`` before E.

    Parameters
    ----------
    inner : int
        Strings of the grammar between the outer symbols.
    outer : str
        The outer symbols, each with the same chance.

    Raises
    ------
    ValueError
        If `inner` is below 1, or `outer` is not one or more different symbols of ``"BTPSXVE"``.

    References
    ----------
    Long short-term memory, Neural Computation 9, doi:10.1162/neco.1997.9.8.1735, figures 3 and 4. Learning
    to forget, Neural Computation 12, section 4, doi:10.1162/089976600300015015. The two copies
    are from Cleeremans et al. (1989), doi:10.1162/neco.1989.1.3.372.

    Examples
    --------
    >>> embedded_reber().legal_after("BPBPVP")
    'SX'
    """
    positive_int("inner", inner)
    if not isinstance(outer, str) or not outer or len(set(outer)) < len(outer) or set(outer) - set(SYMBOLS):
        raise ValueError(f"outer: expected different symbols of {SYMBOLS!r}, got {outer!r}")
    edges = {"start": {"B": "outer"}, "outer": {symbol: f"{symbol}1.0" for symbol in outer}}
    for symbol in outer:
        for m in range(1, inner + 1):
            behind = symbol if m == inner else f"{symbol}{m + 1}.0"
            for state, ways in GRAPH.items():
                edges[f"{symbol}{m}.{state}"] = {
                    letter: behind if to == "end" else f"{symbol}{m}.{to}" for letter, to in ways.items()
                }
        edges[symbol] = {symbol: "end"}
    return Automaton.from_edges(SYMBOLS, edges | {"end": {"E": "start"}})


def outer_asked(automaton: Automaton, batch: PredictionBatch) -> Array:
    """Return booleans (T, B): the steps after which the outer symbol comes again.

    Parameters
    ----------
    automaton : Automaton
        An `embedded_reber`.
    batch : PredictionBatch
        Of its strings or its stream.
    """
    closes = np.array([len(name) == 1 and name in SYMBOLS for name in automaton.states])
    return closes[batch.state]  # behind the end the state is the start


def outer_right(scores: Array, automaton: Automaton, batch: PredictionBatch) -> Array:
    """Return for every step of `outer_asked`, in order, whether the right outer symbol beats the others.

    Only the outer symbols are compared; a network without memory is right as often as by guessing.

    Parameters
    ----------
    scores : array (T, B, K)
    automaton : Automaton
        An `embedded_reber`.
    batch : PredictionBatch

    Raises
    ------
    TypeError, ValueError
        If `scores` is no finite float array of that shape.
    """
    float_array("scores", scores, batch.legal.shape)
    asked = outer_asked(automaton, batch)
    outer = np.flatnonzero(automaton.legal[automaton.states.index("outer")])
    target = batch.target[asked]
    rivals = np.where(outer == target[:, None], -np.inf, scores[asked][:, outer])
    own = np.take_along_axis(scores[asked], target[:, None], axis=1)[:, 0]
    return own > rivals.max(axis=1)
