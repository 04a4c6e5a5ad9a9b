"""Judges: what they say of right answers, of wrong ones, and of stubs."""

import math
import re

import numpy as np
import pytest

from lstm_book.judges import NotAttempted, is_stub, judge_function, judge_number, located_difference


def test_judge_number():
    judge = judge_number(0.5, 0.01, {"That is the square.": 0.25})
    assert judge(0.505) is None
    assert judge(np.float32(0.5)) is None
    assert judge("0.5") is None
    assert judge(0.25) == "That is the square."
    assert judge(0.6) == "0.6 is too large."
    assert judge(-1) == "-1 is too small."
    assert judge([0.5]) is None
    assert judge(np.array([[0.5]])) is None
    assert judge([0.5, 0.5]) == "Expected a number, got list."
    assert judge(np.ones(3)) == "Expected a number, got an array of shape (3,)."
    assert judge("half") == "Expected a number, got str."
    assert judge(1j) == "Expected a number, got complex."
    assert judge(math.nan) == "Expected a finite number, got nan."
    assert judge(math.inf) == "Expected a finite number, got inf."


def two(a, b):
    return a * b, a + b[0]


CASES = [(np.array([2.0, -3.0]), np.array([0.5, 4.0])), (np.array([1.0]), np.array([7.0]))]
JUDGE = judge_function(two, CASES, ("product", "sum"), {"You subtract.": lambda a, b: (a * b, a - b[0])})
ANSWERS = {
    "right": (two, None),
    "right, one array": (lambda a, b: np.stack(two(a, b)), None),
    "right, lists": (lambda a, b: ((a * b).tolist(), (a + b[0]).tolist()), None),
    "a known mistake": (lambda a, b: (a * b, a - b[0]), r"^You subtract\.$"),
    "twice": (
        lambda a, b: (2 * a * b, a),
        r"product\[0\]: expected 1, got 2, 2 times as much \(2 of 2 entries",
    ),
    "one entry": (
        lambda a, b: (a * b, a + b[0] + np.eye(a.size)[-1]),
        r"^sum\[1\]: expected -2.5, got -1.5.*1 of 2",
    ),
    "second case only": (lambda a, b: (a * b, a + b[0] * (a.size == 2)), r"^sum\[0\]: expected 8, got 1\."),
    "a shape": (lambda a, b: ((a * b)[None], a), r"^product: expected shape \(2,\), got \(1, 2\)\."),
    "NaN": (lambda a, b: (a * np.nan, a + b[0]), r"^product\[0\]: expected 1, got nan"),
    "one value": (lambda a, b: a * b, r"^Expected 2 values \(product, sum\), got ndarray\."),
    "one value too many, in one array": (
        lambda a, b: np.stack([a, b, a]),
        r"^Expected 2 values .*, got 3 values",
    ),
    "three values": (lambda a, b: (a, b, a), r"^Expected 2 values \(product, sum\), got 3 values\."),
    "strings": (lambda a, b: ("x", "y"), r"^product: expected numbers, got str"),
    "complex": (lambda a, b: (a * 1j, b), r"^product: expected numbers, got ndarray of dtype complex128"),
    "ragged": (lambda a, b: ([[1.0], [1.0, 2.0]], b), r"^product: expected numbers, got list\."),
    "objects": (lambda a, b: ({}, b), r"^product: expected numbers, got dict"),
    "no function": (3.0, r"^Expected a function, got float\."),
    "raises": (lambda a, b: a / {}, r"^Your function raised TypeError in <lambda>, line \d+ of its cell: "),
    "one argument": (lambda a: a, r"^Your function is called with 2 arguments; it takes a\.$"),
    "no argument": (lambda: 1.0, r"^Your function is called with 2 arguments; it takes none\.$"),
    "nothing returned": (lambda a, b: None, r"^Your function returned nothing\. Is a return missing"),
    "nothing on one path": (
        lambda a, b: two(a, b) if a.size == 2 else None,
        r"^Your function returned nothing",
    ),
    "right, in single precision": (
        lambda a, b: tuple(v.astype(np.float32) for v in two(a / 3 * 3, b)),
        None,
    ),
}


@pytest.mark.parametrize(("answer", "message"), ANSWERS.values(), ids=ANSWERS)
def test_judge_function(answer, message):
    said = JUDGE(answer)
    assert said is None if message is None else re.search(message, said), said


