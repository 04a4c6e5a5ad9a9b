"""Chapter 09, A grammar with memory: the grammar walk, networks and their rivals, and its exercises."""

from lstm_book.chapter_09.walk import GrammarWalk

__all__ = ["GrammarWalk"]
