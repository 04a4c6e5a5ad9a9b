"""Key to paint on the site: from a key on a live widget's control or part to the frame that shows its answer.

    python -m benchmarks.site_latency SITE [--presses 20] [--only CELL ...]

SITE is the folder of a built site (``run.py site``). A line for each widget: how many presses, median and p95
in ms up to the changed picture, and up to the painted frame (the second animation frame after the change).
Presses that move nothing are not counted. The goal is a median of at most 50 ms.
"""

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.widget_latency import load, p95
from tests.site.served import listed, serving, shown
from tools.browser import find_browser
from tools.project import SITE

GOAL = 50.0  # ms
PARTS = 8  # of a widget, at most, each of another kind
# What can be moved by a key: [selector, key there, key back].
MOVABLE = """(box, most) => {
  const found = [...box.querySelectorAll('.live-controls [id^=live-]')].map(one => {
    const keys = one.type === 'range' ? ['ArrowRight', 'ArrowLeft']
      : one.type === 'checkbox' ? ['Space', 'Space'] : ['ArrowDown', 'ArrowUp'];
    return [`#${one.id}`, ...keys];
  });
  const seen = new Set();
  for (const node of box.querySelectorAll('.layer [data-key]')) {
    const role = node.getAttribute('role'), name = `${role} ${node.className}`;
    if (role === 'img' || seen.has(name) || seen.size === most) continue;
    seen.add(name);
    const keys = role !== 'slider' ? ['Enter', 'Enter']
      : /dragged-y/.test(name) ? ['ArrowUp', 'ArrowDown'] : ['ArrowRight', 'ArrowLeft'];
    found.push([`[data-key='${node.dataset.key}']`, ...keys]);
  }
  return found;
}"""
ARM = """box => {
  window.outcome = undefined;
  const before = box.lstm.state.at.join(), art = box.querySelector('.art');
  addEventListener('keydown', event => {
    const start = event.timeStamp;
    let changed = null;
    const observer = new MutationObserver(() => { changed ??= performance.now() - start; });
    observer.observe(art, {childList: true, subtree: true, characterData: true, attributes: true});
    setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => {
      observer.disconnect();
      const painted = performance.now() - start;
      window.outcome = box.lstm.state.at.join() === before ? [null, null] : [changed, painted];
    })));
  }, {capture: true, once: true});
}"""


def presses(page: Page, box: Locator, count: int) -> Iterator[tuple[float, float]]:
    """Press keys on all that can be moved, each to and fro; yield the times of those that moved anything."""
    for place, *keys in box.evaluate(MOVABLE, PARTS):
        target = box.locator(place).first
        for n in range(count):
            if not target.count():
                break  # a part that is not there in this state
            target.focus()
            box.evaluate(ARM)
            page.keyboard.press(keys[n // 3 % 2])
            page.wait_for_function("window.outcome")
            changed, painted = page.evaluate("window.outcome")
            if changed is not None:
                yield changed, painted


def told(times: list[tuple[float, float]]) -> tuple[str, float]:
    """Return the columns of a line, and the median up to the painted frame."""
    columns: list[list[float]] = [list(column) for column in zip(*times, strict=True)]
    figures = [figure for column in columns for figure in (statistics.median(column), p95(column))]
    return f"{len(times):>5}" + "".join(f"{figure:>9.1f}" for figure in figures), figures[2]


def measure(page: Page, site: Path, address: str, options: Any) -> dict[str, float]:
    """Print a line for each widget; return the medians by cell."""
    medians: dict[str, float] = {}
    for name, cells in listed(site).items():
        chosen = [cell for cell in cells if not options.only or cell in options.only]
        if chosen:
            page.goto(f"{address}/{name}.html")
        for cell in chosen:
            times = list(presses(page, shown(page, cell), options.presses))
            if not times:
                print(f"{name[:30]:<31}{cell:<22}nothing moves")
                continue
            figures, median = told(times)
            medians[cell] = median
            print(
                f"{name[:30]:<31}{cell:<22}{figures}   {'met' if median <= GOAL else 'NOT MET'}", flush=True
            )
    return medians


def main() -> int:
    """Return 1 if a widget's median is above the goal."""
    words = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site_latency", description=words)
    parser.add_argument("site", type=Path, nargs="?", default=SITE, help="the folder of a built site")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--presses", type=int, default=20, help="of each control and part")
    parser.add_argument("--only", nargs="+", default=[], metavar="CELL")
    options = parser.parse_args()
    with serving(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        print(f"Chromium {browser.version}; load {load()}")
        print(f"{'page':<31}{'cell':<22}{'n':>5}{'changed':>9}{'p95':>9}{'painted':>9}{'p95':>9}   ms")
        medians = measure(page, options.site, address, options)
        browser.close()
    print(f"load {load()}; goal: a median of at most {GOAL:g} ms up to the painted frame")
    if options.json:
        options.json.write_text(json.dumps(medians, indent=1) + "\n", encoding="utf-8")
    return int(not medians or max(medians.values()) > GOAL)


if __name__ == "__main__":
    sys.exit(main())
