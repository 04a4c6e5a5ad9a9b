"""Folders that a reader names or owns: taken as they are meant, and looked at before they are relied on."""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lstm_lab import SetupError
from lstm_lab.refusals import sentence

ROOM = 100  # MB that a copy, its outputs and a server's files want


def typed_folder(text: str) -> Path:
    """Return the folder that was typed after `--folder`: only a ~ that comes first means somebody's home.

    Raises
    ------
    argparse.ArgumentTypeError
        If it is empty, as ``--folder=$BOOK`` is where there is no such variable.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("it names no folder (is a variable in it not set?)")
    return Path(text) if text.startswith("~") else Path(text).absolute()


def reader_folder(folder: Path, project: Path, kept: Path | None = None) -> Path:
    """Return the folder that a reader means with `--folder`, whole and with `~` resolved.

    Parameters
    ----------
    folder : Path
        As it was typed: shells leave the ~ of ``--folder=~/mybook`` as it is.
    project : Path
        Where the book and its code are; a reader's notebooks there would be taken for the project's.
    kept : Path, optional
        The one folder in it that is left to the reader.

    Raises
    ------
    SetupError
        If it lies in the project, holds it, or there is no such user.
    """
    try:
        whole = folder.expanduser().resolve()
    except RuntimeError as error:
        raise SetupError(f"--folder: {folder}: {error} Name the folder in full.") from error
    if whole == kept:
        return whole
    project = project.resolve()
    if any(_is_same(one, whole) for one in (project, *project.parents)):
        raise SetupError(f"--folder: {whole} holds the project itself. Name a folder of its own.")
    if any(_is_same(one, project) for one in whole.parents):
        instead = f" ({kept} is the only one there that is a reader's)" if kept else ""
        raise SetupError(f"--folder: {whole} lies in the project. Name a folder outside of it{instead}.")
    return whole


def _is_same(one: Path, other: Path) -> bool:
    """Say whether two paths lead to one folder, as capitals (macOS, Windows) and mounts allow."""
    try:
        return one == other or one.samefile(other)
    except OSError:  # one of them is not there yet
        return False


def home() -> Path | None:
    """Return the reader's home; None for a user without one (a container's number, HOME not set)."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def is_writable(folder: Path) -> bool:
    """Say whether files can be made in a folder, or it itself where it is not there yet."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def check_writing(folder: Path) -> str | None:
    """Write into a folder that a reader is to write in; return what is wrong with it, or None."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there) as stream:
            stream.write(bytes(1_000_000))
            stream.flush()
    except OSError as error:
        error.filename = os.fspath(there)
        return sentence(error)
    free = shutil.disk_usage(there).free // 1_000_000
    if free < ROOM:
        return f"{there}: only {free} MB of the disk are free. Remedy: free some space; {ROOM} MB will do."
    return None


def homes(variables: Mapping[str, str], copy: Path) -> dict[str, str]:
    """Return variables for folders of Jupyter, IPython and matplotlib that cannot be where they belong.

    They go into the reader's copy. A HOME that cannot be written is usual for services and shared machines;
    for a user without one the copy holds it.
    """
    own = home()
    if own is None:
        return {"HOME": os.fspath(copy / ".lab" / "home")}
    data = own / ("Library/Jupyter" if sys.platform == "darwin" else ".local/share/jupyter")
    if os.name == "nt":
        data = Path(variables.get("APPDATA", own)) / "jupyter"
    usual = {
        "JUPYTER_CONFIG_DIR": own / ".jupyter",
        "JUPYTER_DATA_DIR": data,
        "JUPYTER_RUNTIME_DIR": Path(variables.get("JUPYTER_DATA_DIR", data)) / "runtime",
        "IPYTHONDIR": own / ".ipython",
        "MPLCONFIGDIR": own / ".config" / "matplotlib",
    }
    moved = [name for name, place in usual.items() if name not in variables and not is_writable(place)]
    return {name: os.fspath(copy / ".lab" / name.lower()) for name in moved}


def why_moved() -> str:
    """Say why Jupyter's files are not where they usually are."""
    own = home()
    return "You have no home folder" if own is None else f"{own} cannot be written in"
