"""How pytest-xdist spreads the tests over processes: what stays together, and what starts first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from xdist.scheduler import LoadScopeScheduling

Item = TypeVar("Item")
BROWSER = "tests/browser"

# Groups by their seconds on a quiet core, roughly. A long one that started last would run alone at the end;
# those that are not named here are short enough to come in any order.
SECONDS: Mapping[str, float] = {
    BROWSER: 150,
    "book/04-gates-write-and-read.ipynb": 18,
    "book/07-training-it.ipynb": 18,
    "book/03-the-constant-error-carousel.ipynb": 15,
    "book/solutions/05-the-forget-gate.ipynb": 15,
    "tests/experiments/test_processes.py": 15,
    "book/01-the-vanilla-rnn.ipynb": 12,
    "book/05-the-forget-gate.ipynb": 12,
    "tests/book/test_robustness.py": 12,
    "tests/cells/test_gradients.py": 12,
    "tests/widgets/test_every_dial.py": 70,
    "tests/widgets/test_console.py": 10,
    "book/02-why-it-forgets.ipynb": 8,
    "book/06-the-full-lstm-cell.ipynb": 8,
    "book/solutions/06-the-full-lstm-cell.ipynb": 8,
    "tests/book/test_mutation.py": 8,
    "tests/cells/test_truncated_1997.py": 8,
    "tests/benchmarks/test_widget_latency.py": 7,
}


def group_of(nodeid: str) -> str:
    """Return the group that a test is run with, in one process.

    All browser tests share a server and a browser, the cells of a notebook its kernel, and the tests
    of a file their fixtures.
    """
    return BROWSER if nodeid.startswith(f"{BROWSER}/") else nodeid.partition("::")[0]


def longest_first(
    items: Iterable[Item], nodeid: Callable[[Item], str], seconds: Mapping[str, float] = SECONDS
) -> list[Item]:
    """Return the tests with the longest groups first; within a group, and among short ones, as they were."""
    places: dict[str, int] = {}
    for item in items:
        places.setdefault(group_of(nodeid(item)), len(places))
    return sorted(items, key=lambda item: _order(group_of(nodeid(item)), places, seconds))


def _order(group: str, places: Mapping[str, int], seconds: Mapping[str, float]) -> tuple[float, int]:
    return -seconds.get(group, 0.0), places[group]


class InGroups(LoadScopeScheduling):
    """Hand out one group after the other, in the order of the tests."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)


def scheduler(config: Any, log: Any) -> InGroups | None:
    """Return the scheduler for ``--dist loadscope``; any other mode is xdist's own."""
    return InGroups(config, log) if config.getvalue("dist") == "loadscope" else None
