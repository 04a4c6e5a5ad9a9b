"""What is stored in a notebook: the book's files, and the texts of their outputs."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from tools import notebooks

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
SANITISE = Path(__file__).with_name("nbval.cfg")

PNG = re.compile(r"(?<=data:image/png;base64,)[A-Za-z0-9+/]+=*")
SVG = re.compile(r"(?<=data:image/svg\+xml;base64,)[A-Za-z0-9+/]+=*")
PICTURES = ("image/png", "image/jpeg")  # neither nbval nor a person reads their bytes


@dataclass(frozen=True)
class Stored:
    """A notebook as it is on disk."""

    path: Path
    nb: NotebookNode

    @classmethod
    def read(cls, path: Path) -> "Stored":
        return cls(path, notebooks.load(path))

    @property
    def code(self) -> list[NotebookNode]:
        return [cell for cell in self.nb.cells if cell.cell_type == "code"]

    @property
    def markdown(self) -> list[NotebookNode]:
        return [cell for cell in self.nb.cells if cell.cell_type == "markdown"]


@dataclass(frozen=True)
class Text:
    """One text of an output.

    `kind` is ``"stdout"``, ``"stderr"``, a MIME type, or ``"svg"`` for a picture that was stored as base64
    inside a text, here decoded.
    """

    kind: str
    content: str


def book() -> list[Path]:
    """Return the book's notebooks; of an empty book a path that no test can read, so that all fail."""
    return sorted(BOOK.rglob("*.ipynb")) or [BOOK / "the-book-is-empty.ipynb"]


def name(path: Path) -> str:
    """Name a notebook of the book in a test's id: ``solutions/01-the-vanilla-rnn``."""
    return path.relative_to(BOOK).with_suffix("").as_posix()


def decode(payload: str) -> str:
    return base64.b64decode(payload, validate=True).decode()


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def texts(output: NotebookNode) -> Iterator[Text]:
    """Yield what a person can read in an output: base64 taken out, the SVG in it decoded."""
    raw = {output.name: output.text} if output.output_type == "stream" else output.get("data", {})
    for kind, content in raw.items():
        if isinstance(content, str) and kind not in PICTURES:
            yield Text(kind, SVG.sub("", PNG.sub("", content)))
            for payload in SVG.findall(content):
                yield Text("svg", decode(payload))
