"""The examples in the docstrings of the dials and of what they draw with."""

import doctest

import pytest

from lstm_book.chapter_01 import unroller
from lstm_book.chapter_02 import gradient_dial
from lstm_book.chapter_03 import carousel
from lstm_book.chapter_05 import half_life, half_life_map
from lstm_book.chapter_06 import bench, hand_wiring
from lstm_book.chapter_13 import cowriter, cowriter_page, cowriter_run, guessing

MODULES = (
    unroller, gradient_dial, carousel, half_life, bench, hand_wiring, half_life_map,
    cowriter, cowriter_page, cowriter_run, guessing,
)  # fmt: skip


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_give_what_they_say(module):
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0
