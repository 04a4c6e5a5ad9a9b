"""Random states of every live widget of a built site: is the page's picture Python's, node for node?

    python -m benchmarks.site_states SITE [--states 200] [--only CELL ...]

SITE is the folder of a built site (``run.py site``). One line for each widget; the last line counts.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.site.served import differing, listed, serving, shown, widgets_on
from tools.browser import find_browser
from tools.project import SITE


def main() -> int:
    """Return 1 if any state differs."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.site_states", description=__doc__.splitlines()[0]
    )
    parser.add_argument("site", type=Path, nargs="?", default=SITE, help="the folder of a built site")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--states", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", nargs="+", default=[], metavar="CELL")
    options = parser.parse_args()
    rng, compared, wrong, told = random.Random(options.seed), 0, 0, {}
    with serving(options.site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        for name, cells in listed(options.site).items():
            chosen = [cell for cell in cells if not options.only or cell in options.only]
            if not chosen:
                continue
            page, widgets = browser.new_page(), widgets_on(name)
            page.goto(f"{address}/{name}.html")
            for cell in chosen:
                start, widget = time.perf_counter(), widgets[cell]
                differ = differing(shown(page, cell), widget, options.states, rng)
                told[cell] = differ
                compared, wrong = compared + options.states, wrong + len(differ)
                same = f"{options.states - len(differ)} of {options.states} states equal Python's SVG"
                seconds = time.perf_counter() - start
                print(
                    f"{name[:30]:<31}{cell:<22}{type(widget).__name__:<16}{same}  {seconds:5.1f} s",
                    flush=True,
                )
                for code in differ[:3]:
                    print(f"    differs: {code}")
            page.close()
        browser.close()
    print(f"{compared - wrong} of {compared} states are the same")
    if options.json:
        options.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return int(wrong > 0 or not compared)


if __name__ == "__main__":
    sys.exit(main())
