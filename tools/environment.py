"""The project's environment in .venv/: built when missing, rebuilt when stale, never half done.

A new environment is built beside the old one and swapped in when it is whole. A stamp inside says what it
was made from; extras that were added once are kept by every later build.
"""

import contextlib
import errno
import json
import os
import platform
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from lstm_lab.files import write_json
from lstm_lab.say import say, step
from tools import installer, project
from tools.project import ENVIRONMENT, ROOT, UNLOCKED_EXTRAS, SetupError, environment_python
from tools.relocate import rewrite_paths

STAMP = "lstm_teach.json"
BUILDING = ROOT / ".venv.building"
RETIRED = ROOT / ".venv.old"
# Somebody holds the lock; every other refusal means that there are none (networks' and shared folders).
BUSY = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}


@dataclass(frozen=True)
class Stamp:
    """What an environment was made from. `complete` is False while packages are being added."""

    key: str
    python: str
    installer: str
    extras: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    complete: bool = True


def read_stamp(environment: Path) -> Stamp | None:
    """Read the stamp; None where there is none or it is damaged."""
    try:
        fields = json.loads((environment / STAMP).read_text(encoding="utf-8"))
        fields["extras"], fields["specs"] = tuple(fields["extras"]), tuple(fields["specs"])
        return Stamp(**fields)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_stamp(environment: Path, stamp: Stamp) -> None:
    """Write the stamp."""
    write_json(environment / STAMP, asdict(stamp))


def why_stale(environment: Path) -> str | None:
    """Why an environment has to be built (again), or None if it is current."""
    stamp = read_stamp(environment)
    if not environment.exists():
        return "there is none yet"
    if stamp is None:
        return "the one in place was not made by run.py"
    if not stamp.complete:
        return "an installation was interrupted"
    python = environment_python(environment)
    try:
        if not python.exists():
            return "its Python is gone"
    except PermissionError:  # it is a link to what only somebody else may use
        return f"its Python, {os.path.realpath(python)}, is not for you to use"
    if stamp.key != project.environment_key():
        if stamp.python != platform.python_version():
            return f"it was made for Python {stamp.python}, this is {platform.python_version()}"
        return "requirements.lock, pyproject.toml or the folder has changed"
    return None


def ensure(extras: Iterable[str] = (), specs: Iterable[str] = ()) -> Path:
    """Make sure of an environment that has these extras and specs; return its interpreter."""
    extras, specs = tuple(extras), tuple(specs)
    if _is_whole(extras, specs):  # no lock: a class may share a checkout in which it cannot write
        return environment_python(ENVIRONMENT)
    with one_at_a_time():
        reason = why_stale(ENVIRONMENT)
        old = read_stamp(ENVIRONMENT)
        wanted_extras = _merged(old.extras if old else (), extras)
        wanted_specs = _merged(old.specs if old else (), specs)
        if reason:
            _rebuild(reason, wanted_extras, wanted_specs)
        elif old and (wanted_extras != old.extras or wanted_specs != old.specs):
            _add(old, wanted_extras, wanted_specs)
    return environment_python(ENVIRONMENT)


def _is_whole(extras: tuple[str, ...], specs: tuple[str, ...]) -> bool:
    stamp = read_stamp(ENVIRONMENT)
    there = stamp is not None and {*extras} <= {*stamp.extras} and {*specs} <= {*stamp.specs}
    return there and why_stale(ENVIRONMENT) is None


def _merged(first: Iterable[str], second: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({*first, *second}))


def _rebuild(reason: str, extras: tuple[str, ...], specs: tuple[str, ...]) -> None:
    say(f"Making the environment in {ENVIRONMENT} ({reason}).")
    extras = tuple(name for name in extras if name in project.extras())
    ready = read_stamp(BUILDING)
    # A whole one is left over where the swap was refused (Windows, files in use).
    if why_stale(BUILDING) or ready is None or (ready.extras, ready.specs) != (extras, specs):
        _remove(BUILDING)
        _build(extras, specs)
    rewrite_paths(BUILDING, ENVIRONMENT)
    _swap()


