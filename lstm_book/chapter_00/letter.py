"""What the network writes after a beginning of the reader's: as text, and as a page that can be kept."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

from lstm_book.chapter_00.machine_run import LETTERS, LONGEST, WritingMachineState, novel, run
from lstm_teach.validation import whole_number

WRAP = 76


class Letter:
    """A beginning and what the network wrote after it. Shown at the end of a cell it prints both.

    If the network cannot read the beginning, nothing is written, and `unread` says why in one sentence.
    """

    def __init__(self, prompt: str, written: str, unread: str = "") -> None:
        self.prompt, self.written, self.unread = prompt, written, unread

    @property
    def text(self) -> str:
        """Both together."""
        return self.prompt + self.written

    def __repr__(self) -> str:
        return self.unread or "\n".join(_wrapped(line) for line in self.text.split("\n"))

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        return {"text/plain": repr(self)}


def write(
    prompt: str,
    *,
    letters: int = LETTERS,
    dice: int = 0,
    temperature: float = 0.6,
    save: str | Path | None = None,
) -> Letter:
    """Let the network go on from a beginning, letter by letter.

    Parameters
    ----------
    prompt : str
        What it goes on from; at most 60 letters, of those that the novel has. Of another text a sentence
        is shown, not an error: it is the first thing that a reader tries.
    letters : int
        How many are written, up to 240.
    dice : int
        The same number throws the same dice.
    temperature : float
        From 0.1, nearly always the likeliest letter, to 1.5.
    save : path, optional
        A file to be written: one page of HTML with the text, to be sent to a friend.

    Raises
    ------
    TypeError, ValueError
        If an argument is out of range; the message names it.
    """
    n = whole_number("letters", letters, 1, LETTERS)
    if isinstance(prompt, str) and (unread := _unread(prompt)):
        return Letter(prompt, "", unread)
    state = WritingMachineState(prompt=prompt, dice=dice, temperature=temperature)
    made = Letter(prompt, run(state).text[:n])
    if save is not None:
        Path(save).write_text(_page(made, dice, temperature), encoding="utf-8")
    return made


def _unread(prompt: str) -> str:
    """Say why the network cannot go on from a text; an empty text if it can."""
    if not 1 <= len(prompt) <= LONGEST:
        return f"Expected a beginning of 1 to {LONGEST} letters, got {len(prompt)}."
    strange = next((letter for letter in prompt if letter not in novel().alphabet.symbols), "")
    return strange and f"The novel has no {strange!r}, so the network cannot read it: try without."


def _page(letter: Letter, dice: int, temperature: float) -> str:
    paragraphs = "".join(f"<p>{escape(part)}</p>" for part in letter.written.split("\n"))
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A letter</title>'
        "<style>body{font:1.1em/1.5 Georgia,serif;max-width:34em;margin:3em auto;padding:0 1em}"
        "small{color:#666}</style></head><body>"
        f"<p><b>{escape(letter.prompt)}</b></p>{paragraphs}"
        "<p><small>Written letter by letter, from the words in bold on, by an LSTM that has read "
        f"<i>Pride and Prejudice</i> and nothing else (dice {dice}, temperature {temperature:g}).</small></p>"
        "</body></html>\n"
    )


def _wrapped(line: str) -> str:
    """Break a line between words."""
    rows, row = [], ""
    for word in line.split(" "):
        if row and len(row) + 1 + len(word) > WRAP:
            rows.append(row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return "\n".join([*rows, row])
