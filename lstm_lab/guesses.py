"""The reader's guesses (see `lstm_book/scorebook.py`): set aside when a chapter is put back."""

import json
from pathlib import Path

from lstm_lab.files import write_atomic

FILE = ".predictions.json"


def set_aside(copy: Path, chapter: str) -> int:
    """Move the guesses of a chapter, such as "03", from what counts to what was guessed earlier.

    Returns
    -------
    int
        How many there were.
    """
    path = copy / FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        guesses, earlier = dict(content["guesses"]), list(content.get("earlier", []))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return 0
    start = f"{int(chapter)}."
    moved = {name: guess for name, guess in guesses.items() if name.startswith(start)}
    if moved:
        kept = {name: guess for name, guess in guesses.items() if name not in moved}
        text = json.dumps({"guesses": kept, "earlier": [*earlier, moved]}, indent=1, ensure_ascii=False)
        write_atomic(path, text.encode())
    return len(moved)
