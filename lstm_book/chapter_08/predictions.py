"""Predictions of chapter 08, Bridging long time lags."""

from __future__ import annotations

from lstm_book.questions import Question

PREDICTIONS: dict[str, Question] = {}
