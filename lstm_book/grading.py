"""What a kernel loads while a course is graded: ``--InteractiveShellApp.extra_extensions=lstm_book.grading``.

nbgrader runs every cell of a submission in one kernel, so that a submission could change what judges it. This
remembers, before the submission's first cell, what the judges are made of, and puts it back before every cell
that asks for a verdict. Who rewrites the interpreter itself is not held up by it.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from lstm_book.check import MODE, chapters, exercises

JUDGE = "lstm_book.check"  # a cell that names it asks for a verdict
OURS = ("lstm_book", "lstm_teach", "numpy")
SPARED = ("_", "input", "get_ipython", "display")  # of the built-in names: IPython sets them for every cell
MOST = 2_000_000  # characters that a cell may print; the rest is dropped, with a line that says so

Restore = Callable[[], list[str]]


def load_ipython_extension(shell: Any) -> None:
    """Make this kernel one that grades: wrong answers raise, and what judges them is put back."""
    for chapter in chapters():
        exercises(chapter)
    restores = [remember(name, module) for name, module in list(sys.modules.items()) if _is_ours(name)]
    restores.append(remember("builtins", builtins))
    modules = {name: module for name, module in sys.modules.items() if _is_ours(name)}
    outs = [Short(stream) for stream in (sys.stdout, sys.stderr)]

    def before(info: Any) -> None:
        """Hear of a cell that is about to run."""
        sys.stdout, sys.stderr = (out.anew() for out in outs)
        if JUDGE in (info.raw_cell or ""):
            shell.set_custom_exc((), None)
            os.environ[MODE] = "raise"
            changed = [name for name, module in modules.items() if sys.modules.get(name) is not module]
            sys.modules.update(modules)
            changed += [what for restore in restores for what in restore()]
            if changed:
                print(f"put back: {', '.join(changed[:5])}{' and more' if len(changed) > 5 else ''}")

    shorten(shell.display_formatter)
    os.environ[MODE] = "raise"
    shell.events.register("pre_run_cell", before)


def shorten(formatter: Any) -> None:
    """Let what a cell shows be no longer than what it may print."""
    full = formatter.format

    def format(thing: Any, *given: Any, **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = full(thing, *given, **options)
        short = {kind: text for kind, text in data.items() if not isinstance(text, str) or len(text) <= MOST}
        return short or dict.fromkeys(data.keys() & {"text/plain"}, "(too long to be shown)"), metadata

    formatter.format = format


def _is_ours(name: str) -> bool:
    return name.partition(".")[0] in OURS


def remember(name: str, module: ModuleType) -> Restore:
    """Return a function that puts back the functions and classes of a module, and says which had changed."""
    kept = {key: value for key, value in vars(module).items() if _counts(value) and key not in SPARED}
    inside = [(value, _inside(value)) for value in kept.values() if _own(value, name)]
    tables = [(value, dict(value)) for key, value in vars(module).items() if key == "EXERCISES"]

    def restore() -> list[str]:
        there = vars(module)
        changed = [key for key, value in kept.items() if there.get(key) is not value]
        there.update({key: kept[key] for key in changed})
        for thing, parts in inside:
            now = _inside(thing)
            for key, part in parts.items():
                if now.get(key) is not part:
                    setattr(thing, key, part)
                    changed.append(f"{thing.__name__}.{key}")
        for table, rows in tables:
            if table != rows:
                table.clear()
                table.update(rows)
                changed.append("EXERCISES")
        return [f"{name}.{key}" for key in changed]

    return restore


def _counts(value: Any) -> bool:
    """Whether a name is one of what judges are made of: whatever can be called, or holds what can."""
    return callable(value) or isinstance(value, ModuleType)


def _own(value: Any, name: str) -> bool:
    return isinstance(value, FunctionType | type) and getattr(value, "__module__", "") == name != "builtins"


def _inside(thing: Any) -> dict[str, Any]:
    """Return what can be changed in a function or a class without giving its name to another."""
    if isinstance(thing, FunctionType):
        return {part: getattr(thing, part) for part in ("__code__", "__defaults__", "__kwdefaults__")}
    return {key: value for key, value in vars(thing).items() if isinstance(value, FunctionType)}


class Short:
    """A stream that passes on so much of a cell's output, and no more."""

    def __init__(self, stream: Any) -> None:
        self._stream, self._left = stream, MOST

    def anew(self) -> Short:
        """Begin a cell."""
        self._left = MOST
        return self

    def write(self, text: str) -> int:
        """Pass a text on, or what there is still room for."""
        if self._left > 0:
            self._stream.write(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._stream.write("\n(The rest of what this cell prints is left out.)\n")
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
