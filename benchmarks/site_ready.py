"""How heavy every page of the site is: CPU seconds until it is ready, bytes at first and with all live data.

    python -m benchmarks.site_ready SITE [--only PAGE ...]

SITE is the folder of a built site (``run.py site``). CPU is Chromium's `TaskDuration` of the page's main
thread at 1280 px, from an empty tab until the network rests, with its parts in scripts and in layout. Bytes
are gzipped; the live data are counted as files: a page loads them as the reader comes near.
"""

import argparse
import gzip
import sys
from pathlib import Path

from playwright.sync_api import Browser, Response, sync_playwright

from benchmarks.widget_latency import load
from tests.site.served import listed, serving
from tools.browser import find_browser

GOALS = 2.5, 400_000, 3_000_000  # CPU seconds, bytes at first, bytes with everything
METRICS = "TaskDuration", "ScriptDuration", "LayoutDuration"


def packed(data: bytes) -> int:
    """Return how many bytes are sent of these."""
    return len(gzip.compress(data))


def opened(browser: Browser, address: str) -> tuple[list[float], int]:
    """Open a page in an empty cache; return the metrics in seconds, and the bytes without live data."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Performance.enable")
    responses: list[Response] = []
    page.on("response", responses.append)
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => 0)")
    made = {one["name"]: one["value"] for one in tools.send("Performance.getMetrics")["metrics"]}
    size = sum(packed(one.body()) for one in responses if one.ok and "/_live/" not in one.url)
    context.close()
    return [made[name] for name in METRICS], size


def main() -> int:
    """Print a line for each page; return 1 if one misses a goal."""
    words = __doc__.splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site_ready", description=words)
    parser.add_argument("site", type=Path)
    parser.add_argument("--only", nargs="+", default=[], metavar="PAGE", help="such as 01-the-vanilla-rnn")
    options = parser.parse_args()
    live, late = listed(options.site), 0
    pages = [
        path.relative_to(options.site).with_suffix("").as_posix() for path in options.site.rglob("*.html")
    ]
    with serving(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        print(f"Chromium {browser.version}; load {load()}")
        print(f"{'page':<52}{'CPU s':>8}{'scripts':>9}{'layout':>8}{'kB first':>10}{'with live':>10}")
        for name in sorted(pages):
            if name == "search" or (options.only and name not in options.only):
                continue
            times, first = opened(browser, f"{address}/{name}.html")
            files = [options.site / "_live" / f"{cell}.js" for cell in live.get(name, ())]
            whole = first + sum(packed(path.read_bytes()) for path in files)
            wrong = [said for said, goal in zip((times[0], first, whole), GOALS, strict=True) if said > goal]
            late += bool(wrong)
            columns = (
                f"{times[0]:>8.2f}{times[1]:>9.2f}{times[2]:>8.2f}{first / 1000:>10.0f}{whole / 1000:>10.0f}"
            )
            print(f"{name[:51]:<52}{columns}{'   NOT MET' if wrong else ''}", flush=True)
        browser.close()
    print(f"load {load()}; goals: {GOALS[0]} s, {GOALS[1] / 1000:g} kB, {GOALS[2] / 1000:g} kB")
    return int(late > 0)


if __name__ == "__main__":
    sys.exit(main())
