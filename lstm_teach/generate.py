"""Let a model write: letter after letter, each drawn from the scores and read by the net in its turn."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from lstm_teach import validation
from lstm_teach.cells import GRU, GRU_RESET_BEFORE, LSTM
from lstm_teach.cells.base import Cell, check_cell
from lstm_teach.fused import single
from lstm_teach.gates import Holds, check_holds, gates_at
from lstm_teach.model import Model, readout
from lstm_teach.numerics import Array, log_softmax
from lstm_teach.params import named_leaves, tree_map
from lstm_teach.sequence import FAST_DTYPES
from lstm_teach.validation import float_array, plain, positive_int, real_number, whole_number

QUICK = {LSTM.step: single.lstm, GRU.step: single.gru, GRU_RESET_BEFORE.step: single.gru_reset_before}


class Generated(NamedTuple):
    """What `generate` returns."""

    ids: Array  # (n,) the symbols
    bits: Array  # (n,) what each cost: -log2 of its probability at temperature 1
    states: (
        Any  # the cell's, arrays (n + 1, 1, ...): from state k symbol k was drawn, the last has read them all
    )


class Generator:
    """A model ready to read one symbol after the other: the weights are checked here, once.

    Parameters
    ----------
    cell : Cell
    model : Model
        It reads one-hot symbols 0 to V - 1 and gives a score for each, so W_x is (V, ...) and W_y (H, V).
    holds : Hold or sequence of Hold
        As in `unroll`, steps counted as `step` is told; they may lie as far ahead as you like.

    Raises
    ------
    TypeError, ValueError
        If the weights do not belong to the cell, are not finite, or the numbers of symbols and scores
        differ, or a hold names a gate or a unit that is not there.
    """

    def __init__(self, cell: Cell, model: Model, holds: Holds = ()) -> None:
        check_cell(cell)
        if not isinstance(model, Model):
            raise TypeError(f"model: expected a Model, got {type(model).__name__}")
        sizes = cell.sizes(model.cell, "model.cell")
        self.cell, self.model, self.V = cell, model, sizes["D"]
        scores = readout(model.out, self.start().h)
        if scores.shape[1] != self.V:
            raise ValueError(
                f"model: expected a score for each of its {self.V} symbols, got {scores.shape[1]} scores"
            )
        self.dtype = scores.dtype
        self.holds = check_holds(holds, cell.gate_sizes(sizes), sys.maxsize)
        self._state_type, self._read = type(self.start()), self._way()

    def __reduce__(self) -> tuple[type[Generator], tuple[Any, ...]]:
        return type(self), (self.cell, self.model, self.holds)  # the fast way is made anew

    def _way(self) -> Callable[..., Sequence[Array]]:
        """Return ``read(symbol, t, *state) -> state`` with arrays (...): a fast one, where there is one."""
        dtypes = {leaf.dtype for _, leaf in named_leaves(self.model.cell)}
        # By the step itself: a cell with another one runs it.
        quick = None if self.cell.fast is None else QUICK.get(self.cell.step)
        if quick and dtypes in FAST_DTYPES:
            return quick(self.model.cell, self.holds)

        def read(symbol: int, t: int, *state: Array) -> list[Array]:
            x = np.zeros((1, self.V), self.dtype)
            x[0, symbol] = 1
            before, gates = self._state_type(*(part[None] for part in state)), gates_at(self.holds, t)
            after = self.cell.state(self.cell.step(self.model.cell, x, before, gates))
            return [part[0] for part in after]

        return read

    def start(self) -> Any:
        """Return the cell's state before the first symbol: zeros, (1, ...)."""
        return self.cell.zero_state(self.model.cell, 1)

    def scores(self, state: Any) -> Array:
        """Return the scores (V,) that are read off a state."""
        W_y, b_y = self.model.out
        scores: Array = state.h[0].dot(W_y)
        return scores if b_y is None else scores + b_y

    @np.errstate(under="ignore")
    def step(self, symbol: int, state: Any, t: int = 0) -> tuple[Array, Any]:
        """Read a symbol as step `t` of the holds; return the scores (V,) of the next, and the new state.

        Nothing is checked here: `symbol` from 0 to V - 1, `state` from `start`, from here or, of one
        sequence and in the dtype of the weights, from `lstm_teach.final_state`.
        """
        read = self._read(symbol, t, *(part[0] for part in state))
        state = self._state_type(*(part[None] for part in read))
        return self.scores(state), state


