"""The two texts as they come out of their archives, on archives made here."""

import io
import json
import struct
import tarfile
import zlib
from pathlib import Path

import pytest

from lstm_book import datasets
from lstm_book.chapter_13 import corpora

LINES = ["PRIDE AND PREJUDICE", "", "Chapter 1", "", "It is a _truth_", "  universally.", "", "", "The end."]


def packed(files: dict[str, bytes], mode: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def strings_of_r(lines: list[str]) -> bytes:
    body = b"".join(struct.pack(">ii", 0x40009, len(s.encode())) + s.encode() for s in lines)
    raw = b"X\n" + struct.pack(">iii", 3, 262144, 131840) + struct.pack(">ii", 16, len(lines)) + body
    return struct.pack(">i", len(raw)) + zlib.compress(raw)


def deb(path: Path, *texts: list[str]) -> Path:
    objects = [strings_of_r(lines) for lines in texts]
    starts = [sum(map(len, objects[:n])) for n in range(len(objects))]
    index = b"".join(struct.pack(">iiii", 13, 2, at, len(o)) for at, o in zip(starts, objects, strict=True))
    files = {corpora.PLACE + ".rdx": zlib.compress(index), corpora.PLACE + ".rdb": b"".join(objects)}
    members = (
        ("debian-binary", b"2.0\n"),
        ("control.tar.xz", b"odd"),
        ("data.tar.xz", packed(files, "w:xz")),
    )
    raw = b"!<arch>\n"
    for name, content in members:
        header = f"{name:16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
        raw += header + content + b"\n" * (len(content) % 2)
    path.write_bytes(raw)
    return path


def test_a_novel_is_found_among_others_and_joined(tmp_path):
    archive = deb(tmp_path / "one.deb", ["EMMA", "", "Handsome."], LINES)
    assert corpora.novel(archive) == "PRIDE AND PREJUDICE\nChapter 1\nIt is a truth universally.\nThe end.\n"
    with pytest.raises(ValueError, match="found no such text"):
        corpora.novel(deb(tmp_path / "other.deb", ["EMMA"]))


def feature(**parts):
    support = {"chrome": {"version_added": "1", "notes": "x"}, "opera": {"version_added": "2"}}
    return {"__compat": {"status": {"standard_track": True, "deprecated": False}, "support": support}} | parts


def test_documents_are_slim_and_of_a_fair_length(tmp_path):
    names = {f"{'long' * 20}{n}": feature(inner=feature()) for n in range(3)}
    areas = {area: {} for area in corpora.AREAS} | {"css": names | {"short": feature()}}
    archive = tmp_path / "one.tgz"
    archive.write_bytes(packed({"package/data.json": json.dumps(areas).encode()}, "w:gz"))
    documents = corpora.nested(archive).splitlines()
    assert len(documents) == 3
    ((_, found),) = json.loads(documents[0]).items()
    assert found["status"] == ["sta"]
    assert found["in"] == {"chrome": {"version_added": "1"}}
    assert found["inner"]["in"] == found["in"]


def test_what_is_shipped_has_the_form_that_is_described():
    novel, nested = datasets.text(corpora.NOVEL), datasets.text(corpora.NESTED)
    assert (len(novel), len(set(novel))) == (681_495, 74)
    assert novel.startswith("PRIDE AND PREJUDICE\n")
    assert "\n\n" not in novel
    assert "_" not in novel
    documents = nested.splitlines()
    assert (len(documents), len(set(nested))) == (2_579, 75)
    assert all(isinstance(json.loads(document), dict) for document in documents[:200])
    assert all(corpora.SHORTEST <= len(document) <= corpora.LONGEST for document in documents)
