"""The console's presets: a list, two buttons beside it, and that each is a whole setting."""

from dataclasses import replace

import ipywidgets
import pytest

from lstm_teach import Cut, Hold
from lstm_teach.widgets.console import ConsoleState
from lstm_teach.widgets.controls import OWN, PresetSteps
from tests.widgets.consoles import GATED, check, make

every_cell = pytest.mark.parametrize("name", GATED)


def test_a_preset_that_is_in_force_stays_selected_when_own_setting_is_picked():
    console = make()
    console.preset = "forget nothing"
    console.controls["preset"].index = 0
    assert console.preset == "forget nothing"
    check(console)


@every_cell
def test_presets_and_their_controls(name):
    console = make(name)
    names = console.controls["preset"].options
    assert names[:2] == (OWN, "all free")
    seen = set()
    for n in range(1, len(names)):
        console.controls["preset"].index = n
        assert console.preset == names[n]
        check(console)
        seen.add(console.picture)
    assert len(seen) == len(names) - 1


def steps_of(widget):
    """Return the two buttons beside the list of presets: previous and next."""
    rows = (child for child in widget.children if isinstance(child, ipywidgets.HBox))
    found = (child for row in rows for child in row.children if isinstance(child, PresetSteps))
    return next(found).children  # the others belong to the list of wires


@every_cell
def test_buttons_go_through_all_presets_and_round(name):
    console = make(name)
    previous, following = steps_of(console)
    names = list(console.presets)
    assert console.preset == names[0]
    for expected in (*names[1:], *names[:2]):
        following.click()
        assert console.preset == expected
        check(console)
    for expected in (names[0], names[-1], names[-2]):
        previous.click()
        assert console.preset == expected
    console.value = 0.321
    assert console.preset == OWN
    previous.click()
    assert console.preset == names[-1]


def test_buttons_pass_presets_that_are_the_same():
    one = ConsoleState((Hold("f", 1.0),))
    console = make(presets={"first": one, "second": replace(one, unit=2), "third": ConsoleState()})
    seen = []
    for _ in range(4):
        steps_of(console)[1].click()
        seen.append((console.preset, console.unit))
    assert seen == [("first", 0), ("first", 2), ("third", 2), ("first", 2)]
    for shown in ("third", "first", "first", "third"):
        steps_of(console)[0].click()
        assert console.preset == shown


def test_a_step_to_a_preset_that_cannot_be_shown_raises_and_changes_nothing():
    console = make()
    before = console.state
    console.draw = None
    with pytest.raises(TypeError):
        steps_of(console)[1].click()
    del console.draw
    assert console.state == before


def test_without_presets_there_is_no_list():
    console = make(presets={})
    assert "preset" not in console.controls
    assert not any(isinstance(child, PresetSteps) for row in console.children[:1] for child in row.children)
    console.forget = "open"
    check(console)


@every_cell
def test_a_preset_mends_cut_wires_and_is_not_in_force_while_one_is_cut(name):
    console = make(name)
    stories = list(console.presets)
    wire = console.setup.cell.wires[0]
    for story in stories[:2]:
        console.preset = story
        console.cuts = (Cut(*wire),)
        assert console.preset == OWN
        check(console)
        console.preset = story
        assert console.cuts == ()
        assert console.preset == story
        check(console)
    console.undo()
    assert console.cuts == (Cut(*wire),)


def test_a_preset_may_cut_a_wire_itself_and_leaves_the_input_as_it_is():
    own = ConsoleState((Hold("f", 1.0),), cuts=(Cut("h", "g"),))
    console = make(presets={"cut": own, "plain": replace(own, cuts=())})
    console.edits = ((2, 0, 5.0),)
    for story, cuts in (("cut", own.cuts), ("plain", ()), ("cut", own.cuts)):
        console.preset = story
        assert (console.preset, console.cuts, console.holds) == (story, cuts, own.holds)
        assert len(console.edits) == 1
        check(console)
