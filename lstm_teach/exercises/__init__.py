"""The exercises of the book: for every number a judge that says what is wrong and where."""

from lstm_teach.exercises import chapter_01
from lstm_teach.exercises.judges import Judge

EXERCISES: dict[str, Judge] = {**chapter_01.EXERCISES}
