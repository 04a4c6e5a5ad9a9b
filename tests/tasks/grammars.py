"""The Reber grammars once more, as regular expressions and by going through all strings."""

import re
from collections.abc import Iterator

# From the state behind a P, by hand: T loops, V, then back through P X or out.
_RIGHT = "T*V(?:PXT*V)*(?:PS|V)"
INNER = f"B(?:TS*X(?:S|X{_RIGHT})|P{_RIGHT})E"


def embedded_form(inner: int = 1, outer: str = "TP") -> re.Pattern[str]:
    """Return the expression of an embedded grammar's strings."""
    middle = f"(?:{INNER}){{{inner}}}"
    return re.compile("B(?:" + "|".join(f"{letter}{middle}{letter}" for letter in outer) + ")E")


def inner_strings(longest: int) -> Iterator[tuple[str, float]]:
    """Yield every string of the inner grammar up to a length, and its chance, by the five-node graph.

    Chances are powers of 1/2: as floats they are exact, and so are their sums.
    """
    ways = {1: "T2 P3", 2: "S2 X4", 3: "T3 V5", 4: "X3 S6", 5: "P4 V6"}
    going = [("B", 1, 1.0)]
    while going:
        text, node, chance = going.pop()
        if node == 6:
            yield text + "E", chance
        elif len(text) + 1 < longest:
            going += [(text + way[0], int(way[1]), chance / 2) for way in ways[node].split()]


def embedded_strings(longest: int, outer: str = "TP") -> Iterator[tuple[str, float]]:
    """Yield every string of the embedded grammar up to a length, and its chance."""
    for text, chance in inner_strings(longest - 4):
        for letter in outer:
            yield f"B{letter}{text}{letter}E", chance / len(outer)
