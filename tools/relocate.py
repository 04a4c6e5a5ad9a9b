"""Move a finished environment: the scripts in it hold the path of the folder that it was built in."""

import os
from pathlib import Path

from lstm_lab.files import write_atomic
from tools.project import scripts_folder


def rewrite_paths(environment: Path, target: Path) -> None:
    """Make the scripts of `environment` fit for `target`, the name beside it that it is going to have.

    Only the name is looked for: where there is a quote in the path, each shell writes it in its own way.
    Text files (and `pyvenv.cfg`) name the folder in plain text. The launchers that pip writes on Windows
    hold it as a line between the program and an appended archive, whose offsets count from its own
    start, so that a path of another length does no harm there.
    """
    old, new = os.fsencode(environment.name), os.fsencode(target.name)
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
