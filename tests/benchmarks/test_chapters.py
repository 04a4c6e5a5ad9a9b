"""The benchmark of the chapters: which it takes, what it says of the limits, that it sees memory."""

from pathlib import Path

import nbformat.v4 as v4
import pytest

from benchmarks import chapters
from benchmarks.chapters import Measured
from tools.project import BOOK


@pytest.mark.parametrize(
    ("seconds", "kept"),
    [((10.0, 20.0), True), ((30.0, 30.0), True), ((30.1, 1.0), False), ((29.0, 29.0, 29.0), False)],
)
def test_a_limit_that_is_missed_is_said(seconds: tuple[float, ...], kept: bool) -> None:
    part = [Measured(f"{n:02d}", s, 100.0) for n, s in enumerate(seconds, start=1)]
    said, ok = chapters.verdict(part, limit=30.0, part_limit=60.0)
    assert ok is kept
    assert ("ABOVE" in said) is not kept
    assert f"{sum(seconds):.1f} s together" in said
    assert f"the longest {max(seconds):.1f} s" in said


def test_all_notebooks_are_taken_and_only_part_one_is_judged() -> None:
    found = chapters.chapters([])
    assert set(found) == set(BOOK.rglob("*.ipynb"))
    judged = [path.name for path in found if chapters.is_part_one(path)]
    assert judged
    assert all(name[:2] in {f"{n:02d}" for n in range(1, 8)} for name in judged)
    assert chapters.chapters(["zz"]) == []
    assert {path.name[:2] for path in chapters.chapters(["01"])} == {"01"}


@pytest.mark.slow
def test_the_memory_is_that_of_the_kernel_that_ran(tmp_path: Path) -> None:
    empty = chapters.measure("empty", v4.new_notebook(), tmp_path)
    heavy = v4.new_notebook(cells=[v4.new_code_cell("held = b'x' * 100 * 2**20")])
    full = chapters.measure("full", heavy, tmp_path)
    assert 80 < full.megabytes - empty.megabytes < 120
