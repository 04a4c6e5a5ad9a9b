"""What a page asks for in the exercises of chapter 10."""

from collections.abc import Iterable

from lstm_book.answers import Asked, Choice, Steps
from lstm_book.chapter_10.exercises import (
    MISCOUNTED,
    SENTENCES,
    WITHOUT,
    counted,
    deadly,
    one_step_errors,
    twins,
)
from lstm_book.chapter_10.twins import NUMBER

PAIRS = len(SENTENCES)
MOST = max(sentence.count(" ") for sentence in SENTENCES)  # no sentence has so many nouns
OWN = twins()[NUMBER, :, NUMBER]


def _flat(pairs: Iterable[tuple[str, int]]) -> list[str | int]:
    return [value for pair in pairs for value in pair]


ANSWERS = {
    "10.2": Asked(
        [
            field
            for k, sentence in enumerate(SENTENCES, start=1)
            for field in (
                Choice(f"sentence {k}: subject", tuple(sentence.replace("___", "").split())),
                Choice(f"sentence {k}: attractors", tuple(range(MOST))),
            )
        ],
        _flat(counted(sentence) for sentence in SENTENCES),
        slips=[_flat(pairs) for pairs in MISCOUNTED.values()],
        build=lambda said: [(said[2 * k], said[2 * k + 1]) for k in range(PAIRS)],
    ),
    "10.3": Asked([Steps("how many clamps", 0, len(one_step_errors(WITHOUT)))], [deadly()]),
    "10.5": Asked([Steps("unit", 0, len(OWN) - 1)], [int(OWN.argmax())]),
}
