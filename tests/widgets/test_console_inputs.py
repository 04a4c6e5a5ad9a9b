"""What a reader changes of the console's input: flipped values, a text, and what becomes of the rest."""

import numpy as np
import pytest

from lstm_teach import GRU, LSTM, Cut, Hold, LSTMParams, ReadoutParams, readout, unroll
from lstm_teach.numerics import sigmoid, softmax
from lstm_teach.widgets.console import Batch, Challenge, ConsoleState, GateConsole
from lstm_teach.widgets.console.inputs import Edit
from lstm_teach.widgets.console.lanes import lanes_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import texts
from tests.widgets.consoles import GATED, check, click, drag, make, press, x_of
from tests.widgets.walks import back

every_cell = pytest.mark.parametrize("name", GATED)
TEXT = "abcabbca"


def one_hot(text, symbols="abc"):
    return np.eye(len(symbols))[[symbols.index(symbol) for symbol in text]][:, None, :]


def reader(name="LSTM", text=TEXT, names=("a", "b", "c"), **options):
    """A console that reads a text of three symbols."""
    cell = GATED[name]
    params = cell.init(np.random.default_rng(2), 3, 2)
    return GateConsole(cell, params, one_hot(text), names=names, **options)


def is_run_on(console, x):
    setup, state = console.setup, console.state
    trace = unroll(setup.cell, setup.params, x, holds=state.holds, cuts=state.cuts)
    np.testing.assert_array_equal(console.setup.x, x)
    return all(np.array_equal(getattr(console.trace, n), getattr(trace, n)) for n in trace.array_names())


@every_cell
def test_0_and_1_change_places(name):
    cell = GATED[name]
    x = np.random.default_rng(0).integers(0, 2, size=(8, 2, 2)).astype(float)
    console = GateConsole(cell, cell.init(np.random.default_rng(1), 2, 2), x, ConsoleState(sequence=1))
    start, other = console.state, x.copy()
    click(console, "input:1", 3)
    other[2, 1, 1] = 1.0 - x[2, 1, 1]
    assert console.edits == (Edit(2, 1, other[2, 1, 1], 1),)
    assert (console.t, back(console)) == (3, 1)
    assert is_run_on(console, other)
    check(console)
    press(console, "input:0", "Enter")
    other[2, 1, 0] = 1.0 - x[2, 1, 0]
    assert is_run_on(console, other)
    assert back(console) == 2
    part = next(part for part in console.parts if part.key == "input:0")
    assert part.checked == bool(other[2, 1, 0])
    assert part.text == f"{other[2, 1, 0]:.2f} at step 3 of 8"
    press(console, "input:0", " ")
    click(console, "input:1", 3)
    assert console.edits == ()  # changed back, nothing is changed
    for _ in range(4):
        console.undo()
    assert console.state == start
    assert is_run_on(console, x)


@every_cell
def test_of_a_real_number_the_sign_changes_and_0_becomes_the_largest(name):
    console = make(name, targets=None)
    x = console.setup.x.copy()
    x[4, 0, 1] = 0.0
    console = GateConsole(console.setup.cell, console.setup.params, x)
    click(console, "input:0", 5)
    assert console.edits == (Edit(4, 0, -x[4, 0, 0]),)
    click(console, "input:1", 5)
    assert console.edits[1] == Edit(4, 1, np.abs(x[:, :, 1]).max())
    other = x.copy()
    other[4, 0] = -x[4, 0, 0], np.abs(x[:, :, 1]).max()
    assert is_run_on(console, other)
    check(console)
    click(console, "input:0", 5)
    assert console.edits == (Edit(4, 1, np.abs(x[:, :, 1]).max()),)


@every_cell
def test_with_shift_dragged_or_by_arrow_keys_an_input_only_moves_the_cursor(name):
    console = make(name, B=1)
    click(console, "input:0", 7, shift=True)
    assert (console.t, console.edits) == (7, ())
    top = next(part for part in console.parts if part.key == "input:1").middle[1]
    drag(console, "input:1", (x_of(console, 3), top), (x_of(console, 9), top))
    assert (console.t, console.edits) == (9, ())
    drag(console, "input:1", (x_of(console, 3), top), end="cancel")
    assert (console.t, console.edits) == (9, ())
    for key, t in (("ArrowRight", 10), ("Home", 1), ("End", 12)):
        press(console, "input:0", key)
        assert (console.t, console.edits) == (t, ())


