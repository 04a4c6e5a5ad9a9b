"""What GitHub runs, read as far as that goes: commands that exist, systems, folders, versions."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools import cli
from tools.project import ROOT, extras, load_pyproject

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(path: Path) -> dict[str, Any]:
    workflow: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return workflow


def commands(job: dict[str, Any]) -> list[list[str]]:
    """Return what a job says to run.py, word by word."""
    lines = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    found = [re.fullmatch(r"python3? run\.py (.*)", line.strip()) for line in lines]
    return [shlex.split(match[1]) for match in found if match]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_command_is_one_that_run_py_has(path: Path) -> None:
    typed = [command for job in read(path)["jobs"].values() for command in commands(job)]
    assert typed
    for command in typed:
        options, rest = cli._parser().parse_known_args(command)
        assert not rest or options.passes_on, command
        if options.command == "install":
            assert {*options.what} <= {*extras()}
        for named in [word for word in rest if word.startswith(("tests", "book"))]:
            assert (ROOT / named).exists(), named


def test_set_up_is_tested_on_windows_and_macos_in_a_folder_that_looks_like_a_pattern() -> None:
    job = read(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["setup"]
    assert job["strategy"]["matrix"]["os"] == ["macos-latest", "windows-latest"]
    folder = job["defaults"]["run"]["working-directory"]
    assert {"[", "]", "#", " "} <= {*folder}
    assert not folder.isascii()
    assert not {*folder} & {*'<>:"/\\|?*'}, "Windows has no such names"
    (checkout,) = [step for step in job["steps"] if step.get("uses", "").startswith("actions/checkout")]
    assert checkout["with"]["path"] == folder
    assert [command[0] for command in commands(job)] == ["install", "doctor", "reset", "test"]
    assert commands(job)[-1] == ["test", "--", "tests/setup"]


def test_oldest_and_newest_versions_are_tested_on_the_oldest_and_the_newest_python() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "test.yml")["jobs"]
    assert commands(jobs["versions"]) == [["test", "--oldest"]]
    known = [step["with"]["python-version"] for step in jobs["versions"]["steps"] if "with" in step]
    tried = jobs["test"]["strategy"]["matrix"]["python"]
    assert known[0].split() == [tried[-1], tried[0]]
    assert load_pyproject()["project"]["requires-python"] == f">={tried[0]}"
