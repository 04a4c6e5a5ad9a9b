"""Ten submissions, and two that end or hold their kernel, through nbgrader: the points in its table."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.teach.conftest import Course
from tests.teach.submissions import EXERCISES, FATAL, SUBMISSIONS, hand_in


def graded(course: Course, chosen: dict[str, Any], folder: Path) -> dict[str, float]:
    """Hand in, collect, grade; return the points in the table that nbgrader exports."""
    hand_in(course.source, course.release, folder, chosen)
    course.teach("collect", "02", folder)
    for student in chosen:
        # What a student lays beside the notebook is left behind by `collect`; here it got in all the same.
        false = course.folder / "submitted" / student / "02" / "lstm_book"
        false.mkdir()
        (false / "__init__.py").write_text("check = predict = score = lambda *given: True\n")
        (false / "check.py").write_text("check = lambda *given: True\n")
    course.nbgrader("autograde", "02", code=int(not FATAL.keys().isdisjoint(chosen)))
    course.nbgrader("export")
    with (course.folder / "grades.csv").open(encoding="utf-8") as stream:
        rows = {row["student_id"]: row for row in csv.DictReader(stream)}
    assert {float(rows[student]["max_score"]) for student in chosen} == {EXERCISES}
    return {student: float(rows[student]["score"]) for student in chosen}


@pytest.mark.slow
def test_every_submission_earns_what_it_should(course: Course, tmp_path: Path) -> None:
    assert graded(course, SUBMISSIONS, tmp_path) == {
        name: points for name, (_, points) in SUBMISSIONS.items()
    }
    done = course.folder / "autograded"
    checks = [
        cell
        for cell in json.loads((done / "cheating" / "02" / course.release.name).read_text(encoding="utf-8"))[
            "cells"
        ]
        if cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    assert len(checks) == EXERCISES
    for cell in checks:  # each was judged, and none tripped over something else
        assert [out["ename"] for out in cell["outputs"] if out["output_type"] == "error"] == ["NotCorrect"]
    assert (done / "huge" / "02" / course.release.name).stat().st_size < 3_000_000


@pytest.mark.slow
def test_a_submission_that_takes_its_kernel_along_is_told_and_earns_nothing(
    course: Course, tmp_path: Path
) -> None:
    assert graded(course, FATAL, tmp_path) == {student: points for student, (_, points) in FATAL.items()}
