"""The elementary functions, in forms that neither overflow nor lose the complex step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
PLAIN = (np.ndarray, np.memmap)


def plain(name: str, value: Any) -> Array:
    """Return `value` as an array; raise a TypeError if it is of a kind that would lose its meaning so."""
    if isinstance(value, np.ndarray) and type(value) not in PLAIN:
        masked = isinstance(value, np.ma.MaskedArray)
        remedy = (
            ".filled(0.0), and `lengths` or `mask` for what is not to count" if masked else "np.array(...)"
        )
        raise TypeError(f"{name}: expected a plain NumPy array, got {type(value).__name__}. Remedy: {remedy}")
    return np.asarray(value)


def sigmoid(a: Array) -> Array:
    r"""Logistic function :math:`\sigma(a) = 1 / (1 + e^{-a}) = (1 + \tanh(a / 2)) / 2`.

    The tanh form never overflows and is analytic, so that a gradient can be checked by a
    complex step. Far in the negative tail it keeps absolute, not relative accuracy: losses
    therefore work on logits and never on ``log(sigmoid(a))``.

    Examples
    --------
    >>> round(float(sigmoid(np.log(3.0))), 4)
    0.75
    """
    return 0.5 * (1.0 + np.tanh(0.5 * a))


def columns(a: Array, parts: int) -> tuple[Array, ...]:
    """Cut the last axis into equal parts, as `np.split`, which takes as long as a small step itself.

    Examples
    --------
    >>> [part.tolist() for part in columns(np.arange(6.0), 3)]
    [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
    """
    n = a.shape[-1] // parts
    return tuple(a[..., k * n : (k + 1) * n] for k in range(parts))


@np.errstate(under="ignore")
def softplus(a: Array) -> Array:
    r""":math:`\log(1 + e^a)`, exact in both tails; :math:`-\log\sigma(a)` is ``softplus(-a)``."""
    a = plain("a", a)
    positive = np.real(a) > 0
    return np.where(positive, a, 0.0) + np.log1p(np.exp(np.where(positive, -a, a)))


@np.errstate(under="ignore")
def logsumexp(a: Array, axis: int = -1) -> Array:
    r""":math:`\log \sum_k e^{a_k}` along `axis`, which is kept with length 1.

    The largest entry is taken out first, so that no exponential overflows. Where every entry is
    :math:`-\infty` (nothing is possible) so is the sum.
    """
    largest = _largest(a, axis)
    with np.errstate(divide="ignore"):  # log(0) where nothing is possible
        return largest + np.log(np.sum(np.exp(a - largest), axis=axis, keepdims=True))


@np.errstate(under="ignore")
def log_softmax(a: Array, axis: int = -1) -> Array:
    r""":math:`a_k - \log \sum_j e^{a_j}` along `axis`.

    The largest entry is taken out of both terms, so that large logits lose no digits.
    """
    shifted = a - _largest(a, axis)
    with np.errstate(divide="ignore"):  # log(0) where nothing is possible
        shifted -= np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))
    return shifted


@np.errstate(under="ignore")
def softmax(a: Array, axis: int = -1) -> Array:
    r""":math:`e^{a_k} / \sum_j e^{a_j}` along `axis`: positive, and the sum is 1.

    Examples
    --------
    >>> softmax(np.array([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """
    return np.exp(log_softmax(a, axis))


def _largest(a: Array, axis: int) -> Array:
    largest = np.max(a, axis=axis, keepdims=True)
    return np.where(np.isfinite(largest), largest, 0.0)
