"""Which trials there are, and running them: compiled, one a seed, or in NumPy, all seeds of a row at once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

from lstm_book.reproduced import recurrence
from lstm_book.reproduced.experiment import Experiment
from lstm_book.reproduced.modern import Modern, modern
from lstm_book.reproduced.rows import ROWS, Row
from lstm_book.reproduced.trial import letter, letters
from lstm_teach.experiments import Outcome, Trial, load_outcomes, run

SLOWER = 10.0  # NumPy with 20 seeds at once, against compiled loops
SETTINGS = {kind: {field.name for field in fields(kind)} for kind in (Experiment, Modern)}


class Found(NamedTuple):
    """What became of one seed of one row."""

    row: str
    seed: int
    solved: bool
    sequences: int  # at which it was solved, or given up
    wrong: int | None  # of `tested` new sequences, after it
    tested: int | None
    seconds: float  # of a processor; nan where several seeds ran at once


def wanted(rows: Iterable[Row], seeds: int | None) -> dict[str, range]:
    """Return the seeds of every row: as the row says, or as many as asked for."""
    return {row.name: range(row.seeds if seeds is None else seeds) for row in rows}


def missing(rows: Sequence[Row], seeds: int | None, there: Iterable[Found]) -> list[tuple[Row, list[int]]]:
    """Return what has still to be run, the quickest rows first."""
    known = {(one.row, one.seed) for one in there}
    lists = wanted(rows, seeds)
    left = [(row, [seed for seed in lists[row.name] if (row.name, seed) not in known]) for row in rows]
    return sorted(((row, todo) for row, todo in left if todo), key=lambda pair: pair[0].seconds)


def within(left: Sequence[tuple[Row, list[int]]], minutes: float | None) -> list[tuple[Row, list[int]]]:
    """Return as much of what is left as is expected to end within some minutes of one core."""
    if minutes is None:
        return list(left)
    room, kept = 60.0 * minutes, []
    for row, seeds in left:
        each = row.seconds * (
            SLOWER if not recurrence.COMPILED and isinstance(row.experiment, Experiment) else 1
        )
        fitting = seeds[: max(0, int(room / each))]
        room -= each * len(fitting)
        if fitting:
            kept.append((row, fitting))
    return kept


def trials_of(left: Iterable[tuple[Row, list[int]]], compiled: bool) -> list[Trial]:
    """Return the trials: compiled one for each seed, else one for all seeds of a row."""
    trials: list[Trial] = []
    for row, seeds in left:
        settings = asdict(row.experiment)
        if isinstance(row.experiment, Modern):
            trials += [Trial(modern, seed, settings) for seed in seeds]
        elif compiled:
            trials += [Trial(letter, seed, settings) for seed in seeds]
        else:
            trials.append(Trial(letters, 0, {"seeds": tuple(seeds), **settings}))
    return trials


def found(outcomes: Iterable[Outcome]) -> list[Found]:
    """Return what outcomes say of the rows, one for each row and seed; others are passed over."""
    names = {row.experiment: row.name for row in ROWS}
    kept: dict[tuple[str, int], Found] = {}
    for outcome in outcomes:
        kind: Any = Modern if outcome.function.endswith(".modern") else Experiment
        settings = {name: value for name, value in outcome.settings.items() if name != "seeds"}
        name = names.get(kind(**settings)) if settings.keys() == SETTINGS[kind] else None
        if name is None:
            continue
        for seed, result in _by_seed(outcome):
            kept[name, seed] = Found(
                name, seed, result["solved"], result["sequences"], result.get("wrong"),
                result.get("tested"), result.get("cpu_seconds", float("nan")),
            )  # fmt: skip
    order = [row.name for row in ROWS]
    return sorted(kept.values(), key=lambda one: (order.index(one.row), one.seed))


def _by_seed(outcome: Outcome) -> list[tuple[int, dict[str, Any]]]:
    if not outcome.finished:
        return []
    if "seeds" in outcome.settings:
        return list(zip(outcome.settings["seeds"], outcome.result["trials"], strict=True))
    return [(outcome.seed, dict(outcome.result))]


def there(path: str | os.PathLike[str]) -> list[Found]:
    """Return what a file of outcomes holds already; nothing if there is none."""
    return found(load_outcomes(path)) if Path(path).exists() else []


def reproduce(
    rows: Sequence[Row], path: str | os.PathLike[str], *, seeds: int | None = None,
    minutes: float | None = None, executor: Any = None,
) -> tuple[list[Found], str]:  # fmt: skip
    """Run what is not there yet; return what has been found, and how the run ended.

    Parameters
    ----------
    rows : sequence of Row
    path : path
        The file of outcomes: every seed that ended is in it, and is not run again.
    seeds : int, optional
        Seeds from 0 for each row; not given, as the row says.
    minutes : float, optional
        Begin no more than what is expected to take so many minutes of one core.
    executor : optional
        As for `lstm_teach.experiments.run`.
    """
    left = within(missing(rows, seeds, there(path)), minutes)
    results = run(trials_of(left, recurrence.COMPILED), executor, path=path)
    failed = sum(not outcome.finished for outcome in results.outcomes)
    return there(path), f"{results.ended}{f', {failed} failed' if failed else ''}"
