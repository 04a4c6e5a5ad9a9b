"""A grammar of the reader's own: its exact bits, a network that learns it, and what that has not learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lstm_book.chapter_09.learning import next_symbol_loss, pick
from lstm_teach import (
    LSTM,
    Adam,
    Cell,
    Model,
    cosine,
    gradient_of,
    init_model,
    log_softmax,
    readout,
    softmax,
    step,
    train,
    unroll,
)
from lstm_teach.numerics import Array
from lstm_teach.tasks import Automaton, PredictionBatch, string_batch, strings
from lstm_teach.tasks.limits import all_known, mean_length, string_bits, window_known
from lstm_teach.tasks.next_symbol import strings_right

LONGEST = 60  # symbols of a string, on average
TRAINED_ON, JUDGED_BY, A_BATCH = 2000, 400, 16  # strings
WINDOWS = (1, 2, 3, 4, 6)
DEAR = 0.1  # bits more than a prediction must cost, from which on a state is named


class Learned(NamedTuple):
    """A network that was trained on a grammar."""

    automaton: Automaton
    cell: Cell
    model: Model
    test: PredictionBatch  # new strings


def learn(
    automaton: Automaton, *, cell: Cell = LSTM, units: int = 16, rate: float = 0.02, updates: int = 800,
    seed: int = 0,
) -> Learned:  # fmt: skip
    """Train a network on strings of an automaton, with Adam, the rate falling along half a cosine.

    Parameters
    ----------
    automaton : Automaton
        Such as ``Automaton.from_edges("AB", table)`` returns.
    cell : Cell
    units, rate, updates, seed
        Of network and training.

    Raises
    ------
    ValueError
        If a string has more than 60 symbols on average, or one may have fewer than two.
    """
    length = mean_length(automaton)
    if length > LONGEST:
        raise ValueError(
            f"automaton: expected strings of at most {LONGEST} symbols on average, got {length:.0f}"
        )
    rng, symbols = np.random.default_rng(seed), len(automaton.symbols)
    pool = string_batch(automaton, strings(rng, automaton, TRAINED_ON))
    test = string_batch(automaton, strings(rng, automaton, JUDGED_BY))

    def batches() -> Iterator[PredictionBatch]:
        while True:
            yield pick(pool, rng.integers(TRAINED_ON, size=A_BATCH))

    model, _ = train(
        init_model(cell, rng, symbols, units, symbols),
        gradient_of(cell, next_symbol_loss, every_step=True),
        batches(), Adam(cosine(rate, updates)), steps=updates, clip=1.0, progress=iter,
    )  # fmt: skip
    return Learned(automaton, cell, model, test)


def limits(automaton: Automaton) -> str:
    """Return what can be known of an automaton's strings, as text."""
    known = all_known(automaton)
    lines = [
        f"a string: {mean_length(automaton):.2f} symbols, {string_bits(automaton):.2f} bits on average",
        f"who knows all pays {known.bits:.3f} bits a symbol; of {known.accuracy:.3f} its best guess is right",
    ]
    lines += [f"who sees the last {k}: {window_known(automaton, k).bits:.3f}" for k in WINDOWS]
    return "\n".join(lines)


def excess(learned: Learned) -> dict[str, float]:
    r"""Return by state how many bits a prediction of the network costs more than it must, the most first.

    That is the mean of :math:`\sum_k P_k \log_2 (P_k / p_k)` over the state's visits, P being the chances of
    the automaton and p those of the network.
    """
    automaton, test = learned.automaton, learned.test
    log_p = log_softmax(_scores(learned)) / np.log(2)
    degree = automaton.degree[test.state]
    paid = -(log_p * test.legal).sum(axis=-1) / degree - np.log2(degree)
    of_state = {
        name: float(paid[test.counted & (test.state == number)].mean())
        for number, name in enumerate(automaton.states)
        if (test.counted & (test.state == number)).any()
    }
    return dict(sorted(of_state.items(), key=lambda item: -item[1]))


def report(learned: Learned, states: int = 3) -> str:
    """Return how good the network is on new strings, and the states where it pays most, as text."""
    share = 100 * float(strings_right(_scores(learned), learned.test).mean())
    lines = [f"all legal symbols on top at every step: in {_least(share)} of 100 new strings"]
    dear = [(name, bits) for name, bits in excess(learned).items() if bits >= DEAR]
    lines += [
        f"in state {name!r} a prediction costs {bits:.1f} bits more than it must"
        for name, bits in dear[:states]
    ]
    return "\n".join(lines if dear else [*lines, f"no state costs {DEAR} bits more than it must"])


def _least(percent: float) -> str:
    """Return a share in words that do not hang on a few strings."""
    return "at least 95" if percent >= 95 else f"about {5 * round(percent / 5)}"


def write(learned: Learned, n: int = 5, seed: int = 0, longest: int = 40) -> list[str]:
    """Let the network write n strings by its own chances; a wrong symbol ends a string and is marked by !."""
    rng, automaton = np.random.default_rng(seed), learned.automaton
    return [_written(learned, rng, automaton, longest) for _ in range(n)]


def _written(learned: Learned, rng: np.random.Generator, automaton: Automaton, longest: int) -> str:
    symbol = int(rng.choice(np.flatnonzero(automaton.legal[0])))  # the first is given to it
    text, now, state = automaton.symbols[symbol], int(automaton.after[0, symbol]), None
    while now != 0 and len(text) < longest:
        at = step(learned.cell, learned.model.cell, np.eye(len(automaton.symbols))[[symbol]], state)
        state = learned.cell.state(at)
        chances = softmax(readout(learned.model.out, at.h))[0]
        symbol = int(rng.choice(len(chances), p=chances / chances.sum()))
        text += automaton.symbols[symbol]
        if not automaton.legal[now, symbol]:
            return text + "!"
        now = int(automaton.after[now, symbol])
    return text if now == 0 else text + "..."


def _scores(learned: Learned) -> Array:
    return readout(learned.model.out, unroll(learned.cell, learned.model.cell, learned.test.x).h)
