"""A built site on a plain web server, and its live widgets in a browser."""

import functools
import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from playwright.sync_api import Locator, Page

from lstm_book.live.export import declared, found, made_again
from lstm_teach import Hold
from lstm_teach.widgets.base import Explorable
from tools.project import BOOK

WAIT = 60_000  # ms, for the largest widget on a loaded machine
OPEN = "for (const details of document.querySelectorAll('details')) details.open = true"
GO = """(box, shares) => {
  const { state, sizes, show, view } = box.lstm;
  sizes.forEach((size, axis) => state.move(axis, Math.floor(shares[axis % shares.length] * size)));
  show();
  return view().code;
}"""
SAME = """(box, svg) => {
  const plain = document.createElement('template');
  plain.innerHTML = svg;
  return box.querySelector('svg').isEqualNode(plain.content.firstElementChild);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Says nothing."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve a site on this machine alone; yields its address."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def listed(site: Path) -> dict[str, list[str]]:
    """Return the cells of the live widgets, by page."""
    return dict(json.loads((site / "_live" / "live.json").read_text(encoding="utf-8")))


def widgets_on(page: str) -> dict[str, Any]:
    """Return a page's live widgets, made here, by their cells."""
    notebook = json.loads((BOOK / f"{page}.ipynb").read_text(encoding="utf-8"))
    return made_again(notebook, found(notebook, declared(page.rpartition("/")[2][:2])))


def shown(page: Page, cell: str) -> Locator:
    """Return the widget of a cell of an open page, once it answers."""
    page.evaluate(OPEN)
    box = page.locator(f"[data-live='{cell}']")
    box.scroll_into_view_if_needed()
    page.wait_for_selector(f"[data-live='{cell}'][data-ready]", timeout=WAIT)
    return box


class _Names(dict[str, Any]):
    """Names of a line of code; those that a widget was made of are not needed again."""

    def __missing__(self, name: str) -> None:
        return None


def state_of(widget: Explorable[Any], code: str) -> Any:
    """Return the state that a page's line of code makes of a widget."""

    def settings(*given: Any, **named: Any) -> Any:
        if not given:
            return widget.settings(**named)
        return replace(widget.state, **{k: v for k, v in named.items() if k in widget.state.names()})

    known = vars(sys.modules[type(widget).settings.__module__])  # a line may name what these hold
    names = _Names({**known, type(widget).__name__: settings, "ConsoleState": settings, "Hold": Hold})
    return eval(code.removeprefix("console.state = "), {}, names)


def differing(box: Locator, widget: Explorable[Any], states: int, rng: Random) -> list[str]:
    """Return the code of those of some random states that a page shows otherwise than Python draws them."""
    wrong = []
    for _ in range(states):
        code = box.evaluate(GO, [rng.random() for _ in range(12)])
        widget.state = state_of(widget, code)
        if widget.code != code or not box.evaluate(SAME, widget.picture):
            wrong.append(code)
    return wrong
