"""Parameters are nested NamedTuples of arrays: map over them, count them, compare them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from lstm_teach.validation import float_array

Tree = TypeVar("Tree")


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
        raise ValueError(f"{name}: expected the parts {listed(expected)}, got {listed(got)}")


def check_like(name: str, tree: Any, like: Any) -> None:
    """Raise unless `tree` has the structure and shapes of `like` and holds finite floats alone."""
    check_structure(name, tree, like)
    expected = dict(named_leaves(like, name))
    for path, leaf in named_leaves(tree, name):
        float_array(path, leaf, expected[path].shape)


def listed(names: Any) -> str:
    """Return names as a message shows them."""
    return "(" + ", ".join(names) + ")"
