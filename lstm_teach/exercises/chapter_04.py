"""Judges of the exercises of chapter 04."""

from __future__ import annotations

from lstm_teach.exercises.judges import Judge

EXERCISES: dict[str, Judge] = {}
