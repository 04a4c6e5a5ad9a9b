"""Tasks for hand-wired units: how sequences become inputs, what counts as wrong, what is refused."""

import numpy as np
import pytest

from lstm_book.chapter_06.hand_wiring import COUNT, TOGGLE, Task

PLAIN = {"name": "copy", "inputs": ("1",), "sequences": ("01", "1"), "target": ((0, 1), (1,))}


def test_symbols_become_inputs_and_short_sequences_are_padded():
    x = Task("t", ("#", "a"), ("a#b", "a"), ((0, 0, 0), (0,))).one_hot()
    assert x.shape == (3, 2, 2)
    assert x[:, 0].tolist() == [[0, 1], [1, 0], [0, 0]]
    assert x[:, 1].tolist() == [[0, 1], [0, 0], [0, 0]]


def test_targets_of_the_books_tasks():
    targets = dict(zip(TOGGLE.sequences, TOGGLE.target, strict=True))
    assert targets["10101"] == (1, 1, 0, 0, 1)
    assert targets["11"] == (1, 0)
    counts = dict(zip(COUNT.sequences, COUNT.target, strict=True))
    assert counts["aa#aaa#a#"] == (1, 2, 0, 1, 2, 3, 0, 1, 0)
    assert counts["aaa###aa"] == (1, 2, 3, 0, 0, 0, 1, 2)


def test_what_counts_as_wrong():
    copy = Task(**PLAIN, threshold=0.5)
    assert copy.wrong(0, np.array([0.5, 0.51])) == (False, False)
    assert copy.wrong(0, np.array([0.6, -7.0])) == (True, True)
    near = Task(**PLAIN)
    assert near.wrong(0, np.array([0.25, 0.7])) == (False, True)


BAD = [
    ({"inputs": ()}, "Task.inputs: expected 1 to 3 different texts of one symbol"),
    ({"inputs": ("ab",)}, "Task.inputs: expected 1 to 3 different texts of one symbol"),
    ({"inputs": ("a", "a")}, "Task.inputs: .* different"),
    ({"sequences": ("", "1")}, "Task.sequences: expected 1 to 14 different texts of 1 to 30 symbols"),
    ({"sequences": ("01" * 16, "1")}, "Task.sequences"),
    ({"target": ((0, 1),)}, r"Task.target: expected one number for each symbol, \[2, 1\], got \[2\]"),
    ({"target": ((0, 1), (2,)), "threshold": 0.5}, "Task.target: expected 0 or 1 where there is a threshold"),
    ({"target": ((0, "1"), (1,))}, "Task.target: expected a finite number, got '1'"),
    ({"threshold": float("nan")}, "Task.threshold: expected a finite number, got nan"),
    ({"tolerance": -1}, "Task.tolerance: expected a finite number"),
    ({"labels": ("x", "y")}, "Task.labels: expected one for each of"),
]


@pytest.mark.parametrize(("changed", "message"), BAD)
def test_bad_tasks_are_named(changed, message):
    Task(**PLAIN)
    with pytest.raises(ValueError, match=message):
        Task(**(PLAIN | changed))
