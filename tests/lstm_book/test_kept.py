"""Models come back as they were kept, in double precision, and what does not fit is refused."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_book import datasets, kept
from lstm_book.kept import read_models, save_models
from lstm_teach import LSTM, RNN, Model, init_model
from lstm_teach.cells import ALL_CELLS
from lstm_teach.params import named_leaves, tree_map


def models(cell=LSTM, number=3, hidden=4, outputs=2):
    return [
        tree_map(lambda part: part + 1 / 3, init_model(cell, np.random.default_rng(k), 5, hidden, outputs))
        for k in range(number)
    ]


@pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)
def test_there_and_back(tmp_path, cell):
    made = models(cell)
    save_models(tmp_path / "one.npz", cell, made)
    again, found = read_models(tmp_path / "one.npz")
    assert again is cell
    assert len(found) == 3
    for before, after in zip(made, found, strict=True):
        assert type(after.cell) is type(before.cell)
        for (name, a), (same, b) in zip(named_leaves(before), named_leaves(after), strict=True):
            assert same == name
            assert b.dtype == np.float64
            assert np.array_equal(b, a.astype(np.float32)), name
    save_models(tmp_path / "two.npz", cell, found)
    assert (tmp_path / "two.npz").read_bytes() == (tmp_path / "one.npz").read_bytes()


def test_a_readout_without_a_bias(tmp_path):
    made = [Model(model.cell, model.out._replace(b_y=None)) for model in models()]
    save_models(tmp_path / "one.npz", LSTM, made)
    assert read_models(tmp_path / "one.npz")[1][0].out.b_y is None


@pytest.mark.parametrize(
    ("cell", "made", "message"),
    [
        (LSTM, [], "models: expected at least one"),
        (LSTM, [*models(), *models(hidden=3)], r"models\[3\]: expected the shapes of models\[0\]"),
        (RNN, models(LSTM), r"models\[0\]\.cell: expected RNNParams"),
        (LSTM, [Model(models()[0].cell, models(hidden=3)[0].out)], r"models\[0\]\.out\.W_y: expected"),
        (replace(LSTM, fast=None), models(), "cell: expected one of"),
    ],
)
def test_what_does_not_fit(tmp_path, cell, made, message):
    with pytest.raises((TypeError, ValueError), match=message):
        save_models(tmp_path / "bad.npz", cell, made)
    assert not (tmp_path / "bad.npz").exists()


def test_another_file_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match="path: expected models of the book"):
        read_models(tmp_path / "other.npz")
    datasets.write_npz(tmp_path / "part.npz", {"format": kept.FORMAT, "cell": "LSTM", "models": 1}, {})
    with pytest.raises(ValueError, match=r"path: expected models of the book, got .* without"):
        read_models(tmp_path / "part.npz")


def test_an_unknown_name():
    with pytest.raises(ValueError, match=r"name: expected one of .*, got 'agreements'"):
        kept.load_models("agreements")


def of_this_form():
    names = [name.removesuffix(".npz") for name in datasets.checksums() if name.endswith(".npz")]
    for name in names:
        try:
            datasets.read_npz(datasets.network_path(name), kept.FORMAT)
        except KeyError:
            continue
        yield name


@pytest.mark.parametrize("name", list(of_this_form()))
def test_shipped_models_read(name):
    cell, found = kept.load_models(name)
    assert kept.load_models(name)[1] is found
    assert all(cell.sizes(model.cell)["H"] == model.out.W_y.shape[0] for model in found)
