"""Chapter 06, The full LSTM cell: its exercises, and the bench for hand wiring."""

from typing import Any, NoReturn

from lstm_book.chapter_06.bench import Bench
from lstm_book.chapter_06.bench_run import BenchState
from lstm_book.chapter_06.hand_wiring import Task

__all__ = ["Bench", "BenchState", "Task"]


def lstm_walk(*_: Any, **__: Any) -> NoReturn:
    """Say what became of the seven pictures: a notebook written for them gets one sentence."""
    now = "GateConsole(LSTM, params, x, ConsoleState(stop=1))"
    raise ImportError(f"`lstm_walk` is now a console that stops seven times in a step: write `{now}`")
