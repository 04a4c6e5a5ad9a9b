"""``run.py export``: a notebook, of the book or of the reader's, for a place without Jupyter."""

from pathlib import Path

from lstm_lab.places import reader_folder
from lstm_lab.reader_copy import find_chapter
from tools import environment
from tools.isolation import isolation
from tools.project import BOOK, EXPORTS, READER_COPY, ROOT, SLIDES, SetupError, scripts_folder
from tools.testing import run

OWN = (EXPORTS, SLIDES, READER_COPY)  # folders of the checkout that are a reader's


def export(name: str, kind: str, folder: Path) -> int:
    """Export what a reader names, into a folder of the reader's."""
    source, place = find_source(name), find_place(folder)
    # Node.js and, from npm, KaTeX; a script wants neither.
    python = environment.ensure(extras=() if kind == "script" else ["site"])
    with isolation(scripts_folder()) as variables:
        command: list[str | Path] = [python, "-m", "tools.export", source, "--to", kind, f"--folder={place}"]
        return run(command, variables)


def find_source(name: str) -> Path:
    """Return the notebook that a reader means: a file of that name, else a chapter of the book.

    Raises
    ------
    SetupError
        If there is neither.
    """
    try:
        file = Path(name).expanduser().resolve()
    except RuntimeError as error:
        raise SetupError(f"{name}: {error} Name the notebook in full.") from error
    if file.is_file():
        if file.suffix != ".ipynb":
            raise SetupError(f"{name}: expected a notebook or a chapter such as 05, got another file.")
        return file
    if file.suffix == ".ipynb" and not (BOOK / name).is_file():
        raise SetupError(f"{name}: there is no such notebook. Name a file, or a chapter such as 05.")
    return find_chapter(BOOK, name)[0]


def find_place(folder: Path) -> Path:
    """Return the folder that a reader means; those of the project's own files are refused."""
    try:
        whole = folder.expanduser().resolve()
    except RuntimeError:
        whole = folder  # what is wrong with it is said below
    is_own = any(own in (whole, *whole.parents) for own in OWN)
    return reader_folder(folder, ROOT, whole if is_own else None)
