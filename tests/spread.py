"""How pytest-xdist spreads the tests over processes: what stays together, and what starts first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from xdist.scheduler import LoadScopeScheduling

Item = TypeVar("Item")
BROWSER = "tests/browser"

# Groups by their seconds on a quiet core. A long one that started last would run alone at the end. Those that
# are not named here take less than any of these; in order of time is enough, so this needs no exact upkeep.
SECONDS: Mapping[str, float] = {BROWSER: 150}


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
