"""An LSTM's weights in the layouts of PyTorch, Keras and ONNX: order of the gates, transposes, biases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from lstm_teach.cells.lstm import LSTM, LSTMParams
from lstm_teach.numerics import Array
from lstm_teach.validation import float_array, plain

OURS = "ifgo"


class Layout(NamedTuple):
    """How a library stores an LSTM layer with D inputs and H units."""

    order: str  # of the four blocks of H, in the book's letters
    names: tuple[str, ...]  # of its arrays: input weights, recurrent weights, bias or biases
    transposed: bool  # whether the 4H stand first
    biases: int  # how many vectors of 4H are added up
    leading: bool = False  # whether a first axis of length 1 counts directions


LAYOUTS: Mapping[str, Layout] = {
    "PyTorch": Layout("ifgo", ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"), True, 2),
    "Keras": Layout("ifgo", ("kernel", "recurrent_kernel", "bias"), False, 1),
    "ONNX": Layout("iofg", ("W", "R", "B"), True, 2, leading=True),
}


def to_layout(library: str, params: LSTMParams) -> dict[str, Array]:
    r"""Return the arrays of a library that compute the same as `params`.

    The blocks of H columns are put into the library's order, matrices transposed where it multiplies
    from the left. Where a library adds two biases, the second is zero. ONNX keeps both in one array of 8H.

    Parameters
    ----------
    library : str
        "PyTorch", "Keras" or "ONNX".
    params : LSTMParams
        W_x (D, 4H), W_h (H, 4H), b (4H,), blocks in the order i, f, g, o.

    Returns
    -------
    dict
        From the library's names to new arrays: PyTorch (4H, D), (4H, H), (4H,), (4H,); Keras (D, 4H),
        (H, 4H), (4H,); ONNX (1, 4H, D), (1, 4H, H), (1, 8H).

    Raises
    ------
    TypeError, ValueError
        If there is no such library, or `params` are none of an LSTM.

    References
    ----------
    torch.nn.LSTM, keras.layers.LSTM and the operator LSTM of ONNX, in their documentation. The orders
    are held against the libraries by tests.
    """
    layout = _layout(library)
    LSTM.sizes(params)
    W_x, W_h, b = (_reordered(part, OURS, layout.order) for part in params)
    if layout.transposed:
        W_x, W_h = W_x.T.copy(), W_h.T.copy()
    arrays = [W_x, W_h, b, *[np.zeros_like(b)] * (layout.biases - 1)]
    if layout.leading:
        arrays = [W_x[None], W_h[None], np.concatenate(arrays[2:])[None]]
    return dict(zip(layout.names, arrays, strict=True))


def from_layout(library: str, arrays: Mapping[str, Array]) -> LSTMParams:
    """Return the book's parameters from a library's arrays; two biases are added up.

    Parameters
    ----------
    library : str
    arrays : mapping
        From the library's names to arrays of the shapes that `to_layout` returns.

    Raises
    ------
    ValueError
        If there is no such library, an array is missing, its shape does not fit, or there are others, such
        as those of a second layer, of the reverse direction or of a projection: without them the result would
        compute something else.

    Examples
    --------
    >>> params = LSTM.init(np.random.default_rng(0), 2, 3)
    >>> back = from_layout("ONNX", to_layout("ONNX", params))
    >>> all(np.array_equal(a, b) for a, b in zip(params, back))
    True
    """
    layout = _layout(library)
    missing = [name for name in layout.names if name not in arrays]
    if missing:
        raise ValueError(
            f"arrays: expected {', '.join(layout.names)} of {library}, got none of {', '.join(missing)}"
        )
    if others := [str(name) for name in arrays if name not in layout.names]:
        raise ValueError(
            f"arrays: expected nothing but {', '.join(layout.names)}, one layer read in one direction, got "
            f"{', '.join(others)} as well. Remedy: one layer and direction at a time, under these names"
        )
    W_x, W_h, *biases = (plain(f"arrays[{name!r}]", arrays[name]) for name in layout.names)
    _check_shapes(layout, W_x, W_h, biases)
    if layout.leading:
        W_x, W_h, biases = W_x[0], W_h[0], np.split(biases[0][0], layout.biases)
    if layout.transposed:
        W_x, W_h = W_x.T, W_h.T
    b = np.sum(biases, axis=0)
    return LSTMParams(*(_reordered(part, layout.order, OURS) for part in (W_x, W_h, b)))


def _layout(library: str) -> Layout:
    if library not in LAYOUTS:
        raise ValueError(f"library: expected one of {', '.join(LAYOUTS)}, got {library!r}")
    return LAYOUTS[library]


def _reordered(array: Array, old: str, new: str) -> Array:
    """Put the four blocks of the last axis, which stand in the order `old`, into the order `new`."""
    blocks = dict(zip(old, np.split(array, 4, axis=-1), strict=True))
    return np.concatenate([blocks[letter] for letter in new], axis=-1)


def _check_shapes(layout: Layout, W_x: Array, W_h: Array, biases: list[Array]) -> None:
    one: tuple[str | int, ...] = (1,) if layout.leading else ()
    at = -2 if layout.transposed else -1
    H = W_h.shape[at] // 4 if W_h.ndim == 2 + len(one) else 1
    # The recurrent weights first: the number of units is read off them.
    for name, array, inner in ((layout.names[1], W_h, "H"), (layout.names[0], W_x, "D")):
        axes = ("4H", inner) if layout.transposed else (inner, "4H")
        float_array(f"arrays[{name!r}]", array, (*one, *axes), H=H)
    for name, array in zip(layout.names[2:], biases, strict=True):
        float_array(f"arrays[{name!r}]", array, (*one, "8H" if layout.leading else "4H"), H=H)
