"""The trained character networks that the book ships, and how they are kept.

Weights are kept in half precision, or in a byte each with one factor an array, and come back in single
precision (float32). What was lost on the way is measured by who trained them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np

from lstm_book import datasets
from lstm_book.alphabet import Alphabet
from lstm_teach.cells import ALL_CELLS, Cell
from lstm_teach.model import Model, ReadoutParams
from lstm_teach.numerics import Array
from lstm_teach.params import named_leaves, tree_map

FORMAT = "lstm_book.networks 1"
Kept = Literal["float16", "int8"]
CELLS: dict[str, Cell] = {cell.name: cell for cell in ALL_CELLS}


class Network(NamedTuple):
    """A network that reads and writes one character at a time: V symbols in, V scores out."""

    cell: Cell
    model: Model  # float32
    alphabet: Alphabet


@cache
def load(name: str) -> Network:
    """Return a network of the book, such as ``load("novel")``; it is read from disk once.

    Raises
    ------
    ValueError
        If there is no such network, or its file is not the one that the book was written with.
    """
    return read(datasets.network_path(name))


def save(path: Path, network: Network, kept: Kept = "float16") -> None:
    """Write a network; the same weights give the same bytes.

    Parameters
    ----------
    path : Path
    network : Network
    kept : "float16" or "int8"
        In which form a weight is kept. With "int8" the largest weight of an array is 127.

    Raises
    ------
    ValueError
        If the shapes of cell, readout and alphabet do not fit.
    """
    checked(network)
    header = {"format": FORMAT, "cell": network.cell.name, "alphabet": network.alphabet.symbols}
    arrays: dict[str, Any] = {}
    for part, weights in named_leaves(network.model):
        if kept == "int8":
            scale = float(np.abs(weights).max()) / 127 or 1.0
            arrays[f"{part}.scale"] = np.float32(scale)
            arrays[part] = np.round(weights / scale).astype(np.int8)
        else:
            arrays[part] = weights.astype(np.float16)
    datasets.write_npz(path, header, arrays)


def read(path: Path) -> Network:
    """Return the network in a file that `save` wrote.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, it was not written by `save`, or its shapes do not fit.
    """
    try:
        header, arrays = datasets.read_npz(path, FORMAT)
        cell, alphabet = CELLS[header["cell"]], Alphabet(header["alphabet"])
        parts = {name: _whole(arrays, f"cell.{name}") for name in cell.shapes}
        out = ReadoutParams(*(_whole(arrays, f"out.{name}") for name in ReadoutParams._fields))
    except KeyError as error:
        raise ValueError(f"path: expected a network of the book, got {path} without {error}") from None
    return checked(Network(cell, Model(cell.params_type(**parts), out), alphabet))


def _whole(arrays: dict[str, Array], part: str) -> Array:
    """Return the weights of a part in float32."""
    return arrays[part].astype(np.float32) * arrays.get(f"{part}.scale", np.float32(1.0))


def checked(network: Network) -> Network:
    """Return the network after checking that the shapes of its parts fit.

    Raises
    ------
    TypeError, ValueError
        If they do not.
    """
    sizes = network.cell.sizes(network.model.cell)
    V = network.alphabet.size
    W_y, b_y = network.model.out
    biases = None if b_y is None else b_y.shape
    if (sizes["D"], W_y.shape, biases) != (V, (sizes["H"], V), (V,)):
        raise ValueError(
            f"network: expected {V} inputs and a readout ({sizes['H']}, {V}) with a bias, as there are "
            f"{V} symbols, got {sizes['D']} inputs and {W_y.shape} with {biases}"
        )
    return network


def single(network: Network) -> Network:
    """Return the network with its weights in float32."""
    return network._replace(model=tree_map(lambda part: part.astype(np.float32), network.model))
