"""Trees of parameters, and the file that keeps them."""

import json
import os
import pickle
import re
import zipfile
from typing import NamedTuple

import numpy as np
import pytest

from lstm_teach import (
    GRU,
    LSTM,
    MEMORY_BLOCK,
    ReadoutParams,
    count_weights,
    init_readout,
    load_params,
    save_params,
    tree_map,
)
from lstm_teach.params import named_leaves
from tests.cells.cases import CASES


class Net(NamedTuple):
    cell: object
    readout: object


def a_net(seed=0, **block):
    rng = np.random.default_rng(seed)
    return Net(MEMORY_BLOCK.init(rng, 3, 4, cells_per_block=2, **block), init_readout(rng, 4, 2, bias=False))


def same(one, other):
    a, b = dict(named_leaves(one)), dict(named_leaves(other))
    return type(one) is type(other) and a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)


def test_tree_map_keeps_types_and_gaps():
    net = a_net(gate_feedback=False)
    doubled = tree_map(lambda a: 2 * a, net)
    assert type(doubled) is Net
    assert type(doubled.cell) is MEMORY_BLOCK.params_type
    assert doubled.cell.W_y is None
    assert doubled.readout.b_y is None
    assert same(tree_map(lambda a, b: b - a, net, doubled), net)
    assert tree_map(lambda a: a, ()) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), (1, 2, 3)),
        ((1, 2), 1),
        (1, (1,)),
        (None, 1),
        ((1, None), (1, 2)),
        (ReadoutParams(1, 2), (1, 2)),
    ],
)
def test_tree_map_refuses_another_structure(one, other):
    with pytest.raises(ValueError, match="tree_map: expected trees of one structure, got .+ beside"):
        tree_map(lambda a, b: a, one, other)


def test_named_leaves_and_count():
    names = [name for name, _ in named_leaves(a_net())]
    assert names == ["cell.W_x", "cell.W_h", "cell.W_y", "cell.b_gates", "cell.b_cells", "readout.W_y"]
    assert [name for name, _ in named_leaves((1.0, (2.0,)))] == ["0", "1.0"]
    assert count_weights(((np.ones((2, 3)), None), np.ones(4))) == 10


@pytest.mark.parametrize("case", CASES, ids=str)
def test_parameters_survive_a_file(case, tmp_path):
    params = case.problem().params
    save_params(tmp_path / "p.npz", params)
    fresh = case.cell.init(np.random.default_rng(9), case.D, case.H, **case.options)
    assert same(load_params(tmp_path / "p.npz", fresh), params)
    assert same(fresh, case.cell.init(np.random.default_rng(9), case.D, case.H, **case.options))


@pytest.mark.parametrize("path", [str, lambda p: p, os.fsencode], ids=["str", "Path", "bytes"])
def test_a_path_is_what_open_takes(path, tmp_path):
    if path is os.fsencode:
        with pytest.raises(TypeError, match="bytes"):
            save_params(path(tmp_path / "a file"), a_net())
        return
    save_params(path(tmp_path / "a file"), a_net())
    assert [f.name for f in tmp_path.iterdir()] == ["a file"]
    assert same(load_params(path(tmp_path / "a file"), a_net(1)), a_net())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_saved_file_has_the_usual_permissions(tmp_path):
    save_params(tmp_path / "p.npz", a_net())
    (tmp_path / "other").touch()
    assert (tmp_path / "p.npz").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_the_file_is_plain_numpy(tmp_path):
    save_params(tmp_path / "p.npz", a_net())
    with np.load(tmp_path / "p.npz", allow_pickle=False) as archive:
        assert np.array_equal(archive["readout.W_y"], a_net().readout.W_y)


BAD_PARAMS = {
    "NaN": (
        a_net()._replace(readout=np.full(3, np.nan)),
        ValueError,
        r"params\.readout: expected finite .* got nan",
    ),
    "integers": ((np.ones(3, int),), ValueError, r"params\.0: expected dtype float64.* got int64"),
    "a list": ([1.0, 2.0], TypeError, r"params\.array: expected a NumPy array, got list"),
    "nothing": ((), ValueError, "params: expected at least one array, got none"),
    "an object": (np.array([None]), ValueError, r"params\.array: expected dtype .* got object"),
}


@pytest.mark.parametrize(("params", "error", "message"), BAD_PARAMS.values(), ids=BAD_PARAMS)
def test_what_cannot_be_saved_leaves_the_old_file(params, error, message, tmp_path):
    path = tmp_path / "p.npz"
    save_params(path, a_net())
    before = path.read_bytes()
    with pytest.raises(error, match=message):
        save_params(path, params)
    assert path.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == ["p.npz"]


