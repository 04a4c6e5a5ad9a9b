r"""Attention in its simplest form: every step of a writer looks at all steps of a reader (Luong et al. 2015).

.. math::
    s_{t\tau} = h_t \cdot \bar h_\tau, \qquad
    \omega_{t\tau} = e^{s_{t\tau}} \big/ \textstyle\sum_{\tau'} e^{s_{t\tau'}}, \qquad
    r_t = \textstyle\sum_\tau \omega_{t\tau} \bar h_\tau

h is the writer's output, :math:`\bar h` the reader's. There is no weight in it: what is compared, and how
well, is learned by the two networks.
"""

from __future__ import annotations

import numpy as np

from lstm_teach.numerics import Array, softmax
from lstm_teach.validation import float_array, lengths_array

NEVER = -1e9  # the score of a step behind a sentence's end: its share is exactly 0


def attend(h: Array, memory: Array, lengths: Array) -> tuple[Array, Array]:
    r"""Return the shares :math:`\omega` (B, T, S), and what is read with them, r (T, B, H).

    Parameters
    ----------
    h : array (T, B, H)
        Outputs of the writer.
    memory : array (S, B, H)
        Outputs of the reader, :math:`\bar h`.
    lengths : int array (B,)
        Steps of each sentence that was read; what stands behind them is not looked at.

    Raises
    ------
    TypeError, ValueError
        If an argument is no array of that shape, or a length is not from 1 to S.

    References
    ----------
    Luong, Pham & Manning (2015), arXiv:1508.04025, global attention with the score "dot", eq. 7 and 8.
    """
    _, B, H = float_array("h", h, ("T", "B", "H")).shape
    S, _, _ = float_array("memory", memory, ("S", "B", "H"), B=B, H=H).shape
    read = np.arange(S) < lengths_array(lengths, S, B)[:, None]
    h, memory = h.swapaxes(0, 1), memory.swapaxes(0, 1)  # sentences first: one product for each
    scores = h @ memory.swapaxes(1, 2)
    shares = softmax(np.where(read[:, None], scores, NEVER))
    return shares, (shares @ memory).swapaxes(0, 1)


def attend_backward(dr: Array, shares: Array, h: Array, memory: Array) -> tuple[Array, Array]:
    r"""Return dL/dh and dL/dmemory, as far as they come through what was read.

    .. math::
        d\omega_{t\tau} = dr_t \cdot \bar h_\tau, \quad
        ds_{t\tau} = \omega_{t\tau} \big(d\omega_{t\tau} - \textstyle\sum_{\tau'} \omega_{t\tau'}
        d\omega_{t\tau'}\big), \quad
        dh_t = \textstyle\sum_\tau ds_{t\tau} \bar h_\tau, \quad
        d\bar h_\tau = \textstyle\sum_t (\omega_{t\tau}\, dr_t + ds_{t\tau} h_t)

    Parameters
    ----------
    dr : array (T, B, H)
    shares, h, memory
        As `attend` returned and was given.

    Raises
    ------
    TypeError, ValueError
        If a shape does not fit.
    """
    B, T, S = float_array("shares", shares, ("B", "T", "S")).shape
    H = float_array("h", h, ("T", "B", "H"), T=T, B=B).shape[2]
    float_array("memory", memory, (S, B, H))
    float_array("dr", dr, (T, B, H))
    dr, h, memory = dr.swapaxes(0, 1), h.swapaxes(0, 1), memory.swapaxes(0, 1)
    d_shares = dr @ memory.swapaxes(1, 2)
    ds = shares * (d_shares - (shares * d_shares).sum(axis=-1, keepdims=True))
    dh = ds @ memory
    d_memory = shares.swapaxes(1, 2) @ dr + ds.swapaxes(1, 2) @ h
    return dh.swapaxes(0, 1), d_memory.swapaxes(0, 1)
