"""What a page asks for in the exercises of chapter 07."""

from lstm_book.answers import Asked, Choice, Number
from lstm_book.chapter_07.exercises import FOUR, LINES, SLIPS, one_step
from lstm_book.chapter_07.suspects import FAULTS

NEARLY = [1.01 * value for value in one_step()]  # as when two digits are kept
ANSWERS = {
    "7.1": Asked([Number(name) for name in FOUR], one_step(), slips=[*SLIPS.values(), NEARLY]),
    "7.3": Asked(
        [Choice(name, LINES) for name in FAULTS],
        list(FAULTS.values()),
        build=lambda said: dict(zip(FAULTS, said, strict=True)),
    ),
}
