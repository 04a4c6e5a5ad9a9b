"""Every kind of question: what it reads, what it refuses, and how it tells the distance."""

import re

import numpy as np
import pytest

from lstm_book.choices import Choice, Members, Order, yes_or_no
from lstm_book.questions import Magnitude, Number, Several, Sketch


def so(value):
    return lambda: value


NUMBER = Number(truth=so(0.5), near=0.1)
TINY = Magnitude(truth=so(1e-8))
DELAY = Choice(truth=so(20), options=(5, 10, 20, 40), in_order=True)
GATES = Members(truth=so({"i", "o"}), options=("i", "f", "o"))
CELLS = Order(truth=so(["RNN", "GRU", "LSTM"]), options=("LSTM", "RNN", "GRU"))
CURVE = Sketch(truth=so([0.0, 0.5, 1.0]), steps=3, near=0.1)
BOTH = Several(truth=so({"w": 0.5, "flips": "no"}), parts={"w": NUMBER, "flips": Choice()})

GRADED = {
    "a number": (NUMBER, 0.55, ["right"], "off by 0.05"),
    "exactly": (NUMBER, 0.5, ["right"], ""),
    "near by": (NUMBER, 0.75, ["close"], "off by 0.25"),
    "far": (NUMBER, -1, ["off"], "off by 1.5"),
    "as a text": (NUMBER, "0.5", ["right"], ""),
    "an array of one": (NUMBER, np.array([[0.5]]), ["right"], ""),
    "single precision": (NUMBER, np.float32(0.5), ["right"], ""),
    "a magnitude": (TINY, 2e-8, ["right"], ""),
    "near in magnitude": (TINY, 1e-7, ["close"], "10 times too large"),
    "another magnitude": (TINY, 1e-12, ["off"], "1e+04 times too small"),
    "yes": (yes_or_no(so(True)), "Yes", ["right"], ""),
    "yes, as True": (yes_or_no(so(True)), np.True_, ["right"], ""),
    "no": (yes_or_no(so(True)), " no. ", ["off"], ""),
    "one of numbers": (DELAY, 20.0, ["right"], ""),
    "its neighbour": (DELAY, "40", ["close"], "1 place off"),
    "further": (DELAY, 5, ["off"], "2 places off"),
    "a set": (GATES, {"o", "i"}, ["right"], ""),
    "a string of one": (GATES, "i", ["close"], "without o"),
    "one too many": (GATES, ["i", "f", "o"], ["close"], "f too many"),
    "another set": (GATES, ["f"], ["off"], "without i, o; f too many"),
    "none": (GATES, [], ["off"], "without i, o"),
    "an order": (CELLS, ("rnn", "gru", "lstm"), ["right"], ""),
    "an order as a text": (CELLS, "RNN < LSTM < GRU", ["off"], "1 of 3 pairs the wrong way round"),
    "a sketch": (CURVE, [0.0, 0.5, 0.9], ["right"], "off by 0.033 in the mean"),
    "a flat sketch": (CURVE, np.ones(3), ["off"], "off by 0.5 in the mean"),
    "several": (BOTH, {"w": 0.5, "flips": True}, ["right", "off"], ""),
    "several in order": (BOTH, (0.5, "no"), ["right", "right"], ""),
}
REFUSED = {
    "a word": (NUMBER, "half", "expected a number, got 'half'"),
    "two numbers": (NUMBER, [1, 2], "expected a number, got [1, 2]"),
    "a truth value": (NUMBER, True, "expected a number, got True"),
    "NaN": (NUMBER, float("nan"), "expected a finite number, got nan"),
    "an object": (NUMBER, {}, "expected a number, got {}"),
    "a size below 0": (TINY, -1e-8, "expected a number above 0, got -1e-08"),
    "another option": (DELAY, 30, "expected one of 5, 10, 20, 40, got 30"),
    "maybe": (yes_or_no(so(True)), "maybe", 'expected one of "yes", "no", got \'maybe\''),
    "a list for a choice": (DELAY, [20], "expected one of 5, 10, 20, 40, got [20]"),
    "an unknown member": (GATES, ["i", "g"], 'expected one of "i", "f", "o", got \'g\''),
    "an object for a set": (GATES, object, "expected a list of some of"),
    "an order that lacks one": (CELLS, ["RNN", "GRU"], "once, got RNN, GRU"),
    "an order with one twice": (CELLS, ["RNN", "GRU", "GRU"], "once, got RNN, GRU, GRU"),
    "a number for an order": (CELLS, 3, 'expected a list of "LSTM", "RNN", "GRU", got 3'),
    "a short sketch": (CURVE, [0.0, 1.0], "expected 3 numbers, one a step, got 2"),
    "words in a sketch": (CURVE, ["a", "b", "c"], "expected a list of 3 numbers, got"),
    "infinity in a sketch": (CURVE, [0.0, np.inf, 0.0], "expected finite numbers, got"),
    "one of two": (BOTH, {"w": 0.5}, 'expected an answer for each of "w", "flips", got "w"'),
    "three for two": (BOTH, [1, 2, 3], 'expected an answer for each of "w", "flips", got [1, 2, 3]'),
    "a part that cannot be": (BOTH, ["half", "no"], "w: expected a number, got 'half'"),
    "a text for two": (BOTH, "no", "expected an answer for each"),
}


@pytest.mark.parametrize(("question", "guess", "grades", "far"), GRADED.values(), ids=GRADED)
def test_a_guess_is_compared(question, guess, grades, far):
    lines = question.compare(question.read(guess), question.truth())
    assert [line.grade for line in lines] == grades
    assert lines[0].far == far


@pytest.mark.parametrize(("question", "guess", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_guess_is_refused_in_one_sentence(question, guess, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as raised:
        question.read(guess)
    assert "\n" not in str(raised.value)


def test_the_truth_is_told_as_it_would_be_compared():
    assert NUMBER.tell(0.5) == [("", "0.5")]
    assert BOTH.tell(BOTH.truth()) == [("w", "0.5"), ("flips", "no")]
    assert GATES.tell(GATES.read(GATES.truth())) == [("", "i, o")]


def test_a_part_has_no_truth_of_its_own():
    with pytest.raises(AssertionError, match="no truth of its own"):
        Number().truth()
