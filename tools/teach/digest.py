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
WORDS = 60  # of a quotation, or of a paragraph that begins in bold
ASIDE = re.compile(
    r"<details>.*?</details>", re.DOTALL
)  # but what is folded until a guess belongs to the story
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
        yield from _slides(cell, kind)


def _slides(cell: NotebookNode, kind: str) -> Iterator[NotebookNode]:
    """Yield a slide for each heading in a cell of prose, and what is left of the cell for the speaker."""
    paragraphs = _paragraphs(mend(ASIDE.sub("", cell.source)))
    shown = _shown(paragraphs)
    prose = [text for text in paragraphs if text not in shown]
    prose += [text for fold in ASIDE.findall(cell.source) for text in _paragraphs(mend(fold))]
    for k, part in enumerate(_by_headings(shown)):
        yield _prose("\n\n".join(part), f"{cell.id}-{k}" if k else cell.id, "subslide" if k else kind)
        if prose and not k:
            yield _prose("\n\n".join(prose), f"{cell.id}-notes", "notes")


def _by_headings(shown: Sequence[str]) -> list[list[str]]:
    """Cut before each heading; headings that follow each other stay together."""
    parts: list[list[str]] = []
    for text in shown:
        if not parts or (text.startswith("#") and not parts[-1][-1].startswith("#")):
            parts.append([])
        parts[-1].append(text)
    return parts


def _shown(paragraphs: Sequence[str]) -> list[str]:
    """Return what stands on the slide; of the answer at a chapter's end its first paragraph."""
    if ANSWER in paragraphs:
        start = paragraphs.index(ANSWER)
        return list(paragraphs[start : start + 2])
    return [
        text
        for text in paragraphs
        if KEPT.match(text) and not LATER.match(text) and (text[0] not in "*>" or len(text.split()) <= WORDS)
    ]


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
