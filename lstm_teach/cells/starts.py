"""How weights start: the usual distributions, each from a generator that is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.validation import generator, positive_int, real_number

RECURRENT_STARTS = ("orthogonal", "uniform", "identity")


def checked(rng: Any, **sizes: Any) -> None:
    """Check what every `init` takes: a generator, and sizes of at least 1."""
    generator(rng)
    for name, size in sizes.items():
        positive_int(name, size)


def weights(
    rng: Any, input_size: Any, hidden_size: Any, start: str, input_scale: Any = 1.0, parts: int = 1
) -> tuple[Array, Array]:
    r"""Return W_x (D, parts * H), blocks of `glorot` times a factor, and W_h (H, parts * H) of `recurrent`.

    What the options of every `init` do to an error on its way back over n steps:

    - `input_scale`: small inputs leave tanh in its linear middle, where its slope is nearly 1, so that the
      error is multiplied by nearly :math:`W_h^n`, and an orthogonal W_h keeps its length. At 1, pushes of
      size 1 multiply it by :math:`1 - h^2` besides, at every step.
    - `forget_gate_bias`, `update_gate_bias` (of the GRU, whose z keeps): along the cell (or h) the error is
      multiplied by nearly :math:`\sigma(b)^n`; b = log(n) keeps 1/e (Tallec & Ollivier 2018, section 2).
    - `input_gate_bias`: what a step writes, and its gradient, is multiplied by :math:`\sigma(b)`, so that
      b = -log(n) keeps what n steps of noise write as small as one step's.
    - `output_gate_bias`, `reset_gate_bias`: likewise for what h shows, and for what the candidate hears of h.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is below 1, `input_scale` is negative or not finite, or `start` is
        unknown.
    """
    checked(rng, input_size=input_size, hidden_size=hidden_size)
    scale = real_number("input_scale", input_scale, low=0.0)
    W_x = np.concatenate([glorot(rng, input_size, hidden_size) for _ in range(parts)], axis=1)
    return scale * W_x, recurrent(rng, start, hidden_size, parts)


def repeated(size: int, **biases: float) -> Array:
    """Return every bias `size` times, one after the other; a ValueError names one that is not finite."""
    return np.repeat([real_number(name, bias) for name, bias in biases.items()], size)


@dataclass(frozen=True)
class Zeros:
    """The `zero_state` of a cell whose states all have shape (B, H); a record, to be pickled."""

    state_type: Any

    def __call__(self, params: Any, batch_size: int) -> Any:
        """Return the state of `batch_size` sequences."""
        shape = batch_size, len(params.W_h)
        return self.state_type(*(np.zeros(shape, params.W_h.dtype) for _ in self.state_type._fields))


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
