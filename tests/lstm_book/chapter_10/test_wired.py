"""The wired cell: all short sequences, its lesions, and weights that are a little wrong."""

from itertools import product

import numpy as np
import pytest

from lstm_book.chapter_10 import wired
from lstm_teach import LSTM, unroll


def test_no_sequence_up_to_length_7_is_wrong() -> None:
    assert wired.try_all(wired.wired()) == (sum(5**n for n in range(1, 8)), 0)


def test_what_is_tried_is_what_the_words_say() -> None:
    """The count by arrays agrees with a count sentence by sentence, on a cell that is often wrong."""
    weak = wired.wired(speaks=-10.0)
    wrong = 0
    for n in range(1, 5):
        for sentence in map("".join, product(wired.CODES, repeat=n)):
            c = unroll(LSTM, weak, wired.encoded([sentence])).c[:, 0, 0]
            wrong += any((c[t] > 0.5) != wired.masculine(sentence[: t + 1]) for t in range(n))
    assert 0 < wrong == wired.try_all(weak, 4).wrong


@pytest.mark.parametrize(
    ("part", "place", "value", "wrong"),
    [
        ("W_h", (1, 0), -10.0, 2723),
        ("b", (3,), 10.0, 3444),  # unit 1 is never cleared
        ("W_x", (wired.NOUN, 2), -20.0, 4980),  # the store is cleared at every noun
    ],
)
def test_weights_that_are_a_little_wrong(part: str, place: tuple[int, ...], value: float, wrong: int) -> None:
    params = wired.wired()
    changed = getattr(params, part).copy()
    changed[place] = value
    assert wired.try_all(params._replace(**{part: changed}), 6) == (19_530, wrong)


@pytest.mark.parametrize(
    ("name", "stored"), list(zip(wired.LESIONS, ([0, 0, 1], [1, 1, 1], [1, 0, 0]), strict=True))
)
def test_lesions(name: str, stored: list[int]) -> None:
    lesion = wired.LESIONS[name]
    hurt = wired.run(lesion.sentence, lesion.holds())
    assert np.allclose(hurt.c[:, 0, 0], stored, atol=2e-3)
    right = [wired.masculine(wired.symbols(lesion.sentence)[: t + 1]) for t in range(3)]
    assert np.allclose(wired.run(lesion.sentence).c[:, 0, 0], right, atol=2e-3)


def test_sentences_that_cannot_be() -> None:
    with pytest.raises(ValueError, match="words: expected words of boy, girl"):
        wired.run("the boy")
    with pytest.raises(ValueError, match="expected the symbols m f p a ., got 'x'"):
        wired.encoded(["mx"])
    with pytest.raises(ValueError, match="of one length"):
        wired.encoded(["m", "mf"])
    with pytest.raises(ValueError, match="longest"):
        wired.try_all(wired.wired(), 0)


@pytest.mark.parametrize(
    ("heard", "known"),
    [("m", True), ("f", False), ("fm", True), ("mf", True), ("pm", False), ("fpm", False), ("pam", True),
     ("m.", False), ("m.f", False), ("ppm", False), ("p.m", True), ("fpfm", True), ("", False)],
)  # fmt: skip
def test_what_the_store_shall_know(heard: str, known: bool) -> None:
    assert wired.masculine(heard) is known
