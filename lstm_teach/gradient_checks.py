"""Gradients by numbers, against which a derivative that was worked out by hand can be checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from lstm_teach.params import named_leaves, tree_map

Tree = TypeVar("Tree")


@np.errstate(under="ignore")
def complex_step(function: Callable[[Any], Any], at: Tree, step: float = 1e-30) -> Tree:
    r"""Return the gradient of a real analytic function by :math:`\mathrm{Im}\,f(x + i\,\epsilon) / \epsilon`.

    There is no difference of two close numbers, so the result is exact to rounding. The function
    must not use `abs`, comparisons or norms of its argument; where it does, use `central_differences`.

    Parameters
    ----------
    function : callable
        From a tree of arrays to a number.
    at : tree of arrays
        Not changed.
    step : float
        :math:`\epsilon`.

    Returns
    -------
    tree like `at`

    References
    ----------
    Squire & Trapp (1998), Using complex variables to estimate derivatives of real functions,
    SIAM Review 40, doi:10.1137/S003614459631241X.
    """
    return _entry_by_entry(at, lambda moved: function(moved(1j * step)).imag / step, complex)


@np.errstate(under="ignore")
def central_differences(function: Callable[[Any], Any], at: Tree, step: float = 6e-6) -> Tree:
    r"""Return the gradient of a function by :math:`(f(x + \epsilon) - f(x - \epsilon)) / 2\epsilon`.

    The error is about 1e-10 relative to the function's value with the default step, the cube
    root of the rounding error: a larger one cuts the series too early, a smaller one cancels digits.

    Parameters
    ----------
    function, at, step
        As in `complex_step`; the function may be any differentiable one.

    Returns
    -------
    tree like `at`
    """
    return _entry_by_entry(
        at, lambda moved: (function(moved(step)) - function(moved(-step))) / (2 * step), float
    )


def _entry_by_entry(at: Tree, slope: Callable[[Callable[[complex], Any]], float], dtype: type) -> Tree:
    """Return a tree like `at` of slopes; `moved(d)` is the tree with one entry moved by d."""
    paths = [path for path, _ in named_leaves(at)]
    gradients = {path: np.zeros(np.shape(leaf)) for path, leaf in named_leaves(at)}
    for path in paths:
        for index in np.ndindex(gradients[path].shape):
            gradients[path][index] = slope(lambda d, p=path, i=index: _moved(at, p, i, d, dtype))  # type: ignore[misc]
    in_order = iter([gradients[path] for path in paths])
    return tree_map(lambda _: next(in_order), at)


def _moved(tree: Tree, path: str, index: tuple[int, ...], distance: complex, dtype: type) -> Tree:
    leaves = dict(named_leaves(tree))
    leaves[path] = np.array(leaves[path], dtype=np.result_type(leaves[path], dtype))
    leaves[path][index] += distance
    in_order = iter(leaves.values())
    return tree_map(lambda _: next(in_order), tree)
