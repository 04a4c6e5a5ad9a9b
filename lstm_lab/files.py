"""Files written whole or not at all."""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` to `path`: a reader of the file sees the old content or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    except OSError as error:
        error.filename = os.fspath(path.parent)  # the random name would say nothing
        raise
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        # mkstemp makes private files; these are as public as any other file of the checkout.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        if isinstance(error, OSError) and error.errno is not None:
            error.filename = os.fspath(path)  # and not the temporary name
        raise


def write_json(path: Path, content: Any) -> None:
    """Write JSON atomically, with Unix line ends."""
    write_atomic(path, (json.dumps(content, indent=1, sort_keys=True) + "\n").encode())
