"""Chapter 01, The vanilla RNN: its exercises, and the unroller with its pictures."""

from lstm_book.chapter_01.unroller import Unroller
from lstm_book.chapter_01.unroller_run import UnrollerState

__all__ = ["Unroller", "UnrollerState"]
