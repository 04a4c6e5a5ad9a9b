"""Chapter 04, Gates: write and read: exercises, the door that does not quite close, doors that learn."""

from lstm_book.chapter_04.closing_door import closing_door
from lstm_book.chapter_04.doors import run_doors, share_right, train_doors

__all__ = ["closing_door", "run_doors", "share_right", "train_doors"]
