"""Small notebooks for the tests of the tests."""

import base64
import struct
import zlib
from pathlib import Path

import nbformat.v4 as v4
from nbformat import NotebookNode

from tools import notebooks
from tools.notebook_form import normalise


def png(grey: int) -> str:
    """Return a picture of one pixel, as base64."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(bytes([0, grey]))), chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(parts)).decode()


SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="5" y="15">0.9575</text></svg>'
WIDGET = f"""import base64
import ipywidgets

svg = '{SVG}'

class Picture(ipywidgets.HTML):
    def __repr__(self):
        return "Picture: h = 0.9575"

    def _repr_mimebundle_(self, **options):
        source = "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()
        image = f'<img alt="h = 0.9575" src="{{source}}">'
        return super()._repr_mimebundle_(**options) | {{"text/plain": repr(self), "text/html": image}}

Picture(value="live")"""
FIGURE = f'''from IPython.display import display

source = (
    "data:image/png;base64,{png(100)[:60]}"
    "{png(100)[60:]}"
)
alt = "h falls from 0.9640 to 0.1100"
display({{"text/html": f'<img alt="{{alt}}" src="{{source}}">', "text/plain": alt}}, raw=True)'''


def clean() -> NotebookNode:
    """Return a notebook that keeps every rule once it ran: stdout, a value, a widget, a figure."""
    return normalise(
        v4.new_notebook(
            cells=[
                v4.new_markdown_cell(
                    "# A chapter\n\n$h_t = \\tanh(w h_{t-1} + 2 x_t)$, see [below](#The-end)."
                ),
                v4.new_code_cell('print("h = 0.9575")\nprint("slope 1.6e-08")'),
                v4.new_code_cell("round(0.25, 2)"),
                v4.new_code_cell(WIDGET),
                v4.new_code_cell(FIGURE),
                v4.new_markdown_cell("## The end"),
            ]
        )
    )


def executed(folder: Path) -> NotebookNode:
    """Return `clean` with its outputs."""
    return normalise(notebooks.run(clean(), folder))


def write(path: Path, nb: NotebookNode) -> Path:
    """Store a notebook and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebooks.dumps(nb))
    return path
