"""Ten submissions, and two that end or hold their kernel, through nbgrader: the points in its table."""

import csv
import json
from pathlib import Path

import pytest

from tests.teach.conftest import Course
from tests.teach.submissions import EXERCISES, FATAL, SUBMISSIONS, hand_in

FEW = ("complete", "cheating")


def graded(course: Course, chosen: dict, folder: Path) -> dict[str, float]:
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
def test_a_complete_submission_earns_all_and_a_cheating_one_nothing(course: Course, tmp_path: Path) -> None:
    chosen = {student: SUBMISSIONS[student] for student in FEW}
    assert graded(course, chosen, tmp_path) == {student: points for student, (_, points) in chosen.items()}
    path = course.folder / "autograded" / "cheating" / "02" / course.release.name
    checks = [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["metadata"].get("nbgrader", {}).get("grade")
    ]
    assert len(checks) == EXERCISES
    for cell in checks:  # each was judged, and none tripped over something else
        assert [out["ename"] for out in cell["outputs"] if out["output_type"] == "error"] == ["NotCorrect"]


@pytest.mark.slow
def test_the_other_submissions_earn_what_they_should(course: Course, tmp_path: Path) -> None:
    chosen = {student: each for student, each in SUBMISSIONS.items() if student not in FEW}
    assert graded(course, chosen, tmp_path) == {student: points for student, (_, points) in chosen.items()}
    huge = course.folder / "autograded" / "huge" / "02" / course.release.name
    assert huge.stat().st_size < 3_000_000


@pytest.mark.slow
def test_a_submission_that_takes_its_kernel_along_is_told_and_earns_nothing(
    course: Course, tmp_path: Path
) -> None:
    assert graded(course, FATAL, tmp_path) == {student: points for student, (_, points) in FATAL.items()}
