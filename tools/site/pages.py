"""From stored notebooks to pages: which there are, in which order, and the names of their headings."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sphinx.application import Sphinx

FRONT = (
    "where-this-stands", "reproduced", "notation", "glossary", "bibliography", "for-teachers", "class-server",
)  # fmt: skip
CHAPTER = re.compile(r"\d\d-.+")


def jupyter_name(heading: str) -> str:
    """Return the name by which JupyterLab links to a heading: its text with dashes for spaces."""
    return heading.strip().replace(" ", "-")


def contents(book: Path, docname: str) -> list[str]:
    """Return the pages below a page: chapters and front matter below the index, solutions below a chapter."""
    if docname == "index":
        chapters = sorted(path.stem for path in book.glob("*.ipynb") if CHAPTER.fullmatch(path.stem))
        return [*chapters, *(name for name in FRONT if (book / f"{name}.ipynb").exists())]
    solutions = f"solutions/{docname}"
    return [solutions] if (book / f"{solutions}.ipynb").exists() else []


def _add_contents(app: Sphinx, docname: str, source: list[str]) -> None:
    """Give a page its table of contents, which a notebook has no need of."""
    below = contents(Path(app.srcdir), docname)
    if not below:
        return
    notebook = json.loads(source[0])
    listed = "\n".join(["```{toctree}", ":hidden:", "", *below, "```"])
    notebook["cells"].append({"cell_type": "markdown", "id": "contents", "metadata": {}, "source": listed})
    source[0] = json.dumps(notebook)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it."""
    app.connect("source-read", _add_contents)
    app.config.myst_heading_slug_func = "tools.site.pages.jupyter_name"
    return {"parallel_read_safe": True, "parallel_write_safe": True}