def dice(rng: np.random.Generator, n: int, V: int) -> Array:
    """Return Gumbel noise (n, V): the largest of scores + noise is a draw from their softmax.

    The same dice with other holds, or at another temperature, show what these alone have changed.

    Raises
    ------
    TypeError, ValueError
        If `rng` is no generator or a number is below 1.

    References
    ----------
    Maddison, Tarlow & Minka (2014), A* sampling, arXiv 1411.0030, section 2.
    """
    return validation.generator(rng).gumbel(size=(positive_int("n", n), positive_int("V", V)))


@np.errstate(under="ignore")
def generate(
    generator: Generator,
    prompt: Any,
    n: int,
    *,
    dice: Array,
    temperature: float = 1.0,
    state: Any = None,
    t: int = 0,
) -> Generated:
    r"""Read a prompt and write n symbols: :math:`\arg\max_v (s_v / \tau + \text{dice}_{kv})` is number k.

    Parameters
    ----------
    generator : Generator
    prompt : int array (P,)
        Symbols that are read first; may be empty.
    n : int
    dice : array (n, V)
        From `dice`; more rows are not used.
    temperature : float
        :math:`\tau`. At 0, the symbol with the largest score is taken.
    state : the cell's state, (1, ...), optional
        Where to go on, zeros if not given.
    t : int
        The step of the first symbol that is read, for holds. Symbol k of prompt and text is read at
        step t + k, so that a hold from there on changes nothing before symbol k + 1.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, shape or value, or the prompt has a symbol that is not there.

    Examples
    --------
    >>> from lstm_teach import LSTM, init_model
    >>> rng = np.random.default_rng(0)
    >>> net = Generator(LSTM, init_model(LSTM, rng, 5, 3, 5))
    >>> generate(net, [0, 1], 4, dice=dice(rng, 4, net.V)).ids.shape
    (4,)
    """
    if not isinstance(generator, Generator):
        raise TypeError(f"generator: expected a Generator, got {type(generator).__name__}")
    read, n = _symbols("prompt", prompt, generator.V), positive_int("n", n)
    real_number("temperature", temperature, low=0.0)
    float_array("dice", dice, ("n", "V"), V=generator.V)
    if len(dice) < n:
        raise ValueError(f"dice: expected a row for each of n = {n} symbols, got {len(dice)}")
    t = whole_number("t", t, 0)
    state = generator.start() if state is None else _checked(generator, state)
    for symbol in read:
        _, state = generator.step(symbol, state, t)
        t += 1
    scores, states, ids = [generator.scores(state)], [state], []
    noise = temperature * dice[:n]  # and not the scores divided by it: the same order, and it may be 0
    for k in range(n):
        ids.append(int((scores[k] + noise[k]).argmax()))
        s, state = generator.step(ids[k], state, t + k)
        scores.append(s)
        states.append(state)
    drawn = np.array(ids)
    bits = -log_softmax(np.stack(scores[:n]))[np.arange(n), drawn] / np.log(2)
    return Generated(drawn, bits, tree_map(lambda *all_of: np.stack(all_of), *states))


def _symbols(name: str, symbols: Any, V: int) -> list[int]:
    """Return symbols as a list of whole numbers from 0 to V - 1."""
    array = plain(name, symbols)
    if array.ndim != 1 or (array.size and array.dtype.kind not in "iu"):
        raise ValueError(f"{name}: expected whole numbers (P,), got shape {array.shape} of {array.dtype}")
    if array.size and (array.min() < 0 or array.max() >= V):
        raise ValueError(f"{name}: expected symbols from 0 to {V - 1}, got {array.min()} to {array.max()}")
    return [int(symbol) for symbol in array]


def _checked(generator: Generator, state: Any) -> Any:
    """Return `state` if it is one of the generator's cell, of one sequence."""
    expected = generator.start()
    if not isinstance(state, type(expected)):
        raise TypeError(f"state: expected {type(expected).__name__}, got {type(state).__name__}")
    for name, part, like in zip(expected._fields, state, expected, strict=True):
        float_array(f"state.{name}", part, like.shape)
    return tree_map(lambda part: part.astype(generator.dtype), state)
