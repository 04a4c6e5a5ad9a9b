"""Chapter 08, Bridging long time lags."""

from lstm_book.chapter_08.start_map import StartMap

__all__ = ["StartMap"]
