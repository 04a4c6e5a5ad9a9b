"""The gate console: controls, code and picture always say the same, for every cell with gates."""

import base64
import random
import re
from dataclasses import replace

import ipywidgets
import numpy as np
import pytest

import lstm_teach
from lstm_teach import CAROUSEL, LSTM, RNN, Cut, Hold, bptt, learned_gates, squared_error, unroll  # noqa: F401 - Cut for eval
from lstm_teach.draw.diagram.legend import LEGEND_HEIGHT
from lstm_teach.widgets.console import ConsoleState, Edit, GateConsole  # noqa: F401 - for eval
from lstm_teach.widgets.controls import OWN, PresetSteps
from lstm_teach.widgets.picture import Picture
from tests.draw.pictures import parse
from tests.widgets.consoles import GATED, applicable, check, make, move, own_presets
from tests.widgets.on_page import on_page

every_cell = pytest.mark.parametrize("name", GATED)


@pytest.mark.slow
@every_cell
@pytest.mark.parametrize("seed", range(3))
def test_a_random_walk_of_100_moves_never_leaves_a_stale_picture(name, seed):
    """Over all cells and seeds 1500 moves."""
    rng = random.Random(seed)
    sizes = ({}, {"H": 1, "B": 1, "D": 1, "T": 1}, {"T": 60, "B": 1, "presets": own_presets(name)})[seed]
    console = make(name, **sizes)
    check(console)
    heights = set()
    for n in range(100):
        chosen = rng.choice(applicable(console))
        wanted = move(rng, console, chosen)
        check(console)
        height = float(re.search(r'height="([\d.]+)"', console.picture).group(1))
        heights.add(height - (LEGEND_HEIGHT if console.legend else 0.0))
        if chosen == "preset" and wanted != OWN:
            assert console.preset == wanted
        elif chosen in ("value", "steps", "t", "mode", "gate", "unit", "sequence", "hold"):
            assert getattr(console, chosen) == wanted
        if n % 20 == 0:
            parse(console.picture)
            assert eval(repr(console.state)) == console.state
    assert len(heights) == 1


@pytest.mark.slow
@every_cell
def test_a_walk_from_code_ends_where_its_state_says(name):
    rng = random.Random(5)
    console = make(name, presets=own_presets(name))
    gates = console.setup.gates
    for _ in range(25):
        holds = []
        for _ in range(rng.randrange(4)):
            start = rng.randrange(12)
            stop = rng.choice([None, rng.randrange(start + 1, 13)])
            holds.append(Hold(rng.choice(gates), rng.choice([0.0, 0.3, 1.0]), start, stop))
        settings = {"t": rng.randrange(1, 13), "unit": rng.randrange(4), "sequence": rng.randrange(2)}
        console.set(holds=holds, **settings)
        check(console)
        again = console.with_state(eval(repr(console.state)))
        assert again.state == console.state
        assert again.picture == console.picture
        check(again)


@every_cell
def test_the_run_is_that_of_unroll_and_the_error_that_of_bptt(name):
    console = make(name)
    setup = console.setup
    holds = (Hold(setup.gates[0], 0.3, 2, 7), Hold(setup.gates[1], 1.0))
    console.holds = holds
    trace = unroll(setup.cell, setup.params, setup.x, holds=holds)
    loss, dh = squared_error(trace.h, setup.targets)
    errors = bptt(setup.cell, setup.params, trace, dh).errors
    for field in trace.array_names():
        np.testing.assert_array_equal(getattr(console.trace, field), getattr(trace, field))
    assert console.run.loss == loss
    for got, expected in zip(console.run.errors, errors, strict=True):
        np.testing.assert_array_equal(got, expected)
    learned = learned_gates(setup.cell, setup.params, trace)
    assert console.run.learned.keys() == learned.keys() == set(setup.gates[:2])
    for gate, values in learned.items():
        np.testing.assert_array_equal(console.run.learned[gate], values)


def test_the_line_that_is_shown_makes_the_picture_again():
    console = make(presets=own_presets("LSTM"))
    console.set(holds=(Hold("f", 1.0, 3, 9), Hold("i", 0.25)), t=5, unit=2, sequence=1)
    assert repr(console.state) == (
        "ConsoleState(holds=(Hold('i', 0.25), Hold('f', 1.0, 3, 9)), t=5, unit=2, sequence=1, gate='i')"
    )
    setup = console.setup
    known = {"params": setup.params, "x": setup.x, "targets": setup.targets, "presets": console.presets}
    line = repr(console)
    assert "\n" not in line
    again = eval(
        line, {**vars(lstm_teach), "GateConsole": GateConsole, "ConsoleState": ConsoleState, **known}
    )
    assert again.state == console.state
    assert again.picture == console.picture
    assert repr(again) == line


