"""Memories side by side: what is plotted is what was given, and the words say the same."""

import numpy as np
import pytest

from lstm_book.story import FLOOR, Memory, describe_story, story
from lstm_teach.draw import figures

STATES = np.array([[0.0, 0.5, 0.25], [0.0, -0.5, -0.25]])
MEMORIES = {
    "keeps": Memory(STATES, np.array([1.0, -1.0, 1.0])),
    "loses": Memory(2 * STATES, np.array([0.0, 0.1, 1.0])),
}


def test_every_run_and_the_size_of_every_error_is_plotted() -> None:
    figure = story(MEMORIES, marks=[2])
    above, below = figure.axes[:2], figure.axes[2:]
    assert [ax.get_title(loc="left") for ax in above] == list(MEMORIES)
    for ax, memory in zip(above, MEMORIES.values(), strict=True):
        runs = [line.get_ydata() for line in ax.lines[: len(memory.states)]]
        assert np.array_equal(runs, memory.states)
        assert [line.get_xdata()[0] for line in ax.lines[len(memory.states) :]] == [2]
    assert np.array_equal(below[0].lines[0].get_ydata(), [1, 1, 1])
    assert np.array_equal(below[1].lines[0].get_ydata(), [FLOOR, 0.1, 1])
    assert all(np.array_equal(ax.lines[0].get_xdata(), [1, 2, 3]) for ax in below)
    assert all(ax.get_ylim() == (FLOOR, 1e3) for ax in below)  # errors are compared
    assert above[0].get_ylim() != above[1].get_ylim()  # states are not


def test_the_words_give_the_numbers() -> None:
    words = describe_story(MEMORIES, [2])
    assert "written at step 2." in words
    assert "loses: the states end between −0.5 and 0.5; of an error of 1 at the last step 0 comes" in words
    still = figures.still(story(MEMORIES, [2]), words)
    assert still.alt == words


@pytest.mark.parametrize("memories", [{}, {"a": Memory(STATES, np.ones(4))}])
def test_lengths_that_differ_are_refused(memories: dict[str, Memory]) -> None:
    with pytest.raises(ValueError, match="memories: expected runs of one length T"):
        story(memories, marks=[])
