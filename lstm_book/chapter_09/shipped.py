"""The trained networks that chapter 09 looks into: the five of each kind that its comparison tells of.

They are trained again with the settings that `rivals.csv` chose, from the same five seeds, 10 to 14, in this
order, and kept in single precision. One command makes them all, or those that are named (set
``OPENBLAS_NUM_THREADS=1``)::

    python -m lstm_book.chapter_09.shipped reber-lstm reber-rnn
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from lstm_book import datasets
from lstm_book.chapter_09 import rivals
from lstm_book.chapter_09.learning import CELLS
from lstm_book.kept import save_models

FILES = {  # the task of the comparison, and the cell
    "reber-lstm": ("1", "LSTM"),
    "reber-rnn": ("1", "RNN"),
    "reber-gru": ("1", "GRU"),
    "reber-lstm-3": ("3", "LSTM"),
    "reber-rnn-3": ("3", "RNN"),
    "reber-stream": (rivals.STREAM, "LSTM"),
    "reber-stream-held": (rivals.HELD, "LSTM"),
}


def main(names: Sequence[str]) -> None:
    """Train some of the networks, or all, and write their files and the checksums."""
    rows = rivals.load()
    for name in names or FILES:
        task, cell = FILES[name]
        setting = rivals.best(rows, task, cell)
        models = [rivals.trained(task, setting, seed)[0] for seed in rivals.TOLD]
        save_models(datasets.FOLDER / f"{name}.npz", CELLS[cell], models)
        print(name, *setting, flush=True)
    datasets.write_sums()


if __name__ == "__main__":
    main(sys.argv[1:])
