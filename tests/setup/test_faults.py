"""The table of faults names tests that exist, and every file of tests that is about them."""

import ast
import re
from pathlib import Path

import pytest

from tools.project import ROOT

PAGE = ROOT / "docs" / "faults.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ROW = re.compile(r"^\| (?!Fault \|)(.+)\|$", re.MULTILINE)


def functions(path: Path) -> set[str]:
    """Return the tests of a file, by reading it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def named() -> dict[str, set[str]]:
    """Return the tests that the table names, by their files."""
    found: dict[str, set[str]] = {}
    for file, test in NAMED.findall(PAGE.read_text(encoding="utf-8")):
        found.setdefault(file, set()).add(test)
    return found


@pytest.mark.parametrize("file", sorted(named()))
def test_every_test_of_the_table_is_there(file: str) -> None:
    assert (ROOT / file).is_file()
    assert named()[file] <= functions(ROOT / file)


def test_every_file_of_the_folder_is_named() -> None:
    text = PAGE.read_text(encoding="utf-8")
    files = [path.relative_to(ROOT).as_posix() for path in Path(__file__).parent.glob("test_*.py")]
    assert [file for file in files if file not in text] == []


def test_every_row_says_what_happens_and_which_test_holds_it() -> None:
    rows = [row for row in ROW.findall(PAGE.read_text(encoding="utf-8")) if not row.startswith("-")]
    assert len(rows) > 40
    for row in rows:
        fault, happens, tests = (part.strip() for part in row.split(" | "))
        assert fault
        assert happens
        assert NAMED.sub("", tests).strip(", ") == "", row
        assert NAMED.search(tests), row
