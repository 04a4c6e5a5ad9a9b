"""Chapter 09, A grammar with memory: its walk through the grammar."""

from lstm_book.chapter_09.walk import GrammarWalk

__all__ = ["GrammarWalk"]
