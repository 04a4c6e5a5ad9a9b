"""Write what the site's pages need to answer: ``python -m lstm_book.answers.export FOLDER [CHAPTER...]``."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from lstm_book.answers.fields import Asked, Number
from lstm_book.answers.predictions import form
from lstm_book.answers.rules import Places, Rule, rules
from lstm_book.answers.truths import kept
from lstm_book.check import chapters, exercises
from lstm_book.judges import Judge, NumberJudge
from lstm_book.predict import predictions

LIST = "answers.json"


def asked(chapter: str) -> dict[str, tuple[Asked, Judge]]:
    """Return the exercises of a chapter, such as "chapter_01", that a page can answer, with their judges."""
    judges, package = exercises(chapter), f"lstm_book.{chapter}"
    declared: dict[str, Asked] = {}
    if importlib.util.find_spec(f"{package}.answers"):
        declared = importlib.import_module(f"{package}.answers").ANSWERS
    found = {}
    for number, judge in judges.items():
        if number in declared:
            found[number] = declared[number], judge
        elif isinstance(judge, NumberJudge):
            field = Number("your answer", list(judge.wrong.values()))
            found[number] = Asked([field], [judge.expected]), judge
    return found


def of_exercise(one: Asked, judge: Judge) -> dict[str, Any]:
    """Return an exercise as data: its fields, and the rules by which a page answers."""
    places = Places(one, judge)
    return {
        "fields": [field.data() for field in one.fields],
        "rules": [_rule(rule, places) for rule in rules(one, judge)],
    }


def _rule(rule: Rule, places: Places) -> list[Any]:
    """Return ``[[place, low, high] or [place, option], ...]`` and what is said; an open end is None."""
    box: list[list[Any]] = []
    for k, end in rule.box.items():
        options = places.options[k]
        if options is None:
            box.append([k, *(None if math.isinf(value) else value for value in end)])
        else:
            box.append([k, options.index(end)])
    return [box, rule.said]


def of_predictions(chapter: str) -> dict[str, dict[str, Any]]:
    """Return the predictions of a chapter as data, but those not kept or of an unknown kind."""
    truths = kept(chapter)
    made = {
        number: form(question, truths[number])
        for number, question in predictions(chapter).items()
        if number in truths
    }
    return {number: one for number, one in made.items() if one is not None}


def exported(chapter: str) -> dict[str, Any]:
    """Return all that a chapter's page answers, and how many predictions it has."""
    return {
        "asked": len(predictions(chapter)),
        "predictions": of_predictions(chapter),
        "exercises": {number: of_exercise(*one) for number, one in asked(chapter).items()},
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line, write one file for each chapter, and a list of what they answer."""
    parser = argparse.ArgumentParser(prog="python -m lstm_book.answers.export")
    parser.add_argument("folder", type=Path)
    parser.add_argument("chapters", nargs="*", help="such as 01; all if none is named")
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    listed: dict[str, Mapping[str, Sequence[str]]] = {}
    for chapter in chapters():
        number = chapter[-2:]
        if options.chapters and number not in options.chapters:
            continue
        made = exported(chapter)
        data = json.dumps(made, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        (options.folder / f"{number}.js").write_text(f'lstmAnswers("{number}",{data})\n', encoding="utf-8")
        listed[number] = {kind: list(made[kind]) for kind in ("predictions", "exercises")}
    (options.folder / LIST).write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
