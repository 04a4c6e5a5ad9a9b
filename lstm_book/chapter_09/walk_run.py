"""What the walk through the embedded Reber grammar computes: a string, its twin, and a run on both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from lstm_book.chapter_09.walk_networks import AUTOMATA, COUNT, KINDS, network
from lstm_teach.model import readout
from lstm_teach.numerics import Array, softmax
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, whole
from lstm_teach.tasks.automaton import Automaton, string_batch
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.trace import Trace

MOST = 20  # rounds of a loop
HELD, IN_PART = 1.0, 0.1  # how far both runs are apart in a unit, of at most 2


def string(outer: str, s_loops: int, t_loops: int, inner: int = 1) -> str:
    """Return the string with so many rounds of both loops, in the first of its inner strings.

    Without a round of the T loop it takes the short way past that loop; so do further inner strings.

    Examples
    --------
    >>> string("T", 0, 0), string("P", 2, 1), string("T", 1, 0, 3)
    ('BTBTXSETE', 'BPBTSSXXTVVEPE', 'BTBTSXSEBTXSEBTXSETE')
    """
    behind = "X" + "T" * t_loops + "VV" if t_loops else "S"
    return f"B{outer}BT{'S' * s_loops}X{behind}E{(inner - 1) * 'BTXSE'}{outer}E"


@dataclass(frozen=True, repr=False)
class WalkState(Settings):
    """The settings of a `GrammarWalk`."""

    outer: str = one("T", ("T", "P"))
    s_loops: int = whole(1, 0, MOST)
    t_loops: int = whole(1, 0, MOST)
    network: str = one("LSTM", KINDS)
    which: int = whole(1, 1, COUNT)
    swapped: str = one("hidden", ("hidden", "drawn"), looking=True)
    blackout: int = whole(0, 0, lambda state: state.ends["blackout"], upper="the symbol before last")
    t: int = whole(4, 1, lambda state: state.ends["t"], upper="the last symbol read", looking=True)

    widget: ClassVar[str] = "GrammarWalk"

    @property
    def inner(self) -> int:
        """How many inner strings the network was trained on, and reads."""
        return KINDS[self.network].inner

    @property
    def automaton(self) -> Automaton:
        """The grammar of these strings."""
        return AUTOMATA[self.inner]

    @property
    def string(self) -> str:
        """The string that is walked."""
        return string(self.outer, self.s_loops, self.t_loops, self.inner)

    @property
    def twin(self) -> str:
        """The same string with the other outer symbol."""
        return string("P" if self.outer == "T" else "T", self.s_loops, self.t_loops, self.inner)

    @property
    def ends(self) -> dict[str, int]:
        """The last symbol for the cursor, and the last one after which a blackout has an effect."""
        return {"t": len(self.string) - 1, "blackout": len(self.string) - 2}


class Held(NamedTuple):
    """Where the outer symbol is remembered: the unit in which both runs are farthest apart."""

    how: str  # in words
    unit: int  # from 1
    of: str  # what is compared
    values: tuple[float, float]  # of the string's own run, and of its twin's


class WalkRun(NamedTuple):
    """Both runs: the string's own at index 0 of the second axis, its twin's at 1."""

    trace: tuple[Trace, ...]  # one, or two with states of zero between them
    states: tuple[str, ...]  # of the automaton, before every symbol of the string and after the last
    memory: Array  # (T, 2, H): tanh c, or h where there is no c
    of: str  # which of them
    c: Array | None  # (T, 2, H)
    p: Array  # (T, 2, K): probabilities of the next symbol
    legal: Array  # (T, 2, K): booleans

    @property
    def counts(self) -> Array:
        """Integers (T, 2): how many legal symbols stand above all that are not legal."""
        best = np.where(self.legal, -1.0, self.p).max(axis=-1, keepdims=True)
        return np.count_nonzero(self.legal & (self.p > best), axis=-1)

    @property
    def all_legal(self) -> Array:
        """Booleans (T, 2): whether all of them do, as in 1997."""
        return legal_on_top(self.p, self.legal)

    def held(self, t: int) -> Held:
        """Return where the outer symbol is after symbol t; both runs differ in nothing else."""
        both = self.memory[t - 1]
        apart = np.abs(both[0] - both[1])
        units, of = np.count_nonzero(apart >= HELD), self.of
        how = "held" if units == 1 else f"held in {units} units" if units else "held in part"
        if apart.max() < IN_PART:
            how = "not read yet" if t == 1 else "seen in no unit"
            if self.c is not None and np.abs(self.c[t - 1, 0] - self.c[t - 1, 1]).max() >= IN_PART:
                how, of, both = "only in c", "c", self.c[t - 1]  # where tanh is flat
        n = int(np.abs(both[0] - both[1]).argmax())
        return Held(how, n + 1, of, (float(both[0, n]), float(both[1, n])))


def run(state: WalkState) -> WalkRun:
    """Read the string and its twin side by side; after the blackout's symbol all states are set to zero."""
    cell, model, holds = network(state.network, state.which)
    automaton = state.automaton
    batch = string_batch(automaton, [automaton.encode(state.string), automaton.encode(state.twin)])
    k = state.blackout
    pieces = (batch.x[:k], batch.x[k:]) if k else (batch.x,)
    trace = tuple(unroll(cell, model.cell, piece, holds=holds) for piece in pieces)
    has_c = "c" in trace[0].array_names()
    memory, h, c = (
        np.concatenate([getattr(part, field) for part in trace])
        for field in (("tanh_c", "h", "c") if has_c else ("h", "h", "h"))
    )
    states = tuple(automaton.states[n] for n in automaton.walk(automaton.encode(state.string)))
    p = softmax(readout(model.out, h))
    of = "tanh c" if has_c else "h"
    return WalkRun(trace, states, memory, of, c if has_c else None, p, batch.legal)
