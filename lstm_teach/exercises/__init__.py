"""The exercises of the book."""

from lstm_teach.checks import Judge

EXERCISES: dict[str, Judge] = {}
