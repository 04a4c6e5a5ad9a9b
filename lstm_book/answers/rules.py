"""Ask a judge beforehand what it says where: rules that a page can follow.

An answer is taken apart into places: a place for each field, for a row one for each of its numbers. A rule
is a box (for some places the values between two ends, or one option) and what is said in it; the first that
fits counts. What is said is a text, or a list of texts and slots ``[place, format]`` for a number as told.
Ends are found by bisection around the values that are declared.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from lstm_book.answers.fields import Asked, Number, Row
from lstm_book.judges import Judge

FORMATS = (".6g", ".4g", ".3g", ".2f", ".0f")  # in which judges tell a number
DIGITS = 3
NEAREST = 1e-8  # relative: so exactly ends are found, and exactly where they are short numbers
FAR = 1234.56789  # a number that is right nowhere
FURTHEST = 1e300
Said = str | list[Any] | None
Key = tuple[Any, ...]


class Rule(NamedTuple):
    """A box, from a place to its ends or its option, and what is said in it; None goes with right answers."""

    box: dict[int, Any]
    said: Said


class Places:
    """The answer to an exercise in places, and the judge that hears it."""

    def __init__(self, asked: Asked, judge: Judge) -> None:
        self.asked, self._judge = asked, judge
        self.options = [getattr(one, "options", None) for one in asked.fields for _ in range(one.size)]
        self.right = self.flat(asked.right)
        self.far = [
            FAR if options is None else next(option for option in options if option != right)
            for options, right in zip(self.options, self.right, strict=True)
        ]

    def flat(self, values: Sequence[Any]) -> list[Any]:
        """Return the places of an answer's fields."""
        flat: list[Any] = []
        for one, value in zip(self.asked.fields, values, strict=True):
            flat += list(value) if isinstance(one, Row) else [value]
        return flat

    def hear(self, places: Sequence[Any]) -> str | None:
        """Return what the judge says of an answer."""
        values, rest = [], list(places)
        for one in self.asked.fields:
            values.append(rest[: one.size] if isinstance(one, Row) else rest[0])
            rest = rest[one.size :]
        return self._judge(self.asked.build(values))

    def spans(self) -> Iterator[tuple[Any, int, int]]:
        """Yield each field with its first place and the one behind its last."""
        start = 0
        for one in self.asked.fields:
            yield one, start, start + one.size
            start += one.size


def rules(asked: Asked, judge: Judge) -> list[Rule]:
    """Return what a judge says of every answer, as rules of which the first that fits counts.

    Raises
    ------
    ValueError
        If the judge does not accept what is declared as right.
    """
    places = Places(asked, judge)
    if (said := places.hear(places.right)) is not None:
        raise ValueError(f"right: expected an answer that the judge accepts, it says {said!r}")
    all_places = range(len(places.right))
    by_field = [rule for k in all_places for rule in _of_place(places, k)]
    known = _around(places, places.right, all_places)
    for slip in map(places.flat, asked.slips):
        # Where a slip lies in the box of another, its own box goes first.
        around = next((n for n, rule in enumerate(known) if fitting([rule], slip)), len(known))
        known[around:around] = _slip(places, slip, all_places, [*known, *by_field])
    found: list[Rule] = []
    for one, start, end in places.spans():
        for row in one.slips if isinstance(one, Row) else ():
            slip = [*places.right[:start], *row, *places.far[end:]]
            found += _slip(places, slip, range(start, end), [*known, *found, *by_field])
        found += [rule for rule in by_field if start <= max(rule.box) < end]
    return known + found


def fitting(rules: Sequence[Rule], places: Sequence[Any]) -> Rule | None:
    """Return the first rule that fits, or None."""
    return next((rule for rule in rules if all(_fits(end, places[k]) for k, end in rule.box.items())), None)


def _fits(end: Any, value: Any) -> bool:
    if isinstance(end, tuple):
        return bool(end[0] <= value <= end[1])
    return bool(end == value)


def spoken(said: Said, places: Sequence[Any]) -> str | None:
    """Return what a rule says of an answer."""
    if said is None or isinstance(said, str):
        return said
    return "".join(one if isinstance(one, str) else format(places[one[0]], one[1]) for one in said)


def _slip(places: Places, slip: list[Any], own: range, others: Sequence[Rule]) -> list[Rule]:
    """Return the boxes around a slip, or nothing if the other rules say the same of it."""
    rule = fitting(others, slip)
    if rule is not None and spoken(rule.said, slip) == places.hear(slip):
        return []
    return _around(places, slip, own)


def _around(places: Places, at: list[Any], own: range) -> list[Rule]:
    """Return boxes around an answer in which the judge says the same of it.

    A judge with two tolerances, a relative and an absolute one, makes two.
    """
    said = places.hear(at)
    box = {k: _span(places, at, k) for k in own}
    for end in (0, 1):
        corner = [box[k][end] if _is_open(places, box, k) else value for k, value in enumerate(at)]
        if places.hear(corner) != said:
            return [Rule(_narrowed(places, at, order), said) for order in (own, own[::-1])]
    return [Rule(box, said)]


def _narrowed(places: Places, at: list[Any], order: range) -> dict[int, Any]:
    """Return a box of which each span is found with those before it at their ends."""
    box: dict[int, Any] = {}
    at = list(at)
    for k in order:
        box[k] = _span(places, at, k)
        if _is_open(places, box, k):
            at[k] = box[k][1]
    return dict(sorted(box.items()))


