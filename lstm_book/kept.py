"""The small trained models that chapters only look into: several of one kind in a file.

They are kept in single precision and given back in double, in which a chapter computes. A character
network with its alphabet is kept by `lstm_book.networks`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

from lstm_book import datasets
from lstm_teach.cells import ALL_CELLS, Cell
from lstm_teach.model import Model, ReadoutParams
from lstm_teach.params import named_leaves
from lstm_teach.validation import float_array

FORMAT = "lstm_book.kept 1"
CELLS: dict[str, Cell] = {cell.name: cell for cell in ALL_CELLS}


def save_models(path: Path, cell: Cell, models: Sequence[Model]) -> None:
    """Write models of one cell and of one size in single precision; equal weights give equal bytes.

    Raises
    ------
    TypeError, ValueError
        If there are none, a weight is not finite, their shapes do not fit the cell or each other, or the
        cell is not one of `lstm_teach.cells.ALL_CELLS`.
    """
    _check(cell, models)
    columns = zip(*(named_leaves(model) for model in models), strict=True)
    arrays = {
        column[0][0]: np.stack([weights for _, weights in column]).astype(np.float32) for column in columns
    }
    datasets.write_npz(path, {"format": FORMAT, "cell": cell.name, "models": len(models)}, arrays)


@cache
def load_models(name: str) -> tuple[Cell, tuple[Model, ...]]:
    """Return the cell and the models of a file of the book, such as ``load_models("agreement")``.

    Returns
    -------
    tuple of Cell, tuple of Model
        The weights are float64. The file is read once: who changes them copies them first.

    Raises
    ------
    ValueError
        If there is no such file, or it is not the one that the book was written with.
    """
    return read_models(datasets.network_path(name))


def read_models(path: Path) -> tuple[Cell, tuple[Model, ...]]:
    """Return the cell and the models in a file that `save_models` wrote.

    Raises
    ------
    FileNotFoundError, ValueError
        If there is no such file, it was not written by `save_models`, or its shapes do not fit.
    """
    try:
        header, arrays = datasets.read_npz(path, FORMAT)
        cell = CELLS[header["cell"]]
        models = tuple(_model(cell, arrays, k) for k in range(header["models"]))
    except KeyError as error:
        raise ValueError(f"path: expected models of the book, got {path} without {error}") from None
    except (TypeError, IndexError) as error:
        raise ValueError(f"path: expected models of the book, got {path}: {error}") from None
    _check(cell, models)
    return cell, models


def _model(cell: Cell, arrays: dict[str, np.ndarray], k: int) -> Model:
    def part(name: str, optional: bool = False) -> np.ndarray | None:
        return None if optional and name not in arrays else arrays[name][k].astype(float)

    parts = {name: part(f"cell.{name}", name in cell.optional) for name in cell.shapes}
    W_y = arrays["out.W_y"][k].astype(float)
    return Model(cell.params_type(**parts), ReadoutParams(W_y, part("out.b_y", optional=True)))


def _check(cell: Cell, models: Sequence[Model]) -> None:
    if CELLS.get(cell.name) is not cell:
        raise ValueError(f"cell: expected one of {', '.join(CELLS)}, got {cell.name}")
    if not models:
        raise ValueError("models: expected at least one, got none")
    shapes = [{name: np.shape(part) for name, part in named_leaves(model)} for model in models]
    for k, model in enumerate(models):
        H = cell.sizes(model.cell, f"models[{k}].cell")["H"]
        float_array(f"models[{k}].out.W_y", model.out.W_y, (H, "O"))
        if model.out.b_y is not None:
            float_array(f"models[{k}].out.b_y", model.out.b_y, (model.out.W_y.shape[1],))
        if shapes[k] != shapes[0]:
            raise ValueError(f"models[{k}]: expected the shapes of models[0], {shapes[0]}, got {shapes[k]}")
