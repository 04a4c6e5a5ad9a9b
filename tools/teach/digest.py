"""What of a marked cell stands on a slide: headings, questions, equations, pictures; the rest is spoken."""

import copy
import re
from collections.abc import Iterator, Sequence
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell

from lstm_lab.reader_form import FOLDED
from tools.teach.links import mend

SHOWN = ("slide", "subslide", "fragment")
FOLD = re.compile(r"</?details[^>]*>|<summary>.*?</summary>", re.DOTALL)
# A heading, an equation, a quotation, a table, a picture or HTML of one, a paragraph that begins in bold.
KEPT = re.compile(r"#|\$\$|>|\||!\[|<img|\*\*")
SECTION = re.compile(r"^###? (.+?)\s*$", re.MULTILINE)
LATER = re.compile(r"^(\*\*(You will be able to|You need|Short path|Test yourself)|> \*\*Often said)")
ANSWER = "## The answer"


def digest(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook of the marked cells alone, cut down to what a class can read from its seats.

    An author marks a cell in JupyterLab (*Slide Type*): ``slide``, ``subslide`` or ``fragment``; cells marked
    ``notes`` go to the speaker whole, all others are left out.
    """
    made = copy.deepcopy(notebook)
    made.cells, section = [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := SECTION.findall(cell.source)):
            section = found[-1]
        made.cells += _parts(copy.deepcopy(cell), section)
    return made


def slide_type(cell: NotebookNode) -> str:
    """Return how a cell is marked, or ""."""
    marks: Any = cell.metadata.get("slideshow", {})
    return str(marks.get("slide_type", ""))


def _parts(cell: NotebookNode, section: str) -> Iterator[NotebookNode]:
    kind = slide_type(cell)
    if kind == "notes":
        yield cell
    elif kind in SHOWN and cell.cell_type == "code":
        if kind != "fragment":  # a picture on a slide of its own says where we are
            yield _prose(f"#### {section}", f"{cell.id}-where", kind)
            cell.metadata.pop("slideshow")
        yield _outputs(cell)
    elif kind in SHOWN:
        paragraphs = _paragraphs(mend(cell.source))
        answer = paragraphs[1:2] if paragraphs[0] == ANSWER else []  # the one paragraph that a slide repeats
        if shown := [t for t in paragraphs if t in answer or (KEPT.match(t) and not LATER.match(t))]:
            prose = [text for text in paragraphs if text not in shown]
            cell.source = "\n\n".join(shown)
            yield cell
            if prose:
                yield _prose("\n\n".join(prose), f"{cell.id}-notes", "notes")


def _outputs(cell: NotebookNode) -> NotebookNode:
    """Fold the code of a cell that the book folds too, and leave out what only a kernel can show."""
    pictures = [out for out in cell.outputs if "text/html" in out.get("data", {})]
    if FOLDED in cell.metadata.get("tags", []) or pictures:
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "slides-output-only"]
        cell.outputs = pictures or cell.outputs
    return cell


def _prose(text: str, name: str, kind: str) -> NotebookNode:
    cell = new_markdown_cell(text, id=name[-64:])
    cell.metadata = from_dict({"slideshow": {"slide_type": kind}})
    return cell


def _paragraphs(text: str) -> Sequence[str]:
    """Split at empty lines, but never inside an equation."""
    found: list[str] = []
    for part in re.split(r"\n\s*\n", FOLD.sub("", text)):
        if found and found[-1].count("$$") % 2:
            found[-1] += "\n" + part.strip()
        elif part.strip():
            found.append(part.strip())
    return found
