"""The grammar walk of chapter 09: a string through the graph, what a network expects, and where it remembers.

`walk_run` computes, `walk_graph`, `walk_bars` and `walk_strips` draw, `walk_view` puts them together, and
`GrammarWalk` puts controls above it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstm_book.chapter_09.walk_networks import KINDS
from lstm_book.chapter_09.walk_run import WalkState, run
from lstm_book.chapter_09.walk_view import draw, find_parts
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Rows, choice, step_slider, tick_box


class GrammarWalk(Explorable[WalkState]):
    """A string of the embedded Reber grammar, and a trained network that reads it symbol by symbol.

    The graph shows the edge that was just taken, the bars the network's probabilities of the next symbol,
    the strips tanh c (h where there is no c) of every unit. The same string with the other outer symbol is
    always read beside it: where both runs are apart, the outer symbol is remembered. It is said to be held
    by a unit in which they are at least 1 apart, of at most 2, and in part from 0.1; only in c, where tanh is
    flat, if just the cell states are 0.1 apart. The unit that is named is the one in which they are farthest
    apart.

    Parameters
    ----------
    outer : str
        "T" or "P".
    s_loops, t_loops : int
        Rounds of the S loop and of the T loop, from 0 to 20. Without a round of the T loop the string takes
        the short way past it.
    network : str
        "LSTM", "GRU" or "RNN", trained on strings of the embedded grammar; "LSTM ×3" or "RNN ×3", trained on
        strings with three inner strings, of which the first has the loops here; "f open", an LSTM that was
        trained with the forget gate held open, as the LSTM of 1997 has none, and is held so here.
    which : int
        Which of the five networks of that kind, from 1; they differ in the seed of their training.
    swapped : str
        Whether the other run is "hidden" or "drawn".
    blackout : int
        After this symbol all states are set to zero; 0 for never.
    t : int
        The cursor: what is shown is after this symbol, from 1. A shorter string takes it with it.

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> walk = GrammarWalk(s_loops=0, t_loops=0)
    >>> walk.state.string, walk.result.states[4]
    ('BTBTXSETE', 'T1.2')
    """

    settings, compute, draw = WalkState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Press a symbol of the string, the outer T or P, a loop or its −, a network; drag the blackout."

    def _changed(self, settings: dict[str, Any]) -> WalkState:
        """Let cursor and blackout move to the end of a string that becomes shorter."""
        state = super()._changed({"t": 1, "blackout": 0} | settings)
        kept = {name: min(getattr(self.state, name), end) for name, end in state.ends.items()}
        return replace(state, **{name: value for name, value in kept.items() if name not in settings})

    def _make_controls(self) -> Rows:
        return (
            {
                "network": choice(KINDS, button=None),
                "outer": choice(("T", "P"), button=34),
                "which": step_slider("net", width=100),
                "swapped": tick_box("swapped", "hidden", "drawn", width=84),
            },
            {
                "s_loops": step_slider("S loop", width=120),
                "t_loops": step_slider("T loop", width=120),
                "blackout": step_slider("blackout", width=130),
                "t": step_slider("symbol t", width=130),
            },
        )