def test_gates_by_name_by_letter_and_by_the_chosen_one():
    console = make()
    console.forget = "closed"
    console.input = 0.3
    assert console.state.holds == (Hold("i", 0.3), Hold("f", 0.0))
    assert (console.forget, console.input, console.output) == ("closed", 0.3, "free")
    console.gates["o"] = Hold("o", 1.0, 2, 5)
    assert console.gates["o"] == console.output == (Hold("o", 1.0, 2, 5),)
    console.gates["f"] = "free"
    console.input = "open"
    assert dict(console.gates) == {"i": "open", "f": "free", "o": (Hold("o", 1.0, 2, 5),)}
    console.gate = "o"
    assert (console.mode, console.value, console.steps) == ("open", 1.0, (3, 5))
    console.steps = (1, 12)
    assert console.gates["o"] == "open"
    console.value = 0.4
    assert console.output == 0.4
    console.mode = "free"
    assert (console.mode, console.value, console.steps) == ("free", None, None)
    check(console)


def test_names_of_the_other_cells():
    block = make("memory block")
    block.input, block.output = "closed", 0.2
    assert block.state.holds == (Hold("y_in", 0.0), Hold("y_out", 0.2))
    gru = make("GRU")
    gru.update, gru.reset = "open", "closed"
    assert gru.state.holds == (Hold("r", 0.0), Hold("z", 1.0))
    with pytest.raises(AttributeError, match="forget: the cell GRU has no such gate; its gates are r, z"):
        gru.forget = "open"
    with pytest.raises(AttributeError, match="forget: the cell memory block has no such gate"):
        _ = block.forget


def test_no_control_shows_what_is_not_in_force():
    """The faults of the first sketch: a stale number beside "free", nothing selected for a held value."""
    console = make()
    controls = console.controls
    console.forget = 0.8
    console.gate = "f"
    assert controls["mode"].options[controls["mode"].index] == "held at"
    assert controls["value"].value == 0.8
    console.forget = "free"
    assert controls["mode"].options[controls["mode"].index] == "free"
    assert controls["value"].layout.visibility == "hidden"
    console.mode = "held at"
    assert (console.value, controls["value"].value) == (0.5, 0.5)
    controls["value"].value = 0.0
    assert console.mode == "closed"
    controls["value"].value = 0.2
    assert console.mode == "held at"
    check(console)


def test_several_holds_of_a_gate_are_shown_one_by_one():
    console = make(presets=own_presets("LSTM"))
    console.preset = "two holds"
    assert (console.gate, console.t, console.mode) == ("i", 7, "closed")
    control = console.controls["hold"]
    assert (control.description, control.value, control.max) == ("hold", 1, 2)
    assert console.controls["steps"].description == "of 2"
    control.value = 2
    assert (console.value, console.steps) == (0.7, (7, 12))
    assert console.preset == "two holds"
    console.controls["steps"].value = (8, 9)
    assert console.holds == (Hold("i", 0.0, 1, 3), Hold("i", 0.7, 7, 9))
    assert console.preset == OWN
    console.mode = "free"
    assert console.holds == (Hold("i", 0.0, 1, 3),)
    assert control.layout.display == "none"
    console.preset = "one unit"
    assert (console.gate, control.value, control.max) == ("f", 1, 1)
    assert console.controls["steps"].description == "of 1"
    assert console.controls["steps"].tooltip == "the steps at which the gate is held, in units 0 only"
    check(console)


def test_buttons_go_step_by_step_and_back_to_the_start():
    start = ConsoleState((Hold("f", 1.0),), t=11)
    console = make(state=start)
    forward, back = console.buttons["forward"], console.buttons["back"]
    for t in (12, 12):
        forward.click()
        assert console.t == t
    back.click()
    assert console.t == 11
    console.forget = "closed"
    console.controls["play"].playing = True
    console.buttons["start again"].click()
    assert (console.holds, console.t) == (start.holds, 11)
    assert not console.controls["play"].playing  # else it would go on from there
    check(console)


def test_a_move_of_the_cursor_computes_nothing_and_draws_no_line_again():
    console = make()
    before, lanes = console.run, console._over
    console.controls["t"].value = 5
    console.controls["play"].value = 6
    console.gate = "o"
    assert console.run is before
    assert console._over is lanes
    console.unit = 1
    assert console.run is before
    assert console._over is not lanes
    console.forget = "open"
    assert console.run is not before
    check(console)


