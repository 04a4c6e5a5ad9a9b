"""Formulas are typeset while the site is built: a page needs KaTeX's style sheet and fonts, and no script."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

from tools.node import node_program

LINES = Path(__file__).with_name("katex_lines.cjs")


class Typesetter:
    """A process of Node.js that typesets one formula after another; the same formula once."""

    def __init__(self, katex: str) -> None:
        command = [str(node_program()), str(LINES), katex]
        self._node = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._known: dict[tuple[str, bool], str] = {}

    def __call__(self, tex: str, display: bool) -> str:
        """Return a formula as HTML.

        Raises
        ------
        ExtensionError
            If KaTeX does not accept it; the build ends.
        """
        if (tex, display) not in self._known:
            assert self._node.stdin is not None
            assert self._node.stdout is not None
            self._node.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
            self._node.stdin.flush()
            answer = json.loads(self._node.stdout.readline() or '{"error": "no answer from Node.js"}')
            if "error" in answer:
                raise ExtensionError(f"formula {tex!r}: {answer['error']}")
            self._known[tex, display] = answer["html"]
        return self._known[tex, display]

    def close(self) -> None:
        """End the process."""
        assert self._node.stdin is not None
        self._node.stdin.close()
        self._node.wait(10)


def _visit(translator: Any, node: nodes.Element, display: bool) -> None:
    app = translator.builder.app
    if not hasattr(app, "typesetter"):
        app.typesetter = Typesetter(app.config.katex_script)
    tag = "div" if display else "span"
    translator.body.append(f'<{tag} class="math">{app.typesetter(node.astext(), display)}</{tag}>')
    raise nodes.SkipNode


def _close(app: Any, _: Exception | None) -> None:
    if hasattr(app, "typesetter"):
        app.typesetter.close()


def setup(app: Sphinx) -> dict[str, bool]:
    """Make this Sphinx's renderer of formulas."""
    app.add_config_value("katex_script", "", "html")
    app.add_html_math_renderer(
        "katex",
        (lambda translator, node: _visit(translator, node, False), None),
        (lambda translator, node: _visit(translator, node, True), None),
    )
    app.connect("build-finished", _close)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
