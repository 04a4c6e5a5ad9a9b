"""Chapter 06, The full LSTM cell: its exercises, the bench for hand wiring, and the walk through a step."""

from lstm_book.chapter_06.bench import Bench
from lstm_book.chapter_06.bench_run import BenchState
from lstm_book.chapter_06.hand_wiring import Task
from lstm_book.chapter_06.lstm_walk import lstm_walk

__all__ = ["Bench", "BenchState", "Task", "lstm_walk"]
