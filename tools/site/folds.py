"""What is folded: source that need not be read, and what follows a guess until it is asked for."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.application import Sphinx

GUESS = re.compile(r"^my_guess\s*=", re.MULTILINE)
PREDICT = re.compile(r'predict\("([^"]+)", my_guess\b')
OPEN = '<details class="guessed"><summary>Guess first; then open what happens</summary>\n'
# What comes next may tell it too: while the fold is closed it stands a screen further down.
CLOSE = '</details>\n<p class="pause">The text goes on below.</p>\n'


def code_of(node: nodes.Node) -> str:
    """Return the source of a code cell, or nothing where a node is none."""
    if not isinstance(node, nodes.container) or node.get("nb_element") != "cell_code":
        return ""
    return next((str(block.astext()) for block in node.findall(nodes.literal_block)), "")


def fold_guesses(section: nodes.Element) -> None:
    """Fold what follows each guess among a section's own children; a subsection stays open."""
    children: list[nodes.Node] = []
    unfinished, guessed = 0, False
    for child in section.children:
        if isinstance(child, nodes.section):
            children += _raw(CLOSE * unfinished)
            unfinished, guessed = 0, False
        elif guessed and not is_place(child):
            children += _raw(OPEN)
            unfinished, guessed = unfinished + 1, False
        children.append(child)
        if GUESS.search(code_of(child)):
            guessed = True
        elif PREDICT.search(code_of(child)):
            _drop_outputs(child)
    section.children = []
    section.extend([*children, *_raw(CLOSE * unfinished)])


def is_place(node: nodes.Node) -> bool:
    """Say whether a guess can be entered here (`tools.site.answers`), or it is said that it cannot."""
    return isinstance(node, nodes.raw) and ("data-ask" in node.astext() or "needs-kernel" in node.astext())


def _raw(html: str) -> list[nodes.Node]:
    return [nodes.raw("", html, format="html")] if html else []


def _drop_outputs(cell: nodes.Node) -> None:
    """Drop "no guess yet": nobody could make one here."""
    for output in list(cell.findall(nodes.container)):
        if output.get("nb_element") == "cell_code_output":
            output.parent.remove(output)


def title_of(source: str) -> str:
    """Return what a folded source is called: its first line, which says what is in it.

    Examples
    --------
    >>> title_of("# The test, by differences\\nassert close(a, b)")
    'The test, by differences'
    """
    first = source.partition("\n")[0]
    return first.removeprefix("#").strip() if first.startswith("#") else "source of this cell"


def _fold_all(app: Sphinx, doctree: nodes.document) -> None:
    for section in list(doctree.findall(nodes.section)):
        fold_guesses(section)
    for cell in doctree.findall(nodes.container):
        if cell.get("hide_mode"):
            cell["prompt_show"] = cell["prompt_hide"] = title_of(code_of(cell))


def _visit_source(translator: Any, node: nodes.Element) -> None:
    # As myst-nb's own, but its summary is named by what it shows, and once.
    classes = " ".join(node["classes"])
    title = escape(node["prompt_show"])
    translator.body.append(f'<details class="source {classes}"><summary>{title}</summary>\n')


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it."""
    app.connect("doctree-read", _fold_all)
    app.add_node(HideCodeCellNode, override=True, html=(_visit_source, depart_HideCellInput))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
