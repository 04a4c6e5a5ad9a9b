"""What a page asks for in the exercises of chapter 08."""

from collections.abc import Mapping

from lstm_book.answers import Asked, Number
from lstm_book.chapter_08.exercises import ANSWERS as NUMBERS
from lstm_book.chapter_08.exercises import CONSTANT


def _of(parts: Mapping[str, tuple[float, float, Mapping[str, float]]]) -> Asked:
    fields = [Number(name, list(slips.values())) for name, (_, _, slips) in parts.items()]
    return Asked(fields, [right for right, _, _ in parts.values()])


ANSWERS = {"8.1": _of(NUMBERS), "8.2": _of(CONSTANT)}
