"""``run.py test --oldest``: the tests with the oldest versions that pyproject.toml allows, and the newest.

Each has an environment of its own beside ``.venv``, made anew each time without requirements.lock: what is
newest changes daily. They stay, so that one test can be run again: ``.venv-oldest/bin/python -m pytest ...``.
Linter and type checker are not run: what they find depends on their version, which the lock holds.
"""

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lstm_lab.say import say, step
from tools import environment, installer, project, testing
from tools.isolation import isolation
from tools.project import ROOT, SetupError, environment_python, scripts_folder

OLDEST, NEWEST = "oldest", "newest"
BEYOND = 9  # how many minor versions after this Python's a newer one is looked for
TELL = """import importlib.metadata, platform, sys
print("Python", platform.python_version())
for name in sys.argv[1:]:
    print(name, importlib.metadata.version(name))"""
# A Python without these makes no environment (Debian keeps the second apart).
ABLE = "import venv, ensurepip, sys; print('%d.%d' % sys.version_info[:2])"


@dataclass(frozen=True)
class Outcome:
    """What one run of the tests came to; the counts are missing where pytest wrote no report."""

    which: str
    versions: str
    code: int
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped in {self.seconds:.0f} s"
        reported = counts if self.passed + self.failed + self.skipped else "no test was run"
        return f"{self.which}: {'FAILED' if self.code else 'passed'}: {reported}\n  {self.versions}"


def test(pytest_arguments: Sequence[str], quick: bool, which: Sequence[str]) -> int:
    """Run pytest in each environment, also where the first one fails; non-zero if any failed."""
    outcomes = [_test_one(name, pytest_arguments, quick) for name in which]
    say("\n" + "\n".join(str(outcome) for outcome in outcomes))
    return max(outcome.code for outcome in outcomes)


def _test_one(which: str, pytest_arguments: Sequence[str], quick: bool) -> Outcome:
    try:
        folder = prepare(which)
    except SetupError as error:
        say(str(error))
        return Outcome(which, "there is no environment (the reason stands above)", 1)
    python = environment_python(folder)
    versions = describe(python)
    with isolation(scripts_folder(folder)) as variables, tempfile.TemporaryDirectory() as reports:
        report = Path(reports, "report.xml")
        command: list[str | Path] = [
            python,
            "-m",
            "pytest",
            *testing.options(pytest_arguments, quick),
            f"--junitxml={report}",
        ]
        say(f"pytest with the {which} versions: {versions} ...")
        code = testing.run(command, variables)
        return read_report(report, which, versions, code)


def read_report(report: Path, which: str, versions: str, code: int) -> Outcome:
    """Count what pytest wrote down."""
    if not report.is_file():
        return Outcome(which, versions, code or 1)
    suite = next(ElementTree.parse(report).iter("testsuite"))
    total, failures, errors, skipped = (
        int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    seconds = float(suite.get("time", 0))
    return Outcome(which, versions, code, total - failed - skipped, failed, skipped, seconds)


def requirements() -> list[str]:
    """What a reader's environment and its tests need, in ranges."""
    return [*project.base_requirements(), *project.extras()["test"]]


def lowest(ranges: Sequence[str]) -> list[str]:
    """Pin each requirement to its lower bound; of what these need themselves installers take the newest.

    A constraints file of these does for pip what ``--resolution lowest-direct`` does for uv. It needs bounds
    that are releases, not only numbers between two.

    Examples
    --------
    >>> lowest(["numpy>=2.1,<3", "dask[distributed]>=2025.5"])
    ['numpy==2.1', 'dask==2025.5']
    """
    pinned = []
    for text in ranges:
        name, bound = re.match(r"[\w.-]+", text), re.search(r">=\s*([\w.]+)", text)
        if name is None or bound is None:
            raise SetupError(f"pyproject.toml: {text} has no lower bound.")
        pinned.append(f"{name[0]}=={bound[1]}")
    return pinned


def prepare(which: str) -> Path:
    """Make the environment of the oldest or of the newest versions anew; return its folder."""
    folder = ROOT / f".venv-{which}"
    python = oldest_python() if which == OLDEST else newest_python()
    with environment.one_at_a_time(), tempfile.TemporaryDirectory() as temporary:
        if folder.exists():
            shutil.rmtree(folder)
        name = installer.create(folder, python)
        constraints = Path(temporary, "constraints.txt")
        pinned = lowest(requirements()) if which == OLDEST else []
        constraints.write_text("\n".join([*pinned, ""]), encoding="utf-8")
        with step(f"Installing the {which} versions with {name} (a minute or two)"):
            installer.install(folder, name, requirements(), constraints)
            installer.install_project(folder, name)
        installer.check_place(folder)
    return folder


def describe(python: Path) -> str:
    """Say which Python and which versions of the book's own packages an environment has."""
    names = [re.split(r"[<>=!~\[ ]", text)[0] for text in project.base_requirements()]
    done = subprocess.run([os.fspath(python), "-c", TELL, *names], capture_output=True, text=True)
    return ", ".join(done.stdout.splitlines())


def oldest_python() -> str | None:
    """Return the oldest Python that pyproject.toml allows, from PATH; None where this one has to do."""
    return _find_python(project.load_pyproject()["project"]["requires-python"].removeprefix(">="))


def newest_python() -> str | None:
    """Return the newest Python on PATH; None where this one is."""
    minor = sys.version_info.minor
    newer = (_find_python(f"3.{number}") for number in range(minor + BEYOND, minor, -1))
    return next((found for found in newer if found), None)


def _find_python(version: str) -> str | None:
    """Return another Python of a version, such as ``"3.13"``, that can make environments, or None."""
    if platform.python_version().startswith(f"{version}."):
        return None
    names = [f"python{version}.exe", f"python{version}"] if os.name == "nt" else [f"python{version}"]
    places = [Path(place, name) for place in os.get_exec_path() for name in names]
    commands = [[os.fspath(path)] for path in places if path.is_file()]
    if os.name == "nt" and (launcher := shutil.which("py")):
        commands.append([launcher, f"-{version}"])
    for command in commands:
        told = _ask([*command, "-c", f"{ABLE}; print(sys.executable)"])
        if told[:1] == [version]:
            return told[1]
    return None


def _ask(command: Sequence[str]) -> list[str]:
    """Return the lines that a command prints; none where it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return []
    return done.stdout.splitlines() if done.returncode == 0 else []
