"""The ladder's row of the production tool: the features of usaddress, written by hand, in python-crfsuite.

Not a dependency of the book. In a second environment with the book (`run.py install`)::

    pip install python-crfsuite==0.9.12 usaddress==0.5.16
    python -m lstm_book.chapter_14.production

Its one dial, the penalty on squared weights, is tuned on the same parts as the others' rate.
"""

from __future__ import annotations

import tempfile
import time
from importlib import import_module
from pathlib import Path

from lstm_book.chapter_14 import ladder
from lstm_book.chapter_14.addresses import Address, split

PENALTIES = (0.003, 0.01, 0.03, 0.1, 1.0)  # the last is what crfsuite takes by itself


def trained(number: int, penalty: float) -> ladder.Row:
    """Train the production tool on a split."""
    crfsuite, features = import_module("pycrfsuite"), import_module("usaddress").tokens2features
    parts, began = split(number), time.process_time()
    trainer = crfsuite.Trainer(verbose=False)
    trainer.set_params({"c2": penalty})
    for address in parts.train:
        trainer.append(features(list(address.words)), list(address.tags))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model"
        trainer.train(str(file))
        seconds = time.process_time() - began
        tool = crfsuite.Tagger()
        tool.open(str(file))

        def answer(addresses: list[Address], legal: bool) -> list[tuple[str, ...]]:
            return [tuple(tool.tag(features(list(address.words)))) for address in addresses]

        row = ladder.judged((ladder.TOOL, number, penalty, seconds), parts, answer)
        tool.close()
    return row


def main() -> None:
    """Add the row to the file of the ladder, in place of an older one."""
    rows = [row for row in ladder.load() if row.name != ladder.TOOL]
    rows += [trained(number, penalty) for number in ladder.SPLITS for penalty in PENALTIES]
    ladder.FILE.unlink(missing_ok=True)
    for row in rows:
        ladder.add(row)
    print(*ladder.chosen(rows, ladder.TOOL), sep="\n")


if __name__ == "__main__":
    main()
