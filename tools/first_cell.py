"""A cell that stands before the book's own in places where a notebook has to install what it needs."""

import json
from pathlib import Path
from typing import Any

from lstm_lab.reader_form import reader_form


def code_cell(name: str, source: str) -> dict[str, Any]:
    """Return a code cell as a file holds it."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }


def with_first(path: Path, cell: dict[str, Any], kernel: dict[str, str] | None = None) -> bytes:
    """Return a file of the book in the reader's form; `cell` stands first in a notebook that has code.

    `kernel` takes the place of the one that the notebook asks for.
    """
    data = reader_form(path)
    if path.suffix != ".ipynb":
        return data
    notebook = json.loads(data)
    if any(one["cell_type"] == "code" for one in notebook["cells"]):
        notebook["cells"].insert(0, cell)
    if kernel is not None:
        notebook["metadata"]["kernelspec"] = kernel
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
