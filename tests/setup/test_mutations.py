"""Files of a reader that something has damaged: each is refused or kept in one sentence, and none is lost.

A thousand of each are tried by hand, by LSTM_TEACH_MUTATIONS=1000.
"""

import copy
import json
import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lstm_book.kept import read_models
from lstm_lab import reader_copy
from lstm_teach import LSTM, init_model, load_params, save_params
from tools import cli
from tools.project import BOOK

MANY = int(os.environ.get("LSTM_TEACH_MUTATIONS", "60"))
NAME = "index.ipynb"
ODD: tuple[Any, ...] = (None, True, -1, 1e400, "", "x", [], {}, [[]], {"cells": None}, "\ud800", 10**30)


def damaged(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with a piece cut out, overwritten, doubled or put in."""
    start = rng.randrange(len(data))
    stop = min(len(data), start + rng.choice([1, 2, 8, 64, 4096]))
    piece = bytes(rng.randrange(256) for _ in range(stop - start))
    changed = {
        "cut": data[:start] + data[stop:],
        "short": data[:start],
        "overwritten": data[:start] + piece + data[stop:],
        "doubled": data[:stop] + data[start:],
        "put in": data[:start] + piece + data[start:],
        "zeros": data[:start] + bytes(stop - start) + data[stop:],
    }
    return changed[rng.choice(list(changed))]


def restructured(content: Any, rng: random.Random) -> Any:
    """Replace, drop or move something in a JSON value, at any depth; it is changed in place and returned."""
    at = content
    while True:
        keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return content
        key = rng.choice(keys)
        if isinstance(at[key], dict | list) and at[key] and rng.random() < 0.8:
            at = at[key]
            continue
        if rng.random() < 0.3:
            del at[key]
        else:
            at[key] = copy.deepcopy(rng.choice(ODD))
        return content


def mutated(path: Path, rng: random.Random) -> bytes:
    """Return what a damaged file may hold: wrong bytes, or whole JSON of another structure."""
    data = path.read_bytes()
    if rng.random() < 0.5:
        return damaged(data, rng)
    content = json.loads(data)
    for _ in range(rng.choice([1, 1, 3])):
        content = restructured(content, rng)
    return json.dumps(content).encode("utf-8", "surrogatepass")


def tried(read: Callable[[], Any]) -> tuple[str, Any]:
    """Return what a ValueError says, or what was read; nothing else may be raised."""
    try:
        return "", read()
    except ValueError as error:
        return str(error), None


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a small book: the index alone."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / NAME).write_bytes((BOOK / NAME).read_bytes())
    return folder


@pytest.mark.slow
def test_a_damaged_notebook_of_the_reader_is_kept_and_stops_nothing(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools import lab

    monkeypatch.setattr(lab, "BOOK", book)
    rng = random.Random(0)
    for number in range(MANY):
        mine = tmp_path / f"copy-{number}"
        reader_copy.refresh(book, mine)
        (mine / NAME).write_bytes(mutated(mine / NAME, rng))
        written = (mine / NAME).read_bytes()
        if rng.random() < 0.5:
            (mine / reader_copy.MANIFEST).write_bytes(mutated(mine / reader_copy.MANIFEST, rng))
        reader_copy.refresh(book, mine)
        reader_copy.find_edited(book, mine)
        kept = [path.read_bytes() for path in mine.rglob("*.ipynb")]
        untouched = reader_copy.fingerprint(book / NAME)
        same = tmp_path / "same.ipynb"
        same.write_bytes(written)
        assert written in kept or reader_copy.fingerprint(same) == untouched, number
        assert cli.main(["reset", "index", f"--folder={mine}"]) == 0
        kept = [path.read_bytes() for path in mine.rglob("*.ipynb")]
        assert written in kept or reader_copy.fingerprint(same) == untouched, number


@pytest.mark.slow
def test_damaged_parameters_are_refused_in_a_sentence(tmp_path: Path) -> None:
    rng = random.Random(1)
    model = init_model(LSTM, np.random.default_rng(0), 3, 4, 2)
    good, bad = tmp_path / "good.npz", tmp_path / "bad.npz"
    save_params(good, model)
    whole = good.read_bytes()
    for _ in range(MANY):
        data = damaged(whole, rng)
        bad.write_bytes(data)
        said, found = tried(lambda: load_params(bad, model))
        if found is None:
            assert said.startswith("path: ")
        else:  # what is damaged lies where nothing is read
            assert all(np.array_equal(a, b) for a, b in zip(found.cell, model.cell, strict=True))
        assert bad.read_bytes() == data


@pytest.mark.slow
def test_damaged_networks_of_the_book_are_refused_in_a_sentence(tmp_path: Path) -> None:
    from lstm_book import kept

    rng = random.Random(2)
    whole = (Path(kept.__file__).with_name("data") / "adders.npz").read_bytes()
    bad = tmp_path / "bad.npz"
    for _ in range(MANY):
        bad.write_bytes(damaged(whole, rng))
        said, found = tried(lambda: read_models(bad))
        assert found is not None or "bad.npz" in said
