"""What a page asks for in the exercises of chapter 00."""

from lstm_book.answers import Asked, Choice, Steps
from lstm_book.chapter_00.exercises import SAMPLES
from lstm_book.chapter_00.measures import SIX

ANSWERS = {
    "0.1": Asked(
        [Choice(f"text {n}", tuple(SIX)) for n in (1, 2, 3)],
        [f"{gate} {'open' if value else 'shut'}" for gate, value in SAMPLES],
    ),
    "0.2": Asked([Steps("value of the forget gate", 0, 20, per=20)], [0.35]),
}
