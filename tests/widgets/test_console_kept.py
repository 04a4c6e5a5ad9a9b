"""Settings that are kept: laid beside the run in one picture, set again, dropped; no undo loses them."""

import random

import numpy as np
import pytest

from lstm_teach import Cut, Hold, unroll
from lstm_teach.draw.numbers import shown
from lstm_teach.draw.parts import part_of
from lstm_teach.model import ReadoutParams
from lstm_teach.widgets.console import ConsoleState
from lstm_teach.widgets.console.kept import LONGEST, MOST
from tests.draw.pictures import texts
from tests.widgets.consoles import GATED, applicable, check, make, move
from tests.widgets.on_page import on_page
from tests.widgets.test_console_inputs import reader
from tests.widgets.test_console_scoring import above
from tests.widgets.walks import back

every_cell = pytest.mark.parametrize("name", GATED)


def rows_of(console):
    console.picture  # noqa: B018 - lanes are made with it
    return {row.key: row for row in console._over[1].lanes.rows}


def thin(row):
    return [signal for signal in row.signals if signal.kind == "beside"]


@every_cell
@pytest.mark.parametrize(("H", "unit", "sequence"), [(1, 0, 0), (4, 2, 1)])
def test_the_lines_beside_are_those_of_the_kept_setting_on_the_same_scale(name, H, unit, sequence):
    console = make(name, H=H, state=ConsoleState(t=5, unit=unit, sequence=sequence))
    setup, gate = console.setup, console.setup.gates[0]
    kept = (Hold(gate, 1.0),)
    console.holds = kept
    console.keep("open")
    console.holds = (Hold(gate, 0.3, 2, 9),)
    alone = console.picture
    assert "free" in {signal.name for row in rows_of(console).values() for signal in row.signals}
    console.beside = "open"
    check(console)
    trace = unroll(setup.cell, setup.params, setup.x, holds=kept)
    states = [n for n in ("c", "h") if n in setup.cell.state_names]
    rows = rows_of(console)
    seen = [field for field in (*setup.gates, *states) if field in rows]
    assert set(setup.gates) < set(seen)
    for field in seen:
        (line,) = thin(rows[field])
        values = getattr(trace, field)[:, sequence].reshape(setup.T, -1)
        values = values[:, unit * values.shape[1] // H]
        np.testing.assert_array_equal(line.values, values)
        assert rows[field].low <= values.min() <= values.max() <= rows[field].high
        number = f"open {shown(float(values[4]))}"
        assert number in texts(console.picture)
        assert part_of(console.parts, f"lane:{field}").text.endswith(f" at step 5 of 12; {number}")
        assert f"{rows[field].title}, open: {shown(float(values[4]))} at step 5" in console.drawing.alt
    assert [key for key, row in rows.items() if thin(row)] == seen
    assert not any(s.kind == "faint" for row in rows.values() for s in row.signals)  # the ghost gives way
    assert console.drawing.label.endswith("; step 5 of 12; compared with open")
    words = setup.cell.gates[gate].words
    assert f"The thin lines are those of open: {words} is held open." in console.drawing.alt
    assert "open" in texts(console.picture)  # the legend
    console.beside = None
    assert console.picture == alone
    check(console)


@every_cell
def test_what_is_kept_is_no_part_of_the_state(name):
    console = make(name)
    gate, other = console.setup.gates[:2]
    console.gates[gate] = "open"
    state, code, line, steps = console.state, console.code, repr(console), back(console)
    console.keep("first")
    console.beside = "first"
    assert (console.state, console.code, repr(console), back(console)) == (state, code, line, steps)
    assert console.kept == {"first": state}
    console.gates[other] = 0.2
    console.keep("second")
    second = console.state
    console.undo()
    console.undo()
    assert console.state.holds == ()
    assert console.kept == {"first": state, "second": second}
    assert console.beside == "first"
    check(console)
    console.state = console.kept["second"]
    assert console.state == second
    console.undo()
    assert console.state.holds == ()
    console.start_again()
    assert list(console.kept) == ["first", "second"]
    again = console.with_state(second)
    assert (again.kept, again.beside) == ({}, None)
    console.kept.clear()  # a copy
    assert list(console.kept) == ["first", "second"]


def test_the_row_takes_no_room_until_something_is_kept_and_its_buttons_do_what_they_say():
    console = make()
    shelf = console.children[-1]
    assert (shelf.layout.display, shelf.children) == ("none", ())
    console.forget = "open"
    console.buttons["keep"].click()
    console.forget = 0.25
    console.gates["o"] = Hold("o", 0.0, 2, 5)
    console.cuts = (Cut("h", "g"),)
    console.buttons["keep"].click()
    assert shelf.layout.display is None
    words = ["A: f open", "B: f held at 0.25; o closed from step 3 to 5; h to g cut"]
    assert [chip.description for chip, _, _ in shelf.chips.values()] == words
    assert all(button.tooltip for button in shelf.children)
    console.forget = "free"
    before, picture = console.state, console.picture
    lay, again, drop = shelf.chips["A"]
    lay.click()
    assert console.beside == "A"
    assert (lay.icon, lay.tooltip) == ("check", "A is beside the present run: f open; press to put it away")
    shelf.chips["B"][0].click()  # another one takes its place
    assert (console.beside, lay.icon, shelf.chips["B"][0].icon) == ("B", "", "check")
    assert lay.tooltip == "lay A beside the present run: f open"
    shelf.chips["B"][0].click()
    assert (console.beside, console.picture) == (None, picture)
    assert console.state == before
    lay.click()
    steps = back(console)
    again.click()
    assert console.state == console.kept["A"]
    assert (console.beside, back(console)) == ("A", steps + 1)
    console.undo()
    assert console.state == before
    drop.click()
    assert (list(console.kept), console.beside, console.picture) == (["B"], None, picture)
    shelf.chips["B"][2].click()
    assert (console.kept, shelf.layout.display, shelf.children) == ({}, "none", ())


def test_the_button_keeps_a_setting_once_and_names_it_by_the_next_letter():
    console = make()
    keep = console.buttons["keep"]
    keep.click()
    console.set(t=7, unit=2, gate="o")  # only looked at something else
    keep.click()
    assert list(console.kept) == ["A"]
    console.forget = "open"
    console.keep("C")
    console.forget = "closed"
    keep.click()
    console.forget = 0.5
    keep.click()
    assert list(console.kept) == ["A", "C", "B", "D"]
    console.drop("A")
    console.forget = 0.6
    keep.click()
    assert list(console.kept) == ["C", "B", "D", "A"]
    check(console)


def test_a_setting_that_is_kept_anew_is_the_one_that_is_compared():
    console = make()
    console.keep("mine")
    console.beside = "mine"
    console.forget = "closed"
    console.keep("mine")
    assert console.beside == "mine"
    np.testing.assert_array_equal(console.run.beside.trace.c, console.trace.c)
    assert "forget gate f is held closed" in console.run.beside.words
    assert [chip.description for chip, _, _ in console.children[-1].chips.values()] == ["mine: f closed"]
    check(console)


def test_another_setting_than_the_present_one_can_be_kept():
    console = make()
    state, picture = console.state, console.picture
    console.keep("forget nothing", ConsoleState((Hold("f", 1.0),), t=3))
    assert (console.state, console.picture) == (state, picture)
    assert console.kept["forget nothing"].gate == "f"  # in its one form
    console.beside = "forget nothing"
    np.testing.assert_array_equal(console.run.beside.trace.f, np.ones((12, 2, 4)))
    assert f"forget… {shown(1.0)}" in texts(console.picture)
    check(console)


def test_answers_are_compared_too():
    rng = np.random.default_rng(3)
    read = ReadoutParams(rng.normal(size=(4, 2)), rng.normal(size=2))
    console = make(targets=None, readout=read, answer="softmax")
    console.output = "open"
    console.keep()
    console.output = "free"
    console.beside = "A"
    trace = unroll(console.setup.cell, console.setup.params, console.setup.x, holds=(Hold("o", 1.0),))
    y = console.setup.answers(trace.h)
    rows = rows_of(console)
    for k in range(2):
        (line,) = thin(rows[f"y{k}"])
        np.testing.assert_array_equal(line.values, y[:, 0, k])
    check(console)


def test_a_kept_setting_runs_on_its_own_input_and_is_seen_as_far_as_both_reach():
    console = reader(text="abcab")
    T = console.setup.T
    console.keep("own")
    for text in ("ac", "aaaaaaaaca"):
        console.text = text
        console.beside = "own"
        (line,) = thin(rows_of(console)["c"])
        values = line.values
        both = min(T, len(text))
        np.testing.assert_array_equal(values[:both], console.run.beside.trace.c[:both, 0, 0])
        assert np.isnan(values[both:]).all()
        check(console)
        console.t = len(text)
        is_seen = any(shown_text.startswith("own ") for shown_text in texts(console.picture))
        assert is_seen == (len(text) <= T)
        assert part_of(console.parts, "lane:c").text.endswith("; own none") == (len(text) > T)
        check(console)
    console.keep("long")
    assert console.children[-1].chips["long"][0].description == "long: input changed"


def test_settings_of_a_question_are_compared_on_the_noise_that_they_were_kept_with():
    """The first one has one sequence, the batches have five: of the others there is no line."""
    console = above()
    console.output = 0.5
    console.keep()
    first = console.trace
    console.commit()
    assert console.state.noise == 1
    console.beside = "A"
    np.testing.assert_array_equal(console.run.beside.trace.h, first.h)
    for sequence in range(5):
        console.sequence = sequence
        (line,) = thin(rows_of(console)["h"])
        np.testing.assert_array_equal(line.values, np.full(8, np.nan) if sequence else first.h[:, 0, 0])
        check(console)


def test_a_move_of_the_cursor_computes_nothing_beside_either():
    console = make()
    console.forget = "open"
    console.keep()
    console.forget = 0.5
    console.beside = "A"
    run, lanes = console.run, console._over
    console.controls["t"].value = 5
    assert console.run is run
    assert console._over is lanes
    console.forget = 0.4
    assert console.run.beside is run.beside
    check(console)


BAD = [
    (lambda c: c.keep(3), TypeError, "name: expected a text, got 3"),
    (lambda c: c.keep("  "), ValueError, f"name: expected a line of 1 to {LONGEST} letters, got ''"),
    (lambda c: c.keep("a\nb"), ValueError, "name: expected a line of 1 to"),
    (lambda c: c.keep("a" * (LONGEST + 1)), ValueError, "name: expected a line of 1 to"),
    (lambda c: c.keep("b", 3), TypeError, "state: expected a ConsoleState, got 3"),
    (lambda c: c.keep("b", ConsoleState(t=99)), ValueError, "t: expected a whole number from 1 to T = 12"),
    (lambda c: c.drop("b"), ValueError, r"name: expected one of the kept settings \('A'\), got 'b'"),
    (lambda c: setattr(c, "beside", 0), ValueError, r"name: expected one of the .* \('A'\), got 0"),
    (lambda c: setattr(c, "beside", []), ValueError, "name: expected one of the kept settings"),
    (lambda c: setattr(c, "kept", {}), AttributeError, "kept"),
]


@pytest.mark.parametrize(("act", "kind", "message"), BAD)
def test_what_is_wrong_is_named_and_changes_nothing(act, kind, message):
    console = make()
    console.keep()
    before = (console.state, console.picture, console.kept, console.beside)
    with pytest.raises(kind, match=message):
        act(console)
    assert (console.state, console.picture, console.kept, console.beside) == before


def test_where_there_is_no_room_the_reader_is_told():
    console = make()
    for n in range(MOST):
        console.forget = n / 10
        console.buttons["keep"].click()
    console.forget = 0.95
    with pytest.raises(ValueError, match=f"keep: expected at most {MOST} kept settings"):
        console.buttons["keep"].click()
    assert f"expected at most {MOST} kept settings" in on_page(console)
    console.keep("A")  # in place of what was kept under this name
    assert len(console.kept) == MOST
    console.drop("A")
    console.buttons["keep"].click()
    check(console)


def test_an_error_while_drawing_leaves_the_run_alone(monkeypatch):
    console = make()
    console.forget = "open"
    console.keep()
    before = console.picture

    def broken(console, state, result):
        raise ZeroDivisionError("the reason")

    monkeypatch.setattr(type(console), "draw", broken)
    with pytest.raises(ZeroDivisionError):
        console.children[-1].chips["A"][0].click()
    assert "ZeroDivisionError: the reason" in on_page(console)
    assert (console.picture, console.beside, console.run.beside) == (before, None, None)
    monkeypatch.undo()
    console.children[-1].chips["A"][0].click()
    check(console)


@pytest.mark.slow
@every_cell
def test_a_walk_with_others_beside_never_leaves_a_stale_picture(name):
    rng = random.Random(8)
    console = make(name)
    compared = 0
    for _ in range(60):
        chips = list(console.children[-1].chips.values())
        if len(chips) < 2:
            console.buttons["keep"].click()
            move(rng, console, "mode")
        elif rng.random() < 0.3:
            rng.choices(rng.choice(chips), (6, 3, 1))[0].click()
        else:
            move(rng, console, rng.choice(applicable(console)))
        check(console)
        assert (console.run.beside is None) == (console.beside is None)
        if console.beside is not None:
            compared += 1
            kept = console.kept[console.beside]
            setup = console.setup
            trace = unroll(setup.cell, setup.params, setup.x, holds=kept.holds, cuts=kept.cuts)
            np.testing.assert_array_equal(console.run.beside.trace.h, trace.h)
    assert compared > 10
