"""Measure in JupyterLab how long a widget takes from a key press to the painted update, beside an empty echo.

    python -m benchmarks.widget_latency [--widgets NAME ...] [--presses N] [--sweeps N] [--json FILE]

Echo and widget take turns in random order, press by press, so that a busy machine slows both. A drag to and
fro follows: the last picture must be that of the last value, no frame blank, the height always the same.
The exit status is 0 if all goals are met and no drag shows a fault, 1 otherwise.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
from playwright.sync_api import sync_playwright

from benchmarks import _specimens as specimens
from benchmarks._specimens import ECHO, Action, Specimen, Walk
from benchmarks._stopwatch import Drag, drag, install, time_press, wait_until_shown
from tests.browser.lab import Lab
from tests.browser.server import serving
from tools import notebooks
from tools.browser import find_browser
from tools.notebook_form import normalise

NOTEBOOK = "latency.ipynb"
WARM_UP = 3  # presses of each action that are not counted
SETTLE = (0.02, 0.06)  # seconds; random, so that presses come at any time within a frame
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]

HEAD = (
    "Key press to painted update, ms (text: to the changed text), and ratio to the echo in the same turns\n"
    f"{'':<28}{'n':>4}{'median':>8}{'p95':>8}{'echo':>8}{'p95':>8}{'text':>8}{'echo':>7}"
    f"{'ratio':>7}{'p95':>6}   goal"
)
DRAG_HEAD = (
    "\nDragged by mouse; ms between updates at most, and from the release to the last update\n"
    f"{'':<28}{'updates':>8}{'per s':>8}{'longest':>9}{'release':>9}   faults"
)


@dataclass(frozen=True)
class Result:
    """The times of one action and of the echo in its turns, in ms."""

    widget: str
    action: Action
    times: list[float]
    echo: list[float]
    text: list[float]  # until the text has changed, which does not wait for a frame
    echo_text: list[float]

    @property
    def ratios(self) -> tuple[float, float]:
        """Of the medians and of the p95."""
        median = statistics.median(self.times) / statistics.median(self.echo)
        return median, p95(self.times) / p95(self.echo)

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        median, high = self.ratios
        return median <= self.action.goal.median and high <= self.action.goal.p95


def p95(times: list[float]) -> float:
    """Return the time that 95 of 100 presses stay below."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def facts(browser: str) -> dict[str, Any]:
    """Return what the times depend on."""
    names = ("jupyterlab", "ipywidgets", "ipykernel", "numpy", "playwright")
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "chromium": browser,
        **{name: version(name) for name in names},
    }


