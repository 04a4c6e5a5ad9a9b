"""One installation for all students: nothing in it may be written by any of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

SHOWN = 5


def writable(folder: Path, owners: frozenset[int]) -> Iterator[Path]:
    """Yield what others than the owners may write: in a folder, the folder itself, and the folders above it.

    Parameters
    ----------
    folder
        The installation.
    owners
        Numbers of the users who may write.
    """
    for above in folder.parents:  # who may write there can put another folder in place of this one
        mode = above.stat()
        is_sticky = bool(mode.st_mode & stat.S_ISVTX)
        if mode.st_uid not in owners or (not is_sticky and _is_open(mode)):
            yield above
    if _is_writable(folder, owners):
        yield folder
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            if _is_writable(Path(place, name), owners):
                yield Path(place, name)


def _is_writable(path: Path, owners: frozenset[int]) -> bool:
    mode = path.lstat()
    if stat.S_ISLNK(mode.st_mode):  # the system does not ask for its mode
        return mode.st_uid not in owners
    return mode.st_uid not in owners or _is_open(mode)


def _is_open(mode: os.stat_result) -> bool:
    """Whether all users may write, or a group other than root's: who is in it is not known here."""
    return bool(mode.st_mode & stat.S_IWOTH) or bool(mode.st_mode & stat.S_IWGRP and mode.st_gid)


def check_shared(folder: Path) -> None:
    """End the program if a student could write into the installation.

    Raises
    ------
    SystemExit
        It names some of the files, and the remedy.
    """
    found = [os.fspath(path) for path in writable(folder, frozenset({0, os.geteuid()}))]
    if found:
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise SystemExit(
            f"A student could write into the installation of all: {', '.join(found[:SHOWN])}{more}.\n"
            f"As its owner (root):  chown -R root:root {folder}  and  chmod -R go-w {folder}"
        )
