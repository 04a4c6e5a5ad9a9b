"""What students hand in is found by its cells, mended, and nothing else is taken along."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tools import notebooks
from tools.project import BOOK
from tools.teach.assignment import assignment
from tools.teach.collect import collect, mend
from tools.teach.guesses import RECORD, guesses

NAME = "02-why-it-forgets.ipynb"


@pytest.fixture(scope="module")
def handed_out() -> dict[str, Any]:
    chapter, solutions = (notebooks.load(BOOK / folder / NAME) for folder in (".", "solutions"))
    made: dict[str, Any] = json.loads(notebooks.dumps(assignment(chapter, solutions, whole=False)))
    return made


def write(path: Path, nb: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(nb), encoding="utf-8")


def ids(nb: dict[str, Any]) -> list[str]:
    return [c["metadata"]["nbgrader"]["grade_id"] for c in nb["cells"] if "nbgrader" in c["metadata"]]


def test_cells_that_are_gone_come_back_where_they_were(handed_out: dict[str, Any]) -> None:
    whole = ids(handed_out)
    nb = copy.deepcopy(handed_out)
    gone = [whole[0], whole[5], whole[6], whole[-1]]
    nb["cells"] = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") not in gone]
    own = {"cell_type": "code", "metadata": {}, "source": "mine = 1", "outputs": [1], "execution_count": 3}
    nb["cells"].append(own)
    assert mend(nb, handed_out) == gone
    assert ids(nb) == whole
    assert own in nb["cells"]
    assert (own["outputs"], own["execution_count"]) == ([], None)


def test_marks_are_those_that_were_handed_out(handed_out: dict[str, Any]) -> None:
    nb = copy.deepcopy(handed_out)
    checks = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]
    checks[0]["metadata"]["nbgrader"] |= {"points": 100, "locked": False}
    twice = copy.deepcopy(checks[1])
    nb["cells"].append(twice)
    nb["cells"].append({"cell_type": "markdown", "source": "", "metadata": {"nbgrader": {"grade_id": "new"}}})
    nb["metadata"] = {"kernelspec": {"name": "julia"}}
    assert mend(nb, handed_out) == []
    assert ids(nb) == ids(handed_out)
    assert (
        checks[0]["metadata"]
        == next(c for c in handed_out["cells"] if c["id"] == checks[0]["id"])["metadata"]
    )
    assert "nbgrader" not in twice["metadata"]
    assert nb["metadata"] == handed_out["metadata"]


def test_each_student_s_notebook_is_found(handed_out: dict[str, Any], tmp_path: Path) -> None:
    release, folder, submitted = tmp_path / "release" / "02" / NAME, tmp_path / "in", tmp_path / "submitted"
    write(release, handed_out)
    write(folder / "ann" / NAME, handed_out)
    write(folder / "ann" / ".ipynb_checkpoints" / NAME, handed_out)
    write(folder / "bob" / "02" / "my answers.ipynb", handed_out)
    (folder / "bob" / "02" / "timestamp.txt").write_text("2026-11-30 12:00:00 UTC")
    (folder / "bob" / "lstm_book.py").write_text("check = print")
    write(folder / f"cleo_{NAME}", handed_out)
    write(folder / "dan.ipynb", handed_out)
    write(folder / "eve" / "other.ipynb", {"cells": [], "metadata": {}})
    (folder / "fay").mkdir()
    (folder / "fay" / NAME).write_text("{damaged")
    told = dict(collect(release, folder, submitted))
    assert told == {
        "ann": "collected",
        "bob": "collected; was called my answers.ipynb",
        "cleo": f"collected; was called cleo_{NAME}",
        "dan": "collected; was called dan.ipynb",
        "eve": "nothing of this assignment",
        "fay": "nothing of this assignment",
    }
    files = sorted(path.relative_to(submitted).as_posix() for path in submitted.rglob("*") if path.is_file())
    assert files == [
        f"ann/02/{NAME}", f"bob/02/{NAME}", "bob/02/timestamp.txt", f"cleo/02/{NAME}", f"dan/02/{NAME}",
    ]  # fmt: skip


def test_predictions_become_a_table(tmp_path: Path) -> None:
    def said(**record: str) -> dict[str, Any]:
        return {"output_type": "execute_result", "data": {"text/plain": "", RECORD: record}}

    found = {
        "ann": [
            said(name="5.10", guess="2", grade="close"),
            said(name="5.2", guess="{'a, b': 1}", grade="right"),
        ],
        "bob": [said(name="5.2", guess="Ellipsis", grade="none")],
        "cleo": [],
    }
    for student, outputs in found.items():
        cell = {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}
        write(tmp_path / "autograded" / student / "05" / "05-x.ipynb", {"cells": [cell], "metadata": {}})
    assert guesses(tmp_path / "autograded", "05", tmp_path / "table.csv") == 3
    assert (tmp_path / "table.csv").read_text(encoding="utf-8").splitlines() == [
        "assignment,student_id,made,right,close,off,5.2 grade,5.2 guess,5.10 grade,5.10 guess",
        "05,ann,2,1,1,0,right,\"{'a, b': 1}\",close,2",
        "05,bob,0,0,0,0,none,Ellipsis,,",
        "05,cleo,0,0,0,0,,,,",
    ]
