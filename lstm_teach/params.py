"""Parameters are nested NamedTuples of arrays: map over them, count them, keep them in a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lstm_teach.validation import float_array

Tree = TypeVar("Tree")
FORMAT = "lstm_teach parameters, version 1"
_HEADER = "__format__"


def tree_map(function: Callable[..., Any], tree: Tree, *others: Tree) -> Tree:
    """Apply `function` to the arrays that stand at the same place in one or more trees.

    A tree is an array, None (a part that a network does without) or a tuple or NamedTuple of trees.

    Raises
    ------
    ValueError
        If the trees differ in structure.

    Examples
    --------
    >>> tree_map(lambda a, b: a + b, (1.0, (2.0, None)), (10.0, (20.0, None)))
    (11.0, (22.0, None))
    """
    if not isinstance(tree, tuple):
        if any(isinstance(other, tuple) or (other is None) != (tree is None) for other in others):
            raise ValueError("tree_map: expected trees of one structure, got a leaf beside a branch or None")
        return tree if tree is None else function(tree, *others)
    for other in others:
        if type(other) is not type(tree) or len(other) != len(tree):  # type: ignore[arg-type]
            raise ValueError(
                "tree_map: expected trees of one structure, got "
                f"{type(tree).__name__} beside {type(other).__name__}"
            )
    parts = [tree_map(function, *branches) for branches in zip(tree, *others, strict=True)]  # type: ignore[call-overload]
    return type(tree)(*parts) if hasattr(tree, "_fields") else type(tree)(parts)  # type: ignore[return-value]


def named_leaves(tree: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every array of a tree with its path, such as ``("cell.W_x", array)``."""
    if tree is None:
        return
    if not isinstance(tree, tuple):
        yield prefix or "array", tree
        return
    names = getattr(tree, "_fields", None) or tuple(map(str, range(len(tree))))
    for name, branch in zip(names, tree, strict=True):
        yield from named_leaves(branch, f"{prefix}.{name}" if prefix else name)


def count_weights(tree: Any) -> int:
    """Return how many numbers a tree of parameters holds."""
    return sum(int(np.size(leaf)) for _, leaf in named_leaves(tree))


def check_structure(name: str, tree: Any, like: Any) -> None:
    """Raise unless `tree` has the type and the parts of `like`."""
    numbers = np.ndarray | np.floating  # arithmetic turns an array without axes into a NumPy scalar
    if type(tree) is not type(like) and not (isinstance(tree, numbers) and isinstance(like, numbers)):
        raise TypeError(f"{name}: expected {type(like).__name__}, got {type(tree).__name__}")
    got, expected = dict(named_leaves(tree)), dict(named_leaves(like))
    if got.keys() != expected.keys():
        raise ValueError(f"{name}: expected the parts {_listed(expected)}, got {_listed(got)}")


def check_like(name: str, tree: Any, like: Any) -> None:
    """Raise unless `tree` has the structure and shapes of `like` and holds finite floats alone."""
    check_structure(name, tree, like)
    expected = dict(named_leaves(like, name))
    for path, leaf in named_leaves(tree, name):
        float_array(path, leaf, expected[path].shape)


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
    import json  # here and not above: only the import of NumPy should cost a reader time
    import secrets

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
        raise ValueError(f"path: expected the parts {_listed(expected)}, got {_listed(leaves)} in {path}")
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
    import json

    try:
        header = json.loads(str(stored))
    except ValueError:
        return {}
    return header if isinstance(header, dict) else {}


def _filled(like: Tree, leaves: dict[str, Any]) -> Tree:
    """Return `like` with its arrays replaced, in the order in which `named_leaves` yields them."""
    values = iter([leaves[name] for name, _ in named_leaves(like)])
    return tree_map(lambda _: next(values), like)


def _listed(names: Any) -> str:
    return "(" + ", ".join(names) + ")"
