"""Tests on several processes: what belongs together stays together, and the longest starts first."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests import spread
from tools import testing
from tools.project import ROOT


def test_groups():
    same = ["tests/browser/test_layout.py::test_a[chromium]", "tests/browser/test_dials.py::test_b[a::b]"]
    assert {spread.group_of(nodeid) for nodeid in same} == {spread.BROWSER}
    assert spread.group_of("book/solutions/01-one.ipynb::Cell 3") == "book/solutions/01-one.ipynb"
    assert spread.group_of("tests/test_sequence.py::test_a[x::y]") == "tests/test_sequence.py"


def test_the_longest_group_first_and_the_rest_as_it_was():
    items = ["a.py::1", "b.py::1", "a.py::2", "c.ipynb::1", "d.py::1", "b.py::2", "c.ipynb::2"]
    ordered = spread.longest_first(items, str, {"c.ipynb": 9.0, "b.py": 20.0})
    assert ordered == ["b.py::1", "b.py::2", "c.ipynb::1", "c.ipynb::2", "a.py::1", "a.py::2", "d.py::1"]


def test_what_is_known_to_take_long_is_there_still():
    for group in spread.SECONDS:
        assert (ROOT / group).exists()
    assert max(spread.SECONDS, key=lambda group: spread.SECONDS[group]) == spread.BROWSER


CONFTEST = """
from tests import spread
def pytest_xdist_make_scheduler(config, log):
    return spread.scheduler(config, log)
"""
TEST = """
import os, pytest
@pytest.mark.parametrize("n", range(4))
def test_it(n, record_property):
    record_property("worker", os.environ["PYTEST_XDIST_WORKER"])
"""


@pytest.mark.slow
def test_a_run_on_two_processes_keeps_groups_together(tmp_path: Path):
    """And its closing line is the last thing that is printed."""
    for folder in ("tests/browser", "tests/other"):
        (tmp_path / folder).mkdir(parents=True)
        for name in ("one", "two"):
            (tmp_path / folder / f"test_{name}.py").write_text(TEST)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT.as_posix()}\njunit_family = xunit1\n")
    spread_out = ["-p", "xdist", "-n", "2", *testing.SPREAD]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *spread_out, "--import-mode=importlib", "--junitxml=report.xml"],
        cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=120,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "16 passed" in done.stdout.splitlines()[-1]
    workers: dict[str, set[str]] = {}
    for test in ElementTree.parse(tmp_path / "report.xml").iter("testcase"):
        group = spread.group_of(f"{Path(test.get('file')).as_posix()}::{test.get('name')}")
        workers.setdefault(group, set()).add(test.find("properties/property").get("value"))
    assert len(workers) == 3
    assert all(len(used) == 1 for used in workers.values())
    assert len(set.union(*workers.values())) == 2
