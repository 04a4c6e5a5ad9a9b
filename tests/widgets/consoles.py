"""Consoles of every gated cell, and what tests ask of any of them."""

from typing import Any

import ipywidgets
import numpy as np

from lstm_teach import GRU, GRU_RESET_BEFORE, LSTM, MEMORY_BLOCK, PEEPHOLE_LSTM, Hold, unroll
from lstm_teach.draw.parts import part_of
from lstm_teach.draw.timeline.beside import LEFT, RIGHT, WIDTH
from lstm_teach.widgets.console import ConsoleState, GateConsole
from lstm_teach.widgets.console.kept import MOST
from lstm_teach.widgets.console.picture import draw
from lstm_teach.widgets.console.run import run
from lstm_teach.widgets.console.state import MODES, ordered
from lstm_teach.widgets.controls import OWN
from lstm_teach.widgets.picture import Touch
from tests.widgets.on_page import on_page

GATED = {cell.name: cell for cell in (LSTM, PEEPHOLE_LSTM, MEMORY_BLOCK, GRU, GRU_RESET_BEFORE)}
OPTIONS: dict[str, dict[str, Any]] = {MEMORY_BLOCK.name: {"cells_per_block": 2, "scale": 1.0}}


def make(
    name: str = "LSTM", *, T: int = 12, B: int = 2, D: int = 2, H: int = 4, seed: int = 0, **options: Any
) -> GateConsole:
    """Return a console with random weights, a random stream and a target for every unit."""
    rng = np.random.default_rng(seed)
    cell = GATED[name]
    params = cell.init(rng, D, H, **(OPTIONS.get(name, {}) if H % 2 == 0 else {}))
    x = rng.normal(size=(T, B, D))
    options = {"targets": rng.uniform(-1, 1, size=(T, B, H))} | options
    return GateConsole(cell, params, x, **options)


def own_presets(name: str) -> dict[str, ConsoleState]:
    """Return presets with several holds of a gate, of single units and of the cursor."""
    gate, other = GATED[name].gate_names[:2]
    return {
        "nothing": ConsoleState(),
        "two holds": ConsoleState((Hold(gate, 0.0, 1, 3), Hold(gate, 0.7, 6)), t=7),
        "one unit": ConsoleState((Hold(other, 1.0, units=(0,)),), gate=other),
        "crossed": ConsoleState((Hold(gate, 0.25), Hold(other, 0.5, 2, 4), Hold(gate, 1.0, 3, 4))),
    }


def check(console: GateConsole) -> None:
    """Controls, settings, shown text and a fresh drawing of the state agree."""
    state = console.state
    result = run(console.setup, state.holds, state.cuts, run(console.given).trace)
    result = result._replace(beside=console.run.beside)
    fresh = draw(state, result)
    assert console.picture == fresh.svg()
    assert console.drawing.alt == fresh.alt
    assert on_page(console) == console.picture
    state, controls = console.state, console.controls
    gates = console.setup.gates
    assert gates[controls["gate"].index] == state.gate
    holds = state.holds_of(state.gate)
    hold = holds[state.hold] if holds else None
    word = "free" if hold is None else {0.0: "closed", 1.0: "open"}.get(hold.value, "held at")
    assert MODES[controls["mode"].index] == word == console.mode
    for name in ("value", "steps"):
        hidden = controls[name].layout.visibility == "hidden"
        assert hidden == (hold is None)
    if hold is not None:
        last = console.setup.T if hold.stop is None else hold.stop
        assert controls["value"].value == hold.value
        assert tuple(controls["steps"].value) == (hold.start + 1, last)
    several = len(holds) > 1 or any(one.units is not None for one in holds)
    assert (controls["hold"].layout.display == "none") == (not several)
    assert controls["steps"].description == (f"of {len(holds)}" if several else "held")
    if several:
        assert (controls["hold"].min, controls["hold"].max) == (1, len(holds))
        assert controls["hold"].value == state.hold + 1
    assert controls["t"].value == controls["play"].value == state.t
    assert controls["t"].max == controls["play"].max == console.setup.T
    for name, size in (("unit", console.setup.H), ("sequence", console.setup.B)):
        assert (controls[name].layout.display == "none") == (size == 1)
        if size > 1:
            assert controls[name].value == getattr(state, name)
            assert (controls[name].min, controls[name].max) == (0, size - 1)
    if "preset" in controls:
        shown = controls["preset"].options[controls["preset"].index]
        assert shown == console.preset
        if shown != OWN:
            assert ordered(console.presets[shown].holds, gates, console.setup.T) == state.holds


