"""The trained tagger that the book ships: two LSTMs, a CRF, and letters.

It saw the part to train on of split 0, at the rate that the ladder chose; the part to judge by is new to
it. Its weights are kept in two bytes each; ten seconds make the file anew::

    python -m lstm_book.chapter_14.shipped
"""

from __future__ import annotations

from functools import cache

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_14 import ladder, learning, tagger
from lstm_book.chapter_14.addresses import split
from lstm_book.chapter_14.encoding import Vocabulary, batch, words_of
from lstm_book.chapter_14.tagger import Tagger
from lstm_teach.numerics import Array
from lstm_teach.params import named_leaves, tree_map

FILE, NAME, SPLIT = "tagger.npz", "BiLSTM-CRF, letters", 0


def save(made: Tagger) -> None:
    """Write a tagger of the shipped kind to the file, and the checksums."""
    arrays = {name: leaf.astype(np.float16) for name, leaf in named_leaves(made.net)}
    words = np.frombuffer("\n".join(made.known.words).encode(), np.uint8)
    np.savez_compressed(datasets.FOLDER / FILE, words=words, **arrays)  # type: ignore[arg-type]
    datasets.write_sums()


@cache
def load() -> Tagger:
    """Return the shipped tagger; its weights are float64, as training's are.

    Raises
    ------
    ValueError
        If the file is not what the book was written with.
    """
    setting = ladder.SETTINGS[NAME]
    with np.load(datasets.path(FILE), allow_pickle=False) as archive:
        known = Vocabulary(tuple(archive["words"].tobytes().decode().split("\n")))
        like = tagger.init(np.random.default_rng(0), setting, len(known.words))
        leaves = iter([archive[name].astype(float) for name, _ in named_leaves(like)])
    return Tagger(setting, known, tree_map(lambda _: next(leaves), like))


def take_apart(text: str, made: Tagger | None = None, *, legal: bool = True) -> list[tuple[str, str]]:
    """Return the words of an address, each with its tag, by the shipped tagger or another.

    Raises
    ------
    TypeError, ValueError
        If it is no text, or holds no word.
    """
    words = words_of(text)
    made = made or load()
    (tags,) = tagger.answers(made, [tagger.without_tags(words)], legal=legal)
    return list(zip(words, tags, strict=True))


def scores_of(text: str) -> tuple[tuple[str, ...], Array]:
    """Return the words of an address, and the shipped tagger's scores of the 21 tags, (T, 21)."""
    words, made = words_of(text), load()
    these = batch(made.known, [tagger.without_tags(words)])
    return words, tagger.run(made.setting, made.net, these).scores[:, 0]


def main() -> None:
    """Train, and write the file."""
    rate = ladder.chosen(ladder.load(), NAME)[0].rate
    save(learning.fit(ladder.SETTINGS[NAME], split(SPLIT).train, rate, seed=SPLIT))
    print((datasets.FOLDER / FILE).stat().st_size, "bytes")


if __name__ == "__main__":
    main()
