"""What happens, by prediction: kept beside a chapter when it is executed, for pages that have no kernel."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

VARIABLE = "LSTM_BOOK_TRUTHS"  # names the folder of this package while `run.py execute` runs a chapter
FILE = "truths.json"
PACKAGE = Path(__file__).parents[1]


def kept(chapter: str) -> dict[str, Any]:
    """Return what happens in a chapter, such as "chapter_01", by the numbers of its predictions."""
    path = PACKAGE / chapter / FILE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def keep(name: str, truth: Any) -> None:
    """Write down what happens, into the folder that `VARIABLE` names."""
    path = Path(os.environ[VARIABLE], f"chapter_{name.partition('.')[0]:0>2}", FILE)
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    after = before | {name: plain(truth)}
    ordered = dict(sorted(after.items(), key=lambda one: int(one[0].partition(".")[2])))
    text = "{\n" + ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in ordered.items())
    path.write_text(text + "\n}\n", encoding="utf-8")


def plain(value: Any) -> Any:
    """Return a truth in JSON's own kinds; numbers keep all their digits."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return value
