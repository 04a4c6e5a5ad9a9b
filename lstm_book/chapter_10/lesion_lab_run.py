"""What the lesion lab computes: a stream of two sentences with gates clamped, and 400 others of its form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_10.lesion_lab_clamps import GATES, VALUES, Cells, cells_of, holds_of, shifted, text_of
from lstm_book.kept import load_models
from lstm_teach.cells.base import Cell
from lstm_teach.gates import Hold
from lstm_teach.interventions import learned_gates
from lstm_teach.model import Model, readout
from lstm_teach.numerics import Array, softmax
from lstm_teach.params import tree_map
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, setting, whole
from lstm_teach.tasks.agreement import CLASS, CLASSES, NOUNS, NUMBER

FILES = {"with": "agreement", "without": "agreement-without-stops"}
H = 6  # units of each network
ASKED = ("___ 1", "___ 2")  # the places at which the form is asked for
ALL = "all"
UNITS = (ALL, *(f"unit {u}" for u in range(H)))
EACH = 25  # sentences of every pair of classes
DRAWS, SEED = 12, 10  # random clamps that several clamps are compared with
APART = ~np.eye(len(CLASSES), dtype=bool)  # pairs of classes that differ


@cache
def networks(stops: str) -> tuple[Cell, tuple[Model, ...]]:
    """Return the networks that were trained "with" full stops or "without" them."""
    return load_models(FILES[stops])


@cache
def places(stops: str, between: int) -> tuple[str, ...]:
    """Return what stands where in the stream; every place has a name of its own.

    Examples
    --------
    >>> places("with", 1)
    ('S1', 'again', '___ 1', '.', 'S2', 'beside 1', 'N1', 'today', '___ 2')
    """
    inner = [name for n in range(1, between + 1) for name in (f"beside {n}", f"N{n}")]
    return ("S1", "again", "___ 1", *(["."] if stops == "with" else []), "S2", *inner, "today", "___ 2")


def in_class(noun: str, c: int) -> str:
    """Return the noun of the same pair or its counterpart that has class c: from "boy" to "girls"."""
    pair = NUMBER[noun] % 18 // 2
    return NOUNS[18 * (c // 2) + 2 * pair + c % 2]


def next_noun(noun: str) -> str:
    """Return another noun of the same class."""
    k = NUMBER[noun]
    return NOUNS[k // 18 * 18 + (k % 18 + 2) % 18]


def class_of(noun: str) -> int:
    """Return the number of a noun's class."""
    return int(CLASS[NUMBER[noun]])


def _clamps(name: str, given: Any, state: LesionLabState) -> str:
    return text_of(cells_of(name, given, state.T))


@dataclass(frozen=True, repr=False)
class LesionLabState(Settings):
    """The settings of a `LesionLab`."""

    network: int = whole(1, 1, lambda state: len(networks(state.stops)[1]), upper="the number of networks")
    stops: str = one("with", tuple(FILES))
    first: str = one("boy", NOUNS)
    second: str = one("girls", NOUNS)
    other: str = one("men", NOUNS)
    between: int = whole(2, 0, 2)
    units: str = one(ALL, UNITS)
    clamps: str = setting("", _clamps, last=True)
    gate: str = one("f", GATES, looking=True)
    t: int = whole(4, 1, lambda state: state.T, upper="the number of words", looking=True)

    widget: ClassVar[str] = "LesionLab"

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the places of the stream."""
        return places(self.stops, self.between)

    @property
    def T(self) -> int:
        """The number of words."""
        return len(self.places)

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the stream; a second noun in between is another one of the same class."""
        nouns = {"S1": self.first, "S2": self.second, "N1": self.other, "N2": next_noun(self.other)}
        return tuple(nouns.get(place, place.split()[0]) for place in self.places)

    @property
    def unit(self) -> int | None:
        """The unit that clamps reach and strips show; None for all of them."""
        return None if self.units == ALL else UNITS.index(self.units) - 1

    @property
    def cells(self) -> dict[tuple[str, int], str]:
        """What is clamped: from gate and word, counted from 1, to "shut" or "open"."""
        return cells_of("clamps", self.clamps, self.T)

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What is clamped, as `unroll` takes it."""
        return holds_of(self.cells, self.reach)

    @property
    def reach(self) -> tuple[int, ...] | None:
        """The units that clamps reach, as a Hold has them."""
        return None if self.unit is None else (self.unit,)

    @property
    def clamp(self) -> str:
        """What the chosen gate is at the chosen word: "learned", "shut" or "open"."""
        return self.cells.get((self.gate, self.t), "learned")


class Score(NamedTuple):
    """What a network answers at the last word of the 400 sentences."""

    right: Array  # (4, 4) shares, by the class of the first subject and that of the second
    first: float  # of the pairs whose classes differ: the share answered by the first subject's form
    between: float  # or by that of a noun in between

    @property
    def of_100(self) -> int:
        """The share that is right where the two subjects' classes differ, in 100."""
        return round(100 * float(self.right[APART].mean()))


class LesionRun(NamedTuple):
    """Of the stream that is shown, and of 400 others of its form."""

    trace: Any  # Trace of the run with clamps, B = 1
    free: Any  # that of the run without
    learned: dict[str, Array]  # what clamped gates would be, (T, 1, H)
    p: Array  # (T, 4): the probability of each form
    p_free: Array  # (T, 4)
    score: Score
    moved: Score | None  # the mean of the same clamps at other words
    drawn: Score | None  # the mean of random clamps


