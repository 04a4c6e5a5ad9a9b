"""What a page asks for in the exercises of chapter 09."""

from lstm_book.answers import Asked, Letters, Number
from lstm_book.chapter_09.exercises import AUTOMATON, LEGAL, SLIPS_OF_FOUR, WALK

ALPHABET = AUTOMATON.symbols
ANSWERS = {
    "9.1": Asked(
        [Letters(f"after {WALK[: n + 1]}", ALPHABET) for n in range(len(WALK))],
        ["".join(letter for letter in ALPHABET if letter in legal) for legal in LEGAL],
    ),
    "9.2": Asked(
        [Number(name, list(slips.values())) for name, _, slips in SLIPS_OF_FOUR],
        [right for _, right, _ in SLIPS_OF_FOUR],
    ),
}