def load() -> list[float]:
    """Return the load averages of 1, 5 and 15 minutes; nothing where the system keeps none."""
    return [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else []


@contextmanager
def laboratory(chosen: list[Specimen]) -> Iterator[tuple[Lab, str]]:
    """JupyterLab with the notebook of the chosen widgets, run in a browser; and the browser's version."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, sync_playwright() as playwright:
        folder, settings = Path(name, "copy"), Path(name, "settings")
        folder.mkdir()
        cells = [v4.new_code_cell(source) for source in specimens.cells(chosen)]
        (folder / NOTEBOOK).write_bytes(notebooks.dumps(normalise(v4.new_notebook(cells=cells))))
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        with browser, serving(folder, settings) as server:
            lab = Lab(browser.new_page(viewport={"width": 1400, "height": 1200}), server)
            lab.start()
            lab.open(NOTEBOOK)
            lab.run_all()
            errors = [output for output in lab.outputs() if output["output_type"] == "error"]
            if errors:
                raise RuntimeError(f"{NOTEBOOK}: {errors[0]['ename']}: {errors[0]['evalue']}")
            install(lab)
            yield lab, browser.version
            lab.close()


def in_turns(
    widget: str,
    action: Action,
    presses: int,
    rng: random.Random,
    beat: Callable[[], tuple[float, float]],
    own: Callable[[], tuple[float, float]],
) -> Result:
    """Measure the echo (`beat`) and the widget (`own`) in turns, the first of each turn by chance."""
    result = Result(widget, action, [], [], [], [])
    for n in range(WARM_UP + presses):
        for is_echo in rng.sample([True, False], 2):
            changed, painted = (beat if is_echo else own)()
            if n >= WARM_UP:
                (result.echo if is_echo else result.times).append(painted)
                (result.echo_text if is_echo else result.text).append(changed)
    return result


class Pair:
    """A widget and the echo above it, in the page and here; both sides always hold the same values."""

    def __init__(self, lab: Lab, specimen: Specimen, rng: random.Random) -> None:
        self.lab, self.specimen, self.rng = lab, specimen, rng
        self.name = specimens.key(specimen)
        self.echo, self.widget = ECHO.make(), specimen.make()
        self.start = vars(self.widget.state)

    def reset(self) -> None:
        """Bring the widget back to where it started: its controls are the same for every action."""
        self.widget.set(**self.start)
        said = self.lab.ask(f"{self.name}.set(**{self.name}_start)")
        if said:
            raise RuntimeError(f"{self.specimen.name}: {said}")
        wait_until_shown(self.lab, self.name, self.widget)

    def measure(self, presses: int) -> Iterator[Result]:
        """Press keys on widget and echo in turns, the first of each turn by chance."""
        beat = partial(self._time, f"echo_{self.name}", ECHO.drag, Walk(self.echo, ECHO.drag))
        for action in self.specimen.actions:
            self.reset()
            own = partial(self._time, self.name, action.setting, Walk(self.widget, action.setting))
            yield in_turns(self.specimen.name, action, presses, self.rng, beat, own)

    def _time(self, name: str, setting: str, walk: Walk) -> tuple[float, float]:
        press = walk.press()
        time.sleep(self.rng.uniform(*SETTLE))
        return time_press(self.lab, name, setting, press)

    def drag(self, sweeps: int) -> Iterator[tuple[str, Drag]]:
        """Drag the sliders of echo and widget."""
        yield "Echo", drag(self.lab, f"echo_{self.name}", ECHO.drag, self.echo, sweeps)
        self.reset()
        name, setting = self.specimen.name, self.specimen.drag
        yield f"{name} {setting}", drag(self.lab, self.name, setting, self.widget, sweeps)


def show(result: Result) -> None:
    """Print the line of one action."""
    median, high = result.ratios
    goal, echo, verdict = result.action.goal, result.echo, "met" if result.met else "NOT MET"
    print(
        f"{result.widget:<16}{result.action.what:<12}{len(result.times):>4}"
        f"{statistics.median(result.times):>8.1f}{p95(result.times):>8.1f}"
        f"{statistics.median(echo):>8.1f}{p95(echo):>8.1f}"
        f"{statistics.median(result.text):>8.1f}{statistics.median(result.echo_text):>7.1f}"
        f"{median:>7.2f}{high:>6.2f}   {goal.median:g} and {goal.p95:g}: {verdict}",
        flush=True,
    )


def show_drag(what: str, seen: Drag) -> None:
    """Print the line of one drag."""
    fault = "; ".join(seen.faults) or "none"
    counts = f"{seen.updates:>8}{seen.per_second:>8.1f}{seen.longest:>9.0f}{seen.settled:>9.0f}"
    print(f"{what:<28}{counts}   {fault}", flush=True)


def main() -> int:
    """Print the tables; return the exit status."""
    known = specimens.known()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--widgets", nargs="+", choices=known, default=list(known), metavar="NAME")
    parser.add_argument("--presses", type=int, default=60, help="counted presses of each action, at least 2")
    parser.add_argument("--sweeps", type=int, default=4, help="of the mouse in a drag; 0 for no drag")
    parser.add_argument("--seed", type=int, default=0, help="of the order and of the pauses")
    parser.add_argument("--json", type=Path, help="write all times to this file")
    options = parser.parse_args()
    if options.presses < 2:
        parser.error(f"--presses: expected at least 2, got {options.presses}")
    chosen = [known[name] for name in options.widgets]
    results, drags, before = [], [], load()
    with laboratory(chosen) as (lab, browser):
        machine = facts(browser)
        print(", ".join(f"{name} {value}" for name, value in machine.items()))
        pairs = [Pair(lab, specimen, random.Random(options.seed)) for specimen in chosen]
        print(HEAD)
        for pair in pairs:
            for result in pair.measure(options.presses):
                results.append(result)
                show(result)
        if options.sweeps > 0:
            print(DRAG_HEAD)
            for pair in pairs:
                for what, seen in pair.drag(options.sweeps):
                    drags.append((what, seen))
                    show_drag(what, seen)
    after = load()
    print(f"\nload average before {before}, after {after}")
    met = all(result.met for result in results) and not any(seen.faults for _, seen in drags)
    print("all goals met" if met else "NOT all goals met")
    if options.json:
        measured = [asdict(result) | {"met": result.met} for result in results]
        dragged = [asdict(seen) | {"what": what} for what, seen in drags]
        everything = {"machine": machine, "load": [before, after], "presses": measured, "drags": dragged}
        options.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