BAD = [
    ({"t": 0}, "t: expected a whole number of at least 1, got 0"),
    ({"t": 13}, "t: expected a whole number from 1 to T = 12, got 13"),
    ({"t": True}, "t: expected a whole number .*, got True"),
    ({"unit": 4}, "unit: expected a whole number from 0 to H - 1 = 3, got 4"),
    ({"sequence": 2}, "sequence: expected a whole number from 0 to B - 1 = 1, got 2"),
    ({"gate": "z"}, "gate: expected one of 'i', 'f', 'o', got 'z'"),
    ({"mode": "shut"}, "mode: expected one of 'free', 'closed', 'open', 'held at', got 'shut'"),
    ({"value": 1.5}, "value: expected a finite number from 0 to 1, got 1.5"),
    ({"value": float("nan")}, "value: expected a finite number from 0 to 1, got nan"),
    ({"steps": (3, 13)}, "holds.*: expected steps within the sequence, 0 to 11"),
    ({"steps": (4, 3)}, "steps: expected the first one not after the last one"),
    ({"steps": 3}, r"steps: expected \(first, last\), counted from 1, got 3"),
    ({"hold": 1}, "hold: expected a whole number from 0 to holds of the gate - 1 = 0, got 1"),
    ({"preset": "joy"}, "preset: expected one of 'own setting', 'all free', .*, got 'joy'"),
    ({"holds": (Hold("z", 1.0),)}, r"holds\[1\].gate: expected one of the cell's gates \(i, f, o\), got 'z'"),
    ({"holds": (Hold("f", 1.0, 12),)}, "expected steps within the sequence"),
    ({"holds": (Hold("f", 1.0, units=(4,)),)}, r"units: expected units from 0 to 3, got \(4,\)"),
    ({"noise": 1}, "noise: expected 0 in a console without a challenge, got 1"),
    ({"t": 3, "mode": "loud"}, "mode: expected one of"),
]


@pytest.mark.parametrize(("settings", "message"), BAD, ids=lambda part: str(part)[:30])
def test_a_bad_value_is_named_and_changes_nothing(settings, message):
    console = make(state=ConsoleState((Hold("i", 0.5, 2, 4),), t=2))
    if "holds" in settings and settings["holds"][0].gate == "z":
        settings = {"holds": (Hold("f", 0.5), *settings["holds"])}
    before = (console.state, console.run, console.picture)
    with pytest.raises(ValueError, match=message):
        console.set(**settings)
    assert (console.state, console.run, console.picture) == before
    check(console)


def test_bad_kinds_are_named():
    console = make()
    for bad, message in (
        ({"holds": 3}, "holds: expected a Hold or several, got 3"),
        ({"holds": (1,)}, r"holds\[0\]: expected a Hold, got 1"),
        ({"colour": 1}, "GateConsole: expected settings among holds, t, .*preset, wire, got 'colour'"),
    ):
        with pytest.raises(TypeError, match=message):
            console.set(**bad)
    with pytest.raises(ValueError, match="f: expected 'free', 'closed', .*, got 'ajar'"):
        console.forget = "ajar"
    with pytest.raises(ValueError, match=r"f: expected holds of this gate, got Hold\('i', 1.0\)"):
        console.forget = Hold("i", 1.0)
    with pytest.raises(KeyError, match="gate: expected one of i, f, o, got 'q'"):
        console.gates["q"] = "open"
    with pytest.raises(AttributeError, match="GateConsole has no setting 'forgte'"):
        console.forgte = "open"
    with pytest.raises(ValueError, match="commit: expected a console with a challenge"):
        console.commit()
    assert console.state == ConsoleState(gate="i")


def test_bad_arguments_are_named():
    rng = np.random.default_rng(0)
    params = LSTM.init(rng, 1, 2)
    x = np.ones((5, 1, 1))
    with pytest.raises(ValueError, match="cell: expected a cell with gates, got .*, which has none"):
        GateConsole(RNN, RNN.init(rng, 1, 1), x)
    with pytest.raises(ValueError, match="cell: expected a cell with gates"):
        GateConsole(CAROUSEL, CAROUSEL.init(rng, 1, 1), x)
    with pytest.raises(ValueError, match="x: expected at most 500 steps, got T = 501"):
        GateConsole(LSTM, params, np.ones((501, 1, 1)))
    with pytest.raises(ValueError, match="targets: expected numbers of shape"):
        GateConsole(LSTM, params, x, targets=np.ones((4, 1, 2)))
    with pytest.raises(TypeError, match="loss: expected a function"):
        GateConsole(LSTM, params, x, loss=3)
    with pytest.raises(ValueError, match="names: expected one text for each of D = 1 inputs"):
        GateConsole(LSTM, params, x, names=("a", "b"))
    with pytest.raises(TypeError, match="state: expected a ConsoleState, got 3"):
        GateConsole(LSTM, params, x, 3)
    with pytest.raises(TypeError, match=r"presets\['p'\]: a preset: expected a ConsoleState"):
        GateConsole(LSTM, params, x, presets={"p": Hold("f", 1.0)})
    with pytest.raises(
        ValueError, match=r"presets\['p'\]: t: expected a whole number from 1 to T = 5, got 9"
    ):
        GateConsole(LSTM, params, x, presets={"p": ConsoleState(t=9)})
    for gate in ("z", "f"):
        with pytest.raises(ValueError, match=r"presets\['p'\]: holds\[0\]"):
            GateConsole(LSTM, params, x, presets={"p": ConsoleState((Hold(gate, 1.0, 7),))})


