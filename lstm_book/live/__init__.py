"""Widgets that answer without a kernel: their states are drawn beforehand, by the widgets' own code.

A chapter declares in its `live.py` what may be moved (`LIVE`: a `Movable` by the name of its widget or by the
id of its cell: a `Grid` of settings, a `Console`, or one of its own). `lstm_book.live.export` finds the
widgets in the stored notebooks, draws their states, aligns the pictures (`lstm_book.live.align`) and writes
each place of them as a table over what it depends on (`lstm_book.live.packing`); a page of the site joins
them. What a page shows is what Python drew, letter for letter.
"""

from lstm_book.live.console import Console
from lstm_book.live.grid import Grid
from lstm_book.live.movable import Movable

__all__ = ["Console", "Grid", "Movable"]
