"""The training loop: batch, gradient, clip, update, and a history that can be plotted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.numerics import Array
from lstm_teach.optim import Optimiser, clip_by_global_norm, global_norm
from lstm_teach.params import check_structure, named_leaves
from lstm_teach.validation import NotFinite, float_array, positive_int, real_number


@dataclass
class History:
    """What a training run looked like, one entry an update."""

    losses: list[float] = field(default_factory=list)
    norms: list[float] = field(default_factory=list)  # of the gradient, before clipping
    ended: str = "not started"

    @property
    def loss(self) -> Array:
        """The loss before each update."""
        return np.array(self.losses)

    @property
    def gradient_norm(self) -> Array:
        """The global norm of each gradient, before clipping."""
        return np.array(self.norms)

    @property
    def step(self) -> Array:
        """0, 1, 2, ...: the x axis for the other two."""
        return np.arange(len(self.losses))

    def __len__(self) -> int:
        return len(self.losses)

    def __repr__(self) -> str:
        last = f", last loss {self.losses[-1]:.4f}" if self.losses else ""
        return f"History({len(self)} updates{last}; ended: {self.ended})"


class Trained(NamedTuple):
    """What `train` returns."""

    params: Any
    history: History


class TrainingDiverged(FloatingPointError):
    """The loss, the gradient or the parameters became NaN or infinite. Nothing is lost: see the attributes.

    Attributes
    ----------
    step : int
        The update at which it happened.
    params
        The parameters before that update: the last with a finite loss, or the start.
    history : History
        Up to and without that update.
    """

    def __init__(self, step: int, what: str, params: Any, history: History) -> None:
        super().__init__(
            f"{what} at update {step}. Remedy: a lower learning rate, or clip=1.0 to bound the gradient. "
            "The parameters before it and the history are attributes of this error: .params, .history"
        )
        self.step, self.params, self.history = step, params, history
        self._made_of = (step, what, params, history)

    def __reduce__(self) -> tuple[type[TrainingDiverged], tuple[Any, ...]]:
        return type(self), self._made_of  # pickle would pass on the message alone


@np.errstate(under="ignore")
def train(
    params: Any,
    gradient: Callable[[Any, Any], tuple[float, Any]],
    batches: Iterable[Any],
    optimiser: Optimiser,
    *,
    steps: int,
    clip: float | None = None,
    stop: Callable[[History], bool] | None = None,
    progress: Callable[[Iterable[int]], Iterable[int]] | None = None,
) -> Trained:
    """Train until `steps` updates are done, `stop` says so, or the batches end.

    Parameters
    ----------
    params : parameters
        Where to start; not changed.
    gradient : callable
        ``gradient(params, batch) -> (loss, gradients)``.
    batches : iterable
        One batch an update. A generator that never ends is fine.
    optimiser : Optimiser
    steps : int
        The largest number of updates.
    clip : float, optional
        Largest global norm of the gradient.
    stop : callable, optional
        ``stop(history) -> bool``, asked after every update: see `below` and `no_progress`.
    progress : callable, optional
        Wraps the range of updates, as tqdm does. Not given: a bar in a notebook or on a
        terminal, unless the variable ``LSTM_TEACH_PROGRESS`` is ``off``.

    Returns
    -------
    Trained
        The parameters after the last update, and the history. An interrupt from the keyboard
        ends the run in the same way, so that what was learned until then is kept.

    Raises
    ------
    TrainingDiverged
        If loss, gradient, a number on the way to them, or the updated parameters are NaN or infinite.
    TypeError, ValueError
        If an argument is of the wrong kind, or `gradient` returns something unlike `params`.

    Whatever is raised after the start carries what was trained until then in its attribute `trained`.
    """
    steps = positive_int("steps", steps)
    if clip is not None:
        real_number("clip", clip, low=np.finfo(float).tiny)
    for name, leaf in named_leaves(params, "params"):
        float_array(name, leaf)
    _check_kinds(gradient, batches, optimiser, stop, progress)
    history, state = History(ended="the batches ended"), optimiser.init(params)
    from lstm_teach.progress import progress_bar  # here and not above: only a training has one

    source, bar = iter(batches), (progress or progress_bar)(range(steps))
    try:
        for step in bar:
            try:
                batch = next(source)
            except StopIteration:
                break
            loss, gradients, norm = _finite_gradient(gradient, batch, step, params, history)
            if clip is not None:
                gradients, _ = clip_by_global_norm(gradients, clip, norm)
            moved, state = optimiser.update(params, gradients, state)
            if not all(np.isfinite(leaf).all() for _, leaf in named_leaves(moved)):
                raise _diverged(step, "the parameters became NaN or infinite", params, history)
            params = moved
            history.losses.append(loss)
            history.norms.append(norm)
            if hasattr(bar, "set_postfix"):
                bar.set_postfix(loss=f"{loss:.4f}")
            if stop is not None and stop(history):
                history.ended = "the stop rule was met"
                break
        else:
            history.ended = "all updates done"
    except KeyboardInterrupt:
        history.ended = "interrupted from the keyboard"
    except Exception as error:
        error.trained = Trained(params, history)  # type: ignore[attr-defined]
        error.add_note(f"What was trained in {len(history)} updates is this error's attribute `trained`.")
        raise
    finally:
        if hasattr(bar, "close"):
            bar.close()
    return Trained(params, history)


def below(loss: float, window: int = 50) -> Callable[[History], bool]:
    """Return a stop rule: the mean loss of the last `window` updates is below `loss`.

    Raises
    ------
    ValueError
        If `loss` is not finite or `window` is below 1.
    """
    real_number("loss", loss)
    positive_int("window", window)
    return partial(_is_below, loss, window)


def _is_below(loss: float, window: int, history: History) -> bool:
    return len(history) >= window and float(np.mean(history.losses[-window:])) < loss


def no_progress(patience: int, window: int = 50) -> Callable[[History], bool]:
    """Return a stop rule: the best mean over `window` updates is `patience` or more updates old.

    The rule looks once every `window` updates, because single batches are noisy.

    Raises
    ------
    ValueError
        If a number is below 1.
    """
    positive_int("patience", patience)
    positive_int("window", window)
    return partial(_is_old, patience, window)


def _is_old(patience: int, window: int, history: History) -> bool:
    if len(history) % window:
        return False
    means = np.mean(np.reshape(history.losses, (-1, window)), axis=1)
    return (means.size - 1 - int(np.argmin(means))) * window >= patience


def _check_kinds(gradient: Any, batches: Any, optimiser: Any, stop: Any, progress: Any) -> None:
    """Raise a TypeError at the start, and not after an update, for an argument of the wrong kind."""
    for name, function in {"gradient": gradient, "stop": stop, "progress": progress}.items():
        if not callable(function) and (function is not None or name == "gradient"):
            raise TypeError(f"{name}: expected a function, got {type(function).__name__}")
    if not isinstance(batches, Iterable):
        raise TypeError(f"batches: expected an iterable, got {type(batches).__name__}")
    if not (hasattr(optimiser, "init") and hasattr(optimiser, "update")):
        raise TypeError(f"optimiser: expected one such as Adam(0.01), got {type(optimiser).__name__}")


def _finite_gradient(
    gradient: Callable[[Any, Any], tuple[float, Any]], batch: Any, step: int, params: Any, history: History
) -> tuple[float, Any, float]:
    """Return loss, gradients and their norm; raise TrainingDiverged if a number in them is not finite."""
    try:
        pair = gradient(params, batch)
    except NotFinite as error:  # a net that explodes is met by the checks on the way before the loss is
        raise _diverged(step, str(error), params, history) from error
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise TypeError(f"gradient: expected a function that returns (loss, gradients), got {_came(pair)}")
    loss, gradients = pair
    if np.ndim(loss) != 0 or not isinstance(np.asarray(loss).item(), float | int):
        raise ValueError(f"gradient: expected a loss that is one number, got {loss!r}")
    check_structure("gradient: gradients", gradients, params)
    if not np.isfinite(loss):
        raise _diverged(step, f"the loss is {loss}", params, history)
    norm = global_norm(gradients)
    if not np.isfinite(norm):
        raise _diverged(step, f"the norm of the gradient is {norm}", params, history)
    return float(loss), gradients, norm


def _came(value: Any) -> str:
    return f"a tuple of {len(value)}" if isinstance(value, tuple) else type(value).__name__


def _diverged(step: int, what: str, params: Any, history: History) -> TrainingDiverged:
    history.ended = "diverged"
    return TrainingDiverged(step, what, params, history)
