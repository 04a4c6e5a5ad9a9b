"""The notebook to be exported: found, read, normalised, and left with what can be shown without a kernel."""

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lstm_lab.widget_views import WIDGET_VIEW
from tools import notebooks
from tools.notebook_form import normalise
from tools.project import SetupError

# What runs in a page only with scripts of other servers; what stands beside it is shown in its place.
LIVE = (WIDGET_VIEW, "application/javascript", "text/vnd.mermaid")
NOTHING_LEFT = "(what only a kernel can show)"


def read(path: Path) -> NotebookNode:
    """Return a notebook in its stored form, with pictures in place of what only a kernel can show.

    Raises
    ------
    SetupError
        If it cannot be read as a notebook.
    """
    try:
        nb = normalise(notebooks.load(path))
        nbformat.validate(nb)
    except notebooks.NotebookError as error:
        raise SetupError(str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError, nbformat.ValidationError) as error:
        reason = (str(error).splitlines() or ["no reason given"])[0]
        raise SetupError(
            f"{path}: expected a whole notebook, got one with faults ({reason}). "
            "Remedy: open it in JupyterLab and save it."
        ) from error
    for output in (output for cell in nb.cells for output in cell.get("outputs", [])):
        data = output.get("data")
        if data is None:
            continue
        for kind in LIVE:
            data.pop(kind, None)
        if not data:
            data["text/plain"] = NOTHING_LEFT
    return nb


def title(nb: NotebookNode, otherwise: str) -> str:
    """Return the first heading of a notebook."""
    for cell in nb.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return str(line[2:].strip())
    return otherwise


def has_outputs(nb: NotebookNode) -> bool:
    """Say whether any cell shows anything; a reader's chapter does once it was run and saved."""
    return any(cell.get("outputs") for cell in nb.cells) or not any(c.cell_type == "code" for c in nb.cells)