@pytest.mark.parametrize("shape", [(2,), (12, 2), (12, 2, 3)], ids=str)
def test_a_loss_gets_the_targets_that_were_given_and_those_over_time_are_shown(shape):
    targets, got = np.ones(shape, int), []

    def loss(h, targets):
        got.append(targets)
        return 0.5, np.zeros_like(h)

    console = make(targets=targets, loss=loss)
    assert got[0] is targets
    assert console.run.loss == 0.5
    assert ("target" in console.drawing.alt) == (len(shape) > 1)
    assert console.with_state(ConsoleState(t=3)).setup.targets is targets
    check(console)


def test_an_error_while_drawing_is_shown_raised_and_changes_nothing(monkeypatch):
    console = make()
    before = (console.state, console.picture)

    def broken(console, state, result):
        raise ZeroDivisionError("the reason")

    monkeypatch.setattr(type(console), "draw", broken)
    with pytest.raises(ZeroDivisionError):
        console.buttons["forward"].click()
    assert "ZeroDivisionError: the reason" in on_page(console)
    with pytest.raises(ZeroDivisionError):
        console.controls["mode"].index = 2
    assert (console.state, console.picture) == before
    assert console.controls["mode"].index == 0
    monkeypatch.undo()
    console.buttons["forward"].click()
    check(console)


def test_two_consoles_do_not_disturb_each_other():
    rng = random.Random(3)
    first, second = make(), make()
    before = (second.state, second.picture)
    seen = set()
    for _ in range(40):
        move(rng, first, rng.choice(applicable(first)))
        seen.add(first.picture)
    assert len(seen) > 10
    assert first.kept
    assert (second.state, second.picture, second.kept) == (*before, {})
    check(second)


def test_the_stored_form_is_the_picture_with_its_words():
    console = make(state=ConsoleState((Hold("f", 1.0, 3, 9),), t=5))
    bundle = console._repr_mimebundle_()
    payload = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"]).group(1)
    assert base64.b64decode(payload).decode() == console.drawing.svg(standalone=True)
    assert bundle["text/plain"] == repr(console)
    again = make(state=ConsoleState((Hold("f", 1.0, 3, 9),), t=5))
    assert again._repr_mimebundle_()["text/html"] == bundle["text/html"]
    console.t = 6
    assert console._repr_mimebundle_()["text/html"] != bundle["text/html"]


@every_cell
def test_two_rows_of_core_controls(name):
    console = make(name)
    *rows, _, alert, picture, shelf = console.children
    assert shelf.layout.display == "none"  # nothing is kept
    assert [row.layout.display for row in rows[:-1]] == [
        None,
        "none",
    ]  # then style; one is shown when it is wanted
    assert type(alert) is ipywidgets.HTML
    assert isinstance(picture, Picture)
    inside = [child for row in rows for child in row.children]
    steps = [child for child in inside if isinstance(child, PresetSteps)]
    assert len(steps) == 2
    assert set(inside) - set(steps) == {*console.controls.values(), *console.buttons.values()}
    within = [child for pair in steps for child in pair.children]
    buttons = [child for child in (*inside, *within) if isinstance(child, ipywidgets.Button)]
    assert len(buttons) == 12
    assert all(button.tooltip for button in buttons)


def test_a_hold_to_the_last_step_has_one_form():
    console = make()
    console.holds = (Hold("o", 0.0, 0, 12), Hold("i", 1.0, 3, 12))
    assert console.holds == (Hold("i", 1.0, 3), Hold("o", 0.0))
    assert console.output == "closed"


def test_long_runs_stay_small():
    console = make(T=500, H=16, B=1, state=ConsoleState((Hold("f", 0.9, 100, 400), Hold("i", 0.2)), t=250))
    assert len(console.picture) < 68_000  # of these 5 for the map of all units, 7 for the free run
    quiet = replace(console.state, holds=())
    assert len(console.with_state(quiet).picture) < 62_000
