"""What students handed in, laid where nbgrader looks for it: found by its cells, whatever its name."""

import copy
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lstm_lab.files import write_atomic

Notebook = dict[str, Any]
TIMESTAMP = "timestamp.txt"  # nbgrader's own, where it collected


def collect(release: Path, folder: Path, submitted: Path) -> list[tuple[str, str]]:
    """Copy every student's notebook of an assignment; return the students, and what is to be said of each.

    Parameters
    ----------
    release : Path
        The notebook that was handed out.
    folder : Path
        A folder, or a notebook, for each student, called as the student is; further files are left alone.
    submitted : Path
        The folder ``submitted`` of the course.
    """
    handed_out = read(release)
    assert handed_out is not None, release
    told = []
    for student, paths in sorted(_students(folder, release.stem).items()):
        chosen = _best(paths, set(_marked(handed_out)))
        if chosen is None:
            told.append((student, "nothing of this assignment"))
            continue
        path, notebook = chosen
        lost = mend(notebook, handed_out)
        place = submitted / student / release.parent.name
        write_atomic(place / release.name, (json.dumps(notebook, indent=1) + "\n").encode())
        if (path.parent / TIMESTAMP).is_file():
            write_atomic(place / TIMESTAMP, (path.parent / TIMESTAMP).read_bytes())
        renamed = [f"was called {path.name}"] if path.name != release.name else []
        missing = [f"{len(lost)} cells put back ({', '.join(lost[:4])})"] if lost else []
        told.append((student, "; ".join(["collected", *renamed, *missing])))
    return told


def _students(folder: Path, stem: str) -> dict[str, list[Path]]:
    """Return the notebooks of every student, by the name of the folder or of the file."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts]
            found.setdefault(path.name, []).extend(inside)
        elif path.suffix == ".ipynb":
            # Learning platforms put the student before the file's name: ann_assignment-05.ipynb
            student = re.sub(rf"[-_ ]*{re.escape(stem)}.*$", "", path.stem) or path.stem
            found.setdefault(student, []).append(path)
    return found


def _best(paths: Sequence[Path], wanted: set[str]) -> tuple[Path, Notebook] | None:
    """Return the notebook with the most cells of the assignment, the newest of several."""
    found = []
    for path in paths:
        notebook = read(path)
        if notebook is not None and (count := len(wanted & set(_marked(notebook)))):
            found.append((count, path.stat().st_mtime, path, notebook))
    return max(found, key=lambda each: each[:2])[2:] if found else None


def read(path: Path) -> Notebook | None:
    """Read a notebook; None if it is damaged."""
    try:
        notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
        assert all(isinstance(cell["metadata"], dict) and "cell_type" in cell for cell in notebook["cells"])
        return notebook
    except (OSError, ValueError, TypeError, KeyError, AssertionError):
        return None


def _marked(notebook: Notebook) -> Iterator[str]:
    """Yield the names that nbgrader gave to cells."""
    for cell in notebook["cells"]:
        marks = cell["metadata"].get("nbgrader")
        if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
            yield marks["grade_id"]


def mend(notebook: Notebook, handed_out: Notebook) -> list[str]:
    """Give a student's notebook the marks of the one handed out, and its missing cells; return their names.

    Stored outputs go: they are made anew while grading, and only those count.
    """
    originals = dict(zip(_marked(handed_out), _cells(handed_out), strict=True))
    seen: set[str] = set()
    for cell in notebook["cells"]:
        name = next(_marked({"cells": [cell]}), None)
        if name in originals and name not in seen:
            cell["metadata"] = copy.deepcopy(originals[name]["metadata"])
            seen.add(name)
        else:
            cell["metadata"].pop("nbgrader", None)
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
    lost = [name for name in originals if name not in seen]
    behind = -1
    for name, original in originals.items():
        if name in lost:
            notebook["cells"].insert(behind + 1, copy.deepcopy(original))
        behind = list(_names(notebook)).index(name)
    notebook["metadata"] = copy.deepcopy(handed_out["metadata"])
    notebook["nbformat"], notebook["nbformat_minor"] = handed_out["nbformat"], handed_out["nbformat_minor"]
    return lost


def _cells(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook["cells"] if next(_marked({"cells": [cell]}), None) is not None]


def _names(notebook: Notebook) -> Iterator[str | None]:
    for cell in notebook["cells"]:
        yield next(_marked({"cells": [cell]}), None)
