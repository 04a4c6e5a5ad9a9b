"""Losses: each returns its value and its gradient with respect to the prediction.

All are means over what is counted. A mask says which steps of which sequences count; where it
is False neither loss nor gradient sees anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.numerics import Array, log_softmax, sigmoid, softplus
from lstm_teach.validation import float_array, lengths_array, plain, positive_int


def length_mask(lengths: Any, T: int) -> Array:
    """Return booleans (T, B): True at step t of sequence b as long as t < lengths[b].

    Raises
    ------
    ValueError
        If `lengths` are no integers from 1 to T, or there are none.

    Examples
    --------
    >>> length_mask([2, 1], T=2).tolist()
    [[True, True], [True, False]]
    """
    T = positive_int("T", T)
    return np.arange(T)[:, None] < lengths_array(lengths, T)


@np.errstate(under="ignore")
def squared_error(prediction: Array, target: Array, mask: Array | None = None) -> tuple[float, Array]:
    r"""Mean squared error :math:`L = \frac1N \sum (y - y^*)^2` over the N counted entries.

    Parameters
    ----------
    prediction : array (..., O)
    target : array (..., O)
    mask : bool array (...), optional

    Returns
    -------
    loss : float
    d_prediction : array (..., O)

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, dtype or shape, is not finite, or nothing is counted.
    """
    float_array("prediction", prediction)
    float_array("target", target, prediction.shape)
    counted, N = _counted("prediction", prediction, mask)
    error = np.where(counted, prediction - target, 0.0)
    return _value(error**2, N), 2.0 * error / N


@np.errstate(under="ignore")
def binary_cross_entropy(logits: Array, target: Array, mask: Array | None = None) -> tuple[float, Array]:
    r"""Mean of :math:`-y^* \log \sigma(a) - (1 - y^*) \log(1 - \sigma(a))` over logits a, in nats.

    Parameters
    ----------
    logits : array (..., O)
    target : array (..., O)
        From 0 to 1.
    mask : bool array (...), optional

    Returns
    -------
    loss : float
    d_logits : array (..., O)

    Raises
    ------
    TypeError, ValueError
        As `squared_error`; also if a target lies outside [0, 1].
    """
    float_array("logits", logits)
    float_array("target", target, logits.shape)
    counted, N = _counted("logits", logits, mask)
    if target.min() < 0 or target.max() > 1:
        raise ValueError(f"target: expected values from 0 to 1, got {target.min():g} to {target.max():g}")
    each = softplus(logits) - target * logits
    return _value(np.where(counted, each, 0.0), N), np.where(counted, sigmoid(logits) - target, 0.0) / N


@np.errstate(under="ignore")
def softmax_cross_entropy(logits: Array, target: Array, mask: Array | None = None) -> tuple[float, Array]:
    r"""Mean of :math:`-\log \mathrm{softmax}(a)_{y^*}`, in nats, over the N counted steps.

    Parameters
    ----------
    logits : array (..., K)
    target : int array (...)
        The right class, from 0 to K - 1; any number where the mask is False.
    mask : bool array (...), optional

    Returns
    -------
    loss : float
    d_logits : array (..., K)

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, dtype or shape, is not finite, a class does not exist,
        or nothing is counted.
    """
    float_array("logits", logits)
    target = plain("target", target)
    if target.dtype.kind not in "iu":
        raise ValueError(f"target: expected integers, the classes' numbers, got dtype {target.dtype}")
    if logits.ndim == 0 or target.shape != logits.shape[:-1]:
        raise ValueError(f"target: expected shape {logits.shape[:-1]}, got {target.shape}")
    counted, entries = _counted("logits", logits, mask)
    K = logits.shape[-1]
    seen = target[counted[..., 0]]
    if seen.min() < 0 or seen.max() >= K:
        raise ValueError(f"target: expected classes from 0 to {K - 1}, got {seen.min()} to {seen.max()}")
    N = entries // K
    log_p = log_softmax(logits)
    right = np.where(counted[..., :1], target[..., None], 0)
    right_log_p, each, d_logits = np.take_along_axis(log_p, right, -1), np.zeros_like(log_p), np.exp(log_p)
    np.put_along_axis(each, right, -right_log_p, -1)
    np.put_along_axis(d_logits, right, np.exp(right_log_p) - 1.0, -1)
    if mask is not None:
        each, d_logits = np.where(counted, each, 0.0), np.where(counted, d_logits, 0.0)
    d_logits /= N
    return _value(each, N), d_logits


def _counted(name: str, prediction: Array, mask: Array | None) -> tuple[Array, int]:
    """Return the mask with the prediction's shape, and the number of entries that count."""
    if prediction.ndim == 0 or prediction.size == 0:
        raise ValueError(f"{name}: expected at least one entry along every axis, got {prediction.shape}")
    if mask is None:
        return np.ones(prediction.shape, bool), prediction.size
    mask = plain("mask", mask)
    if mask.dtype != bool:
        raise ValueError(f"mask: expected booleans, got dtype {mask.dtype}")
    if mask.shape != prediction.shape[:-1]:
        raise ValueError(f"mask: expected shape {prediction.shape[:-1]}, got {mask.shape}")
    if not mask.any():
        raise ValueError("mask: expected at least one step that counts, got none")
    counted = np.broadcast_to(mask[..., None], prediction.shape)
    return counted, int(counted.sum())


def _value(terms: Array, N: int) -> Any:
    total = np.sum(terms) / N
    return total if np.iscomplexobj(total) else float(total)
