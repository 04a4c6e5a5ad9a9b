"""The constant error carousel with naive weights: a linear unit that feeds itself with weight 1.

It is the core of the LSTM before there were gates (Hochreiter & Schmidhuber 1997, section 3.2).
Error flows through it unchanged, and its weights cannot tell when to write and when to be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from lstm_teach.cells import starts
from lstm_teach.cells.base import Cell
from lstm_teach.gates import LEARNED, Gates
from lstm_teach.numerics import Array
from lstm_teach.trace import Step
from lstm_teach.validation import positive_int, real_number


class CarouselParams(NamedTuple):
    """Weights around a layer of carousels; the self-weight 1 is no parameter."""

    W_x: Array  # (D, H) from the input into the carousel
    W_h: Array  # (O, H) from the previous output into the carousel
    W_y: Array  # (H, O) from the carousel to the output


def step(params: CarouselParams, x: Array, state: CarouselState, gates: Gates = LEARNED) -> CarouselStep:
    r"""One time step: :math:`c_t = c_{t-1} + x_t W_x + h_{t-1} W_h`, :math:`h_t = c_t W_y`.

    Parameters
    ----------
    params : CarouselParams
    x : array (B, D)
    state : CarouselState
        `h_prev` of shape (B, O) and `c_prev` of shape (B, H).
    gates : Gates
        Not used: this cell has none.

    References
    ----------
    Hochreiter & Schmidhuber (1997), Long short-term memory, Neural Computation 9, section 3.2,
    doi:10.1162/neco.1997.9.8.1735.
    """
    h_prev, c_prev = state
    w = x @ params.W_x + h_prev @ params.W_h
    c = c_prev + w
    h = c @ params.W_y
    return CarouselStep(x=x, h_prev=h_prev, c_prev=c_prev, w=w, c=c, h=h)


def backward(
    params: CarouselParams, step: CarouselStep, d_state: CarouselState, gates: Gates = LEARNED
) -> tuple[CarouselParams, Array, CarouselState]:
    """From dL/dh_t and dL/dc_t to dL/dparams of this step, dL/dx_t and the previous state's error.

    The error of `c` is handed on as it came: that is the carousel.
    """
    dh, dc = d_state
    dW_y = step.c.T @ dh
    dc = dc + dh @ params.W_y.T
    d_params = CarouselParams(W_x=step.x.T @ dc, W_h=step.h_prev.T @ dc, W_y=dW_y)
    return d_params, dc @ params.W_x.T, CarouselState(h=dc @ params.W_h.T, c=dc)


class CarouselState(NamedTuple):
    """What goes from step to step."""

    h: Array  # (B, O) output
    c: Array  # (B, H) what the carousel holds


@dataclass(frozen=True, eq=False, repr=False)
class CarouselStep(Step):
    """One time step: `x`, `h_prev`, `c_prev`, what is written `w`, `c`, `h`."""

    h_prev: Array
    c_prev: Array
    w: Array
    c: Array


def init(
    rng: np.random.Generator, input_size: int, hidden_size: int, *,
    output_size: int | None = None, feedback: bool = False, input_scale: float = 1.0,
) -> CarouselParams:  # fmt: skip
    """Return Glorot weights, W_x times `input_scale`; without `feedback` the output's way in starts at 0.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator, a size is below 1, or `input_scale` is negative or not finite.
    """
    starts.checked(rng, input_size=input_size, hidden_size=hidden_size)
    D, H = input_size, hidden_size
    O = H if output_size is None else positive_int("output_size", output_size)  # noqa: E741
    W_h = starts.glorot(rng, O, H) if feedback else np.zeros((O, H))
    scale = real_number("input_scale", input_scale, low=0.0)
    return CarouselParams(W_x=scale * starts.glorot(rng, D, H), W_h=W_h, W_y=starts.glorot(rng, H, O))


def zero_state(params: CarouselParams, batch_size: int) -> CarouselState:
    """Return h_0 = 0 of shape (B, O) and c_0 = 0 of shape (B, H)."""
    H, outputs = params.W_y.shape
    dtype = params.W_y.dtype
    return CarouselState(h=np.zeros((batch_size, outputs), dtype), c=np.zeros((batch_size, H), dtype))


CAROUSEL = Cell(
    name="CEC", init=init, step=step, backward=backward, zero_state=zero_state,
    params_type=CarouselParams, state_type=CarouselState, step_type=CarouselStep,
    shapes={"W_x": ("D", "H"), "W_h": ("O", "H"), "W_y": ("H", "O")},
    wiring={"W_x": "x -> w", "W_h": "h_prev -> w", "W_y": "c -> h"},
    state_axes={"h": ("B", "O"), "c": ("B", "H")},
)  # fmt: skip
