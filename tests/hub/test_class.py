"""Two students in a hub: what they see, what they do not, and what the load test makes of it."""

import asyncio
import csv
import sys
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import nbformat.v4 as v4
import pytest

from benchmarks import _class_table, class_load
from benchmarks._student import Seen, student
from tests.needs import need
from tools import notebooks

T = TypeVar("T")
FILE = "small.ipynb"
CONSOLE = """import numpy as np
from lstm_teach import LSTM
from lstm_teach.widgets import GateConsole
params = LSTM.init(np.random.default_rng(0), 1, 1)
GateConsole(LSTM, params, np.ones((6, 1, 1)))"""
LOOP = "found = b'x' * (2 * 2**30)"


def seen(picture: float, drags: list[float], failed: int = 0) -> Seen:
    return Seen(1.0, 0.1, picture, 2 * picture, 3, ["no"] * failed, drags)


def test_a_class_in_figures(tmp_path: Path) -> None:
    pair = [seen(4.0, [10.0, 20.0]), seen(6.0, [30.0, 90.0])]
    one = _class_table.row(pair, [100.0, 300.0], 70.0, 0.0, 0.5)
    assert (one.students, one.cells, one.picture, one.drag, one.memory) == (2, 6, 5.0, 25.0, 200.0)
    slow = _class_table.row([seen(4.0, [10.0]), seen(11.0, [30.0])], [1.0], 1.0, 0.0, 0.0)
    jerky = _class_table.row([seen(4.0, [10.0, 110.0])], [1.0], 1.0, 0.0, 0.0)
    broken = _class_table.row([seen(4.0, [10.0], 2), seen(4.0, [10.0])], [1.0], 1.0, 0.0, 0.0)
    assert (one.failed, broken.failed) == (0, 2)
    assert [row.pleasant for row in (one, slow, jerky, broken)] == [True, False, False, False]
    _class_table.write_csv(tmp_path / "t.csv", [one, slow])
    with (tmp_path / "t.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["pleasant"] for row in rows] == ["yes", "no"]
    assert rows[0]["drag_p95"] == "81.0"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["--students", "0"], "expected numbers from 1"),
        (["--moves", "1"], "at least 2"),
        (["--think", "0", "-1"], "from 0, got -1"),
    ],
)
def test_what_is_not_possible_is_refused(
    given: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        class_load.options_of(given)
    assert message in capsys.readouterr().err


@pytest.mark.slow
def test_two_students_run_a_notebook_and_drag_each_in_a_server_of_their_own() -> None:
    need("hub")
    from benchmarks._classroom import classroom

    cells = [v4.new_code_cell(source) for source in ("own = 1", CONSOLE, LOOP)]
    asked = class_load.options_of(["--chapter", FILE, "--moves", "6"])
    with classroom() as room:
        for name in ("student01", "student02"):
            path = room.folder / name / "my-book" / FILE
            path.parent.mkdir(parents=True)
            path.write_bytes(notebooks.dumps(v4.new_notebook(cells=cells)))
        found = run(class_load.lesson(room, 2, asked, think=0.01))
        memory = room.students()
        assert run(reached(room.address, room.password)) == [200, 403]
        for name in ("student01", "student02"):
            copy = room.folder / name / "my-book"
            assert (copy / "01-the-vanilla-rnn.ipynb").exists()
            assert not copy.stat().st_mode & 0o077  # nobody else looks into it
        assert room.hub() > 10
    assert [one.cells for one in found] == [3, 3]
    assert [len(one.drags) for one in found] == [6, 6]
    assert all(0 < one.picture <= one.chapter for one in found)
    # Linux alone keeps to the limit.
    assert [[cell.partition(":")[0] for cell in one.failed] for one in found] == (
        [["MemoryError"]] * 2 if sys.platform == "linux" else [[]] * 2
    )
    assert len(memory) == 2
    assert all(50 < mib < 1000 for mib in memory.values())


def run(task: Coroutine[object, object, T]) -> T:
    """Return what `task` does, in a thread of its own: Playwright, once used, leaves a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, task).result()


async def reached(address: str, password: str) -> list[int]:
    """Return what a student gets of the own folder, and of another student's."""
    async with student(address, "student01", password) as one:
        await one.log_in()
        answers = [
            await one.http.get(f"{address}/user/{name}/api/contents") for name in ("student01", "student02")
        ]
        return [answer.status_code for answer in answers]
