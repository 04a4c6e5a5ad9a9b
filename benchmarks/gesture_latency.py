"""Measure in JupyterLab how long a gesture in a picture takes to the painted update, beside an empty echo.

    python -m benchmarks.gesture_latency [--widgets NAME ...] [--presses N] [--before FOLDER] [--json FILE]

Valve: a click, from the release. Cursor: one move of a drag along a lane. Key: an arrow on a valve and on a
lane. Beside each stands the like of it on the least widget that answers: a click of a button, a move of a
slider's handle, an arrow on it. Both take turns in random order, so that a busy machine slows both. Drags of
120 moves follow, also with a kernel that sleeps 50 ms at every update: the last picture must be the plain
drawing of the last value and, where the kernel does not sleep, come within 120 ms after the release.
The exit status is 0 if all goals are met and no drag shows a fault, 1 otherwise.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import _specimens as specimens
from benchmarks._gestures import LANE, VALVE, Fingers
from benchmarks._stopwatch import Drag
from benchmarks.widget_latency import (
    DRAG_HEAD,
    HEAD,
    SETTLE,
    Result,
    facts,
    in_turns,
    laboratory,
    load,
    show,
    show_drag,
)

LATEST = 120.0  # ms from the release to the last update
CONSOLES = ("GateConsole", "GateConsole-500")
# What was done by slider or button before pictures could be touched.
SLIDERS = {"valve": "gate", "cursor": "cursor", "key: valve": "held value", "key: lane": "cursor"}
SUMMARY = (
    "\nRatio to the echo, median and p95; and of sliders and buttons in the older checkout, in its own run\n"
    f"{'':<28}{'goal':>12}{'gesture':>14}{'slider':>14}"
)


def drags(fingers: Fingers) -> Iterator[tuple[str, Drag, bool]]:
    """Drag cursor and valve with the kernel as it is and with a slow one; yield whether they are in time."""
    for what, key in (("cursor", LANE), ("valve", VALVE)):
        for slow in (False, True):
            seen = fingers.drag(key, slow)
            yield f"{fingers.name} {what}{', slow' if slow else ''}", seen, slow or seen.settled <= LATEST


def by_sliders(folder: Path, names: list[str], presses: int) -> dict[tuple[str, str], tuple[float, float]]:
    """Measure an older checkout with its own environment; return ratios by widget and action."""
    python = folder / (".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python")
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "before.json")
        command = [python, "-m", "benchmarks.widget_latency", "--widgets", *names]
        command += ["--presses", str(presses), "--sweeps", "0", "--json", file]
        # A status of 1 says that a goal of then was missed.
        subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, check=False)
        measured = json.loads(file.read_text(encoding="utf-8"))["presses"]
    found = {}
    for one in measured:
        action = specimens.Action(**{**one["action"], "goal": specimens.Goal(**one["action"]["goal"])})
        result = Result(one["widget"], action, one["times"], one["echo"], one["text"], one["echo_text"])
        found[result.widget, action.what] = result.ratios
    return found


def summary(results: list[Result], before: dict[tuple[str, str], tuple[float, float]]) -> str:
    """Return the table of goals and ratios."""

    def both(median: float, high: float) -> str:
        return f"{median:.2f} and {high:.2f}"

    lines = [SUMMARY]
    for result in results:
        old = before.get((result.widget, SLIDERS[result.action.what]))
        goal = result.action.goal
        columns = (both(goal.median, goal.p95), both(*result.ratios), both(*old) if old else "not measured")
        name = f"{result.widget:<16}{result.action.what:<12}"
        lines.append(name + "".join(f"{column:>15}" for column in columns))
    return "\n".join(lines)


def options_of(arguments: list[str] | None = None) -> argparse.Namespace:
    """Return what is to be measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--widgets", nargs="+", choices=CONSOLES, default=list(CONSOLES), metavar="NAME")
    parser.add_argument("--presses", type=int, default=60, help="counted gestures of each kind, at least 2")
    parser.add_argument("--seed", type=int, default=0, help="of the order and of the pauses")
    parser.add_argument(
        "--before",
        type=Path,
        metavar="FOLDER",
        help="a checkout of an older commit, such as b988d9c, with its own environment in .venv: its "
        "benchmarks.widget_latency is run first, and its ratios by slider stand in the table",
    )
    parser.add_argument("--json", type=Path, help="write all times to this file")
    options = parser.parse_args(arguments)
    if options.presses < 2:
        parser.error(f"--presses: expected at least 2, got {options.presses}")
    return options


def main() -> int:
    """Print the tables; return the exit status."""
    options = options_of()
    known, rng = specimens.known(), random.Random(options.seed)
    before = by_sliders(options.before.resolve(), options.widgets, options.presses) if options.before else {}
    results: list[Result] = []
    dragged: list[tuple[str, Drag, bool]] = []
    busy: list[Any] = [load()]
    chosen = [known[name] for name in options.widgets]
    with laboratory(chosen) as (lab, browser):
        machine = facts(browser)
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
        print(HEAD)
        for specimen in chosen:
            fingers = Fingers(lab, specimen, lambda: time.sleep(rng.uniform(*SETTLE)), rng)
            for action, beat, own in fingers.gestures():
                fingers.reset()
                results.append(in_turns(specimen.name, action, options.presses, rng, beat, own))
                show(results[-1])
            dragged += drags(fingers)
        print(DRAG_HEAD)
        for what, seen, _ in dragged:
            show_drag(what, seen)
    busy.append(load())
    print(summary(results, before))
    print(f"\nload average before {busy[0]}, after {busy[1]}")
    late = [what for what, _, in_time in dragged if not in_time]
    if late:
        print(f"last update later than {LATEST:g} ms after the release: {', '.join(late)}")
    met = all(result.met for result in results) and not any(seen.faults for _, seen, _ in dragged)
    print("all goals met" if met and not late else "NOT all goals met")
    if options.json:
        measured = [asdict(result) | {"met": result.met} for result in results]
        faults = [asdict(seen) | {"what": what, "in_time": in_time} for what, seen, in_time in dragged]
        everything = {"machine": machine, "load": busy, "gestures": measured, "drags": faults}
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    return 0 if met and not late else 1


if __name__ == "__main__":
    sys.exit(main())