def _is_open(places: Places, box: dict[int, Any], k: int) -> bool:
    """Whether a place of a box is a number that may be moved."""
    return k in box and places.options[k] is None and all(map(math.isfinite, box[k]))


def _span(places: Places, at: list[Any], k: int) -> Any:
    """Return between which numbers a place of an answer may be moved, or its option, with the same said."""
    if places.options[k] is not None:
        return at[k]
    said = places.hear(at)

    def same(value: float) -> bool:
        return places.hear([*at[:k], value, *at[k + 1 :]]) == said

    return _end(same, at[k], -1.0), _end(same, at[k], 1.0)


def _end(same: Callable[[float], bool], start: float, side: float) -> float:
    """Return the last number on a side of another up to which all is the same."""
    last, by = float(start), max(abs(start), 1.0) * NEAREST
    while same(start + side * by):
        last, by = start + side * by, 4 * by
        if by > FURTHEST:
            return side * math.inf
    return _bisected(same, last, start + side * by)[0]


def _bisected(same: Callable[[float], bool], inside: float, outside: float) -> tuple[float, float]:
    """Return a number that is inside and one that is not, so close that nobody enters one in between."""
    while abs(outside - inside) > NEAREST * abs(inside):
        middle = inside + (outside - inside) / 2
        if middle in (inside, outside):
            return inside, outside
        inside, outside = (middle, outside) if same(middle) else (inside, middle)
    for digits in range(1, 10):  # a short number between them may well be entered
        short = float(f"{outside:.{digits}g}")
        if min(inside, outside) < short < max(inside, outside):
            return (short, outside) if same(short) else (inside, short)
    return inside, outside


def _of_place(places: Places, k: int) -> list[Rule]:
    """Return what is said of one place if all before it are right, whatever comes after it."""

    @cache
    def hear(value: Any) -> str | None:
        return places.hear([*places.right[:k], value, *places.far[k + 1 :]])

    passed = hear(places.right[k])
    if (options := places.options[k]) is not None:
        told = {option: hear(option) for option in options}
        # Of several fields the right box decides in the end; of a single one each right option is right.
        alone = len(places.right) == 1
        return [Rule({k: option}, said) for option, said in told.items() if alone or said != passed]
    values = _looked_at(places, k)
    forms = _formats(hear, values)

    def key(value: float) -> Key:
        said = hear(value)
        return (None,) if said == passed else _template(said, k, value + 0.0, forms)  # -0 is told as 0

    found = []
    for first, last, said in _segments(key, values):
        if said != (None,):
            found.append(Rule({k: (first, last)}, [list(p) if isinstance(p, tuple) else p for p in said]))
    return [Rule(one.box, _as_text(one.said)) for one in found]


def _as_text(said: Any) -> Said:
    return "".join(said) if all(isinstance(part, str) for part in said) else list(said)


def _looked_at(places: Places, k: int) -> list[float]:
    """Return numbers in order that are close to what is declared, at every scale."""
    one, start, _ = next(span for span in places.spans() if span[1] <= k < span[2])
    slips = one.slips if isinstance(one, Number) else [row[k - start] for row in one.slips]
    known = sorted({0.0, 1.0, *map(float, slips), float(places.right[k])})
    found = set(known) | {-FURTHEST, FURTHEST}
    for value in known:
        for power in range(-40, 12, 4):
            by = max(abs(value), 1.0) * 2.0**power * 1.0000123  # so that the number has many digits
            found |= {value - by, value + by}
    return sorted(found)


def _segments(key: Callable[[float], Key], values: Sequence[float]) -> Iterator[tuple[float, float, Key]]:
    """Yield where a key holds, from number to number, for all numbers between the first and the last."""
    first, said = -math.inf, key(values[0])
    for here, there in zip(values, values[1:], strict=False):
        here_said = said
        while (there_said := key(there)) != here_said:
            last, here = _bisected(lambda value, own=here_said: key(value) == own, here, there)  # type: ignore[misc]
            yield first, last, here_said
            first, here_said = math.nextafter(last, math.inf), key(here)
        said = there_said
    yield first, math.inf, said


def _formats(hear: Callable[[float], str | None], values: Sequence[float]) -> list[str]:
    """Return the formats in which a judge tells a number; one that another accounts for is none of them."""
    told = [(value, hear(value)) for value in values]
    fits = {form: {v for v, said in told if _tells(said, format(v, form))} for form in FORMATS}
    kept: list[str] = []
    for form in sorted(FORMATS, key=lambda form: -len(fits[form])):
        if fits[form] and not any(fits[form] <= fits[other] for other in kept):
            kept.append(form)
    return kept


def _tells(said: str | None, number: str) -> bool:
    """Whether a text tells a number, which has so many digits that this is no accident."""
    return sum(map(str.isdigit, number)) >= DIGITS and _found(said, number) is not None


def _found(said: str | None, number: str) -> int | None:
    """Return where a text tells a number, as a word of its own; None if it does not."""
    said = said or ""
    place = said.find(number)
    if place < 0 or (place and (said[place - 1].isalnum() or said[place - 1] in ".-")):
        return None
    behind = said[place + len(number) :]
    goes_on = behind[:1].isalnum() or (behind[:1] == "." and behind[1:2].isdigit())
    return None if goes_on else place


def _template(said: str | None, k: int, value: float, forms: Sequence[str]) -> Key:
    """Return a text with a slot in the place of a number that it tells."""
    for form in forms:
        number = format(value, form)
        if said is not None and (at := _found(said, number)) is not None:
            return tuple(part for part in (said[:at], (k, form), said[at + len(number) :]) if part)
    return (said,)
