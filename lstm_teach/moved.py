"""Where names went that stood in this package earlier, so that a notebook written then says what to change.

Nothing is looked up here before it is really gone: `watch` gives a module a `__getattr__`, and modules that
are gone are found behind all others, with nothing in them but that.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_NOW_IN = {  # the new place -> what moved there, by its old name in lstm_teach
    "lstm_teach": "checks.complex_step checks.central_differences",
    "lstm_teach.compose": "Both bptt_bidirectional bptt_stacked outputs_bidirectional reverse "
    "unroll_bidirectional unroll_stacked",
    "lstm_book": "check checks.check",
    "lstm_book.solving": "experiments.Solved experiments.cell_named experiments.remember_bit "
    "experiments.train_until_solved",
    "lstm_book.chapter_01": "widgets.Unroller widgets.UnrollerState",
    "lstm_book.chapter_01.maps": "draw.figures.map_figure draw.figures.map_panels",
    "lstm_book.chapter_01.chain": "draw.chain",
    "lstm_book.chapter_01.feedback_map": "draw.feedback_map",
    "lstm_book.chapter_01.fixed_points": "draw.fixed_points draw.FixedPoint",
    "lstm_book.story": "draw.figures.Memory draw.figures.story draw.figures.describe_story",
    "lstm_book.chapter_02": "widgets.GradientDial widgets.GradientDialState",
    "lstm_book.chapter_03": "widgets.Carousel widgets.CarouselWidgetState",
    "lstm_book.chapter_04": "widgets.console.closing_door",
    "lstm_book.chapter_05": "widgets.HalfLifeDial widgets.HalfLifeDialState widgets.console.drifting_stream",
    "lstm_book.chapter_06": "widgets.Bench widgets.BenchState draw.lstm_walk.lstm_walk "
    "tasks.hand_wiring.Task",
    "lstm_book.chapter_07": "exercises.suspects.suspects",
}
MOVED = {f"lstm_teach.{old}": place for place, names in _NOW_IN.items() for old in names.split()}


def watch(module: str, **later: str) -> None:
    """Let a module say where a name is that it no longer has, and take those of `later` when asked for."""

    def __getattr__(name: str) -> Any:
        if name in later:
            return vars(sys.modules[module]).setdefault(name, getattr(import_module(later[name]), name))
        place = MOVED.get(f"{module}.{name}")
        if place is None:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        # No AttributeError: `from ... import` would put a message of its own in its place.
        raise ImportError(f"`{name}` is now in {place}: write `from {place} import {name}`")

    vars(sys.modules[module])["__getattr__"] = __getattr__


class _Gone:
    """Finder and loader of the modules that are gone, in the last place of `sys.meta_path`."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        was_here = any(old.startswith(f"{name}.") for old in MOVED)
        return ModuleSpec(name, _Gone, is_package=True) if was_here else None  # type: ignore[arg-type]

    @staticmethod
    def create_module(spec: ModuleSpec) -> None:
        """Take the usual empty module."""

    @staticmethod
    def exec_module(module: ModuleType) -> None:
        watch(module.__name__)


sys.meta_path.append(_Gone)
