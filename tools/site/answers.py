"""Where a page asks: below each guess and each check that can be answered without a kernel, and where it keeps score."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from tools.site.folds import GUESS, PREDICT, code_of

FOLDER = "_answers"  # of the site; `answers.json` lists what its files answer
CHAPTER = re.compile(r"(\d\d)-[^/]+")
CHECK = re.compile(r'^check\("([^"]+)"', re.MULTILINE)
SCORE = re.compile(r'^score\("([^"]+)"\)', re.MULTILINE)
NEEDS_KERNEL = '<p class="needs-kernel">{what} {number} needs a kernel: <a href="#run">run the page</a>.</p>'
Answerable = Mapping[str, Sequence[str]]


def _place(kind: str, number: str, inside: str = "") -> nodes.raw:
    """Return where a script puts its fields."""
    return nodes.raw(
        "", f'<div class="ask" data-ask="{kind}" data-name="{number}">{inside}</div>', format="html"
    )


def _needs_kernel(what: str, number: str) -> nodes.raw:
    return nodes.raw("", NEEDS_KERNEL.format(what=what, number=number), format="html")


def ask(doctree: nodes.Element, can: Answerable) -> None:
    """Put a place for an answer below every guess and every check, and drop what tells that there is none yet."""
    cells = [node for node in doctree.findall(nodes.container) if code_of(node)]
    guess: nodes.Node | None = None
    for cell in cells:
        source = code_of(cell)
        if GUESS.search(source):
            guess = cell
        asked = PREDICT.search(source)
        if asked and guess is not None:
            known = asked[1] in can["predictions"]
            _after(guess, _place("predict", asked[1]) if known else _needs_kernel("Prediction", asked[1]))
            guess = None
        for number in CHECK.findall(source):
            known = number in can["exercises"]
            _drop(cell, f"{number}: not attempted yet")
            _after(cell, _place("check", number) if known else _needs_kernel("Exercise", number))
        if kept := SCORE.search(source):
            said = _drop(cell, "Predictions of this chapter")
            _after(cell, _place("score", kept[1], f"<p>{said}</p>"))


def _after(cell: nodes.Node, place: nodes.raw) -> None:
    parent = cell.parent
    parent.insert(parent.index(cell) + 1, place)


def _drop(cell: nodes.Element, start: str) -> str:
    """Drop an output that begins with some words; return it."""
    for block in list(cell.findall(nodes.literal_block)):
        text = str(block.astext())
        if not text.startswith(start):
            continue
        output = block.parent
        output.remove(block)
        while not output.children and output is not cell:
            output.parent.remove(output)
            output = output.parent
        return text
    return ""


def _ask_all(app: Sphinx, doctree: nodes.document) -> None:
    chapter = CHAPTER.fullmatch(app.env.docname)
    if chapter is None or not app.config.answers_folder:
        return
    listing = json.loads(Path(app.config.answers_folder, "answers.json").read_text(encoding="utf-8"))
    if chapter[1] in listing:
        ask(doctree, listing[chapter[1]])
        doctree += nodes.raw("", f'<script defer src="{FOLDER}/{chapter[1]}.js"></script>', format="html")


def _name_buttons(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give the buttons that run a page a name to link to."""
    if "body" in context:
        context["body"] = context["body"].replace('<nav class="launch"', '<nav id="run" class="launch"', 1)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it: before what follows a guess is folded, and after the buttons are there."""
    app.add_config_value("answers_folder", "", "html")
    app.connect("doctree-read", _ask_all, priority=400)
    app.connect("html-page-context", _name_buttons, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
