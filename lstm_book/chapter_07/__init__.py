"""Chapter 07, Training it: its exercises, and the suspects of exercise 7.3."""

from lstm_book.chapter_07.suspects import suspects

__all__ = ["suspects"]
