"""Training the networks of the walk that chapter 09 does not compare: LSTMs with the forget gate held open.

The data, the setting and the seeds, 10 to 14, are those of the chapter's LSTMs; the gate is held in every
update. One command makes the file again (set ``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.walk_training
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_09 import learning, rivals
from lstm_book.kept import save_models
from lstm_teach import LSTM, OPEN, Adam, Hold, Model, cosine, gradient_of, train
from lstm_teach.tasks import PredictionBatch

HELD_OPEN = Hold("f", OPEN)


def fit(setting: learning.Setting, seed: int) -> Model:
    """Train one on strings, eight an update, each from a state of zeros."""
    rng, data = np.random.default_rng(seed), learning.sets().train

    def batches() -> Iterator[PredictionBatch]:
        while True:
            yield learning.pick(data, rng.integers(learning.TRAINED_ON, size=learning.STRINGS_A_BATCH))

    model = learning.start(setting, rng)
    gradient = gradient_of(LSTM, learning.next_symbol_loss, every_step=True, holds=HELD_OPEN)
    rate = Adam(cosine(setting.rate, setting.updates))
    return train(model, gradient, batches(), rate, steps=setting.updates, clip=1.0, progress=iter)[0]


def setting() -> learning.Setting:
    """Return the setting of the chapter's LSTMs."""
    return rivals.told(rivals.load(), "1", "LSTM")[0].setting


def main() -> None:
    """Train all, and write their file and the checksums."""
    models = [fit(setting(), seed) for seed in rivals.TOLD]
    save_models(datasets.FOLDER / "reber-lstm-open.npz", LSTM, models)
    datasets.write_sums()


if __name__ == "__main__":
    main()
