"""The two texts of chapter 13, made from the archives that they come in.

A novel, *Pride and Prejudice*, out of Debian's package of an R package, and one JSON document a line, out of
the tables in which the Web's documentation says which browser knows what::

    python -m lstm_book.chapter_13.corpora r-cran-janeaustenr_1.0.0-1_all.deb \\
        mdn-browser-compat-data-8.1.9.tgz

writes `pride-and-prejudice.txt.gz` and `browsers.txt.gz` into the book's folder of data. Where the archives
are found and under which licences they stand is said in the README there.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import struct
import sys
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lstm_book import datasets

NOVEL, NESTED = "pride-and-prejudice.txt", "browsers.txt"
PLACE = "./usr/lib/R/site-library/janeaustenr/data/Rdata"  # in the Debian package; R's lazy-load data base
TITLE = "PRIDE AND PREJUDICE"
AREAS = ("css", "html", "svg", "javascript", "http")
BROWSERS = ("chrome", "edge", "firefox", "safari")
FACTS = ("version_added", "version_removed", "prefix", "alternative_name", "partial_implementation")
SHORTEST, LONGEST, ENOUGH = 120, 900, 600_000  # characters: of a document, and of all


def novel(archive: Path) -> str:
    """Return the novel with a paragraph a line, out of the Debian package."""
    files = _of_deb(archive.read_bytes())
    for start, size in _entries(zlib.decompress(files[PLACE + ".rdx"], wbits=47)):
        lines = _strings(zlib.decompress(files[PLACE + ".rdb"][start + 4 : start + size]))
        if lines and lines[0] == TITLE:
            return _paragraphs(lines)
    raise ValueError(f"archive: expected {TITLE} in {archive}, found no such text")


def _of_deb(raw: bytes) -> dict[str, bytes]:
    """Return the two files that hold the texts; a .deb is an archive of the ancient command ar."""
    at = 8
    while at < len(raw):
        name, size = raw[at : at + 16].decode().strip(), int(raw[at + 48 : at + 58])
        if name.startswith("data.tar"):
            with tarfile.open(fileobj=io.BytesIO(raw[at + 60 : at + 60 + size])) as files:
                return {n: _member(files, n) for n in (PLACE + ".rdx", PLACE + ".rdb")}
        at += 60 + size + size % 2
    raise ValueError("archive: expected a Debian package, found no data.tar in it")


def _member(files: tarfile.TarFile, name: str) -> bytes:
    stream = files.extractfile(name)
    assert stream is not None
    return stream.read()


def _entries(index: bytes) -> Iterator[tuple[int, int]]:
    """Yield start and size of every object: in the index each is a vector of two integers."""
    mark, at = struct.pack(">ii", 13, 2), 0
    while (at := index.find(mark, at) + 8) > 7:
        yield struct.unpack(">ii", index[at : at + 8])


def _strings(raw: bytes) -> list[str]:
    """Return the lines of R's serialised vector of strings, or none if it is something else."""
    start = raw.find(struct.pack(">i", 16))
    if start < 0:
        return []
    (count,), at, lines = struct.unpack(">i", raw[start + 4 : start + 8]), start + 8, []
    for _ in range(count):
        (size,) = struct.unpack(">i", raw[at + 4 : at + 8])
        lines.append(raw[at + 8 : at + 8 + size].decode("utf-8"))
        at += 8 + size
    return lines


def _paragraphs(lines: list[str]) -> str:
    """Join wrapped lines; one line end after a paragraph, no underscores (they mark italics)."""
    blocks = "\n".join(lines).replace("_", "").split("\n\n")
    joined = (" ".join(block.split()) for block in blocks)
    return "".join(f"{block}\n" for block in joined if block)


def nested(archive: Path) -> str:
    """Return JSON documents, one a line, in an order drawn by lot once and for all."""
    with tarfile.open(archive) as files:
        tables = json.loads(_member(files, "package/data.json"))
    found = {line for area in AREAS for line in _documents(tables[area], area) if line.isascii()}
    lines = sorted(line for line in found if SHORTEST <= len(line) <= LONGEST)
    random.Random(0).shuffle(lines)
    text = "".join(f"{line}\n" for line in lines)[:ENOUGH]
    return text[: text.rindex("\n") + 1]


def _documents(node: dict[str, Any], name: str) -> Iterator[str]:
    """Yield a feature with all that is under it, where that is short enough, otherwise its parts."""
    parts = {key: part for key, part in node.items() if isinstance(part, dict) and key != "__compat"}
    line = json.dumps({name: _slim(node)}, separators=(",", ":"))
    if not parts or (len(line) <= LONGEST and "__compat" in node):
        yield line
        return
    for key, part in parts.items():
        yield from _documents(part, key)


def _slim(node: dict[str, Any]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, part in node.items():
        if key == "__compat":
            out["status"] = [word[:3] for word, so in part.get("status", {}).items() if so]
            out["in"] = {b: _version(v) for b, v in part["support"].items() if b in BROWSERS}
        elif isinstance(part, dict):
            out[key] = _slim(part)
    return out


def _version(facts: Any) -> Any:
    if isinstance(facts, list):
        return [_version(one) for one in facts]
    return {name: value for name, value in facts.items() if name in FACTS}


def write(name: str, text: str) -> None:
    """Write a text into the folder of data; the same text gives the same bytes."""
    packed = gzip.compress(text.encode("utf-8"), 9, mtime=0)
    (datasets.FOLDER / f"{name}.gz").write_bytes(packed)
    print(f"{name}: {len(text):,} characters, {len(set(text))} symbols, {len(packed):,} bytes")


def main() -> None:
    """Write both texts and all checksums."""
    if len(sys.argv) != 3:
        raise SystemExit("expected two archives: of the novel (.deb) and of the tables (.tgz)")
    write(NOVEL, novel(Path(sys.argv[1])))
    write(NESTED, nested(Path(sys.argv[2])))
    datasets.write_sums()


if __name__ == "__main__":
    main()
