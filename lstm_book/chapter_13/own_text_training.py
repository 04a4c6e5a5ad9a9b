"""Train on a text of the reader's own for some minutes, beside a picture that grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import cos, pi
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from lstm_book import networks
from lstm_book.chapter_13 import counting, training
from lstm_book.chapter_13.cowriter_models import Pair, pair_of
from lstm_book.chapter_13.own_text import OwnText, Progress, read_text
from lstm_book.chapter_13.training import Batch, Carried, Plan
from lstm_book.networks import Network
from lstm_teach.cells import LSTM
from lstm_teach.model import Model
from lstm_teach.numerics import Array
from lstm_teach.optim import Adam
from lstm_teach.progress import progress_bar
from lstm_teach.training import TrainingDiverged, train
from lstm_teach.validation import positive_int, real_number

LOOKS = 24  # how often validation is measured and the picture drawn
CHECKED = 4_000  # characters of the validation text that are measured then
PERCENT = 100


@dataclass(frozen=True, eq=False)
class OwnNetwork:
    """A network that was trained on a text of the reader's own; `CoWriter` and `GuessingGame` take it."""

    pair: Pair
    progress: Progress | None
    test: tuple[float, float]  # bits a character of the test text: by the network, by counting
    ended: str
    text: OwnText

    @property
    def network(self) -> Network:
        """The network alone."""
        return self.pair.network

    def save(self, path: str | Path) -> None:
        """Write the network in half precision; `load_own` reads it."""
        networks.save(Path(path), self.network)

    def __repr__(self) -> str:
        network, count = (f"{bits:.3f}" for bits in self.test)
        rare = len(self.text.replaced)
        said = f"; {rare} rare symbols replaced" if rare else ""
        return (
            f"<LSTM of {self.pair.H} units on {self.text.name}, {len(self.text.text):,} characters of "
            f"{self.pair.alphabet.size} symbols{said}; unseen text: {network} bits a character, "
            f"counting {count}; {self.ended}>"
        )


def train_on(
    path: str | Path,
    minutes: float = 3.0,
    *,
    encoding: str = "utf-8",
    units: int = 192,
    rate: float = 0.02,
    seed: int = 0,
) -> OwnNetwork:
    """Train an LSTM on a text file for some minutes; an interrupt keeps what was learned until then.

    Of all weights that were measured on the validation text, those with the fewest bits are kept.

    Parameters
    ----------
    path : path
        A plain text of 20,000 to 5,000,000 characters; from 300,000 on it is worth the while.
    minutes : float
        From 0.01 to 120, by the clock.
    encoding, units, seed
        Of the file, of the LSTM, of its weights at the start.
    rate : float
        The learning rate at the start; it falls as a cosine over the time.

    Returns
    -------
    OwnNetwork
        For `CoWriter` and `GuessingGame`; ``own.save("own.npz")`` keeps it.

    Raises
    ------
    FileNotFoundError, ValueError
        As `read_text`, or if a number is out of range.
    """
    from lstm_book.chapter_13.own_text_picture import growing  # here: loading a network needs no figures

    real_number("minutes", minutes, 0.01, 120.0)
    real_number("rate", rate, 1e-5, 1.0)
    plan = Plan(positive_int("units", units), rate, 0, drop=0.1, options=(("input_scale", 4.0),))
    return fit(read_text(path, encoding), plan, 60 * minutes, seed, growing())


def fit(text: OwnText, plan: Plan, seconds: float, seed: int, show: Callable[[Progress], None]) -> OwnNetwork:
    """Train on a text for some seconds; `show` is called at every look."""
    alphabet = text.alphabet
    ids, check, test = text.parts
    start = training.start(LSTM, alphabet.size, plan, seed)
    pair = pair_of("network", Network(LSTM, start, alphabet), ids, alphabet.decode(test))
    watch = Watch(pair, plan, check[:CHECKED], ids, seconds, seed, show)
    try:
        _, history = train(
            start, watch, training.streams(ids, plan.B, plan.T), Adam(watch.rate),
            steps=10**9, clip=1.0, stop=lambda history: watch.share() >= 1.0, progress=iter,
        )  # fmt: skip
        ended = "interrupted" if "interrupt" in history.ended else "its time was over"
    except TrainingDiverged as error:
        ended = f"diverged at update {error.step}"
    model = watch.finish()
    trained = Pair(
        "network", Network(LSTM, model, alphabet), pair.ngram, pair.before, pair.test, pair.follows
    )
    return OwnNetwork(trained, watch.progress, _measured(trained, test, check), ended, text)


