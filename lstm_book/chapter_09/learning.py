"""Training the networks of chapter 09: on strings of a grammar, and on its stream without an end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import (
    GRU,
    LSTM,
    RNN,
    Adam,
    Cell,
    History,
    Model,
    bptt,
    cosine,
    final_state,
    gradient_of,
    init_model,
    readout,
    readout_backward,
    softmax_cross_entropy,
    train,
    unroll,
)
from lstm_teach.gates import Holds
from lstm_teach.numerics import Array
from lstm_teach.tasks import Automaton, PredictionBatch, embedded_reber, stream, string_batch, strings
from lstm_teach.tasks.next_symbol import legal_on_top, strings_right
from lstm_teach.tasks.reber import outer_asked, outer_right

CELLS: dict[str, Cell] = {"LSTM": LSTM, "RNN": RNN, "GRU": GRU}
UNITS = {"LSTM": 12, "RNN": 26, "GRU": 14}  # about 1,050 weights each, with the readout
SYMBOLS = 7
TRAINED_ON, JUDGED_BY = 2000, 256  # strings
STRINGS_A_BATCH, STREAMS, PIECE = 8, 4, 50
SETTLED = 200  # symbols of a test stream that are not judged


class Setting(NamedTuple):
    """One way to start and to train a network."""

    cell: str
    input_scale: float  # of W_x, times Glorot
    recurrent: str  # how W_h starts
    keep: float  # bias of the LSTM's forget gate, of the GRU's update gate, which keeps
    write: float  # bias of the LSTM's input gate
    rate: float  # at the start of a half cosine
    updates: int


class Sets(NamedTuple):
    """Strings to train on, to tune by and to test on; none of one set is in another."""

    train: PredictionBatch
    tune: PredictionBatch
    test: PredictionBatch


class Verdict(NamedTuple):
    """How well a network predicts a batch."""

    whole: float  # share of strings with all legal symbols on top at every step; of steps, on a stream
    outer: float  # share of right outer symbols at the end of the strings
    bits: float  # a predicted symbol


@cache
def drawn(inner: int = 1) -> tuple[list[Array], list[Array], list[Array]]:
    """Return strings of the grammar to train on, to tune by and to test on: always the same."""
    automaton, rng = embedded_reber(inner), np.random.default_rng(900 + inner)
    parts: list[list[Array]] = []
    for n in (TRAINED_ON, JUDGED_BY, JUDGED_BY):
        known = [string for part in parts for string in part]
        parts.append(strings(rng, automaton, n, unlike=[string.tolist() for string in known]))
    return parts[0], parts[1], parts[2]


@cache
def sets(inner: int = 1) -> Sets:
    """Return the same strings as batches."""
    return Sets(*(string_batch(embedded_reber(inner), part) for part in drawn(inner)))


@cache
def fresh(n: int = 4000) -> PredictionBatch:
    """Return strings as the grammar gives them: the short ones among them were trained on, too."""
    return string_batch(embedded_reber(), strings(np.random.default_rng(77), embedded_reber(), n))


def pick(batch: PredictionBatch, columns: Any) -> PredictionBatch:
    """Return some sequences of a batch, no longer than need be."""
    lengths = batch.lengths[columns]
    T = lengths.max()
    x, target, legal, state = (array[:T, columns] for array in batch[:-1])
    return PredictionBatch(x, target, legal, state, lengths)


def start(setting: Setting, rng: np.random.Generator) -> Model:
    """Return the weights that a network starts from."""
    options: dict[str, Any] = {
        "LSTM": {"forget_gate_bias": setting.keep, "input_gate_bias": setting.write},
        "GRU": {"update_gate_bias": setting.keep},
        "RNN": {},
    }[setting.cell]
    return init_model(
        CELLS[setting.cell], rng, SYMBOLS, UNITS[setting.cell], SYMBOLS,
        input_scale=setting.input_scale, recurrent=setting.recurrent, **options,
    )  # fmt: skip


def next_symbol_loss(y: Array, batch: PredictionBatch) -> tuple[float, Array]:
    """Return the mean cross entropy of the predictions that count, in nats, and its gradient."""
    return softmax_cross_entropy(y, batch.target, batch.counted)


def fit_strings(
    setting: Setting, seed: int, inner: int = 1, watch: Callable[[Model], None] = lambda model: None
) -> tuple[Model, History]:
    """Train on strings, eight an update, each from a state of zeros; `watch` sees the network before each."""
    rng, data = np.random.default_rng(seed), sets(inner).train

    def batches() -> Iterator[PredictionBatch]:
        while True:
            yield pick(data, rng.integers(TRAINED_ON, size=STRINGS_A_BATCH))

    model = start(setting, rng)
    ahead = gradient_of(CELLS[setting.cell], next_symbol_loss, every_step=True)

    def gradient(model: Model, batch: PredictionBatch) -> tuple[float, Model]:
        watch(model)
        return ahead(model, batch)

    rate = Adam(cosine(setting.rate, setting.updates))
    trained, history = train(model, gradient, batches(), rate, steps=setting.updates, clip=1.0, progress=iter)
    return trained, history


class Carried:
    """A gradient on pieces of a stream: the state goes on from piece to piece, the error does not."""

    def __init__(self, cell: Cell, holds: Holds = ()) -> None:
        self.cell, self.holds = cell, holds
        self.state: Any = None

    def __call__(self, model: Model, batch: PredictionBatch) -> tuple[float, Model]:
        trace = unroll(self.cell, model.cell, batch.x, self.state, self.holds)
        self.state = final_state(self.cell, trace)
        loss, dy = next_symbol_loss(readout(model.out, trace.h), batch)
        d_out, dh = readout_backward(model.out, trace.h, dy)
        d_cell = bptt(self.cell, model.cell, trace, dh, inputs=False, errors=False).params
        return loss, Model(d_cell, d_out)


def fit_stream(setting: Setting, seed: int, holds: Holds = ()) -> tuple[Model, History]:
    """Train on four streams side by side, fifty symbols an update, without a reset."""
    return fit_carried(setting, seed, Carried(CELLS[setting.cell], holds))


def fit_carried(setting: Setting, seed: int, carried: Carried) -> tuple[Model, History]:
    """Do that with this gradient, which keeps the state that the training ended in."""
    rng = np.random.default_rng(seed)
    model = start(setting, rng)
    pieces = stream(rng, embedded_reber(), PIECE, STREAMS)
    rate = Adam(cosine(setting.rate, setting.updates))
    trained, history = train(
        model, carried, pieces, rate, steps=setting.updates, clip=1.0, progress=iter,
    )  # fmt: skip
    return trained, history


def scores(cell: Cell, model: Model, batch: PredictionBatch, holds: Holds = ()) -> Array:
    """Return the scores (T, B, K) of the next symbol."""
    return readout(model.out, unroll(cell, model.cell, batch.x, holds=holds).h)


def judge(y: Array, automaton: Automaton, batch: PredictionBatch) -> Verdict:
    """Return how good scores of whole strings are."""
    nats, _ = next_symbol_loss(y, batch)
    outer = outer_right(y, automaton, batch)
    return Verdict(float(strings_right(y, batch).mean()), float(outer.mean()), nats / np.log(2))


@cache
def new_stream(number: int = 0, steps: int = 3000) -> PredictionBatch:
    """Return eight streams that no network was trained on."""
    return next(stream(np.random.default_rng(7_000 + number), embedded_reber(), steps, 8))


def late(batch: PredictionBatch) -> PredictionBatch:
    """Return streams without their first 200 symbols."""
    x, target, legal, state = (array[SETTLED:] for array in batch[:-1])
    return PredictionBatch(x, target, legal, state, batch.lengths - SETTLED)


def judge_stream(y: Array, batch: PredictionBatch) -> Verdict:
    """Return how good scores of streams are, without the first 200 symbols; `whole` counts steps."""
    y, batch = y[SETTLED:], late(batch)
    nats, _ = next_symbol_loss(y, batch)
    on_top = legal_on_top(y, batch.legal)
    asked = outer_asked(embedded_reber(), batch)
    return Verdict(float(on_top.mean()), float(on_top[asked].mean()), nats / np.log(2))