@every_cell
def test_a_symbol_is_put_where_another_one_was(name):
    console = reader(name)
    assert console.text is None
    assert console.controls["text"].value == TEXT
    click(console, "input:2", 1)
    assert console.text == "cbcabbca"
    assert console.controls["text"].value == "cbcabbca"
    assert is_run_on(console, one_hot("cbcabbca"))
    check(console)
    assert "the input was changed" in console.drawing.description
    console.t = 4
    press(console, "input:1", "Enter")
    assert console.text == "cbcbbbca"
    click(console, "input:0", 1)
    click(console, "input:0", 4)
    assert console.text is None  # as it was given
    assert is_run_on(console, one_hot(TEXT))


def test_a_typed_text_is_read():
    console = reader()
    console.controls["text"].value = "cab"
    assert (console.text, console.setup.T) == ("cab", 3)
    assert is_run_on(console, one_hot("cab"))
    assert lanes_of(console.run, 0, 0).symbols == ["c", "a", "b"]
    check(console)
    console.text = "abc" * 9
    assert is_run_on(console, one_hot("abc" * 9))
    check(console)
    console.text = TEXT
    assert console.text is None
    console.text = "bb"
    console.undo()
    assert console.text is None
    assert is_run_on(console, one_hot(TEXT))
    check(console)
    assert eval(repr(ConsoleState(text="bb", edits=Edit(1, 0, 0.5)))) == ConsoleState(
        text="bb", edits=(Edit(1, 0, 0.5),)
    )


def test_symbols_of_several_letters_have_blanks_between():
    console = reader(names=("up", "down", "end"))
    assert console.controls["text"].value.split()[:3] == ["up", "down", "end"]
    console.text = "down  up end"
    assert is_run_on(console, one_hot("bac"))
    with pytest.raises(ValueError, match="text: expected symbols among up down end, got 'dow' at step 2"):
        console.text = "up dow"


def test_what_cannot_be_read_is_named_and_changes_nothing():
    console = reader(state=ConsoleState(text="ab"))
    before = (console.state, console.picture)
    for text, message in (
        ("abxa", "text: expected symbols among a b c, got 'x' at step 3"),
        ("a b", "text: expected symbols among a b c, got ' ' at step 2"),
        ("a" * 501, "text: expected 1 to 500 symbols, got 501"),
    ):
        with pytest.raises(ValueError, match=message):
            console.text = text
        with pytest.raises(ValueError, match=message):
            console.controls["text"].value = text
        assert (console.state, console.picture) == before
        assert console.controls["text"].value == "ab"
    with pytest.raises(TypeError, match="text: expected a text or None, got 3"):
        console.text = 3
    with pytest.raises(ValueError, match="edit.step: expected a whole number from 0 to 1, got 2"):
        console.edits = Edit(2, 0, 1.0)
    with pytest.raises(TypeError, match=r"edits\[0\]: expected an Edit, got 3"):
        console.edits = (3,)
    with pytest.raises(ValueError, match="text: expected a console that reads one of several named symbols"):
        make().text = "ab"
    assert (console.state, console.picture) == before
    console.t = 2  # the error is no longer shown
    check(console)


