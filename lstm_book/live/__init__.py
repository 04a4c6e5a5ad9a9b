"""Widgets that answer without a kernel: every state of a grid is drawn beforehand, by the widget's own code.

A chapter declares in its `live.py` what may be moved (`LIVE`: a `Grid` by the name of its widget, a `Console`
by the id of its cell); `lstm_book.live.export` finds its widgets in
the stored notebooks, draws their states and writes them factored (`lstm_book.live.factor`); a page of the
site joins them. What a page shows is what Python drew, letter for letter.
"""

from lstm_book.live.console import Console
from lstm_book.live.grid import Grid

__all__ = ["Console", "Grid"]
