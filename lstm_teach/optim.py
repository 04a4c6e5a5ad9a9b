"""Optimisers: from parameters and gradients to new parameters. Nothing is changed in place.

An optimiser is a frozen record of settings. What it remembers between updates is a state that
it is given and gives back, so that a run can be cut in two like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np

from lstm_teach.params import check_like, check_structure, named_leaves, tree_map
from lstm_teach.validation import plain, positive_int, real_number

Params = TypeVar("Params")
Rate = float | Callable[[int], float]


class Moments(NamedTuple):
    """What an optimiser remembers: how many updates there were, and running means like the parameters."""

    step: int
    first: Any = None
    second: Any = None


class Optimiser(Protocol):
    """What `train` asks of an optimiser."""

    def init(self, params: Any) -> Moments:
        """Return the state before the first update."""

    def update(self, params: Params, gradients: Params, state: Moments) -> tuple[Params, Moments]:
        """Return new parameters and the new state."""


@dataclass(frozen=True)
class SGD:
    r"""Gradient descent with momentum: :math:`v \leftarrow \mu v - \eta\,dW,\ W \leftarrow W + v`.

    Parameters
    ----------
    learning_rate : float or callable
        :math:`\eta`; a callable gets the number of updates done so far.
    momentum : float
        :math:`\mu`, from 0 to below 1.

    References
    ----------
    Rumelhart, Hinton & Williams (1986), Learning representations by back-propagating errors,
    Nature 323, doi:10.1038/323533a0, eq. 9.
    """

    learning_rate: Rate
    momentum: float = 0.0

    def __post_init__(self) -> None:
        _check_rate(self.learning_rate)
        _check_decay("momentum", self.momentum)

    def init(self, params: Any) -> Moments:
        """Return the state before the first update."""
        return Moments(0, tree_map(np.zeros_like, params))

    @np.errstate(under="ignore")
    def update(self, params: Params, gradients: Params, state: Moments) -> tuple[Params, Moments]:
        """Return new parameters and the new state; see the class."""
        _check_update(params, gradients, state, "first")
        rate = _rate(self.learning_rate, state.step)
        velocity = tree_map(lambda v, g: self.momentum * v - rate * g, state.first, gradients)
        return tree_map(np.add, params, velocity), Moments(state.step + 1, velocity)


@dataclass(frozen=True)
class RMSprop:
    r"""Divide the gradient by a running root mean square of itself.

    .. math::
        s \leftarrow \rho s + (1 - \rho)\,dW^2, \quad W \leftarrow W - \eta\, dW / (\sqrt{s} + \epsilon)

    Parameters
    ----------
    learning_rate : float or callable
        :math:`\eta`.
    decay : float
        :math:`\rho`, from 0 to below 1.
    epsilon : float
        Keeps the division finite.

    References
    ----------
    Tieleman & Hinton (2012), Neural Networks for Machine Learning, lecture 6.5.
    """

    learning_rate: Rate
    decay: float = 0.9
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _check_rate(self.learning_rate)
        _check_decay("decay", self.decay)
        real_number("epsilon", self.epsilon, low=np.finfo(float).tiny)

    def init(self, params: Any) -> Moments:
        """Return the state before the first update."""
        return Moments(0, None, tree_map(np.zeros_like, params))

    @np.errstate(under="ignore")
    def update(self, params: Params, gradients: Params, state: Moments) -> tuple[Params, Moments]:
        """Return new parameters and the new state; see the class."""
        _check_update(params, gradients, state, "second")
        rate = _rate(self.learning_rate, state.step)
        square = tree_map(lambda s, g: self.decay * s + (1 - self.decay) * g**2, state.second, gradients)
        moved = tree_map(
            lambda p, g, s: p - rate * g / (np.sqrt(s) + self.epsilon), params, gradients, square
        )
        return moved, Moments(state.step + 1, None, square)


@dataclass(frozen=True)
class Adam:
    r"""Momentum over a running root mean square, both corrected for their start at 0.

    .. math::
        m &\leftarrow \beta_1 m + (1 - \beta_1)\,dW, \quad v \leftarrow \beta_2 v + (1 - \beta_2)\,dW^2 \\
        W &\leftarrow W - \eta\, \frac{m / (1 - \beta_1^n)}{\sqrt{v / (1 - \beta_2^n)} + \epsilon}

    Parameters
    ----------
    learning_rate : float or callable
        :math:`\eta`.
    beta1, beta2 : float
        From 0 to below 1.
    epsilon : float
        Keeps the division finite.

    References
    ----------
    Kingma & Ba (2015), Adam, arXiv 1412.6980, algorithm 1.
    """

    learning_rate: Rate
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def __post_init__(self) -> None:
        _check_rate(self.learning_rate)
        _check_decay("beta1", self.beta1)
        _check_decay("beta2", self.beta2)
        real_number("epsilon", self.epsilon, low=np.finfo(float).tiny)

    def init(self, params: Any) -> Moments:
        """Return the state before the first update."""
        return Moments(0, tree_map(np.zeros_like, params), tree_map(np.zeros_like, params))

    @np.errstate(under="ignore")
    def update(self, params: Params, gradients: Params, state: Moments) -> tuple[Params, Moments]:
        """Return new parameters and the new state; see the class."""
        _check_update(params, gradients, state, "first", "second")
        n = state.step + 1
        rate = _rate(self.learning_rate, state.step)
        first = tree_map(lambda m, g: self.beta1 * m + (1 - self.beta1) * g, state.first, gradients)
        second = tree_map(lambda v, g: self.beta2 * v + (1 - self.beta2) * g**2, state.second, gradients)
        scale, root = rate / (1 - self.beta1**n), 1 / (1 - self.beta2**n)
        moved = tree_map(
            lambda p, m, v: p - scale * m / (np.sqrt(v * root) + self.epsilon), params, first, second
        )
        return moved, Moments(n, first, second)


def cosine(start: float, steps: int, end: float = 0.0) -> Callable[[int], float]:
    r"""Return a learning rate that falls from `start` to `end` along half a cosine over `steps` updates.

    References
    ----------
    Loshchilov & Hutter (2017), SGDR, arXiv 1608.03983, section 3, without restarts.

    Raises
    ------
    ValueError
        If a rate is negative or not finite, or `steps` is below 1.
    """
    real_number("start", start, low=0.0)
    real_number("end", end, low=0.0)
    positive_int("steps", steps)
    return partial(_half_cosine, start, steps, end)


def _half_cosine(start: float, steps: int, end: float, step: int) -> float:
    return float(end + 0.5 * (start - end) * (1.0 + np.cos(np.pi * min(step / steps, 1.0))))


@np.errstate(under="ignore")
def global_norm(tree: Any) -> float:
    """Return the Euclidean norm of all numbers of a tree taken together.

    The largest entry is taken out first, so that no square overflows.
    """
    leaves = [plain(name, leaf) for name, leaf in named_leaves(tree)]
    largest = float(np.max([np.max(np.abs(leaf)) for leaf in leaves], initial=0.0))  # NaN stays NaN
    if largest == 0.0 or not np.isfinite(largest):
        return largest
    return largest * float(np.sqrt(sum(np.sum((leaf / largest) ** 2) for leaf in leaves)))


@np.errstate(under="ignore")
def clip_by_global_norm(
    gradients: Params, max_norm: float, norm: float | None = None
) -> tuple[Params, float]:
    """Scale gradients down so that their common norm is at most `max_norm`; also return the norm they had.

    Who knows their norm already gives it: to compute it takes as long as to scale.

    The direction is kept, the length is not (Pascanu, Mikolov & Bengio 2013, arXiv 1211.5063,
    algorithm 1).

    Raises
    ------
    ValueError
        If `max_norm` is not positive.
    """
    real_number("max_norm", max_norm, low=np.finfo(float).tiny)
    norm = global_norm(gradients) if norm is None else norm
    if norm <= max_norm:
        return gradients, norm
    return tree_map(lambda g: g * (max_norm / norm), gradients), norm


def _check_rate(rate: Any) -> None:
    if not callable(rate):
        real_number("learning_rate", rate, low=0.0)


def _check_decay(name: str, value: Any) -> None:
    if real_number(name, value, low=0.0) >= 1.0:
        raise ValueError(f"{name}: expected a number from 0 to below 1, got {value!r}")


def _check_update(params: Any, gradients: Any, state: Any, *means: str) -> None:
    check_like("gradients", gradients, params)
    if not isinstance(state, Moments):
        raise TypeError(f"state: expected what the optimiser's init returned, got {type(state).__name__}")
    for name in means:
        check_structure(f"state.{name}", getattr(state, name), params)


def _rate(rate: Rate, step: int) -> float:
    return real_number("learning_rate", rate(step), low=0.0) if callable(rate) else rate
