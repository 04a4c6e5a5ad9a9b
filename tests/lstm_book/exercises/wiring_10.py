"""Answers to exercise 10.6, the wired cell, for the tables of chapter 10."""

import numpy as np

from lstm_book.chapter_10.wired import MASC, NOUN, PREP, STOP, wired
from lstm_teach import LSTMParams

WIRED = wired()


def changed(part: str, place: tuple[int, ...], value: float) -> LSTMParams:
    array = getattr(WIRED, part).copy()
    array[place] = value
    return WIRED._replace(**{part: array})


def columns(*order: int) -> LSTMParams:
    return LSTMParams(*(part[..., list(order)] for part in WIRED))


def rows(*order: int) -> LSTMParams:
    return WIRED._replace(W_x=WIRED.W_x[list(order)])


UNITS = columns(1, 0, 3, 2, 5, 4, 7, 6)
RIGHT = [
    ("10.6", WIRED),
    ("10.6", wired(speaks=-20.0)),
    ("10.6", wired(speaks=-100.0)),
    ("10.6", LSTMParams(*(part.astype(np.float32) for part in WIRED))),
    ("10.6", LSTMParams(*(part.tolist() for part in WIRED))),
    ("10.6", changed("b", (6,), -10.0)),  # nobody hears the store's own output
    ("10.6", changed("W_x", (STOP, 0), -20.0)),
    ("10.6", rows(1, 0, 2, 3)),  # the gate opens for boys alone, and the candidate is 1
    ("10.6", changed("b", (4,), 10.0)._replace(W_x=WIRED.W_x[[1, 0, 2, 3]])),
]
STUBS = [("10.6", ...), ("10.6", LSTMParams(..., ..., ...))]
WRONG = [
    ("10.6", changed("W_x", (NOUN, 2), -20.0), "chlapec a dívka přišli"),
    ("10.6", changed("b", (3,), 10.0), "Unit 1 has to hold for one step"),
    ("10.6", wired(speaks=-10.0), r"at most tanh\(1\) = 0\.76"),
    ("10.6", wired(speaks=0.0), "A noun behind a preposition is written"),
    ("10.6", wired(speaks=40.0), "A noun behind a preposition is written"),
    ("10.6", changed("W_x", (STOP, 2), 0.0), "At a full stop the store's forget gate has to shut"),
    ("10.6", changed("W_x", (NOUN, 0), 0.0), "A boy who is a subject has to be written"),
    ("10.6", changed("W_x", (PREP, 1), 0.0), "A noun behind a preposition is written"),
    ("10.6", changed("W_x", (NOUN, 4), 10.0), "A girl alone"),
    ("10.6", changed("W_x", (MASC, 4), -10.0), "A boy who is a subject"),
    ("10.6", changed("b", (2,), -10.0), "Only a full stop may shut"),
    ("10.6", UNITS._replace(W_h=UNITS.W_h[::-1]), "with the two units exchanged"),
    ("10.6", columns(2, 3, 0, 1, 4, 5, 6, 7), "the columns of f and i exchanged"),
    ("10.6", columns(0, 1, 2, 3, 6, 7, 4, 5), "yours stand in the order i, f, o, g"),
    ("10.6", columns(0, 2, 4, 6, 1, 3, 5, 7), "unit by unit"),
    ("10.6", WIRED._replace(W_h=WIRED.W_h[::-1]), "with the rows of W_h exchanged"),
    ("10.6", rows(0, 1, 3, 2), r"\[prep\] and \[stop\] exchanged"),
    ("10.6", WIRED._replace(b=np.zeros(7)), r"b: expected shape \(8,\), got \(7,\)"),
    ("10.6", WIRED.W_x, r"Expected LSTMParams\(W_x, W_h, b\), got ndarray"),
]
