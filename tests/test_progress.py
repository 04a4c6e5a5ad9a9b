"""Progress bars: where one is drawn, where none, and what switches it off."""

import io
import math
import sys
import types

import numpy as np
import pytest

from lstm_teach import SGD, TrainingDiverged, progress_bar, train
from lstm_teach.params import tree_map

START = (np.array([4.0, -2.0]), np.array([[1.0]]))


def quadratic(params, target):
    """Half the squared distance to a target, and its gradient."""
    gradients = tree_map(lambda p: p - target, params)
    return 0.5 * sum(float(np.sum(g**2)) for g in gradients), gradients


def forever():
    while True:
        yield 0.0


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("setting", "drawn"), [("off", False), ("on", True), (None, True)])
def test_a_bar_is_drawn_on_a_terminal_unless_switched_off(setting, drawn, monkeypatch):
    pytest.importorskip("tqdm", reason="tqdm is not installed")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.delenv("LSTM_TEACH_PROGRESS", raising=False)
    if setting is not None:
        monkeypatch.setenv("LSTM_TEACH_PROGRESS", setting)
    _, history = train(START, quadratic, forever(), SGD(0.1), steps=3)
    assert len(history) == 3
    assert ("0/3" in terminal.getvalue()) is drawn
    assert (terminal.getvalue() == "") is not drawn


@pytest.mark.parametrize("setting", ["off", "on"])
def test_nothing_is_written_where_there_is_no_terminal(setting, monkeypatch, capfd):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", setting)
    train(START, quadratic, forever(), SGD(0.1), steps=3)
    assert capfd.readouterr() == ("", "")


def _kernel(monkeypatch, shell):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", "on")
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: shell))
    bars = types.SimpleNamespace(tqdm=lambda steps, leave: ("a notebook's bar", steps, leave))
    monkeypatch.setitem(sys.modules, "tqdm.notebook", bars)
    monkeypatch.setitem(
        sys.modules, "tqdm", types.SimpleNamespace(notebook=bars, tqdm=lambda steps, **_: steps)
    )


def test_a_kernel_draws_a_notebooks_bar(monkeypatch):
    _kernel(monkeypatch, types.SimpleNamespace(kernel=object()))
    assert progress_bar([1, 2]) == ("a notebook's bar", [1, 2], False)


def test_ipython_on_a_terminal_is_no_kernel(monkeypatch):
    _kernel(monkeypatch, types.SimpleNamespace())
    monkeypatch.setitem(sys.modules, "ipykernel", types.SimpleNamespace())
    assert progress_bar([1, 2]) == [1, 2]
    _kernel(monkeypatch, None)
    assert progress_bar([1, 2]) == [1, 2]


def test_without_tqdm_there_is_no_bar(monkeypatch):
    monkeypatch.setenv("LSTM_TEACH_PROGRESS", "on")
    monkeypatch.setitem(sys.modules, "tqdm", None)
    steps = range(3)
    assert progress_bar(steps) is steps


class Bar:
    def __init__(self, steps):
        self.steps, self.shown, self.closed = steps, [], False

    def __iter__(self):
        return iter(self.steps)

    def set_postfix(self, **shown):
        self.shown.append(shown)

    def close(self):
        self.closed = True


def test_progress_may_be_any_function():
    made = []

    def progress(steps):
        made.append(Bar(steps))
        return made[-1]

    train(START, quadratic, forever(), SGD(0.5), steps=2, progress=progress)
    assert made[0].steps == range(2)
    assert made[0].shown == [{"loss": "10.5000"}, {"loss": "2.6250"}]
    assert made[0].closed
    with pytest.raises(TrainingDiverged):
        train(START, lambda p, b: (math.nan, p), forever(), SGD(0.5), steps=2, progress=progress)
    assert made[1].closed
