"""Chapter 07, Training it: its exercises, the suspects of exercise 7.3, and the pictures of the way back."""

from lstm_book.chapter_07 import rivals
from lstm_book.chapter_07.suspects import suspects
from lstm_book.chapter_07.way_back import way_back

__all__ = ["rivals", "suspects", "way_back"]
