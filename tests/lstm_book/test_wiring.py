"""Judges of cells that are wired by hand: what is refused before a run, what is turned, what fails first."""

import numpy as np
import pytest

from lstm_book.judges import NotAttempted
from lstm_book.wiring import GATES_EXCHANGED, Failure, first_failure, first_wrong, judge_params, with_columns
from lstm_teach import LSTM, MEMORY_BLOCK, RNN, LSTMParams, MemoryBlockParams, RNNParams

RIGHT = RNNParams(W_x=np.array([[1.0, 2.0]]), W_h=np.zeros((2, 2)), b=np.array([3.0, 4.0]))


def fault(params):
    """Say what is wrong unless all is as in RIGHT."""
    assert isinstance(params, RNNParams)
    assert all(part.dtype == float for part in params)
    off = [
        name for name, part, right in zip(RIGHT._fields, params, RIGHT, strict=True) if (part != right).any()
    ]
    return f"off: {off}" if off else None


TURNED = {
    "Exchanged.": lambda p: p._replace(b=p.b[::-1]),
    "Negative.": lambda p: p._replace(W_x=-p.W_x),
}
JUDGE = judge_params(RNN, "an RNN", {"W_x": (1, 2), "b": (2,)}, fault, TURNED)
ANSWERS = {
    "right": (RIGHT, None),
    "lists of whole numbers": (RNNParams([[1, 2]], [[0, 0], [0, 0]], [3, 4]), None),
    "a plain tuple": (tuple(RIGHT), "Expected an RNN, got tuple."),
    "a shape that is asked for": (RIGHT._replace(b=np.ones(3)), "b: expected shape (2,), got (3,)."),
    "a number": (RIGHT._replace(W_x=1.0), "W_x: expected shape (1, 2), got ()."),
    "first things first": (RNNParams(1.0, 1.0, 1.0), "W_x: expected shape (1, 2), got ()."),
    "to turn": (RIGHT._replace(b=np.array([4.0, 3.0])), "Exchanged."),
    "to turn otherwise": (RIGHT._replace(W_x=np.array([[-1.0, -2.0]])), "Negative."),
    "to turn twice": (RNNParams(-RIGHT.W_x, RIGHT.W_h, RIGHT.b[::-1]), "off: ['W_x', 'b']"),
    "wrong": (RIGHT._replace(W_h=np.eye(2)), "off: ['W_h']"),
}
REFUSED = {  # the message is that of NumPy or of the cell
    "another shape": (RIGHT._replace(W_h=np.zeros((3, 2))), "W_h"),
    "NaN": (RIGHT._replace(W_h=np.full((2, 2), np.nan)), "finite"),
    "words": (RIGHT._replace(b=["a", "b"]), "convert"),
    "ragged": (RIGHT._replace(b=[[1.0], [1.0, 2.0]]), "inhomogeneous"),
    "a part that is missing": (RIGHT._replace(W_h=None), "W_h"),
}


@pytest.mark.parametrize(("answer", "message"), ANSWERS.values(), ids=ANSWERS)
def test_judge_params(answer, message):
    assert JUDGE(answer) == message


@pytest.mark.parametrize(("answer", "part"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_run_is_said(answer, part):
    assert part in JUDGE(answer)


@pytest.mark.parametrize(
    "stub", [RNNParams(..., ..., ...), RIGHT._replace(b=...), RIGHT._replace(b=[1.0, ...])]
)
def test_a_stub_is_not_attempted(stub):
    with pytest.raises(NotAttempted):
        JUDGE(stub)


def test_parts_that_may_be_missing_stay_missing():
    seen = []
    judge = judge_params(MEMORY_BLOCK, "a block", {}, seen.append, {})
    assert judge(MemoryBlockParams(np.ones((1, 3)), np.zeros((1, 3)), b_gates=np.zeros(2))) is None
    assert [name for name, part in zip(seen[0]._fields, seen[0], strict=True) if part is None] == [
        "W_y",
        "b_cells",
    ]


def test_exchanged_gates():
    params = LSTM.init(np.random.default_rng(0), 2, 1)
    for turn, order in zip(GATES_EXCHANGED.values(), ("figo", "ifog"), strict=True):
        places = ["ifgo".index(gate) for gate in order]
        turned = turn(params)
        assert isinstance(turned, LSTMParams)
        assert all(np.array_equal(a, b[..., places]) for a, b in zip(turned, params, strict=True))
    assert np.array_equal(with_columns(1, 0)(RIGHT).b, [4.0, 3.0])


def test_first_wrong_is_the_earliest_step_and_then_the_first_sequence():
    wrong = np.zeros((4, 3), bool)
    assert first_wrong(wrong) is None
    wrong[3, 0] = wrong[2, 2] = wrong[2, 1] = True
    assert first_wrong(wrong) == (2, 1)


def test_first_failure():
    words = ["aab", "aba", "bbb"]
    inputs = {"a": (1.0, 0.0), "b": (0.0, 2.0)}

    def run(x):
        """Return how much of b was heard."""
        assert x.shape == (3, 3, 2)
        return np.cumsum(x[..., 1], axis=0)

    assert first_failure(words, inputs, run, lambda heard: "b" in heard) is None
    assert first_failure(words, inputs, run, lambda heard: heard[-1] == "b") == Failure("aba", 2.0, False)
    assert first_failure(words, inputs, run, lambda heard: "a" in heard) == Failure("a", 0.0, True)
    half = first_failure(words, inputs, lambda x: run(x) / 4, lambda heard: "b" in heard)
    assert half == Failure("b", 0.5, True)  # one half itself is off
