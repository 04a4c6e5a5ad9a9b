"""Chapter 04, Gates: write and read: its exercises, and the door that does not quite close."""

from lstm_book.chapter_04.closing_door import closing_door

__all__ = ["closing_door"]
