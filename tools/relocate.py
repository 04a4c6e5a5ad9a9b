"""Move a finished environment: the scripts in it hold the path of the folder that it was built in."""

import os
from pathlib import Path

from lstm_lab.files import write_atomic
from tools.project import scripts_folder


def rewrite_paths(environment: Path, target: Path) -> None:
    """Make the scripts of `environment` fit for `target`, where the folder is going to be renamed to.

    Text files (and `pyvenv.cfg`) name the folder in plain text. The launchers that pip writes on Windows
    hold it as a line between the program and an appended archive, whose offsets count from its own
    start, so that a path of another length does no harm there.
    """
    old, new = os.fsencode(environment), os.fsencode(target)
    for path in [environment / "pyvenv.cfg", *scripts_folder(environment).iterdir()]:
        if path.is_symlink() or not path.is_file():
            continue
        data = path.read_bytes()
        if old not in data:
            continue
        if b"\0" in data and path.suffix != ".exe":
            continue
        mode = path.stat().st_mode
        write_atomic(path, data.replace(old, new))
        os.chmod(path, mode)