@every_cell
def test_a_shorter_text_clips_cursor_holds_and_cuts_and_drops_edits(name):
    console = reader(name)
    one, two = console.setup.gates[:2]
    console.set(
        holds=(Hold(one, 0.2, 1, 3), Hold(one, 0.7, 3, 7), Hold(two, 1.0, 5), Hold(two, 0.0, 0, 2)),
        cuts=(Cut("x", one, 2, 6), Cut("h", two, 5), Cut("h", one)),
        edits=(Edit(6, 0, 0.5), Edit(0, 1, 0.5)),
        t=8,
        hold=1,
    )
    before = console.state
    console.text = "abca"
    assert (console.t, console.setup.T, console.edits) == (4, 4, ())
    assert set(console.holds) == {Hold(one, 0.2, 1, 3), Hold(one, 0.7, 3), Hold(two, 0.0, 0, 2)}
    reached = {(cut.source, cut.target): (cut.start, cut.stop) for cut in console.cuts}
    assert reached.keys() == {("x", one), ("h", one)}
    assert reached["x", one] in ((2, 4), (2, None))
    assert is_run_on(console, one_hot("abca"))
    check(console)
    console.undo()
    assert console.state == before
    check(console)


@every_cell
def test_targets_and_error_go_with_the_input_that_they_belong_to(name):
    console = make(name)
    assert console.run.errors is not None
    assert {"|dL/dh|"} & set(texts(console.picture))
    start = console.picture
    click(console, "input:0", 2)
    assert console.run.errors is None
    assert console.run.loss is None
    assert console.setup.shown_targets is None
    assert not any("dL/dh" in text or "target" in text for text in texts(console.picture))
    check(console)
    click(console, "input:0", 2)
    assert console.run.errors is not None
    console.t = 1
    assert console.picture == start


@every_cell
def test_targets_that_are_a_function_of_the_input_stay(name):
    console = make(name)

    def rule(x):
        return np.cumsum(x[:, :, :1], axis=0) * np.ones(4)

    console = GateConsole(console.setup.cell, console.setup.params, console.setup.x, targets=rule)
    click(console, "input:0", 2)
    assert console.run.errors is not None
    np.testing.assert_array_equal(console.setup.shown_targets, rule(console.setup.x))
    assert console.run.loss == np.mean((console.trace.h - rule(console.setup.x)) ** 2)
    assert any(text.startswith("target ") for text in texts(console.picture))
    check(console)


def test_a_question_is_answered_by_holds_alone():
    rng = np.random.default_rng(4)

    def make_batch(rng):
        return Batch(one_hot("abca") * np.ones((1, 1, 1)) + 0.0 * rng.normal())

    challenge = Challenge("Keep h down.", make_batch, lambda trace, answer: trace.h[:, :, 0] > 0.9)
    params = LSTM.init(rng, 3, 2)
    console = GateConsole(LSTM, params, one_hot("abca"), names=("a", "b", "c"), challenge=challenge)
    before = (console.state, console.picture)
    for setting in ({"edits": Edit(0, 0, 0.5)}, {"text": "bb"}, {"cuts": Cut("h", "f")}):
        with pytest.raises(ValueError, match="cuts, edits, text: expected none, for the question"):
            console.set(**setting)
        with pytest.raises(ValueError, match="cuts, edits, text: expected none"):
            console.with_state(ConsoleState(**setting))
        with pytest.raises(ValueError, match="cuts, edits, text: expected none"):
            console.state = ConsoleState(**setting)
        assert (console.state, console.picture) == before
    assert not {"wire", "text"} & console.controls.keys()
    assert not [part for part in console.parts if part.role in ("switch", "button")]
    for key in ("lane:x0", "lane:x1"):
        click(console, key, 3)
        press(console, key, "Enter")
        assert (console.t, console.edits, console.text) == (3, (), None)
    for part in console.parts:
        if part.key.startswith("wire:"):
            with pytest.raises(ValueError, match="answered by holds alone"):  # no page sends that
                press(console, part.key, "Enter")
            assert console.cuts == ()
    console.t = 1
    check(console)


ANSWERS = {"linear": lambda y: y, "sigmoid": sigmoid, "softmax": softmax}


