"""Chapter 05, The forget gate: its exercises, the half-life dial, and the stream that drifts."""

from lstm_book.chapter_05.drifting_stream import drifting_stream
from lstm_book.chapter_05.half_life import HalfLifeDial
from lstm_book.chapter_05.half_life_run import HalfLifeDialState

__all__ = ["HalfLifeDial", "HalfLifeDialState", "drifting_stream"]
