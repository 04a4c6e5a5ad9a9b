"""The reader's copy of the book: made, refreshed and reset without ever losing what the reader wrote.

What the reader wrote is the sources of the cells. Outputs, execution counts, metadata and empty cells
(JupyterLab appends one when the last cell is run) do not count. The copy comes without outputs
(`reader_form`). A manifest in it records, for every file, the original that it was copied from.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lstm_lab import SetupError, guesses
from lstm_lab.files import write_atomic, write_json
from lstm_lab.reader_form import reader_form

MANIFEST = ".originals.json"


@dataclass(frozen=True)
class Record:
    """What the copy knows of one file.

    `base` is the fingerprint of the original that the reader's file started from (None if unknown),
    `content` the digest of the bytes that the copy got; `offered` is the fingerprint of the last original
    laid beside an edited file, and `offered_as` that file's name.
    """

    base: str | None
    content: str | None
    offered: str | None = None
    offered_as: str | None = None


def fingerprint(path: Path) -> str | None:
    """Digest of what the reader can write in a file; None for a notebook that cannot be read.

    For a notebook these are the types and sources of its cells, for any other file its bytes.
    """
    data = path.read_bytes()
    if path.suffix != ".ipynb":
        return hashlib.sha256(data).hexdigest()
    try:
        cells = [(cell["cell_type"], "".join(cell["source"])) for cell in json.loads(data)["cells"]]
        written = [(kind, source.replace("\r\n", "\n")) for kind, source in cells if source.strip()]
        return hashlib.sha256(json.dumps(written).encode()).hexdigest()
    except (ValueError, TypeError, KeyError):
        return None


def find_originals(book: Path) -> list[Path]:
    """Files of the book, relative to it: notebooks first, without hidden and generated ones."""
    paths = [path.relative_to(book) for path in sorted(book.rglob("*")) if path.is_file()]
    shown = [path for path in paths if not any(_is_hidden(part) for part in path.parts)]
    return sorted(shown, key=lambda path: path.suffix != ".ipynb")


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name == "__pycache__"


def find_notebooks(book: Path) -> list[Path]:
    """Notebooks of the book, with their full paths."""
    return [book / path for path in find_originals(book) if path.suffix == ".ipynb"]


def find_chapter(book: Path, name: str) -> list[Path]:
    """Notebooks that a reader means by `01`, `01-the-title`, `index` or `solutions/01`; never none.

    A bare number also names what lies in folders beside the chapter (its solutions).
    """
    wanted = name.replace("\\", "/").removesuffix(".ipynb").strip("/")
    found = [path for path in find_notebooks(book) if _is_called(path.relative_to(book), wanted)]
    if not found:
        known = ", ".join(path.relative_to(book).as_posix() for path in find_notebooks(book))
        raise SetupError(f"There is no chapter {name!r}. Known are: {known or 'none yet'}.")
    return found


def _is_called(path: Path, wanted: str) -> bool:
    folder, _, stem = wanted.rpartition("/")
    if folder and path.parent.as_posix() != folder:
        return False
    return path.stem == stem or re.fullmatch(rf"0*{re.escape(stem)}-.*", path.stem) is not None


def refresh(book: Path, copy: Path) -> list[str]:
    """Bring the reader's copy up to date with the book; return what the reader should be told.

    Untouched files follow the book. An edited file stays, and a new original is laid beside it. A file
    that left the book leaves the copy too, unless it was edited.
    """
    if not book.is_dir():
        raise SetupError(f"There is no folder {book}; is this a whole checkout?")
    copy.mkdir(parents=True, exist_ok=True)
    old = _read_manifest(copy)
    new: dict[str, Record] = {}
    messages: list[str] = []
    for path in find_originals(book):
        name = path.as_posix()
        new[name] = _refresh_file(book / path, copy / path, old.get(name), messages.append)
    for name, record in old.items():
        if name not in new:
            _retire_file(copy / name, record, messages.append)
    write_json(copy / MANIFEST, {name: asdict(record) for name, record in new.items()})
    return messages


def _refresh_file(original: Path, mine: Path, record: Record | None, tell: Callable[[str], None]) -> Record:
    data = reader_form(original)
    current, content = fingerprint(original), hashlib.sha256(data).hexdigest()
    fresh = Record(current, content)
    if not mine.exists():
        write_atomic(mine, data)
        return fresh
    written = fingerprint(mine)
    is_original = written == current and (written is not None or _digest(mine) == content)
    is_untouched = record is not None and record.base is not None and written == record.base
    if is_original or is_untouched:
        if record is not None and record.content != content:
            write_atomic(mine, data)
            tell(f"{mine.name}: brought up to date with the book")
        _remove_offer(mine, record)
        return fresh
    known = record or Record(None, None)
    if current == known.base or current == known.offered:
        return known
    offer = _lay_beside(original, mine, known)
    tell(f"{mine.name}: you edited it, so it stays; the book's new version is {offer.name}")
    return Record(known.base, known.content, current, offer.name)


def _lay_beside(original: Path, mine: Path, record: Record) -> Path:
    """Write the new original beside the reader's file, over an older one only if that is unedited."""
    number = 1
    while True:
        mark = "new-original" if number == 1 else f"new-original-{number}"
        offer = mine.with_name(f"{mine.stem}.{mark}{mine.suffix}")
        data = reader_form(original)
        if not offer.exists() or _is_offer(offer, record) or offer.read_bytes() == data:
            write_atomic(offer, data)
            return offer
        number += 1


