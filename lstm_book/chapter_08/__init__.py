"""Chapter 08, Bridging long time lags: its tasks as lessons, its trained adders, its trials."""

from lstm_book.chapter_08.adders import adders
from lstm_book.chapter_08.operation import Operation
from lstm_book.chapter_08.start_map import StartMap

__all__ = ["Operation", "StartMap", "adders"]
