"""The scoring mode: honest noise, a verdict that holds, and a fault that is shown."""

import doctest
import importlib
import pkgutil
from dataclasses import replace

import numpy as np
import pytest

from lstm_book.chapter_04 import closing_door
from lstm_book.chapter_05 import drifting_stream
from lstm_book.chapter_05.drifting_stream import PULSE_LAG, _moved, _streams
from lstm_teach import GRU, LSTM, Hold, LSTMParams, unroll
from lstm_teach.draw.numbers import short_of
from lstm_teach.widgets import console as package
from lstm_teach.widgets.console import Batch, Challenge, ConsoleState, GateConsole
from tests.widgets.consoles import check
from tests.widgets.on_page import on_page

CONSOLES = {"door": closing_door, "stream": drifting_stream}
every_challenge = pytest.mark.parametrize("make", CONSOLES.values(), ids=CONSOLES)
MODULES = [module.name for module in pkgutil.iter_modules(package.__path__)]


def above(limit=0.3, **options):
    """Return a console whose task is that h of an LSTM never rises above a limit; o closed does it."""
    rng = np.random.default_rng(4)
    params = LSTMParams(np.array([[0.0, 0.0, 1.0, 0.0]]), np.zeros((1, 4)), np.array([0.0, 10.0, 0.0, 0.0]))

    def make_batch(rng):
        return Batch(rng.normal(size=(8, 5, 1)))

    challenge = Challenge(
        "Keep h down.", make_batch, lambda trace, answer: trace.h[:, :, 0] > limit, **options
    )
    return GateConsole(LSTM, params, make_batch(rng).x[:, :1], challenge=challenge)


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    module = importlib.import_module(f"{package.__name__}.{name}")
    assert doctest.testmod(module).failed == 0


@every_challenge
def test_noise_is_new_at_every_commit_and_never_what_was_shown(make):
    console = make()
    shown = [console.setup.x]
    for n in range(1, 5):
        console.commit()
        assert console.result.commit == n
        batch = console._streams.given(n).x
        for earlier in shown:
            for b in range(batch.shape[1]):
                assert not any(np.array_equal(batch[:, b], other) for other in np.moveaxis(earlier, 1, 0))
        shown.append(batch)


@every_challenge
def test_noise_that_was_looked_at_is_not_scored_on(make):
    console = make()
    console.set(noise=3)
    check(console)
    assert console.commit().commit == 4
    pasted = console.with_state(ConsoleState(noise=7, t=2))
    assert pasted.commit().commit == 8


@every_challenge
def test_the_same_console_gives_the_same_scores_again(make):
    first, second, other = make(), make(), make(seed=1)
    results = [(first.commit(), second.commit()) for _ in range(3)]
    assert all(one == two for one, two in results)
    other.commit()
    assert not np.array_equal(other._streams.given(1).x, first._streams.given(1).x)


@every_challenge
def test_the_fault_is_what_the_run_shows_and_the_console_goes_there(make):
    console = make()
    console.gates[console.gate] = 0.5
    result = console.commit()
    assert not result.passed
    fault = result.fault
    assert (console.noise, console.sequence, console.t) == (result.commit, fault.sequence, fault.step)
    setup = console.setup
    trace = unroll(setup.cell, setup.params, setup.x, holds=result.holds)
    wrong = console._streams.challenge.judge(trace, console._streams._batches[1][1])
    assert wrong[fault.step - 1, fault.sequence]
    assert not wrong[: fault.step - 1, fault.sequence].any()
    assert not wrong[:, : fault.sequence].any()
    assert result.right == int((~wrong.any(axis=0)).sum())
    assert result.score == result.right / wrong.shape[1]
    check(console)


def test_how_tightly_the_door_must_close():
    """Too late or too early, too loose or tight enough; the mark comes at any of the first five steps."""
    console = closing_door()
    passes = {}
    for start in (0, 2, 4, 5):
        for value in (0.001, 0.002, 0.01, 0.05):
            console.holds = (Hold("y_in", value, start),)
            passes[start, value] = console.commit().passed
    assert {key for key, passed in passes.items() if passed} == {
        (5, 0.001),
        (5, 0.002),
    }


def test_what_suffices_for_the_stream_shown_does_not_for_the_unseen_one():
    console = closing_door()
    console.holds = (Hold("y_in", 0.002, 2),)  # after the mark of the stream that is shown
    assert console.trace.c[-1, 0, 0, 0] > 0.8
    result = console.commit()
    assert not result.passed
    assert "the mark came at step" in result.fault.what


def test_how_much_must_be_forgotten():
    passes = []
    console = drifting_stream()
    for value in (1.0, 0.95, 0.93, 0.9, 0.88, 0.86, 0.8, 0.77, 0.5):
        console.forget = value
        passes.append(console.commit().passed)
    assert passes == [False, False, False, True, True, True, True, False, False]
    console.forget = 0.999
    assert "the pulse moves h by" in console.commit().fault.what
    console.forget = 0.3
    assert "is left in c" in console.commit().fault.what


