"""Stored pictures: SVG goes into the page and takes its colours, PNG into files that load when they are seen."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

IMAGE = re.compile(r'<img alt="([^"]*)"(?: width="(\d+)")?[^>]* src="data:(image/[^;]+);base64,([^"]*)">')
# What a picture that stands alone has more: a text colour in its frame, and a card behind everything.
INK = re.compile(r";color:#[0-9a-f]{6}(?=[;\"])")
CARD = re.compile(r'</desc><rect x="0" y="0" [^>]*/>')
FOLDER = "_images"


def inline(svg: str) -> str:
    """Return a picture that stood alone as part of a page: without its card, in the page's text colour."""
    return CARD.sub("</desc>", INK.sub("", svg, count=1), count=1)


def png_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG file, from its header."""
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def _rewrite(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    if app.builder.format != "html":
        return

    def replacement(found: re.Match[str]) -> str:
        alt, shown, kind, payload = found.groups()
        data = base64.b64decode(payload)
        if kind == "image/svg+xml":
            return inline(data.decode())
        name = hashlib.sha256(data).hexdigest()[:16] + ".png"
        folder = Path(app.outdir, FOLDER)
        folder.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
        width, height = png_size(data)
        seen = int(shown or width)
        return (
            f'<img class="still" alt="{alt}" width="{seen}" height="{round(height * seen / width)}" '
            f'loading="lazy" decoding="async" src="{"../" * docname.count("/")}{FOLDER}/{escape(name)}">'
        )

    for raw in list(doctree.findall(nodes.raw)):
        if "html" in raw.get("format", "") and "data:image/" in raw.astext():
            raw.replace_self(nodes.raw("", IMAGE.sub(replacement, raw.astext()), format="html"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it."""
    app.connect("doctree-resolved", _rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
