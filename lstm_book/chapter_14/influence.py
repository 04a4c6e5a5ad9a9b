"""How far a word reaches: replace it by another, and look which answers change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lstm_book.chapter_14.addresses import Address
from lstm_book.chapter_14.tagger import Tagger, answers


def by_distance(
    tagger: Tagger, addresses: Sequence[Address], *, far: int = 5, draws: int = 3, seed: int = 0
) -> dict[int, float]:
    """Return the share of words whose class changes, by their place less that of the replaced word.

    Parameters
    ----------
    tagger : Tagger
    addresses : sequence of Address
        Every word of them is replaced, `draws` times, by a word drawn from all of them.
    far : int
        The largest distance that is counted.
    draws, seed : int
    """
    rng = np.random.default_rng(seed)
    words = [word for address in addresses for word in address.words]
    before = answers(tagger, addresses)
    changed: list[Address] = []
    origin: list[tuple[int, int]] = []
    for n, address in enumerate(addresses):
        for place in range(len(address.words)):
            for _ in range(draws):
                other = list(address.words)
                other[place] = words[rng.integers(len(words))]
                changed.append(Address(tuple(other), address.tags))
                origin.append((n, place))
    moved = {distance: [0, 0] for distance in range(-far, far + 1)}
    for (n, place), tags in zip(origin, answers(tagger, changed), strict=True):
        for at, (old, new) in enumerate(zip(before[n], tags, strict=True)):
            if abs(at - place) <= far:
                moved[at - place][0] += old[2:] != new[2:]
                moved[at - place][1] += 1
    return {distance: hits / max(of, 1) for distance, (hits, of) in moved.items()}
