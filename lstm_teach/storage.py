"""Parameters in a file and back: an .npz with a header that says what they are, and no pickled objects."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any

import numpy as np

from lstm_teach.params import Tree, check_like, listed, named_leaves, tree_map
from lstm_teach.validation import float_array

FORMAT = "lstm_teach parameters, version 1"
_HEADER = "__format__"


def save_params(path: str | os.PathLike[str], params: Any) -> None:
    """Write parameters to an ``.npz`` file.

    The file is written beside its place and moved there when it is whole, so that a broken
    run never leaves half a file where a good one was.

    Raises
    ------
    ValueError
        If there is nothing to save, or an entry is NaN or infinite.
    """
    leaves = dict(named_leaves(params))
    if not leaves:
        raise ValueError("params: expected at least one array, got none")
    for name, leaf in leaves.items():
        float_array(f"params.{name}", leaf)
    header = json.dumps({"format": FORMAT, "type": type(params).__name__})
    target = Path(path)
    # Not by tempfile, whose files only their owner may read.
    temporary = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as stream:
            np.savez(stream, **{_HEADER: np.array(header)}, **leaves)  # type: ignore[arg-type]
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def load_params(path: str | os.PathLike[str], like: Tree) -> Tree:
    """Read parameters that `save_params` wrote.

    Parameters
    ----------
    path : path
        The file.
    like : parameters
        Parameters of the expected type and shapes, such as a fresh ``cell.init(...)``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is damaged, was not written by `save_params`, or holds other parts or
        shapes than `like`. Pickled objects are never loaded.
    """
    leaves = _read_npz(Path(path))
    header = _header(leaves.pop(_HEADER, None))
    if header.get("format") != FORMAT:
        raise ValueError(f"path: expected a file that save_params wrote, got {path} without its header")
    if header.get("type") != type(like).__name__:
        raise ValueError(f"path: expected {type(like).__name__}, got {header.get('type')} in {path}")
    expected = dict(named_leaves(like))
    if leaves.keys() != expected.keys():
        raise ValueError(f"path: expected the parts {listed(expected)}, got {listed(leaves)} in {path}")
    loaded = _filled(like, leaves)
    check_like("path: params", loaded, like)
    return loaded


def _read_npz(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:  # raises FileNotFoundError by itself
        try:
            with np.load(stream, allow_pickle=False) as archive:
                return {name: archive[name] for name in archive.files}
        except Exception as error:  # zip, zlib, header and pickle errors share no narrower base
            raise ValueError(f"path: expected a whole .npz file of arrays, got {path}: {error}") from error


def _header(stored: Any) -> dict[str, Any]:
    try:
        header = json.loads(str(stored))
    except ValueError:
        return {}
    return header if isinstance(header, dict) else {}


def _filled(like: Tree, leaves: dict[str, Any]) -> Tree:
    """Return `like` with its arrays replaced, in the order in which `named_leaves` yields them."""
    values = iter([leaves[name] for name, _ in named_leaves(like)])
    return tree_map(lambda _: next(values), like)
