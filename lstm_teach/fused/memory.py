"""Memory that is used again, with the slices of its steps.

To cut the slices takes a third of the time of a small step, and to get new memory, which the system
fills with zeros, a tenth of that of a large one. So what a run has needed waits for the next run
that needs arrays of the same shapes.
"""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from math import prod
from typing import Any

import numpy as np

from lstm_teach.numerics import Array

KEPT, MOST = 16, 2**30  # plans that wait, and bytes of all of them together
PATIENCE = 32  # a plan that is still not asked for when so many others were is given up
STEPS = 1000  # the slices of more would take more memory than the numbers of a small layer
STEP = 2**18  # bytes of a step; of a larger one, cutting takes less than a hundredth of the time
LINE = 64  # bytes that the processor fetches at once

Slices = Callable[..., Sequence[Array]]


@dataclass(eq=False)
class Plan:
    """Arrays in one piece of memory, and the slices of every step."""

    kind: tuple[Any, ...]  # plans of one kind are as good as each other
    memory: Array
    arrays: list[Array]
    slices: list[tuple[Any, ...]] | None
    passed_over: int = 0  # how often, since it waits

    def steps(self) -> Iterable[tuple[Any, ...]]:
        """Return for every step its slices, in the order of the loop's head."""
        return zip(*self.kind[0](*self.arrays), strict=True) if self.slices is None else self.slices


waiting: deque[Plan] = deque()


def plan_for(slices: Slices, dtype: Any, *shapes: tuple[int, ...]) -> Plan:
    """Return a plan for arrays of these shapes, with whatever is in them; one that waits, or a new one.

    `slices(*arrays)` returns what has to be cut into steps.
    """
    kind = slices, dtype, shapes
    found = _taken(kind)
    if found is not None:
        return found
    n = sum(map(prod, shapes))
    raw = np.empty(n * dtype.itemsize + LINE, np.uint8)
    start = -raw.ctypes.data % LINE  # an array that starts amid a line takes longer
    memory = raw[start : start + n * dtype.itemsize].view(dtype)
    arrays = cut(memory, *shapes)
    places = slices(*arrays)
    pays = len(places[0]) <= STEPS and memory.nbytes <= STEP * len(places[0])
    return Plan(kind, memory, arrays, list(zip(*places, strict=True)) if pays else None)


def _taken(kind: tuple[Any, ...]) -> Plan | None:
    """Return a plan of this kind out of those that wait, and give up those that have waited in vain."""
    found = None
    for _ in range(len(waiting)):
        try:
            plan = waiting.popleft()  # out before it is looked at: two threads never have the same
        except IndexError:
            break
        if found is None and plan.kind == kind:
            found = plan
            continue
        plan.passed_over += 1
        if plan.passed_over <= PATIENCE:
            waiting.append(plan)
    return found


def cut(memory: Array, *shapes: tuple[int, ...]) -> list[Array]:
    """Return arrays of these shapes that lie in `memory` one after the other."""
    ends = list(accumulate(map(prod, shapes)))
    return [
        memory[start:end].reshape(shape) for start, end, shape in zip([0, *ends], ends, shapes, strict=False)
    ]


def free(plan: Plan) -> None:
    """Let a plan wait for the next run; those that have waited longest go if there are too many."""
    plan.passed_over = 0
    waiting.append(plan)
    with suppress(IndexError):  # another thread has taken the last
        while len(waiting) > KEPT or sum(plan.memory.nbytes for plan in list(waiting)) > MOST:
            waiting.popleft()


def lent(plan: Plan) -> list[Array]:
    """Return the arrays of a plan, read-only: it is free when nothing refers to their memory any more."""
    memory: Array = np.frombuffer(plan.memory.data.toreadonly(), plan.memory.dtype)
    # Every array that lies in it keeps `memory` alive.
    weakref.finalize(memory, free, plan).atexit = False
    return cut(memory, *plan.kind[2])