def run(state: LesionLabState) -> LesionRun:
    """Run the stream with clamps and without; count right answers, with two controls if there are clamps."""
    cell, models = networks(state.stops)
    model, holds = models[state.network - 1], state.holds
    x = np.array([[NUMBER[word]] for word in state.words])
    trace, free = (unroll(cell, model.cell, x, holds=some) for some in (holds, ()))
    p, p_free = (softmax(readout(model.out, one.h[:, 0])) for one in (trace, free))
    return LesionRun(
        trace,
        free,
        learned_gates(cell, model.cell, trace),
        p,
        p_free,
        *_counted(state.network, state.stops, state.between, state.reach, state.clamps),
    )


def said_class(p: Array) -> int:
    """Return the class whose form is the most probable one."""
    return int(p.argmax())


class Others(NamedTuple):
    """400 streams of one form, 25 of every pair of classes of their subjects; always the same ones."""

    x: Array  # (T, 400)
    first: Array  # (400,) the class of the first subject
    second: Array  # (400,)
    between: Array  # (nouns in between, 400): their classes, never that of the second subject


@cache
def others(stops: str, between: int) -> Others:
    """Return the streams that answers are counted in; all nouns of a class are equally frequent."""
    rng = np.random.default_rng(SEED)
    pairs = np.repeat(np.arange(16), EACH)
    first, second = pairs // 4, pairs % 4
    inner = (second + rng.integers(1, 4, size=(2, len(pairs)))) % 4
    by_class = np.stack([np.flatnonzero(c == CLASS) for c in range(4)])
    classes = {"S1": first, "S2": second, "N1": inner[0], "N2": inner[1]}
    chosen = {place: by_class[c, rng.integers(9, size=len(pairs))] for place, c in classes.items()}
    rows = [
        chosen.get(place, np.full(len(pairs), NUMBER.get(place.split()[0], 0)))
        for place in places(stops, between)
    ]
    return Others(np.stack(rows), first, second, inner[:between])


@lru_cache(maxsize=1024)
def _counted(
    network: int, stops: str, between: int, reach: tuple[int, ...] | None, clamps: str
) -> tuple[Score, Score | None, Score | None]:
    """Return what clamps do, and what both controls do in the mean."""
    T = len(places(stops, between))
    cells = cells_of("clamps", clamps, T)
    score = partial(_score, network, stops, between)
    if not cells:
        return score(()), None, None
    moved, drawn = (
        [score(holds_of(way, reach)) for way in ways] for ways in (shifted(cells, T), _draws(cells, T))
    )
    return score(holds_of(cells, reach)), _mean(moved), _mean(drawn)


@lru_cache(maxsize=4096)
def _score(network: int, stops: str, between: int, holds: tuple[Hold, ...]) -> Score:
    cell, model = _single(network, stops)
    of, free = others(stops, between), _free(network, stops, between)
    h = free.h[-1]
    if holds:
        first = min(hold.start for hold in holds)  # up to there the run is the free one
        before = [getattr(free, name)[first - 1] for name in cell.state_names] if first else None
        state = None if before is None else cell.state_type(*before)
        later = [replace(one, start=one.start - first, stop=(one.stop or len(free)) - first) for one in holds]
        h = unroll(cell, model.cell, of.x[first:], state, later).h[-1]
    said = readout(model.out, h).argmax(axis=-1)
    right = (said == of.second).reshape(4, 4, EACH).mean(axis=-1)
    differ = of.first != of.second
    named = (said == of.between).any(axis=0)
    return Score(right, float((said == of.first)[differ].mean()), float(named[differ].mean()))


@cache
def _free(network: int, stops: str, between: int) -> Any:
    """Return the Trace of the other streams without clamps."""
    cell, model = _single(network, stops)
    return unroll(cell, model.cell, others(stops, between).x)


@cache
def _single(network: int, stops: str) -> tuple[Cell, Model]:
    """Return a network in single precision, as it is kept: faster, and many runs are counted."""
    cell, models = networks(stops)
    return cell, tree_map(lambda part: part.astype(np.float32), models[network - 1])


def _draws(cells: Cells, T: int) -> list[dict[tuple[str, int], str]]:
    """Return as many cells, of any gate, value and word but the last: all ways for one cell, else some."""
    every = [((gate, t), word) for gate in GATES for word in VALUES for t in range(1, T)]
    if len(cells) == 1:
        return [{place: word} for place, word in every if cells.get(place) != word]
    rng = np.random.default_rng((SEED, len(cells)))
    places = [(gate, t) for gate in GATES for t in range(1, T)]
    ways = []
    for _ in range(DRAWS):
        chosen = rng.permutation(len(places))[: len(cells)]
        ways.append({places[k]: ("shut", "open")[rng.integers(2)] for k in chosen})
    return ways


def _mean(scores: list[Score]) -> Score | None:
    if not scores:
        return None
    return Score(
        np.mean([score.right for score in scores], axis=0),
        float(np.mean([score.first for score in scores])),
        float(np.mean([score.between for score in scores])),
    )
