"""The exercises of the book: for every number a judge that says what is wrong and where."""

from lstm_teach.exercises import (
    chapter_01,
    chapter_02,
    chapter_03,
    chapter_04,
    chapter_05,
    chapter_06,
    chapter_07,
)
from lstm_teach.exercises.judges import Judge

CHAPTERS = (chapter_01, chapter_02, chapter_03, chapter_04, chapter_05, chapter_06, chapter_07)

EXERCISES: dict[str, Judge] = {
    number: judge for chapter in CHAPTERS for number, judge in chapter.EXERCISES.items()
}