def test_feedback_on_numbers_says_what_was_asked():
    judge = judge_function(lambda a, b: min(a, b), [(3, 3), (2, 5)], ("least",))
    assert judge(lambda D, H: D) is None
    assert judge(lambda D, H: H) == "For D = 2, H = 5: least: expected 2, got 5."
    assert judge(max) == "least: expected 2, got 5."  # a built-in whose arguments have no names


def test_a_mistake_that_does_not_fit_the_shapes_is_not_the_readers():
    wrong = {"Transposed.": lambda a: a @ a, "The second.": lambda a: a.T @ a + 1}
    judge = judge_function(lambda a: a.T @ a, [(np.eye(2),), (np.ones((1, 2)),)], ("square",), wrong)
    assert judge(lambda a: a.T @ a + (len(a) == 1)) == "The second."
    assert judge(lambda a: a.T @ a + 1) == "The second."


def test_is_stub():
    for stub in (..., (..., 1.0), [1.0, ...], [[..., 1.0]], ([1.0], (2.0, [...]))):
        assert is_stub(stub)
    for answer in (None, 1.0, (), [1.0, [2.0]], np.zeros(3), {"P": ...}, "..."):
        assert not is_stub(answer)


STUBS = [
    lambda a, b: ...,
    lambda a, b: (..., ...),
    lambda a, b: [a, ...],
]


@pytest.mark.parametrize("stub", STUBS)
def test_a_stub_is_not_attempted(stub):
    with pytest.raises(NotAttempted):
        JUDGE(stub)


def test_not_implemented_is_not_attempted():
    def stub(a, b):
        raise NotImplementedError

    with pytest.raises(NotAttempted):
        JUDGE(stub)


def test_an_answer_that_overwrites_its_arguments_harms_nothing():
    def overwrites(a, b):
        result = two(a.copy(), b.copy())
        a[:], b[:] = 0.0, 0.0
        return result

    kept = [tuple(array.copy() for array in case) for case in CASES]
    assert JUDGE(overwrites) is None
    assert JUDGE(two) is None
    assert all(
        np.array_equal(a, b)
        for one, other in zip(kept, CASES, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_located_difference():
    whole = np.array([1, 2])
    assert located_difference(whole, whole, ["n"]) is None
    assert located_difference(np.array([1.0, 2.0]), whole, ["n"]) is None
    assert "n[1]: expected 2, got 2.7" in (located_difference(np.array([1.0, 2.7]), whole, ["n"]) or "")
    assert located_difference(0.3, np.True_, ["n"]) is not None
    assert located_difference(True, np.True_, ["n"]) is None
    assert located_difference(np.array([1.0, 0.0]), np.array([1.0, 1e-12]), ["n"]) is None
    assert located_difference(np.float32(1 / 3), 1 / 3, ["n"], rtol=1e-6) is None
    assert "expected 0, got 1" in (located_difference(1.0, 0.0, ["n"]) or "")


def test_the_entry_that_is_furthest_off_is_named_with_digits_that_differ():
    expected = np.array([0.106, 2.0, 0.5])
    assert located_difference(np.array([0.106, 2.0, 0.6]), expected, ["g"]) == (
        "g[2]: expected 0.5, got 0.6, 1.2 times as much (1 of 3 entries are off)."
    )
    said = located_difference(np.array([0.10600001, 2.0, 0.5]), expected, ["g"])
    assert said == "g[0]: expected 0.106, got 0.10600001 (1 of 3 entries are off)."
    said = located_difference(np.array([0.107, 2.0001, 0.9]), expected, ["g"]) or ""
    assert said.startswith("g[2]: expected 0.5, got 0.9, 1.8 times")
    nan = located_difference(np.array([0.2, np.nan, 0.5]), expected, ["g"]) or ""
    assert nan.startswith("g[1]: expected 2, got nan")


def test_numbers_in_any_wrapping_are_accepted():
    for pair in (
        (3.0, 4.0),
        [3.0, 4.0],
        np.array([3.0, 4.0]),
        np.array([[3.0], [4.0]]),
        ([3.0], np.ones(1) * 4),
    ):
        assert located_difference(pair, (3.0, 4.0), ["v", "loss"]) is None
    assert located_difference(np.float32(0.1), 0.1, ["v"]) is None
    assert located_difference(np.float32(0.1001), 0.1, ["v"]) is not None
    assert located_difference(np.array([[0.1]]), 0.1, ["v"]) is None
