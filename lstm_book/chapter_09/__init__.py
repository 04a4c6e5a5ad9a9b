"""Chapter 09, A grammar with memory: its networks, their rivals, its exercises, and the grammar walk."""

from lstm_book.chapter_09.walk import GrammarWalk

__all__ = ["GrammarWalk"]
