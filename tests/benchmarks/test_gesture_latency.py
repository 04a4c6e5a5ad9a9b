"""The table of gestures has a goal and a measured ratio, and the sliders of an older checkout where asked."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks import gesture_latency
from benchmarks._gestures import GOAL
from benchmarks._specimens import SMALL, Action
from benchmarks.gesture_latency import SLIDERS, by_sliders, summary
from benchmarks.widget_latency import Result

RESULT = Result("GateConsole", Action("gate:f", "valve", GOAL), [44.0] * 40, [40.0] * 40, [20.0], [10.0])


def test_a_line_has_goal_ratio_and_slider() -> None:
    lines = summary([RESULT], {("GateConsole", "gate"): (1.69, 1.64)}).splitlines()
    columns = lines[-1].split(maxsplit=2)[2].replace(" and ", "/").split()
    assert columns == ["1.15/1.60", "1.10/1.10", "1.69/1.64"]
    assert summary([RESULT], {}).endswith("not measured")


def test_an_older_checkout_is_run_in_its_own_environment(monkeypatch: Any, tmp_path: Path) -> None:
    asked: list[Any] = []

    def run(command: list[Any], **options: Any) -> None:
        asked.append((command, options))
        action = {"setting": "mode", "what": "gate", "goal": {"median": 1.25, "p95": 2.0}}
        times = {"times": [60.0] * 4, "echo": [40.0] * 4, "text": [1.0], "echo_text": [1.0]}
        measured = {"presses": [{"widget": "GateConsole", "action": action, "met": False, **times}]}
        Path(command[-1]).write_text(json.dumps(measured), encoding="utf-8")

    monkeypatch.setattr(subprocess, "run", run)
    found = by_sliders(tmp_path, ["GateConsole"], 7)
    assert found == {("GateConsole", "gate"): (1.5, 1.5)}
    command, options = asked[0]
    assert Path(command[0]).is_relative_to(tmp_path / ".venv")
    assert options["cwd"] == tmp_path
    assert options["env"]["PYTHONPATH"] == str(tmp_path)


def test_every_gesture_stands_beside_a_slider_that_is_measured() -> None:
    from benchmarks import _specimens

    known = {action.what for action in _specimens.known()["GateConsole"].actions}
    assert set(SLIDERS.values()) <= known
    assert GOAL.median < SMALL.median


def test_too_few_gestures_are_refused(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        gesture_latency.options_of(["--presses", "1"])
    assert "--presses: expected at least 2, got 1" in capsys.readouterr().err
