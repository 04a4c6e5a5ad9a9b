"""What a table of bad input needs: a small world of good arguments, and the form that messages have."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from lstm_teach import LSTM, MEMORY_BLOCK, RNN, bptt, unroll
from lstm_teach.params import named_leaves


@dataclass
class World:
    """Good arguments. A row of a table replaces one of them by a bad one."""

    rng: Any = field(default_factory=lambda: np.random.default_rng(0))
    T: int = 4
    B: int = 2
    D: int = 3
    H: int = 5

    def __post_init__(self) -> None:
        self.params = LSTM.init(self.rng, self.D, self.H)
        self.x = self.rng.standard_normal((self.T, self.B, self.D))
        self.state = LSTM.state_type(*self.rng.standard_normal((2, self.B, self.H)))
        self.dh = self.rng.standard_normal((self.T, self.B, self.H))
        self.trace = unroll(LSTM, self.params, self.x, self.state)
        self.gradients = bptt(LSTM, self.params, self.trace, self.dh).params
        self.rnn = RNN.init(self.rng, self.D, self.H)
        self.block = MEMORY_BLOCK.init(self.rng, self.D, 4, cells_per_block=2)
        self.target = self.rng.uniform(size=self.dh.shape)
        self.classes = self.rng.integers(0, self.H, size=(self.T, self.B))

    def with_bad(self, array: np.ndarray, value: float) -> np.ndarray:
        """Return a copy with one bad entry."""
        bad = array.copy()
        bad[(-1,) * bad.ndim] = value
        return bad

    def bytes(self) -> dict[str, bytes]:
        """Return every array as it stands."""
        trees = {name: value for name, value in vars(self).items() if isinstance(value, tuple | np.ndarray)}
        trees["trace"] = tuple(getattr(self.trace, name) for name in self.trace.array_names())
        return {
            f"{k}.{path}": leaf.tobytes() for k, tree in trees.items() for path, leaf in named_leaves(tree)
        }


@dataclass(frozen=True)
class Bad:
    """One row: what is called, and what the message must say."""

    call: Callable[[World], Any]
    argument: str
    expected: str
    got: str
    error: type[Exception] = ValueError


def refuse(row: Bad, world: World | None = None) -> None:
    """Assert that a call raises as it should, names all three things, and changes nothing."""
    world = World() if world is None else world
    before = world.bytes()
    with pytest.raises(row.error) as caught:
        row.call(world)
    assert type(caught.value) is row.error or row.error is not Exception
    message = str(caught.value)
    assert re.match(rf"{row.argument}: ", message), f"the argument {row.argument} is not named: {message}"
    assert re.search(rf"expected .*{row.expected}", message), f"{row.expected!r} was expected: {message}"
    assert re.search(rf"got .*{row.got}", message), f"{row.got!r} came: {message}"
    assert world.bytes() == before, "something was changed"
