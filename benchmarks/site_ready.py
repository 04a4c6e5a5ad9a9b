"""How heavy every page of the site is: CPU seconds until it is ready, bytes at first and with all live data.

    python -m benchmarks.site_ready SITE [--only PAGE ...]

SITE is the folder of a built site (``run.py site``). CPU is Chromium's `TaskDuration` of the page's main
thread at 1280 px, from an empty tab until the network rests, with its parts in scripts and in layout. Bytes
are gzipped; the live data are counted as files: a page loads them as the reader comes near.
"""

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Response, sync_playwright

from benchmarks.widget_latency import load
from tests.site.served import listed, serving, shown
from tools.browser import find_browser
from tools.project import SITE

GOALS = 2.5, 400_000, 3_000_000  # CPU seconds, bytes at first, bytes with everything
METRICS = "TaskDuration", "ScriptDuration", "LayoutDuration"


def packed(data: bytes) -> int:
    """Return how many bytes are sent of these."""
    return len(gzip.compress(data))


class Measured(NamedTuple):
    """What was seen of a page."""

    cpu: float  # seconds until the network rests, those in scripts and in layout among them
    scripts: float
    layout: float
    with_live: float  # seconds until all its widgets answer too
    first: int  # bytes without live data


def opened(browser: Browser, address: str, cells: Sequence[str]) -> Measured:
    """Open a page in an empty cache, and then bring all its live widgets into view."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})  # CPU, whatever else the machine does
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))
    page.goto(address, wait_until="networkidle")

    def seconds() -> list[float]:
        made = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
        return [made[name] for name in METRICS]

    ready = seconds()
    first = sum(packed(one.body()) for one in responses if one.ok and "/_live/" not in one.url)
    for cell in cells:
        shown(page, cell)
    whole = seconds()[0]
    context.close()
    return Measured(*ready, whole, first)


def main() -> int:
    """Print a line for each page; return 1 if one misses a goal."""
    words = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site_ready", description=words)
    parser.add_argument("site", type=Path, nargs="?", default=SITE, help="the folder of a built site")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--only", nargs="+", default=[], metavar="PAGE", help="such as 01-the-vanilla-rnn")
    options = parser.parse_args()
    live, late, told = listed(options.site), 0, {}
    pages = [
        path.relative_to(options.site).with_suffix("").as_posix() for path in options.site.rglob("*.html")
    ]
    with serving(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        print(f"Chromium {browser.version}; load {load()}")
        heads = ("CPU s", "scripts", "layout", "with live", "kB", "with live")
        print(f"{'page':<48}" + "".join(f"{head:>10}" for head in heads))
        for name in sorted(pages):
            if name == "search" or (options.only and name not in options.only):
                continue
            cells = live.get(name, [])
            seen = opened(browser, f"{address}/{name}.html", cells)
            files = [options.site / "_live" / f"{cell}.js" for cell in cells]
            whole = seen.first + sum(packed(path.read_bytes()) for path in files)
            met = all(said <= goal for said, goal in zip((seen.cpu, seen.first, whole), GOALS, strict=True))
            late += not met
            told[name] = {**seen._asdict(), "whole": whole}
            columns = "".join(f"{value:>10.2f}" for value in seen[:4])
            columns += f"{seen.first / 1000:>10.0f}{whole / 1000:>10.0f}"
            print(f"{name[:47]:<48}{columns}{'' if met else '   NOT MET'}", flush=True)
        browser.close()
    print(f"load {load()}; goals: {GOALS[0]} s, {GOALS[1] / 1000:g} kB, {GOALS[2] / 1000:g} kB")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
