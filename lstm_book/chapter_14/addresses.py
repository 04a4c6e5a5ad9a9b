"""American postal addresses whose words were labelled by hand: the data of chapter 14.

They come from the source archive of the Python package usaddress; `data/README.md` says which, and under what
licence. This makes the file anew::

    python -m lstm_book.chapter_14.addresses usaddress-0.5.16.tar.gz
"""

from __future__ import annotations

import gzip
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lstm_book import datasets

FILE = "addresses.txt.gz"
MEMBER = "training/labeled.xml"  # of the archive; its other files have other sources
PERSON = "Recipient"  # an address with this label names who lives or works there

CLASSES = ("NUMBER", "DIR", "STREET", "TYPE", "UNIT", "BOX", "CITY", "STATE", "ZIP", "NAME")
CLASS = {  # of the source's labels; all others, such as the country, are O, outside of any piece
    "AddressNumber": "NUMBER", "AddressNumberPrefix": "NUMBER", "AddressNumberSuffix": "NUMBER",
    "StreetNamePreDirectional": "DIR", "StreetNamePostDirectional": "DIR",
    "StreetName": "STREET", "StreetNamePreModifier": "STREET", "StreetNamePostModifier": "STREET",
    "StreetNamePreType": "TYPE", "StreetNamePostType": "TYPE",
    "OccupancyType": "UNIT", "OccupancyIdentifier": "UNIT",
    "SubaddressType": "UNIT", "SubaddressIdentifier": "UNIT",
    "USPSBoxType": "BOX", "USPSBoxID": "BOX", "USPSBoxGroupType": "BOX", "USPSBoxGroupID": "BOX",
    "PlaceName": "CITY", "StateName": "STATE", "ZipCode": "ZIP", "ZipPlus4": "ZIP",
    "BuildingName": "NAME", "LandmarkName": "NAME",
}  # fmt: skip
TAGS = ("O", *(f"{place}-{kind}" for kind in CLASSES for place in "BI"))  # B: a piece begins; I: it goes on


def may_follow(before: str, after: str) -> bool:
    """Say whether a tag may follow another: I- only B- or I- of its own class."""
    return after[0] != "I" or before in ("B" + after[1:], after)


LEGAL = np.array([[may_follow(before, after) for after in TAGS] for before in TAGS])  # (21, 21), from row
LEGAL_START = np.array([tag[0] != "I" for tag in TAGS])  # (21,)


class Address(NamedTuple):
    """The words of an address as they are written, and a tag for each."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


class Split(NamedTuple):
    """Three parts of the addresses: to train on, to tune on, and to judge by."""

    train: list[Address]
    tune: list[Address]
    test: list[Address]


def tags_of(classes: Sequence[str]) -> tuple[str, ...]:
    """Return a tag for each class in a row: B- where a piece of a class begins, I- where it goes on, else O.

    Examples
    --------
    >>> tags_of(["NUMBER", "STREET", "STREET", "O"])
    ('B-NUMBER', 'B-STREET', 'I-STREET', 'O')
    """
    tags = []
    for before, kind in zip(["O", *classes], classes, strict=False):
        tags.append("O" if kind == "O" else f"{'I' if before == kind else 'B'}-{kind}")
    return tuple(tags)


@cache
def load() -> tuple[Address, ...]:
    """Return all addresses, each once, with ten classes made of the source's labels."""
    found = []
    for line in datasets.text(FILE).splitlines():
        words, labels = (part.split(" ") for part in line.split("\t"))
        found.append(Address(tuple(words), tags_of([CLASS.get(label, "O") for label in labels])))
    return tuple(found)


def split(number: int) -> Split:
    """Return split `number`: 75 % of the addresses to train on, 10 % to tune on, 15 % to judge by."""
    addresses = load()
    order = np.random.default_rng((14, number)).permutation(len(addresses))
    first, second = round(0.75 * len(addresses)), round(0.85 * len(addresses))
    parts = order[:first], order[first:second], order[second:]
    return Split(*([addresses[k] for k in part] for part in parts))


def _labelled(archive: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the addresses of the archive: words and the source's labels."""
    with tarfile.open(archive) as opened:
        (member,) = (entry for entry in opened if entry.name.endswith("/" + MEMBER))
        stream = opened.extractfile(member)
        assert stream is not None
        root = ElementTree.parse(stream).getroot()
    for address in root:
        pairs = [(part.text or "", part.tag) for part in address]
        yield [(word, label) for text, label in pairs for word in text.split()]


def make(archive: Path) -> str:
    """Return the text of the file: one address a line, its words, a tab, their labels.

    Addresses with a person come out before anything else; then single words and repetitions.
    """
    lines: dict[str, str] = {}
    for pairs in _labelled(archive):
        if len(pairs) < 2 or any(label == PERSON for _, label in pairs):
            continue
        words, labels = (" ".join(column) for column in zip(*pairs, strict=True))
        lines.setdefault(words.lower(), f"{words}\t{labels}\n")
    return "".join(lines.values())


def main() -> None:
    """Write the file and the checksums."""
    text = make(Path(sys.argv[1]))
    (datasets.FOLDER / FILE).write_bytes(gzip.compress(text.encode(), mtime=0))
    datasets.write_sums()
    print(f"{text.count(chr(10))} addresses")


if __name__ == "__main__":
    main()
