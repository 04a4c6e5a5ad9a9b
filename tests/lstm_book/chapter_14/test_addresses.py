"""The addresses: no persons, each once, tags that follow from the labels, parts that share nothing."""

import io
import tarfile
from pathlib import Path

import numpy as np

from lstm_book import datasets
from lstm_book.chapter_14 import addresses
from lstm_book.chapter_14.addresses import CLASS, CLASSES, LEGAL, LEGAL_START, TAGS, load, split


def test_nobody_is_named() -> None:
    text = datasets.text(addresses.FILE)
    assert addresses.PERSON not in text
    lower = text.lower()
    assert not any(mark in lower for mark in ("c/o", "attn", "mrs", "esq"))


def test_the_addresses_are_those_of_the_chapter() -> None:
    found = load()
    assert len(found) == 1405
    assert sum(len(address.words) for address in found) == 9744
    assert max(len(address.words) for address in found) == 17
    assert len({" ".join(address.words).lower() for address in found}) == len(found)
    assert {tag for address in found for tag in address.tags} == set(TAGS)
    assert set(CLASS.values()) == set(CLASSES)


def test_making_drops_persons_first_then_short_ones_and_repetitions(tmp_path: Path) -> None:
    rows = (
        "<AddressNumber>1</AddressNumber> <StreetName>Elm Park</StreetName>",
        "<Recipient>Somebody</Recipient> <PlaceName>Rome</PlaceName>",
        "<PlaceName>Rome</PlaceName>",
        "<AddressNumber>1</AddressNumber> <StreetName>ELM</StreetName> <StreetName>PARK</StreetName>",
    )
    xml = "".join(f"<AddressString>{row}</AddressString>" for row in rows)
    raw = f"<AddressCollection>{xml}</AddressCollection>".encode()
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        entry = tarfile.TarInfo("usaddress/training/labeled.xml")
        entry.size = len(raw)
        archive.addfile(entry, io.BytesIO(raw))
    assert addresses.make(tmp_path / "a.tar.gz") == "1 Elm Park\tAddressNumber StreetName StreetName\n"


def test_legal_is_what_the_count_says() -> None:
    classes = len(CLASSES)
    assert LEGAL.shape == (21, 21)
    assert LEGAL.sum() == (classes + 1) + 2 * classes * (classes + 2) == 251
    assert LEGAL_START.sum() == classes + 1
    assert LEGAL[TAGS.index("B-ZIP"), TAGS.index("I-ZIP")]
    assert not LEGAL[TAGS.index("B-ZIP"), TAGS.index("I-CITY")]
    assert not LEGAL[TAGS.index("O"), TAGS.index("I-CITY")]


def test_the_parts_of_a_split_are_all_addresses_once() -> None:
    first, again, other = split(0), split(0), split(1)
    assert [len(part) for part in first] == [1054, 140, 211]
    assert sorted(sum(first, [])) == sorted(load())
    assert first == again
    assert first.test != other.test


def test_every_label_makes_a_legal_row_of_tags() -> None:
    index = {tag: k for k, tag in enumerate(TAGS)}
    for address in load():
        numbers = [index[tag] for tag in address.tags]
        assert LEGAL_START[numbers[0]]
        assert np.all(LEGAL[numbers[:-1], numbers[1:]])
