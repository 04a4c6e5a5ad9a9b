"""What the reader guessed: kept in memory and, in a reader's copy of the book, in a small file there."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

FILE = ".predictions.json"
# Lies in every reader's copy and nowhere else: nothing is written where the book itself is kept.
MARK_OF_A_COPY = ".originals.json"

_memory: dict[str, dict[str, str]] = {}  # all outside of a copy; in one, what could not be written


def remember(name: str, guess: str, grade: str) -> dict[str, str]:
    """Keep a first guess and its grade; return the first that was ever made, which may be another."""
    kept = entries()
    if name not in kept:
        kept[name] = {"guess": guess, "grade": grade}
        if not _written(kept):
            _memory[name] = kept[name]
    return kept[name]


def entries() -> dict[str, dict[str, str]]:
    """Return all first guesses by the numbers of their questions.

    In a reader's copy the file alone counts, so that `run.py reset` is heard by a kernel that runs.
    """
    path = _path()
    return dict(_memory) if path is None else _memory | _read(path)


def _path() -> Path | None:
    """Return the file in the reader's copy that the notebook is in, or None outside of one."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / MARK_OF_A_COPY).is_file():
            return folder / FILE
    return None


def _read(path: Path) -> dict[str, dict[str, str]]:
    """Read the file; whatever is missing or damaged in it counts as not guessed."""
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))["guesses"]
        return {
            str(name): {"guess": str(entry["guess"]), "grade": str(entry["grade"])}
            for name, entry in content.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def _written(kept: dict[str, dict[str, str]]) -> bool:
    """Write the file whole or not at all; return whether it could be."""
    path = _path()
    if path is None:
        return False
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        try:
            earlier = json.loads(path.read_text(encoding="utf-8")).get("earlier", [])
        except (OSError, ValueError, AttributeError):
            earlier = []
        part.write_text(
            json.dumps({"guesses": kept, "earlier": earlier}, indent=1, ensure_ascii=False), encoding="utf-8"
        )
        part.replace(path)
        return True
    return False
