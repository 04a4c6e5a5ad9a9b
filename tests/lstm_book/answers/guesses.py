"""Made-up answers: random ones around what is declared, and guesses of every kind, and what Python says."""

import dataclasses
import importlib
import random
from collections.abc import Iterator
from typing import Any

import pytest

from lstm_book import predict, scorebook
from lstm_book.answers import Number, Row
from lstm_book.answers.rules import Places
from lstm_book.answers.truths import kept
from lstm_book.check import chapters
from lstm_book.predict import predictions
from lstm_book.questions import Question

MODULE = importlib.import_module("lstm_book.predict")
NONSENSE = ("abc", "1e", "0,5", "--1", "it's", 'a "b"', "inf", "1 2", "1_", "0x1f")
NUMBERS = (
    " 1e-3 ",
    "+.5",
    "7.",
    "1_000",
    "-0",
    "12345678.9",
    "0.00001234",
    "1e22",
    "2.5",
    "0.125",
    "1e-7",
    "0",
)


def all_questions() -> dict[str, tuple[Question, Any]]:
    """Every prediction of the book with its kept truth."""
    return {
        number: (question, kept(chapter)[number])
        for chapter in chapters()
        for number, question in predictions(chapter).items()
    }


def told(number: str, question: Question, truth: Any, guess: Any, patch: pytest.MonkeyPatch) -> str:
    """What `predict` says of a first guess where the kept truth is what happens."""
    known = dataclasses.replace(question, truth=lambda: truth, needs=())
    patch.setattr(scorebook, "_memory", {})
    patch.setattr(MODULE, "_question", lambda name: known)
    patch.setattr(MODULE, "_drawn", lambda *_: None)
    return repr(predict(number, guess))


def entered(form: dict[str, Any], rng: random.Random) -> tuple[Any, Any]:
    """A random guess as a page has it, and as Python has it."""
    kind = form["kind"]
    if kind in ("number", "magnitude"):
        near = form["truth"] * (1 + rng.gauss(0, 1) * 10 ** rng.uniform(-6, 1)) + rng.choice(
            [0, rng.gauss(0, 1)]
        )
        text = rng.choice(
            [repr(near), f"{near:.3g}", f"{form['truth']:.3g}", rng.choice(NUMBERS), rng.choice(NONSENSE)]
        )
        return text, text
    if kind == "tried":
        text = rng.choice([f"{rng.choice(form['values']):.2f}", "2", rng.choice(NONSENSE[:5])])
        return text, text
    if kind == "sketch":
        values = [round(v + rng.gauss(0, 0.2), rng.randint(1, 9)) for v in form["truth"]][
            : rng.choice([9, 9, 9, 8])
        ]
        return ", ".join(map(repr, values)), values
    count = len(form.get("options", ()))
    if kind == "choice":
        at = rng.randrange(count)
        return at, form["options"][at]
    if kind == "members":
        some = [k for k in range(count) if rng.random() < 0.5]
        return some, [form["options"][k] for k in some]
    if kind == "order":
        places = rng.choice([rng.sample(range(count), count), [rng.randrange(count) for _ in range(count)]])
        return places, [form["options"][k] for k in places]
    pairs = [(name, *entered(part, rng)) for name, part in form["parts"]]
    return [raw for _, raw, _ in pairs], {name: guess for name, _, guess in pairs}


def answers(places: Places, rng: random.Random, count: int) -> Iterator[list[Any]]:
    """Random answers to an exercise: right ones, slips and others, with some places moved a little or far."""
    known = [places.right, *map(places.flat, places.asked.slips)]
    for one, start, end in places.spans():
        for row in one.slips if isinstance(one, Row) else ():
            known.append([*places.right[:start], *row, *places.right[end:]])
    for _ in range(count):
        answer, share = list(rng.choice(known)), rng.choice([0, 0, 0.3, 1])
        for k, options in enumerate(places.options):
            if rng.random() < share:
                answer[k] = rng.choice(options) if options else _number(places, k, rng)
            elif options is None and rng.random() < 0.3:
                answer[k] *= 1 + rng.gauss(0, 1) * 10 ** rng.uniform(-5, -2)
        yield answer


def _number(places: Places, k: int, rng: random.Random) -> float:
    one, start, _ = next(span for span in places.spans() if span[1] <= k < span[2])
    slips = one.slips if isinstance(one, Number) else [row[k - start] for row in one.slips]
    value = float(rng.choice([places.right[k], *slips]))
    near, far = value + rng.gauss(0, 1) * 10 ** rng.uniform(-5, 1), rng.gauss(0, 1) * 10 ** rng.uniform(-6, 6)
    return rng.choice([value, near, float(f"{value:.3g}"), round(value, 2), float(rng.randint(-3, 30)), far])