def _build(extras: tuple[str, ...], specs: tuple[str, ...]) -> None:
    name = installer.create(BUILDING)
    stamp = Stamp(project.environment_key(), platform.python_version(), name, extras, specs)
    locked, unlocked = _requirements(extras, specs)
    with step(f"Installing packages with {name} (a minute or two the first time)"):
        installer.install(BUILDING, name, [*project.base_requirements(), *locked])
        installer.install_project(BUILDING, name)
    installer.check_place(BUILDING)
    if unlocked:
        _install_unlocked(BUILDING, unlocked)
    write_stamp(BUILDING, stamp)


def _add(old: Stamp, extras: tuple[str, ...], specs: tuple[str, ...]) -> None:
    new_extras = tuple(name for name in extras if name not in old.extras)
    new_specs = tuple(spec for spec in specs if spec not in old.specs)
    locked, unlocked = _requirements(new_extras, new_specs)
    # Killed in between, the stamp says so and the next start builds anew.
    write_stamp(ENVIRONMENT, replace(old, complete=False))
    try:
        if locked:
            with step(f"Adding to the environment: {', '.join(new_extras)}"):
                installer.install(ENVIRONMENT, old.installer, locked)
        if unlocked:
            _install_unlocked(ENVIRONMENT, unlocked)
    except SetupError:
        # The installers resolve and download before they touch anything: what was there still is.
        write_stamp(ENVIRONMENT, old)
        raise
    write_stamp(ENVIRONMENT, replace(old, extras=extras, specs=specs))


def _requirements(extras: Iterable[str], specs: Iterable[str]) -> tuple[list[str], list[str]]:
    """Requirements that the lock pins, and those that it leaves out."""
    known = project.extras()
    locked = [item for name in extras if name not in UNLOCKED_EXTRAS for item in known[name]]
    unlocked = [item for name in extras if name in UNLOCKED_EXTRAS for item in known[name]]
    return locked, [*unlocked, *specs]


def _install_unlocked(environment: Path, requirements: list[str]) -> None:
    """By the environment's own pip in any case: it knows the indexes and folders set up for pip."""
    with step(f"Installing with pip: {', '.join(requirements)}"):
        installer.install(environment, "pip", requirements)


def _swap() -> None:
    _remove(RETIRED)
    if ENVIRONMENT.exists():
        aside = RETIRED if read_stamp(ENVIRONMENT) else _free_name()
        try:
            os.replace(ENVIRONMENT, aside)
        except OSError as error:
            raise SetupError(
                f"The old environment is in use and cannot be replaced ({error}).\n"
                "Close JupyterLab, editors and terminals that use .venv, then run the same command again; "
                "the new environment is ready and will only be put in place."
            ) from error
        if aside != RETIRED:
            say(f"  your own .venv was kept as {aside.name}")
    os.replace(BUILDING, ENVIRONMENT)
    _remove(RETIRED)


def _free_name() -> Path:
    number = 1
    while (path := ROOT / f".venv.kept-{number}").exists():
        number += 1
    return path


def _remove(folder: Path) -> None:
    """Delete as far as possible; what is still in use on Windows goes the next time."""
    if folder.is_symlink():  # what it leads to is not ours
        folder.unlink()
    elif folder.exists():
        (folder / STAMP).unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two run.py at the same time must not build over each other; the system frees the lock of a dead one."""
    with _lock_file() as stream:
        if os.name != "nt":
            os.set_inheritable(stream.fileno(), True)
        try:
            _lock(stream.fileno(), wait=False)
        except OSError as error:
            if error.errno in BUSY:
                say("Another run.py is at work on the environment; waiting for it ...")
                _lock(stream.fileno(), wait=True)
            else:
                say(f"The file system of {ROOT} has no locks: let no other run.py work on it meanwhile.")
        yield


def _lock_file() -> IO[bytes]:
    try:
        return open(ROOT / ".venv.lock", "a+b")
    except OSError as error:
        reason = why_stale(ENVIRONMENT) or "something is to be added to it"
        raise SetupError(
            f"The environment in {ENVIRONMENT} has to be made ({reason}), and that cannot be done: "
            f"{error.filename}: {error.strerror}. Remedy: whoever may write there runs  python3 run.py lab  "
            "once, with a Python that all may use; or copy the checkout to a folder of your own."
        ) from error


def _lock(descriptor: int, wait: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, 0, os.SEEK_SET)
        while True:
            try:
                return msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise
            time.sleep(0.5)
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
