r"""A convolution over the letters of a word: what three letters in a row look like, at their best place.

.. math:: v = \tanh(\max_m [e_{m-1}, e_m, e_{m+1}] W + b)

References
----------
Ma & Hovy (2016), End-to-end sequence labeling via bi-directional LSTM-CNNs-CRF, arXiv 1603.01354, 2.1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from lstm_book.chapter_14.encoding import LETTERS
from lstm_teach.numerics import Array

WIDTH = 3


class LetterParams(NamedTuple):
    """Weights of the convolution."""

    E: Array  # (letters + 1, d) a vector for each letter
    W: Array  # (3 d, F)
    b: Array  # (F,)


class Saved(NamedTuple):
    """What the way back needs."""

    numbers: Array  # (N, M)
    windows: Array  # (N, M - 2, 3 d)
    winners: Array  # (N, F) places
    v: Array  # (N, F)


def init(rng: np.random.Generator, size: int = 12, filters: int = 24) -> LetterParams:
    """Return starting weights."""
    W = rng.normal(size=(WIDTH * size, filters)) / np.sqrt(WIDTH * size)
    return LetterParams(0.3 * rng.normal(size=(len(LETTERS) + 1, size)), W, np.zeros(filters))


def forward(params: LetterParams, letters: Array) -> tuple[Array, Saved]:
    """Return a vector for each word, (T, B, F), from its letters' numbers (T, B, M)."""
    numbers = letters.reshape(-1, letters.shape[-1])
    e = params.E[numbers]
    windows = np.concatenate([e[:, :-2], e[:, 1:-1], e[:, 2:]], axis=2)
    a = windows @ params.W
    winners = a.argmax(axis=1)
    v = np.tanh(np.take_along_axis(a, winners[:, None], axis=1)[:, 0] + params.b)
    return v.reshape(*letters.shape[:-1], -1), Saved(numbers, windows, winners, v)


def backward(params: LetterParams, saved: Saved, dv: Array) -> LetterParams:
    """Return dL/dparams: the error goes back through the winners alone."""
    numbers, windows, winners, v = saved
    da = dv.reshape(v.shape) * (1 - v**2)
    rows = np.arange(len(numbers))[:, None]
    dW = np.einsum("nfk,nf->kf", windows[rows, winners], da)
    d_windows = np.zeros_like(windows)
    np.add.at(d_windows, (rows, winners), da[:, :, None] * params.W.T)
    dE, M = np.zeros_like(params.E), windows.shape[1]
    for place, part in enumerate(np.split(d_windows, WIDTH, axis=2)):
        np.add.at(dE, numbers[:, place : place + M], part)
    return LetterParams(dE, dW, da.sum(axis=0))
