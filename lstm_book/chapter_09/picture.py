"""The graph of the grammar as a picture of its own, where the chapter begins."""

from __future__ import annotations

from lstm_book.chapter_09.walk_graph import graph
from lstm_book.chapter_09.walk_run import WalkState, run
from lstm_teach.draw.still import Still, show


def the_graph(t: int = 1) -> Still:
    """Return the graph after t symbols of a string, with the edges that may follow."""
    state = WalkState(t=t)
    return show(graph(state, run(state)))
