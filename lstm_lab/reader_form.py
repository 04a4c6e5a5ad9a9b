"""The form in which a reader gets a file of the book: chapters come without outputs.

The repository keeps all outputs, for code hosts, tests and the site. A chapter in a reader's copy comes
without them, so that nothing on the page answers a prediction before the reader has made it.
"""

import json
import re
from pathlib import Path

FOLDED = "hide-input"  # the tag of a cell whose source is folded, here and on the site
CHAPTER = re.compile(r"\d+-.*\.ipynb")


def reader_form(path: Path) -> bytes:
    """Return the bytes of a file as they go into a reader's copy; all but chapters stay as they are."""
    data = path.read_bytes()
    if not CHAPTER.fullmatch(path.name) or path.parent.name == "solutions":
        return data
    try:
        nb = json.loads(data)
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
    except (ValueError, TypeError, KeyError):
        return data  # a damaged notebook is shown as it is, not lost
    return (json.dumps(nb, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()
