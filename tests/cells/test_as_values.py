"""A cell is a value: it has a hash, and a copy that went through a file or to another process is equal."""

import copy
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_teach import unroll
from lstm_teach.cells import ALL_CELLS

EACH = pytest.mark.parametrize("cell", ALL_CELLS, ids=lambda cell: cell.name)


def forms(cell: Any) -> list[Any]:
    return [cell, replace(cell, name="another name"), replace(cell, fast=None)]


@EACH
def test_a_pickled_cell_is_equal_and_computes_the_same(cell: Any) -> None:
    params = cell.init(np.random.default_rng(0), 2, 4)
    x = np.random.default_rng(1).standard_normal((5, 3, 2))
    for form in forms(cell):
        again = pickle.loads(pickle.dumps(form))
        assert again == form
        assert hash(again) == hash(form)
        assert np.array_equal(unroll(again, params, x).h, unroll(form, params, x).h)
        assert copy.deepcopy(form) == form


def test_a_cell_is_a_key_and_no_other_is_found_under_it() -> None:
    every = [form for cell in ALL_CELLS for form in forms(cell) if form.fast or form.name == cell.name]
    names = {cell: cell.name for cell in every}
    assert len(names) == len(set(every)) >= len(ALL_CELLS)
    assert [names[cell] for cell in every] == [cell.name for cell in every]
