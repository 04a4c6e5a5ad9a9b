"""A picture in pieces: its elements, the boxes and dots of its paths, the phrases of its texts."""

from __future__ import annotations

import re

# An SVG falls into its elements; a path of many boxes or dots into these; long text into phrases.
ELEMENT, BOX = re.compile(r"(?=<)"), re.compile(r"(?<=z)(?=M)|(?<=h0)(?=M)")
SPACE = re.compile(r"(?<=[.;:,]) ")
GEOMETRY = re.compile(
    r'\s(?:d|x|y|cx|cy|r|rx|width|height|points|transform|aria-label|viewBox)="[^"]*(?:"|$)'
)
# What an element's style says by how much: elements that differ in no more than that are one.
DEGREES = re.compile(r";?(?:stroke-width|stroke-dasharray|[a-z]+-opacity):[\d. ]+")
WORDS = re.compile(r"[^A-Za-z ]+.*")
ATTRIBUTE = re.compile(r'(?<=["\w])(?= [\w:-]+=")|(?<=>)(?=[^<])')  # before an attribute, and after the tag


def pieces(svg: str) -> list[str]:
    """Return a text in pieces; joined they are the text."""
    found: list[str] = []
    for element in filter(None, ELEMENT.split(svg)):
        tag, end, text = element.partition(">")
        *boxes, last = BOX.split(tag) if "M" in tag else [tag]
        first, *phrases = SPACE.split(text)
        found += [*boxes, f"{last}{end}{first}", *(f" {phrase}" for phrase in phrases)]
    return found


def kind(piece: str) -> str:
    """Return what makes a piece the same as one of another text: its element, its style, its first words."""
    if not piece.startswith("<"):
        return WORDS.sub("", piece)[:12]
    return DEGREES.sub("", GEOMETRY.sub("", piece.split(">")[0]))


def attributes(piece: str) -> list[str]:
    """Return a piece's attributes and its text; joined they are the piece."""
    return ATTRIBUTE.split(piece)


def name(attribute: str) -> str:
    """Return what two parts of a piece have in common if they are the same attribute, or both words."""
    return attribute.partition("=")[0] if attribute.startswith((" ", "<")) else ""
