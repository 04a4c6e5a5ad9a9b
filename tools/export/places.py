"""Where an export goes: what somebody wrote or edited there is kept under another name, and that is said."""

import hashlib
import json
import shutil
from pathlib import Path

from lstm_lab.files import write_atomic, write_json
from tools.project import SetupError

MANIFEST = ".exported.json"  # digests of what was written here: such a file may be replaced


def place(path: Path, data: bytes) -> str:
    """Write an export; return what became of a file that was there.

    A file that is as an export left it is replaced. Any other is somebody's, and is kept.
    """
    told = f"{path} is written"
    if path.exists():
        if not path.is_file():
            raise SetupError(f"{path}: a folder is in the way. Name another folder by --folder.")
        if _digest(path.read_bytes()) == _known(path.parent).get(path.name):
            told = f"{path} is written anew"
        elif path.read_bytes() != data:
            kept = _free(path)
            shutil.copyfile(path, kept)
            told += f"; what was there, and was no export or was edited, is kept as {kept.name}"
    write_atomic(path, data)
    write_json(path.parent / MANIFEST, {**_known(path.parent), path.name: _digest(data)})
    return told + "."


def _free(path: Path) -> Path:
    number = 1
    while (kept := path.with_name(f"{path.stem}.mine-{number}{path.suffix}")).exists():
        number += 1
    return kept


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _known(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}