@pytest.mark.parametrize(
    "fault", [OSError("no space left"), KeyboardInterrupt()], ids=["disk full", "interrupt"]
)
def test_a_write_that_breaks_off_leaves_the_old_file(fault, tmp_path, monkeypatch):
    path = tmp_path / "p.npz"
    save_params(path, a_net())
    before = path.read_bytes()

    def breaks_off(stream, **arrays):
        stream.write(b"half")
        raise fault

    monkeypatch.setattr(np, "savez", breaks_off)
    with pytest.raises(type(fault)):
        save_params(path, a_net(1))
    assert path.read_bytes() == before
    assert [f.name for f in tmp_path.iterdir()] == ["p.npz"]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        save_params(tmp_path / "nowhere" / "p.npz", a_net())
    with pytest.raises(FileNotFoundError, match="nothing.npz"):
        load_params(tmp_path / "nothing.npz", a_net())
    with pytest.raises(
        OSError, match=re.escape(tmp_path.name)
    ):  # a folder: IsADirectoryError, PermissionError
        load_params(tmp_path, a_net())


def _whole(path):
    save_params(path, a_net())
    return path.read_bytes()


def _flipped(path):
    data = bytearray(_whole(path))
    data[len(data) // 2] ^= 0xFF
    return bytes(data)


def _npz(path, **arrays):
    np.savez(path, **arrays)
    return path.read_bytes()


def _npy(path):
    with path.open("wb") as stream:
        np.save(stream, np.ones(3))
    return path.read_bytes()


def _pickled_inside(path):
    np.savez(path, **{"__format__": np.array("x"), "cell.W_x": np.array([{"a": 1}], dtype=object)})
    return path.read_bytes()


def _no_zip_of_arrays(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "hello")
    return path.read_bytes()


def _header(**header):
    return lambda path: _npz(path, __format__=np.array(json.dumps(header)), **dict(named_leaves(a_net())))


WHOLE, WRITTEN = r"expected a whole \.npz file of arrays, got", r"expected a file that save_params wrote, got"
FILES = {
    "empty": (lambda path: b"", WHOLE),
    "text": (lambda path: b"no weights here\n", WHOLE),
    "a pickle": (lambda path: pickle.dumps({"W": [1.0]}), WHOLE),
    "a truncated file": (lambda path: _whole(path)[:-40], WHOLE),
    "its first bytes": (lambda path: _whole(path)[:100], WHOLE),
    "a flipped byte": (_flipped, WHOLE),
    "a single array": (_npy, WHOLE),
    "pickled objects": (_pickled_inside, WHOLE),
    "another zip": (_no_zip_of_arrays, f"{WRITTEN}|{WHOLE}"),
    "an npz of others": (lambda path: _npz(path, W=np.ones(3)), WRITTEN),
    "an npz without arrays": (lambda path: _npz(path), WRITTEN),
    "another header": (_header(format="another program"), WRITTEN),
    "a later version": (_header(format="lstm_teach parameters, version 10"), WRITTEN),
    "a header of numbers": (lambda path: _npz(path, __format__=np.ones(2)), WRITTEN),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=FILES)
def test_damaged_and_foreign_files(content, message, tmp_path):
    path = tmp_path / "p.npz"
    path.write_bytes(content(path))
    before, net = path.read_bytes(), a_net(1)
    with pytest.raises(ValueError, match=rf"^path: (?:{message}).*p\.npz"):
        load_params(path, net)
    assert path.read_bytes() == before
    assert same(net, a_net(1))


def test_other_parts_and_shapes(tmp_path):
    path = tmp_path / "p.npz"
    save_params(path, a_net())
    with pytest.raises(
        ValueError, match=r"^path: expected the parts \(cell\.W_x, .*, got \(cell\.W_x.*W_y.* in .*p.npz"
    ):
        load_params(path, a_net(gate_feedback=False))
    with pytest.raises(ValueError, match=r"^path: expected LSTMParams, got Net in .*p.npz"):
        load_params(path, LSTM.init(np.random.default_rng(0), 3, 4))
    save_params(path, LSTM.init(np.random.default_rng(0), 3, 4))
    with pytest.raises(ValueError, match=r"^path: params\.W_x: expected shape \(3, 20\), got \(3, 16\)"):
        load_params(path, LSTM.init(np.random.default_rng(0), 3, 5))
    with pytest.raises(ValueError, match=r"^path: expected GRUParams, got LSTMParams"):
        load_params(path, GRU.init(np.random.default_rng(0), 3, 4))


def test_nan_in_a_file(tmp_path):
    path = tmp_path / "p.npz"
    params = (np.ones(3),)
    save_params(path, params)
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "0": np.full(3, np.nan)})
    with pytest.raises(ValueError, match=r"^path: params\.0: expected finite numbers, got nan"):
        load_params(path, params)


def test_a_file_of_another_kind_of_parameters_is_refused_even_if_the_shapes_fit(tmp_path):
    rng = np.random.default_rng(0)
    params = LSTM.init(rng, 2, 3)
    save_params(tmp_path / "lstm.npz", params)

    class Lookalike(NamedTuple):
        W_x: np.ndarray
        W_h: np.ndarray
        b: np.ndarray

    with pytest.raises(ValueError, match="path: expected Lookalike, got LSTMParams"):
        load_params(tmp_path / "lstm.npz", Lookalike(*params))
