"""A prediction as data: its kind, what happens, where right and close end; `answers.js` compares."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import numpy as np

from lstm_book.choices import Choice, Members, Order
from lstm_book.questions import Grade, Magnitude, Number, Question, Several, Sketch

GUESS = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for the guess in a sentence
LARGEST = 1e300


@singledispatch
def form(question: Question, truth: Any) -> dict[str, Any] | None:
    """Return what a page must know to compare a guess with the truth, or None if it cannot.

    A question of a chapter's own kind can if it names its `page_values`: what is said of each of these
    numbers is found out beforehand.
    """
    values = getattr(question, "page_values", None)
    if values is None:
        return None
    lines = [question.compare(question.read(value), truth)[0] for value in values]
    try:
        question.read(str(max(values) + 1))
    except ValueError as error:
        outside = str(error).replace(repr(str(max(values) + 1)), GUESS)
    else:
        outside = ""
    return {
        "kind": "tried",
        "values": list(values),
        "outside": outside,
        "lines": [[line.guess, line.truth, line.far, line.grade] for line in lines],
    }


@form.register
def _number(question: Number, truth: Any) -> dict[str, Any]:
    return {"kind": "number", "near": question.near, "truth": float(truth), "told": _told(question, truth)}


@form.register
def _magnitude(question: Magnitude, truth: Any) -> dict[str, Any]:
    most = {grade: _largest(question, grade) for grade in ("right", "close")}
    return {"kind": "magnitude", "truth": float(truth), "told": _told(question, truth), **most}


@form.register
def _sketch(question: Sketch, truth: Any) -> dict[str, Any]:
    return {
        "kind": "sketch",
        "near": question.near,
        "truth": np.asarray(truth, dtype=float).tolist(),
        "told": _told(question, question.read(truth)),
        "low": question.low,
        "high": question.high,
    }


@form.register
def _choice(question: Choice, truth: Any) -> dict[str, Any]:
    right = question.options.index(question.read(truth))
    options = [str(option) for option in question.options]
    return {"kind": "choice", "options": options, "right": right, "ordered": question.in_order}


@form.register
def _members(question: Members, truth: Any) -> dict[str, Any]:
    right = question.read(truth)
    places = [k for k, option in enumerate(question.options) if option in right]
    return {"kind": "members", "options": [str(option) for option in question.options], "right": places}


@form.register
def _order(question: Order, truth: Any) -> dict[str, Any]:
    right = [question.options.index(option) for option in question.read(truth)]
    quoted = ", ".join(f'"{o}"' if isinstance(o, str) else str(o) for o in question.options)
    options = [str(option) for option in question.options]
    return {"kind": "order", "options": options, "quoted": quoted, "right": right}


@form.register
def _several(question: Several, truth: Any) -> dict[str, Any] | None:
    parts = []
    for (name, part), is_so in zip((question.parts or {}).items(), _in_order(question, truth), strict=True):
        of_part = form(part, is_so)
        if of_part is None:
            return None
        parts.append([str(name), of_part])
    return {"kind": "several", "parts": parts}


def _in_order(question: Several, truth: Any) -> list[Any]:
    if not isinstance(truth, Mapping):
        return list(truth)
    by_name = {str(name): value for name, value in truth.items()}
    return [by_name[str(name)] for name in question.parts or {}]


def _told(question: Question, truth: Any) -> str:
    return question.tell(truth)[0][1]


def _largest(question: Magnitude, grade: Grade) -> float:
    """Return the largest ratio that still earns a grade, or a better one."""

    def earns(ratio: float) -> bool:
        found = question.compare(ratio, 1.0)[0].grade
        return found == "right" or found == grade

    inside, outside = 1.0, LARGEST
    while (middle := math.sqrt(inside * outside)) not in (inside, outside):
        inside, outside = (middle, outside) if earns(middle) else (inside, middle)
    while earns(above := math.nextafter(inside, math.inf)):
        inside = above
    return inside