def test_what_is_too_little_does_not_read_like_what_is_needed():
    door, stream = closing_door(), drifting_stream()
    door.holds = (Hold("y_in", 0.01, 5),)
    left = door.commit().fault.what.partition("the stream has left ")[2].partition(";")[0]
    assert left == "just under 0.3" or float(left) < 0.3
    assert [short_of(0.3, value) for value in (0.2999, 0.2951, 0.2949, -0.5)] == [
        "just under 0.3",
        "just under 0.3",
        "0.29",
        "\u22120.50",
    ]
    stream.forget = 0.77
    left = stream.commit().fault.what.partition("step ")[2]
    assert "0.20 is left" not in left


def test_what_is_left_of_a_pulse_is_what_a_run_without_it_lacks():
    """The drift, and what an earlier pulse left, are not counted as of the pulse."""
    console = drifting_stream()
    params = console.setup.params
    x, pulses = _streams(np.random.default_rng(3))[:2]
    every = np.arange(x.shape[1])
    for value in (1.0, 0.85, 0.5):
        hold = Hold("f", value)
        trace = unroll(LSTM, params, x, holds=hold)
        _, stays = _moved(trace, pulses)
        for number, own in enumerate(pulses):
            plain = x.copy()
            plain[own, every] = x[own - 1, every]
            lacking = trace.c - unroll(LSTM, params, plain, holds=hold).c
            assert np.allclose(stays[number], lacking[own + PULSE_LAG, every, 0], rtol=0, atol=1e-9)


def test_the_button_commits_and_the_line_says_how_it_went():
    console = above()
    line = console.children[0]
    assert line.value.count("Keep h down.") == 1
    assert "status" not in line.value
    console.buttons["commit"].click()
    assert str(console.result) in line.value.replace("&#x27;", "'")
    assert "not passed" in line.value
    console.output = "closed"
    assert "all gates free" in line.value  # what was scored, not what is set now
    check(console)
    console.buttons["commit"].click()
    assert console.result.passed
    assert console.result.fault is None
    assert "5 of 5 unseen sequences right, 5 needed: passed" in line.value
    assert console.noise == 1
    console.buttons["start again"].click()
    assert (console.noise, console.sequence) == (0, 0)
    check(console)


def test_a_share_may_be_enough():
    strict, lenient = above(), above(needed=0.2)
    one, two = strict.commit(), lenient.commit()
    assert one.right == two.right
    assert (one.needed, two.needed) == (5, 1)
    assert 1 <= one.right < 5
    assert two.passed
    assert not one.passed


def test_holds_that_are_not_allowed_are_refused_and_cost_no_commit():
    console = closing_door()
    console.output = "open"
    before = console.state
    with pytest.raises(ValueError, match=r"holds: here only y_in may be held, got Hold\('y_out', 1.0\)"):
        console.buttons["commit"].click()
    assert "here only y_in may be held" in on_page(console)
    assert console.state == before
    console.output = "free"
    console.input = "closed"
    with pytest.raises(ValueError, match="here a gate may be held from 0.001 to 1"):
        console.commit()
    assert console.result is None
    console.input = 0.5
    assert console.commit().commit == 1


def test_what_a_challenge_is_made_of_is_checked():
    def make_batch(rng):
        return Batch(np.ones((8, 2, 1)))

    def fine(trace, answer):
        return np.zeros(trace.h.shape[:2], bool)

    params, x = GRU.init(np.random.default_rng(0), 1, 1), np.ones((8, 1, 1))
    good = Challenge("q", make_batch, fine)
    cases = [
        ({"judge": lambda trace, answer: np.zeros(3, bool)}, r"judge: expected booleans of shape \(T, B\)"),
        ({"judge": lambda trace, answer: np.zeros((8, 2))}, "judge: expected booleans"),
        ({"make_batch": lambda rng: Batch(np.ones((7, 2, 1)))}, r"make_batch\(...\).x: expected shape"),
        ({"make_batch": lambda rng: Batch(np.ones((8, 2, 1)), None, 3)}, r"make_batch\(...\).targets"),
    ]
    for change, message in cases:
        console = GateConsole(GRU, params, x, challenge=replace(good, **change))
        with pytest.raises(ValueError, match=message):
            console.commit()
        check(console)
    with pytest.raises(TypeError, match="make_batch: expected a Batch, got ndarray"):
        GateConsole(GRU, params, x, challenge=replace(good, make_batch=lambda rng: x)).commit()
    with pytest.raises(ValueError, match="question: expected a text"):
        replace(good, question=" ")
    with pytest.raises(ValueError, match="needed: expected a finite number from 0 to 1"):
        replace(good, needed=2)
    assert GateConsole(GRU, params, x, challenge=good).commit().passed