def _is_offer(path: Path, record: Record) -> bool:
    is_named = record.offered is not None and path.name == record.offered_as
    return is_named and fingerprint(path) == record.offered


def _remove_offer(mine: Path, record: Record | None) -> None:
    """A new original is of no use any more once the file itself is the original; edited, it stays."""
    if record is not None and record.offered_as is not None:
        offer = mine.with_name(record.offered_as)
        if offer.exists() and _is_offer(offer, record):
            offer.unlink()


def _retire_file(mine: Path, record: Record, tell: Callable[[str], None]) -> None:
    """A file that is no longer in the book: delete it if it is the book's, keep it if it is the reader's."""
    _remove_offer(mine, record)
    if not mine.exists():
        return
    if record.base is not None and fingerprint(mine) == record.base:
        mine.unlink()
        tell(f"{mine.name}: no longer in the book, removed (you had not edited it)")
    else:
        tell(f"{mine.name}: no longer in the book; you edited it, so it stays")


def reset(book: Path, copy: Path, chapter: str) -> list[str]:
    """Put the originals of a chapter back, after keeping the reader's version under a new name."""
    paths = [path.relative_to(book) for path in find_chapter(book, chapter)]
    # `01` means the chapter itself; solutions are reset by their own name (solutions/01).
    chosen = [path for path in paths if len(path.parts) == 1] or paths
    messages = []
    records = _read_manifest(copy)
    for path in chosen:
        original, mine = book / path, copy / path
        if mine.exists() and mine.read_bytes() == reader_form(original):
            messages.append(f"{path.as_posix()} is the original already")
        else:
            messages.append(_put_back(original, mine, path))
        _remove_offer(mine, records.get(path.as_posix()))
        digest = hashlib.sha256(reader_form(original)).hexdigest()
        records[path.as_posix()] = Record(fingerprint(original), digest)
        number = re.match(r"\d+", path.name)
        if len(path.parts) == 1 and number and (count := guesses.set_aside(copy, number.group())):
            messages.append(f"{count} of your guesses in chapter {number.group()} set aside; make them anew")
    write_json(copy / MANIFEST, {name: asdict(record) for name, record in records.items()})
    return messages


def _put_back(original: Path, mine: Path, path: Path) -> str:
    kept = _keep(mine) if mine.exists() else None
    write_atomic(mine, reader_form(original))
    return f"{path.as_posix()} is the original again" + (f"; your version is {kept.name}" if kept else "")


def _keep(mine: Path) -> Path:
    """Save the reader's file under the next free name."""
    number = 1
    while True:
        kept = mine.with_name(f"{mine.stem}.mine-{number}{mine.suffix}")
        if not kept.exists():
            write_atomic(kept, mine.read_bytes())
            return kept
        number += 1


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_manifest(copy: Path) -> dict[str, Record]:
    """Read the manifest; whatever is missing or damaged in it counts as unknown."""
    try:
        content: Any = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    records = {}
    for name, fields in content.items():
        # A name that leads out of the copy is not ours.
        is_inside = not Path(name).is_absolute() and ".." not in Path(name).parts
        try:
            if is_inside and all(value is None or isinstance(value, str) for value in fields.values()):
                records[name] = Record(**fields)
        except (TypeError, AttributeError):
            continue
    return records


def find_edited(book: Path, copy: Path) -> list[str]:
    """Names of the files of the copy that the reader has edited (or whose origin is unknown)."""
    records = _read_manifest(copy)
    edited = []
    for path in find_originals(book):
        mine, record = copy / path, records.get(path.as_posix())
        if mine.is_file():
            written = fingerprint(mine)
            known = (fingerprint(book / path), record.base if record else None)
            if written is None or written not in known:
                edited.append(path.as_posix())
    return edited
