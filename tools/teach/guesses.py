"""The predictions of a course as a table, beside the grades: who guessed, and how it went."""

import csv
from pathlib import Path
from typing import Any

from tools.teach.collect import read

RECORD = "application/vnd.lstm-book.prediction+json"  # lstm_book.predict shows it while a course is graded
GRADES = ("right", "close", "off")


def guesses(autograded: Path, assignment: str, table: Path) -> int:
    """Write a row for every student; return how many there are.

    The guesses are those of the notebook that was handed in, which a student may have mended after seeing
    what happens: they tell of work, not of foresight.
    """
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted(autograded.glob(f"*/{assignment}/*.ipynb")):
        rows.setdefault(path.parts[-3], {}).update(_records(path))
    names = sorted({name for row in rows.values() for name in row}, key=_in_order)
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        heads = [f"{name} {what}" for name in names for what in ("grade", "guess")]
        out.writerow(["assignment", "student_id", "made", *GRADES, *heads])
        for student, row in rows.items():
            grades = [row[name]["grade"] if name in row else "none" for name in names]
            counts = [grades.count(grade) for grade in GRADES]
            cells = [row.get(name, {}).get(what, "") for name in names for what in ("grade", "guess")]
            out.writerow([assignment, student, sum(counts), *counts, *cells])
    return len(rows)


def _records(path: Path) -> dict[str, dict[str, str]]:
    """Return what the cells of an executed notebook recorded of its predictions."""
    notebook = read(path) or {"cells": []}
    found = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            record: Any = output.get("data", {}).get(RECORD)
            if isinstance(record, dict) and {"name", "guess", "grade"} <= record.keys():
                found[str(record["name"])] = {key: str(record[key]) for key in ("guess", "grade")}
    return found


def _in_order(name: str) -> tuple[float, ...]:
    return tuple(float(part) if part.isdigit() else 0.0 for part in name.split("."))
