"""The one stored form of a notebook: what may differ between two machines is not stored.

`normalise` holds the smallest set of rules with which executing twice changes no byte, on any Python. Each
rule says what it is for. Whatever no rule names stays as the author or the kernel wrote it.
"""

import copy
import hashlib
import itertools
import re
from typing import Any

from nbformat import NotebookNode, from_dict

from lstm_lab.reader_form import FOLDED
from lstm_lab.widget_views import drop_widget_views

# As a kernel writes it, but for the version: tools take a notebook's kind, ending and colours from it.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# The allow list: these mean something to tools, all else is a front end's memory.
# `jupyter` holds whether a cell's source or outputs are folded: an author's choice; the last two, what a raw
# cell is written in, without which nbconvert leaves it out everywhere.
CELL_METADATA = (
    "tags", "slideshow", "nbgrader", "editable", "deletable", "jupyter", "raw_mimetype", "format",
)  # fmt: skip
NOTHING: tuple[Any, ...] = (None, [], {})  # but False is a value: "editable" is a lock where it is false
CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def normalise(nb: NotebookNode) -> NotebookNode:
    """Return the stored form of a notebook; the argument stays as it is.

    Applying it twice gives the same as applying it once. A code cell that was never executed stays so.
    """
    nb = copy.deepcopy(nb)
    # A view names a random model. Without text/html beside it it stays, and a test of the book refuses it.
    drop_widget_views(nb)
    # Cell ids, and with them a fixed file form, exist since 4.5.
    nb.nbformat, nb.nbformat_minor = 4, 5
    # A kernelspec is named after the environment, language_info tells the Python version; `widgets` holds
    # random model ids; the rest is written by front ends.
    nb.metadata = from_dict({"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    _name_cells(nb.cells)
    count = 0
    for cell in nb.cells:
        # Drops execution times, folding, trust, selection.
        cell.metadata = from_dict(
            {key: cell.metadata[key] for key in CELL_METADATA if cell.metadata.get(key) not in NOTHING}
        )
        if FOLDED in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = from_dict(cell.metadata.get("jupyter", {}) | {"source_hidden": True})
        if cell.cell_type != "code":
            continue
        cell.setdefault("execution_count", None)
        if cell.execution_count is not None:
            # A person runs cells in any order and again: counts then churn. Nothing is numbered that never
            # ran, for a missing count is how a stripped notebook is known.
            count += 1
            cell.execution_count = count
        cell.outputs = [_output(o, cell.execution_count) for o in _merge_streams(cell.get("outputs", []))]
    return nb


def _name_cells(cells: list[NotebookNode]) -> None:
    """Give every cell a unique id: its own, else one that follows from its content and its place."""
    # nbformat would draw random ids, so that two machines would never agree.
    taken: set[str] = set()
    nameless = []
    for cell in cells:
        name: Any = cell.get("id")
        if isinstance(name, str) and CELL_ID.fullmatch(name) and name not in taken:
            taken.add(name)
        else:
            nameless.append(cell)
    for cell in nameless:
        ids = (_derived_id(cell, again) for again in itertools.count())
        cell.id = next(name for name in ids if name not in taken)
        taken.add(cell.id)


def _derived_id(cell: NotebookNode, again: int) -> str:
    return hashlib.sha256(f"{cell.cell_type}\n{cell.source}\n{again}".encode()).hexdigest()[:8]


def _merge_streams(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Join neighbouring pieces of one stream: where the kernel cuts a text depends on timing."""
    merged: list[NotebookNode] = []
    for output in outputs:
        stream = output.get("name") if output.output_type == "stream" else None
        if stream and merged and merged[-1].get("name") == stream:
            merged[-1].text += output.text
        else:
            merged.append(output)
    return merged


def _output(output: NotebookNode, count: int | None) -> NotebookNode:
    if output.output_type == "execute_result":
        output.execution_count = count  # repeats the cell's count
    return output
