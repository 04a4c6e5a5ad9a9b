"""``run.py colab``: the book as notebooks for Google Colab, with a first cell that installs what is missing.

A machine of Colab has most of what the book needs, some of it in older versions, and its own page needs
those: nothing that is there may be replaced.
"""

import json
import re
from pathlib import Path
from typing import Any

from lstm_lab.reader_copy import find_originals
from lstm_lab.say import say
from tools.first_cell import code_cell, with_first
from tools.project import BOOK, SetupError

BRANCH = "colab"  # where .github/workflows/site.yml puts them, and the site's buttons lead
REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
REVISION = re.compile(r"[\w.-]+(/[\w.-]+)*")
CELL_ID = "colab-install"
INSTALL = """\
# For Google Colab: adds what this machine lacks, and changes nothing that it has.
from importlib.util import find_spec

sources = {sources}
missing = " ".join(source for name, source in sources.items() if find_spec(name) is None)
if missing:
    %pip install -q --no-deps {{missing}}"""
# What a chapter imports beside NumPy, Matplotlib and ipywidgets, and what these import; all are pure Python.
OTHERS = ("anywidget", "psygnal", "threadpoolctl", "tqdm")


def colab(folder: Path, repository: str, revision: str) -> int:
    """Write the notebooks and pictures of the book, as a reader gets them, into a new folder."""
    if not REPOSITORY.fullmatch(repository):
        raise SetupError(f"--repository: expected OWNER/NAME on GitHub, got {repository!r}")
    if not REVISION.fullmatch(revision):
        raise SetupError(f"--revision: expected a commit, tag or branch that is on GitHub, got {revision!r}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(f"--folder: {folder} is not empty. Name an empty folder or a new one.")
    cell = first_cell(f"https://github.com/{repository}/archive/{revision}.zip")
    paths = find_originals(BOOK)
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(with_first(BOOK / path, cell))
    say(f"{len(paths)} files for Colab are in {folder}; push them as the branch {BRANCH!r} of {repository}.")
    return 0


def first_cell(source: str) -> dict[str, Any]:
    """Return the cell that installs what is missing, this package from an address that pip understands."""
    listed = {"lstm_teach": source, **{name: name for name in OTHERS}}
    lines = "".join(f"    {json.dumps(name)}: {json.dumps(where)},\n" for name, where in listed.items())
    return code_cell(CELL_ID, INSTALL.format(sources=f"{{\n{lines}}}"))
