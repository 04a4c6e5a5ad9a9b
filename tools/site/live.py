"""Widgets that answer without a kernel: where a page has one, and the script that draws it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

FOLDER = "_live"  # of the site; beside the widgets' files `live.json` lists them
MADE = re.compile(r"[A-Z]\w+\(")
NEEDS_KERNEL = (
    '<p class="needs-kernel">This widget needs a kernel: here it stands still. Run the page to use it.</p>'
)
EXPORTED = re.compile(r"^export function (\w+)", re.MULTILINE)


def as_script(module: str) -> str:
    """Return a module's exported functions as a script that puts them on `window.lstmPicture`.

    A page that is opened from a disk may load scripts, and no modules.
    """
    body, sep, _ = module.partition("export default")
    names = EXPORTED.findall(body)
    if not sep or not names:
        raise ValueError("picture.js: expected exported functions and, at the end, a default export")
    return (
        f"(() => {{\n{EXPORTED.sub(lambda name: f'function {name[1]}', body)}\n"
        f"window.lstmPicture = {{ {', '.join(names)} }};\n}})();\n"
    )


def is_widget(cell: Mapping[str, Any]) -> bool:
    """Say whether a stored cell shows a widget: beside its picture stands the line that makes it."""
    outputs = [output.get("data", {}) for output in cell.get("outputs", [])]
    return any("text/html" in data and MADE.match("".join(data.get("text/plain", ""))) for data in outputs)


def _frame(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Put a frame around the stored picture of each widget that can answer; without a script it stays."""
    listing = Path(app.config.live_folder, "live.json")
    if app.builder.format != "html" or not app.config.live_folder:
        return
    live = json.loads(listing.read_text(encoding="utf-8")).get(docname, [])
    notebook = json.loads(Path(app.srcdir, f"{docname}.ipynb").read_text(encoding="utf-8"))
    names = {index: cell["id"] for index, cell in enumerate(notebook["cells"]) if is_widget(cell)}
    up = "../" * docname.count("/")
    framed = set()
    for cell in list(doctree.findall(nodes.container)):
        name = names.get(cell.get("cell_index"))
        if name is None or cell.get("nb_element") != "cell_code":
            continue
        for raw in list(cell.findall(nodes.raw)):
            if "<svg" not in raw.astext() or name in framed:
                continue
            text = f"{raw.astext()}{NEEDS_KERNEL}"
            if name in live:
                framed.add(name)
                opening = f'<div class="live" data-live="{name}" data-src="{up}{FOLDER}/{name}.js">'
                text = f"{opening}{raw.astext()}</div>"
            raw.replace_self(nodes.raw("", text, format="html"))
    if framed != set(live):
        raise ValueError(f"{docname}: no picture for the widgets {sorted(set(live) - framed)}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect it, after the pictures are in the page."""
    app.add_config_value("live_folder", "", "html")
    app.connect("doctree-resolved", _frame, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
