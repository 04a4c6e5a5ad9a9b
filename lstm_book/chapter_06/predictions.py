"""Predictions of chapter 06, The full LSTM cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

import numpy as np

from lstm_book.chapter_06.buttons import run
from lstm_book.chapter_06.exercises import VERB, two_units
from lstm_book.choices import Choice, Members
from lstm_book.questions import Magnitude, Number, Question, Several
from lstm_teach.cells import LSTM, LSTMParams
from lstm_teach.numerics import Array

NEIGHBOURS = 3  # the step of this word
JOBS = ("switch on", "switch off", "stay on", "stay off", "nothing")
LESIONS = [f"{gate} {word}" for word in ("shut", "open") for gate in "ifo"]
PHASES = [f"{gate} {phase}" for gate, phase in product("ifo", ("writing", "waiting", "reading"))]
HARM = 0.75  # the share of right answers below which a lesion of 6.5 did harm
FOUND = 0.9  # the share above which a probe has found the bit


def _worked_step() -> list[float]:
    """The pencil's step, with biases alone."""
    params = LSTMParams(np.zeros((1, 4)), np.zeros((1, 4)), np.log(3.0) * np.array([-1.0, 1.0, 1.0, 2.0]))
    start = LSTM.state_type(h=np.zeros((1, 1)), c=np.array([[0.4]]))
    trace = run(params, np.zeros((1, 1, 1)), state=start)
    return [float(trace.c[0, 0, 0]), float(trace.h[0, 0, 0])]


def _said_of_bob() -> list[float]:
    trace = run(*two_units())
    c, h = trace.c[:, 0], trace.h[:, 0]
    return [c[NEIGHBOURS, 0], h[NEIGHBOURS, 0], *h[VERB]]


def _first_to_fail(found: Mapping[str, Mapping[str, int]]) -> list[str]:
    tallies = [found[lesion] for lesion in LESIONS]
    return [max(tally, key=lambda job: tally[job]) if any(tally.values()) else "nothing" for tally in tallies]


def _leaks(lost: Mapping[str, int]) -> list[float | str]:
    by_f = lost["f held open"] > lost["i held shut"]  # the larger leak is the one whose end helps more
    return [lost["as wired"], "forget gate" if by_f else "input gate"]


def _harmful(shares: Mapping[str, Array]) -> list[str]:
    return [lesion for lesion in PHASES if np.median(shares[lesion]) < HARM]


def _needed_wire(wires: Mapping[str, Iterable[float]]) -> list[str]:
    needed = min("ifgo", key=lambda to: np.median(list(wires[f"{to} cut"])))
    right = np.median(list(wires[f"{needed}: twin"]))
    return [needed, "its own bit" if right > 1 / 2 else "the other bit"]


def _found_by_probe(probes: Mapping[str, Array]) -> list[str]:
    return ["yes" if np.median(probes[lesion]) > FOUND else "no" for lesion in PROBED]


PROBED = ("f shut", "i shut", "o shut", "wire cut")
PREDICTIONS: dict[str, Question] = {
    "6.1": Several(truth=_worked_step, parts={"c_1": Number(near=0.001), "h_1": Number(near=0.001)}),
    "6.2": Several(
        truth=_said_of_bob,
        parts={
            "number unit at neighbours, c": Number(near=0.05, spec=".2f"),
            "number unit at neighbours, h": Number(near=0.05, spec=".2f"),
            "number unit at [opens], h": Number(near=0.05, spec=".2f"),
            "gender unit at [opens], h": Number(near=0.05, spec=".2f"),
        },
    ),
    "6.3": Several(
        truth=_first_to_fail, needs=("found",), parts={lesion: Choice(options=JOBS) for lesion in LESIONS}
    ),
    "6.4": Several(
        truth=_leaks,
        needs=("lost",),
        parts={
            "zeros": Magnitude(factor=2, spec=".0f"),
            "larger leak": Choice(options=("forget gate", "input gate")),
        },
    ),
    "6.5": Members(truth=_harmful, needs=("shares",), options=tuple(PHASES)),
    "6.6": Several(
        truth=_needed_wire,
        needs=("wires",),
        parts={
            "needed wire": Choice(options=("i", "f", "g", "o")),
            "reports": Choice(options=("its own bit", "the other bit")),
        },
    ),
    "6.7": Several(truth=_found_by_probe, needs=("probes",), parts={lesion: Choice() for lesion in PROBED}),
    "6.8": Several(
        truth=dict,
        needs=("longer",),
        parts={name: Number(near=1, spec=".0f") for name in ("as trained", "wire cut before the bit")},
    ),
}