def applicable(console: GateConsole) -> list[str]:
    """Return the controls that a reader can reach now, and the buttons."""
    reachable = [
        name
        for name, control in console.controls.items()
        if control.layout.display != "none" and control.layout.visibility != "hidden"
    ]
    has_room = len(console.kept) < MOST
    return [*reachable, *(name for name in console.buttons if name != "keep" or has_room)]


def move(rng: Any, console: GateConsole, name: str) -> Any:
    """Move a control as a reader could; return what its setting should be then, or None for a button."""
    if name in console.buttons:
        console.buttons[name].click()
        return None
    control = console.controls[name]
    if isinstance(control, ipywidgets.ToggleButtons | ipywidgets.Dropdown):
        control.index = rng.randrange(len(control.options))
        return console.setup.gates[control.index] if name == "gate" else control.options[control.index]
    if isinstance(control, ipywidgets.Checkbox):
        control.value = not control.value
    elif isinstance(control, ipywidgets.Text):
        symbols = console.setup.names
        control.value = "".join(rng.choice(symbols) for _ in range(rng.randrange(1, 12)))
    elif isinstance(control, ipywidgets.FloatSlider):
        control.value = rng.choice([0.0, 1.0, round(rng.random(), 2)])
    elif isinstance(control, ipywidgets.IntRangeSlider):
        control.value = tuple(sorted(rng.choices(range(1, control.max + 1), k=2)))
    else:
        control.value = rng.randrange(control.min, control.max + 1)
        return control.value - (name == "hold")  # which is counted from 1
    return control.value


def x_of(console: GateConsole, t: int) -> float:
    """Return where step t is drawn."""
    return LEFT + (t - 0.5) * (WIDTH - LEFT - RIGHT) / console.setup.T


def drag(
    console: GateConsole, key: str, *places: tuple[float, float], shift: bool = False, end: str = "up"
) -> None:
    """Press a part at the first place, move to the others and let go, or give up with "cancel"."""
    console.touch(Touch("down", key, *places[0], shift))
    for place in places[1:]:
        console.touch(Touch("move", key, *place, shift))
    console.touch(Touch(end, key, *places[-1], shift))


def click(console: GateConsole, key: str, t: int | None = None, *, shift: bool = False) -> None:
    """Click a part in its middle, or where step t is."""
    x, y = part_of(console.parts, key).middle
    drag(console, key, (x if t is None else x_of(console, t), y), shift=shift)


def press(console: GateConsole, key: str, name: str, *, shift: bool = False) -> None:
    """Press a key of the keyboard on a part that has the focus."""
    console.touch(Touch("key", key, shift=shift, name=name))


def own_value(console: GateConsole, gate: str) -> float:
    """Return what the gate is at the cursor, with all other gates as they are held."""
    setup, state = console.setup, console.state
    others = tuple(hold for hold in state.holds if hold.gate != gate)
    values = getattr(unroll(setup.cell, setup.params, setup.x, holds=others), gate)[state.t - 1, 0]
    return float(values[state.unit * len(values) // setup.H])


def is_run_of(console: GateConsole, holds: Any = (), cuts: Any = ()) -> bool:
    """Return whether the console shows the run under these holds and cuts."""
    setup = console.setup
    trace: Any = unroll(setup.cell, setup.params, setup.x, holds=holds, cuts=cuts)
    return all(np.array_equal(getattr(console.trace, n), getattr(trace, n)) for n in trace.array_names())
