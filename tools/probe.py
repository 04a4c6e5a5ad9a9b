"""Runs inside the environment: print, as JSON, its packages and the kernel that `python3` means."""

import contextlib
import importlib.metadata
import json
import re
import sys
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lstm_lab.kernel import describe_kernel
from tools.project import LOCK, base_requirements


def read_lock() -> dict[str, str]:
    """Versions that requirements.lock pins for this Python and system."""
    pinned: dict[str, str] = {}
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        if re.match(r"[A-Za-z0-9]", line):
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate():
                pinned[canonicalize_name(requirement.name)] = str(requirement.specifier).removeprefix("==")
    return pinned


def installed_version(name: str) -> str | None:
    """Version of an installed distribution, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def describe_packages() -> dict[str, Any]:
    """Main packages beside their pins, and everything that is installed in another version than pinned."""
    pinned = read_lock()
    main = [canonicalize_name(Requirement(text).name) for text in base_requirements()]
    versions = {name: installed_version(name) for name in {*pinned, *main}}
    differing = [
        f"{name} {versions[name]} (lock: {pin})"
        for name, pin in sorted(pinned.items())
        if versions[name] not in (None, pin)
    ]
    differing += [f"{name} is missing" for name in main if versions[name] is None]
    packages = {name: {"installed": versions[name], "locked": pinned.get(name)} for name in main}
    return {"packages": packages, "differing": differing, "torch": installed_version("torch")}


if __name__ == "__main__":
    # A foreign kernel may print; the answer is the only thing on standard output.
    with contextlib.redirect_stdout(sys.stderr):
        answer = {**describe_packages(), "kernel": describe_kernel()}
    print(json.dumps(answer))
