"""The graph of the grammar as a picture of its own, where the chapter begins."""

from __future__ import annotations

from lstm_book.chapter_09.walk_graph import plain_graph
from lstm_teach.draw.still import Still, show


def the_graph() -> Still:
    """Return the graph with its edges and the numbers of the inner states."""
    return show(plain_graph())
