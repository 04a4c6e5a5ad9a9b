"""A network comes back as it was kept, and one that does not fit is refused."""

import numpy as np
import pytest

from lstm_book import datasets, networks
from lstm_book.alphabet import Alphabet
from lstm_book.networks import Network, read, save, single
from lstm_teach import GRU, LSTM, init_model
from lstm_teach.params import named_leaves


def network(cell=LSTM, inputs=5, outputs=5):
    model = init_model(cell, np.random.default_rng(0), inputs, 4, outputs)
    return single(Network(cell, model, Alphabet("abcdr")))


@pytest.mark.parametrize("cell", [LSTM, GRU])
@pytest.mark.parametrize(("kept", "lost"), [("float16", 5e-4), ("int8", 1 / 250)])
def test_there_and_back(tmp_path, cell, kept, lost):
    one = network(cell)
    save(tmp_path / "one.npz", one, kept)
    two = read(tmp_path / "one.npz")
    assert two.cell is cell
    assert two.alphabet == one.alphabet
    for (name, a), (_, b) in zip(named_leaves(one.model), named_leaves(two.model), strict=True):
        assert b.dtype == np.float32
        assert np.abs(a - b).max() <= lost * np.abs(a).max(), name
    save(tmp_path / "again.npz", two, kept)
    assert (tmp_path / "again.npz").read_bytes() == (tmp_path / "one.npz").read_bytes()


@pytest.mark.parametrize(("inputs", "outputs"), [(4, 5), (5, 6)])
def test_sizes_that_do_not_fit(tmp_path, inputs, outputs):
    with pytest.raises(ValueError, match="network: expected 5 inputs"):
        save(tmp_path / "bad.npz", network(LSTM, inputs, outputs))


def test_another_file_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match="path: expected a network of the book"):
        read(tmp_path / "other.npz")


def test_an_unknown_name():
    with pytest.raises(ValueError, match=r"name: expected one of .*, got 'nove'"):
        networks.load("nove")


def character_networks():
    """Yield the shipped networks of this form; others are read by lstm_book.kept and chapter 14."""
    for name in datasets.checksums():
        if name.endswith(".npz"):
            try:
                datasets.read_npz(datasets.path(name), networks.FORMAT)
            except KeyError:
                continue
            yield name.removesuffix(".npz")


def test_the_novel_and_the_brackets_are_among_them():
    assert {"novel", "novel-gru", "brackets", "brackets-1", "brackets-2"} == set(character_networks())


@pytest.mark.parametrize("name", list(character_networks()))
def test_every_shipped_network_reads_and_scores(name):
    shipped = networks.load(name)
    assert shipped is networks.load(name)
    assert shipped.alphabet.size == shipped.model.out.W_y.shape[1]
