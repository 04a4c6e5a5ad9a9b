"""Folders that commands write a site into."""

from pathlib import Path

from tools.project import ROOT, SetupError

# Every site of Sphinx has the first, every one of JupyterLite the second; that may come first into a folder.
MARKS = ("objects.inv", "jupyter-lite.json", "lite/jupyter-lite.json")


def check_folder(folder: Path) -> None:
    """Refuse a folder that is not empty and holds no site, or in which the project's own files are.

    Raises
    ------
    SetupError
        If what is there would be lost.
    """
    if folder in (ROOT, *ROOT.parents):
        raise SetupError(
            f"--folder: {folder} holds the project itself. Name a folder of its own, such as site."
        )
    is_site = any((folder / mark).exists() for mark in MARKS)
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not is_site)):
        raise SetupError(
            f"--folder: {folder} holds something that is no site. Name an empty folder or a new one."
        )
