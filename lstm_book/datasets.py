"""The data and the trained networks that the book ships: found by name, and held against their checksums."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

FOLDER = Path(__file__).parent / "data"
SUMS = "SHA256SUMS"  # in the form of the command sha256sum


def path(name: str) -> Path:
    """Return where a data file is, after comparing its bytes with the checksum that is kept beside it.

    Where a file comes from, its licence and the command that made it stand in ``data/README.md``.

    Raises
    ------
    ValueError
        If there is no such file, or it is not what the book was written with.
    """
    sums = checksums()
    if name not in sums:
        raise ValueError(f"name: expected one of {', '.join(sums)}, got {name!r}")
    file = FOLDER / name
    if digest(file) != sums[name]:
        raise ValueError(
            f"{file}: not the file that the book was written with. Remedy: install the book anew"
        )
    return file


def text(name: str) -> str:
    """Return the text of a file of data, ``name`` with or without ``.gz`` at its end.

    Raises
    ------
    ValueError
        As `path`.
    """
    packed = name if name.endswith(".gz") or name in checksums() else f"{name}.gz"
    file = path(packed)
    raw = file.read_bytes()
    return (gzip.decompress(raw) if file.suffix == ".gz" else raw).decode("utf-8")


def network_path(name: str) -> Path:
    """Return where the network ``name`` is: `path` of the file with ``.npz`` behind the name.

    Raises
    ------
    ValueError
        If there is no such network, or its file is not the one that the book was written with.
    """
    known = [file.removesuffix(".npz") for file in checksums() if file.endswith(".npz")]
    if name not in known:
        raise ValueError(f"name: expected one of {', '.join(known)}, got {name!r}")
    return path(f"{name}.npz")


def write_npz(file: Path, header: Mapping[str, Any], arrays: Mapping[str, Any]) -> None:
    """Write arrays and a header that JSON can hold; the same arrays give the same bytes."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, array in {"header": np.array(json.dumps(dict(header))), **arrays}.items():
            # Not by np.savez, which writes the time of day.
            with archive.open(zipfile.ZipInfo(f"{part}.npy"), "w") as stream:
                np.lib.format.write_array(stream, np.asarray(array), allow_pickle=False)


def read_npz(file: Path, form: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return the header and the arrays of a file that `write_npz` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no whole file of arrays.
    KeyError
        If it has no header, or one whose "format" is not `form`.
    """
    with file.open("rb") as stream:  # raises FileNotFoundError by itself
        try:
            with np.load(stream, allow_pickle=False) as archive:
                arrays = {part: archive[part] for part in archive.files}
            header = json.loads(str(arrays.pop("header", "{}")))
        except Exception as error:  # zip, zlib, header and pickle errors share no narrower base
            raise ValueError(f"path: expected a whole .npz file of the book, got {file}: {error}") from error
    if not isinstance(header, dict) or header.get("format") != form:
        raise KeyError("format")
    return header, arrays


def checksums() -> dict[str, str]:
    """Return the checksum of every file by its name."""
    lines = (FOLDER / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: value for value, name in (line.split("  ", 1) for line in lines if line)}


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, "" if there is none."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ""


def write_sums() -> None:
    """Write the checksums of all files of data as they are now: for who makes one of them anew."""
    kept = (file for file in sorted(FOLDER.iterdir()) if file.name not in (SUMS, "README.md"))
    (FOLDER / SUMS).write_text("".join(f"{digest(file)}  {file.name}\n" for file in kept), encoding="utf-8")
