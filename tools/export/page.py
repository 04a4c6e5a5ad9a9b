"""A notebook as one HTML file that holds its pictures, its formulas' fonts and its style."""

import copy
import re
from html import escape
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from tools.export.packages import HERE, katex_scripts, katex_style, modules
from tools.export.sources import title
from tools.export.strangers import POLICY, without_strangers
from tools.site.folds import GUESS, OPEN, PREDICT, title_of
from tools.teach.links import LINK

UNGUESSED = re.compile(r"^my_guess\s*=(.|\n)*\.\.\.", re.MULTILINE)
FOLD = re.compile(r"<details(?![^>]*\bopen\b)")


def page(notebook: NotebookNode, source: Path, unfolded: bool = False) -> tuple[str, list[str]]:
    """Return a notebook as a page, and what of other servers was left out.

    Parameters
    ----------
    notebook : NotebookNode
        In its stored form.
    source : Path
        Where it lies; pictures beside it go into the page.
    unfolded : bool
        Whether all that is folded is open, to be printed.
    """
    exporter = HTMLExporter(
        extra_template_basedirs=[str(HERE / "templates")], template_name="book_page", embed_images=True
    )
    katex = modules() / "katex" / "dist"
    resources: dict[str, Any] = {
        "metadata": {"name": title(notebook, source.stem), "path": str(source.parent)},
        "policy": POLICY,
        "styles": katex_style(katex) + (HERE / "page.css").read_text(encoding="utf-8"),
        "scripts": katex_scripts(katex),
    }
    body, _ = exporter.from_notebook_node(folded(notebook), resources)
    body, left_out = without_strangers(body)
    return FOLD.sub("<details open", body) if unfolded else body, left_out


def folded(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook with marks for the template: titles of folded sources, and what follows a guess.

    What follows a guess that was not made is folded up to the next heading, as on the site. Links to other
    notebooks become words: nothing lies beside the page.
    """
    made = copy.deepcopy(notebook)
    unfinished, guessed, unmade = 0, False, False
    for cell in made.cells:
        before = ""
        if cell.cell_type == "markdown":
            cell.source = LINK.sub(r"\1", cell.source)
            if cell.source.startswith("#"):
                before, unfinished, guessed = "</details>" * unfinished, 0, False
        if guessed:
            before, unfinished, guessed = before + OPEN, unfinished + 1, False
        if cell.cell_type == "code":
            guessed = bool(UNGUESSED.search(cell.source))
            unmade = guessed or (unmade and not GUESS.search(cell.source))
            if unmade and PREDICT.search(cell.source):
                cell.outputs = []  # "no guess yet": nobody could make one here
            if cell.metadata.get("jupyter", {}).get("source_hidden"):  # set by normalising for our tag
                cell.metadata["folded_as"] = escape(title_of(cell.source))
        cell.metadata["before"] = before
    if unfinished:
        made.cells[-1].metadata["after"] = "</details>" * unfinished
    return made
