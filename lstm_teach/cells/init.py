"""How weights start: the usual distributions, each from a generator that is passed in."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import generator, positive_int

RECURRENT_STARTS = ("orthogonal", "uniform", "identity")


def checked(rng: Any, **sizes: Any) -> None:
    """Check what every `init` takes: a generator, and sizes of at least 1."""
    generator(rng)
    for name, size in sizes.items():
        positive_int(name, size)


def glorot(rng: np.random.Generator, rows: int, columns: int) -> Array:
    r"""Uniform in :math:`\pm\sqrt{6 / (rows + columns)}` (Glorot & Bengio 2010, eq. 16)."""
    bound = np.sqrt(6.0 / (rows + columns))
    return rng.uniform(-bound, bound, size=(rows, columns))


def orthogonal(rng: np.random.Generator, rows: int, columns: int) -> Array:
    """A matrix with orthonormal columns (or rows, if it is wide), uniformly distributed.

    The sign of each column is set by the diagonal of R; without it the QR decomposition
    would prefer some orientations (Mezzadri 2007, arXiv math-ph/0609050).
    """
    tall = rng.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(tall)
    q = q * np.sign(np.diag(r))
    return q if rows >= columns else q.T


def recurrent(rng: np.random.Generator, start: str, hidden_size: int, parts: int = 1) -> Array:
    """Return recurrent weights (H, parts * H), one square block for each gate.

    Parameters
    ----------
    start : str
        "orthogonal": every block orthogonal (Saxe et al. 2014, arXiv 1312.6120).
        "uniform": all entries uniform in +-1 / sqrt(H), as PyTorch does.
        "identity": every block the identity (Le et al. 2015, arXiv 1504.00941).

    Raises
    ------
    ValueError
        For another `start`.
    """
    H = hidden_size
    if start == "orthogonal":
        return np.concatenate([orthogonal(rng, H, H) for _ in range(parts)], axis=1)
    if start == "uniform":
        return rng.uniform(-1.0, 1.0, size=(H, parts * H)) / np.sqrt(H)
    if start == "identity":
        return np.tile(np.eye(H), (1, parts))
    raise ValueError(f"recurrent: expected one of {', '.join(RECURRENT_STARTS)}, got {start!r}")
