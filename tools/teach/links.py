"""The links of a chapter that is handed out alone: nothing beside it, and no way to the solutions."""

import re

SENTENCE = re.compile(r"[ \n]?[^.!?\n]*\[[^\]\n]*\]\((?:\.\./)?solutions/[^)\s]*\)[^.!?\n]*[.!?]")
LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:|#|mailto:)([^)\s]+?)\.ipynb(#[^)\s]*)?\)")


def mend(text: str, book: str = "") -> str:
    """Leave out what names the solutions; other notebooks become pages of the book, or plain words.

    Parameters
    ----------
    text : str
        The prose of a cell.
    book : str
        Where the book can be read, such as an address of ``run.py site``; empty if nowhere.
    """
    text = SENTENCE.sub("", text)
    if not book:
        return LINK.sub(r"\1", text)
    return LINK.sub(lambda link: f"[{link[1]}]({book.rstrip('/')}/{link[2]}.html{link[3] or ''})", text)
