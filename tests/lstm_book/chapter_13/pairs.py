"""Small networks with a count beside them, for the tests of the co-writer and the game."""

from functools import cache
from typing import Any

import numpy as np

from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13.cowriter_draw import draw
from lstm_book.chapter_13.cowriter_models import Pair, pair_of
from lstm_book.chapter_13.cowriter_run import run
from lstm_book.networks import Network, single
from lstm_teach import LSTM
from lstm_teach.model import init_model
from tests.widgets.on_page import on_page

PLAIN = "the cat sat on the mat, and the dog sat on the cat; the hat was that of a man.\n"
NESTED = '{"a":[{"b":"1"},{"c":{"d":"2"}}],"e":{"f":"3"}}\n'
LINE = "so the man sat that the cat had a hat on the mat and the dog was of the hand of a man, "


def network(text: str, units: int, loud: float = 3.0) -> Network:
    """Return an untrained network that is far from indifferent."""
    alphabet = Alphabet.of(text)
    model = init_model(LSTM, np.random.default_rng(3), alphabet.size, units, alphabet.size)
    out = model.out._replace(W_y=model.out.W_y * loud)
    return single(Network(LSTM, model._replace(out=out), alphabet))


def made(text: str, test: str = "", units: int = 7, order: int = 4) -> Pair:
    """Return a pair on a text of its own."""
    one = network(text, units)
    return pair_of("pair", one, one.alphabet.encode(text), test, order)


@cache
def plain() -> Pair:
    """Return a pair that knows small letters, with test text for the game."""
    return made(6 * PLAIN, test=4 * (4 * LINE + "\n"))


@cache
def nested() -> Pair:
    """Return a pair that knows braces."""
    return made(6 * NESTED)


def check_writer(widget: Any) -> None:
    """Controls, settings, the shown picture and a fresh drawing of the state agree."""
    state = widget.state
    assert widget.picture == draw(state, run(state)).svg() == on_page(widget)
    for name, control in widget.controls.items():
        assert control.value == getattr(state, name)
        if hasattr(control, "max"):
            assert control.min <= control.value <= control.max
