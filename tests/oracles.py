"""Independent ways to the same numbers: what the tests hold the package against.

Nothing here calls `unroll`, `bptt` or the package's holds. A run is a plain loop over `cell.step`,
and a gradient is a complex step through that loop.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lstm_teach.gates import Hold
from lstm_teach.params import named_leaves

TOLERANCE = 1e-10
worst: dict[str, float] = {}  # the largest error seen by group, for the summary of a run


class OracleGates:
    """Gates of one step in the plainest form: a sigmoid, then every hold in turn."""

    def __init__(self, holds: Sequence[Hold], t: int) -> None:
        self.holds, self.t = holds, t

    def open(self, name: str, a: np.ndarray) -> np.ndarray:
        gate = np.array(1 / (1 + np.exp(-a)))
        for hold in self.holds:
            stop = np.inf if hold.stop is None else hold.stop
            if hold.gate == name and hold.start <= self.t < stop:
                for unit in range(gate.shape[-1]) if hold.units is None else hold.units:
                    gate[..., unit] = hold.value
        return gate

    def back(self, name: str, gate: np.ndarray, d_gate: np.ndarray) -> np.ndarray:
        raise AssertionError("an oracle has no backward pass")


def run(
    cell: Any,
    params: Any,
    x: np.ndarray,
    state: Any,
    holds: Sequence[Hold] = (),
    kicks: Mapping[tuple[int, str], Any] | None = None,
    frozen: Mapping[str, np.ndarray] | None = None,
) -> list[Any]:
    """Return the T + 1 states of a run.

    `kicks[t, name]` is added to that state after step t. `frozen[name][t]` is what step t reads
    as its previous state, whatever the run itself came to.
    """
    states = [state]
    for t in range(len(x)):
        previous = states[-1]
        if frozen:
            previous = previous._replace(**{name: frozen[name][t] for name in frozen})
        new = cell.state(cell.step(params, x[t], previous, OracleGates(holds, t)))
        for (when, name), kick in (kicks or {}).items():
            if when == t:
                new = new._replace(**{name: getattr(new, name) + kick})
        states.append(new)
    return states


def projected(states: Sequence[Any], dh: np.ndarray, d_final: Any, lengths: Any = None) -> Any:
    """Return the loss whose derivatives are `dh` and `d_final`: a sum of products."""
    T = len(states) - 1
    ends = np.full(dh.shape[1], T) if lengths is None else np.asarray(lengths)
    loss = sum(np.sum(dh[t] * states[t + 1].h) for t in range(T))
    for end in set(ends.tolist()):
        rows = ends == end
        loss = loss + sum(np.sum(d[rows] * s[rows]) for d, s in zip(d_final, states[end], strict=True))
    return loss


def assert_close(group: str, got: Any, expected: Any, tolerance: float = TOLERANCE) -> None:
    """Assert abs(error) <= tolerance * (1 + abs(expected)) for every number of two trees of one type."""
    assert type(got) is type(expected), f"{group}: {type(got)} beside {type(expected)}"
    here, there = dict(named_leaves(got)), dict(named_leaves(expected))
    assert here.keys() == there.keys(), group
    assert here, f"{group}: nothing to compare"
    for name in there:
        assert here[name].shape == there[name].shape, f"{group}: {name}"
        error = np.max(np.abs(here[name] - there[name]) / (1 + np.abs(there[name])), initial=0.0)
        worst[group] = max(worst.get(group, 0.0), float(error))
        assert error <= tolerance, f"{group}: {name} is off by {error:.2e}"
