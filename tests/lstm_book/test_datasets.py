"""Data are found by name, and one changed byte is noticed, by who reads them and by run.py doctor."""

import gzip
import hashlib
from pathlib import Path

import pytest

from lstm_book import datasets
from lstm_lab import health


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of data with two files, which stands in place of the book's."""
    data = tmp_path / "lstm_book" / "data"
    data.mkdir(parents=True)
    (data / "words.txt.gz").write_bytes(gzip.compress("caf\u00e9\n".encode(), mtime=0))
    (data / "plain.json").write_bytes(b"[1]")
    (data / "README.md").write_bytes(b"# Data")
    monkeypatch.setattr(datasets, "FOLDER", data)
    monkeypatch.setattr(health, "DATA", data)
    datasets.write_sums()
    return data


def test_every_shipped_file_is_as_its_checksum_says_and_is_described() -> None:
    names = {file.name for file in datasets.FOLDER.iterdir()} - {datasets.SUMS, "README.md"}
    assert set(datasets.checksums()) == names
    about = (datasets.FOLDER / "README.md").read_text(encoding="utf-8")
    for name in names:
        assert datasets.path(name).is_file()
        assert f"`{name}`" in about
    assert health.check_data(health.DATA, "get them again") == []


def test_texts_are_found_with_and_without_their_ending(folder: Path) -> None:
    assert datasets.text("words.txt") == datasets.text("words.txt.gz") == "caf\u00e9\n"
    assert datasets.text("plain.json") == "[1]"
    assert datasets.checksums()["plain.json"] == hashlib.sha256(b"[1]").hexdigest()


def test_an_unknown_name_lists_what_there_is(folder: Path) -> None:
    with pytest.raises(ValueError, match=r"name: expected one of plain.json, words.txt.gz, got 'other'"):
        datasets.path("other")


@pytest.mark.parametrize("content", [b"[2]", None])
def test_a_changed_or_missing_file_is_noticed(folder: Path, content: bytes | None) -> None:
    if content is None:
        (folder / "plain.json").unlink()
    else:
        (folder / "plain.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"plain.json: not the file that the book was written with"):
        datasets.path("plain.json")
    (problem,) = health.check_data(health.DATA, "get them again")
    assert "Data are missing or changed: plain.json." in problem