class Watch:
    """The gradient that `train` asks for; now and then it measures the model on the validation text."""

    def __init__(
        self, pair: Pair, plan: Plan, check: Array, ids: Array, seconds: float, seed: int, show: Any
    ) -> None:
        assert pair.ngram is not None
        self.progress = Progress(float(counting.bits(pair.ngram, check, ids).mean()))
        self._check, self._ids, self._seconds, self._show, self._plan = check, ids, seconds, show, plan
        self._gradient = Carried(LSTM, pair.alphabet.size, plan.drop, np.random.default_rng(seed + 777))
        self._losses: list[float] = []
        self._best: tuple[float, Model] | None = None
        self._last: Model = pair.network.model
        self._bar = progress_bar(range(PERCENT))
        self._began = monotonic()

    def share(self) -> float:
        """How much of the time is over, from 0 on."""
        return (monotonic() - self._began) / self._seconds

    def rate(self, update: int) -> float:
        """The learning rate: it falls with the time, as a cosine, to a fiftieth."""
        share = min(self.share(), 1.0)
        return self._plan.rate * (0.02 + 0.98 * (1 + cos(pi * share)) / 2)

    def __call__(self, model: Model, batch: Batch) -> tuple[float, Model]:
        """Return loss and gradient, after a look at the model if it is time for one."""
        self._last = model
        if self._losses and self.share() * LOOKS >= len(self.progress.minutes) + 1:
            self._look(model)
        loss, gradient = self._gradient(model, batch)
        self._losses.append(loss / float(np.log(2)))
        return loss, gradient

    def finish(self) -> Model:
        """Measure the last model too, and return the best of all."""
        self._look(self._last)
        if hasattr(self._bar, "close"):
            self._bar.close()
        assert self._best is not None
        return self._best[1]

    def _look(self, model: Model) -> None:
        bits = float(training.bits(LSTM, model, self._check, self._ids).mean())
        if self._best is None or bits < self._best[0]:
            self._best = bits, model
        progress, now = self.progress, monotonic() - self._began
        progress.minutes.append(now / 60)
        progress.validation.append(bits)
        progress.training.append(float(np.mean(self._losses)) if self._losses else progress.validation[-1])
        self._losses = []
        if hasattr(self._bar, "update"):
            self._bar.update(min(int(PERCENT * self.share()), PERCENT) - self._bar.n)
        self._show(progress)


def load_own(path: str | Path, text: str | Path, encoding: str = "utf-8") -> OwnNetwork:
    """Return a network that was saved, with a count of the text that it was trained on.

    Raises
    ------
    FileNotFoundError, ValueError
        If a file is not there, is no network, or the text has not the network's alphabet.
    """
    network, own = networks.read(Path(path)), read_text(text, encoding)
    if network.alphabet != own.alphabet:
        raise ValueError(
            f"text: expected the text that {path} was trained on, got {own.name} with other symbols"
        )
    ids, check, test = own.parts
    pair = pair_of("network", network, ids, own.alphabet.decode(test))
    return OwnNetwork(pair, None, _measured(pair, test, check), "loaded", own)


def _measured(pair: Pair, test: Array, before: Array) -> tuple[float, float]:
    """Return what the test text costs, in bits a character, by the network and by counting."""
    assert pair.ngram is not None
    network = training.bits(pair.network.cell, pair.network.model, test, before)
    return float(network.mean()), float(counting.bits(pair.ngram, test, before).mean())
