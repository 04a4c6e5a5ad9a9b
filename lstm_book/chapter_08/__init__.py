"""Chapter 08, Bridging long time lags: its tasks as lessons, its trained adders, its trials."""

from lstm_book.chapter_08.adders import adders

__all__ = ["adders"]
