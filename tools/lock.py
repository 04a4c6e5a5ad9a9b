"""``run.py lock``: pin the versions of everything but torch, for every supported Python and system."""

import subprocess
from collections.abc import Sequence

from tools import installer
from tools.project import LOCK, PYPROJECT, ROOT, UNLOCKED_EXTRAS, SetupError, extras, load_pyproject


def lock(arguments: Sequence[str]) -> int:
    """Make requirements.lock with uv, changing only what has to (``--upgrade`` takes the newest)."""
    uv = installer.find_uv()
    if uv is None:
        raise SetupError("The lock file is made by uv. Install it (pip install uv) and run again.")
    oldest = load_pyproject()["project"]["requires-python"].removeprefix(">=")
    command = [uv, "pip", "compile", "--universal", "--python-version", oldest, "--quiet"]
    for name in sorted(set(extras()) - UNLOCKED_EXTRAS):
        command += ["--extra", name]
    command += ["--custom-compile-command", "python3 run.py lock"]
    command += [PYPROJECT.name, "--output-file", LOCK.name, *arguments]
    return subprocess.run(command, cwd=ROOT).returncode