@pytest.mark.parametrize("cell", [LSTM, GRU], ids=lambda cell: cell.name)
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("O", [1, 3])
def test_the_answer_of_a_readout_is_shown(cell, answer, O):  # noqa: E741
    rng = np.random.default_rng(6)
    params, out = cell.init(rng, 1, 4), ReadoutParams(rng.normal(size=(4, O)), rng.normal(size=O))
    x, targets = rng.normal(size=(9, 2, 1)), rng.integers(0, 2, size=(9, 2, O))
    console = GateConsole(
        cell, params, x, ConsoleState(t=5, sequence=1), readout=out, answer=answer, targets=targets
    )
    for gate in (None, console.setup.gates[0]):
        console.holds = () if gate is None else (Hold(gate, 0.0),)
        expected = ANSWERS[answer](readout(out, console.trace.h))[:, 1]
        free = ANSWERS[answer](readout(out, unroll(cell, params, x).h))[:, 1]
        rows = [row for row in lanes_of(console.run, 1, 0).rows if row.key.startswith("y")]
        assert [row.title for row in rows] == (["answer"] if O == 1 else ["answer 0", "answer 1", "answer 2"])
        drawn = texts(console.picture)
        for k, row in enumerate(rows):
            np.testing.assert_array_equal(row.signals[0].values, expected[:, k])
            np.testing.assert_array_equal(row.signals[1].values, targets[:, 1, k])
            assert (len(row.signals) == 3) == (gate is not None)
            assert row.text_of(expected[4, k]) in drawn
            if gate is not None:
                np.testing.assert_array_equal(row.signals[2].values, free[:, k])
                # Two numbers have room: where a target is wanted, the free run is seen as a line alone.
                assert (f"free {row.text_of(free[4, k])}" in drawn) == np.isnan(targets[4, 1, k])
            if answer != "linear":
                assert (row.low, row.high) == (0.0, 1.0)
        check(console)
    assert console.run.errors is None


def test_the_error_goes_back_through_the_readout():
    rng = np.random.default_rng(6)
    params, out = LSTM.init(rng, 1, 4), ReadoutParams(rng.normal(size=(4, 1)), np.zeros(1))
    x, targets = rng.normal(size=(9, 2, 1)), rng.normal(size=(9, 2, 1))

    def loss(y, targets):
        return float(np.sum((y - targets) ** 2)), 2 * (y - targets)

    console = GateConsole(LSTM, params, x, readout=out, targets=targets, loss=loss)
    y = readout(out, console.trace.h)
    assert console.run.loss == np.sum((y - targets) ** 2)
    np.testing.assert_allclose(console.run.errors.h[-1], 2 * (y - targets)[-1] @ out.W_y.T, rtol=1e-12)
    check(console)


def test_what_does_not_fit_a_readout_is_named():
    params, x = LSTM.init(np.random.default_rng(0), 1, 2), np.ones((4, 1, 1))
    with pytest.raises(ValueError, match="answer: expected one of"):
        GateConsole(LSTM, params, x, readout=ReadoutParams(np.ones((2, 1)), np.ones(1)), answer="loud")
    with pytest.raises(ValueError, match="h: expected|W"):
        GateConsole(LSTM, params, x, readout=ReadoutParams(np.ones((3, 1)), np.ones(1)))


def test_a_text_stays_while_something_else_is_set():
    x = np.eye(2)[[[0, 1], [1, 1], [0, 0]]]  # two sequences of three symbols
    params = LSTM.init(np.random.default_rng(0), 2, 1)
    console = GateConsole(LSTM, params, x, names=("#", "a"))
    console.text = "a#a#"
    console.t = 2
    console.forget = "closed"
    assert console.text == "a#a#"
    check(console)


def test_a_valves_clicks_count_from_the_start_that_was_given():
    params = LSTMParams(np.zeros((1, 4)), np.array([[0.0, 8.0, 0.0, 0.0]]), np.array([0.0, -4.0, 0.0, 4.0]))
    start = LSTM.state_type(h=np.ones((1, 1)), c=np.ones((1, 1)))
    console = GateConsole(LSTM, params, np.zeros((3, 1, 1)), start=start)
    assert console.trace.f[0, 0, 0] > 0.5  # without the start it would be below
    settings = []
    for _ in range(3):
        console.touch(Touch("key", "gate:f", name="Enter"))
        settings.append(console.forget)
    assert settings == ["closed", "open", "free"]
