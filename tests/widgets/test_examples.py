"""The examples in the docstrings of the dials and of what they draw with."""

import doctest

import pytest

from lstm_teach.draw import half_life as half_life_picture
from lstm_teach.tasks import hand_wiring
from lstm_teach.widgets import bench, carousel, gradient_dial, half_life, unroller

MODULES = (unroller, gradient_dial, carousel, half_life, bench, hand_wiring, half_life_picture)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_the_examples_give_what_they_say(module):
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0
