"""Exercises of chapter 08, Bridging long time lags."""

from __future__ import annotations

from lstm_book.judges import Judge

EXERCISES: dict[str, Judge] = {}
