"""The equations below the picture: their numbers are those of the run."""

import re

import numpy as np
import pytest

from lstm_teach import Cut, Hold
from lstm_teach.draw.numbers import MINUS, shown
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.console import ConsoleState
from tests.widgets.consoles import GATED, make

every_cell = pytest.mark.parametrize("name", GATED)
PLACES = [(1, 0, 0), (6, 3, 1), (12, 2, 0)]
INVERSES = {
    "gate": lambda y: np.log(y / (1.0 - y)),
    "tanh": np.arctanh,
    "psi": lambda y: np.log((2.0 + y) / (2.0 - y)),  # of 4 sigma(a) - 2
}


def read(text):
    """The first number of a text."""
    return float(re.match(r"-?[\d.]+", text.replace(MINUS, "-").strip()).group())


def of_unit(array, console):
    """One number of a field over time; of what a block shares, the block's."""
    rows = np.asarray(array)[console.t - 1, console.sequence].reshape(-1)
    return float(rows[console.unit * len(rows) // console.setup.H])


def pre_activation(console, layer):
    """What a layer must have added up, from what came out of it."""
    if layer in console.setup.gates:
        values = console.run.learned.get(layer, getattr(console.trace, layer))
        return INVERSES["gate"](of_unit(values, console))
    kind = "psi" if console.setup.cell.name == "memory block" else "tanh"
    return INVERSES[kind](of_unit(getattr(console.trace, layer), console))


def layers_of(name):
    return dict.fromkeys(target for _, target in GATED[name].wires)


@every_cell
@pytest.mark.parametrize(("t", "unit", "sequence"), PLACES)
@pytest.mark.parametrize("D", [1, 2])
def test_a_layer_says_what_it_adds_up_and_what_comes_out(name, t, unit, sequence, D):
    console = make(name, D=D, state=ConsoleState(t=t, unit=unit, sequence=sequence))
    assert {*GATED[name].gate_names, "g"} == set(layers_of(name))
    for layer in layers_of(name):
        text = console.equations.of_layer(layer)
        symbol = console.equations.symbol(layer)
        assert text.startswith(f"a_{symbol} = ")
        added, squashed = text.split(",  ")
        total = added.rpartition(" = ")[2]
        assert read(total) == pytest.approx(pre_activation(console, layer), abs=0.0051)
        squash = "σ" if layer in console.setup.gates else "ψ" if name == "memory block" else "tanh"
        assert squashed == (
            f"{symbol} = {squash}({total}) = {shown(of_unit(getattr(console.trace, layer), console))}"
        )
        assert "held" not in text
        if layer in console.setup.gates:
            assert text in part_of(console.parts, f"gate:{layer}").tip
            assert text in part_of(console.parts, f"lane:{layer}").tip


@every_cell
def test_the_terms_that_are_written_make_the_sum(name):
    """With one unit and one input all terms are written out."""
    console = make(name, D=1, H=1, B=1, state=ConsoleState(t=7))
    for layer in layers_of(name):
        terms = console.equations.of_layer(layer).partition(" = ")[2].partition(",  ")[0]
        written, _, total = terms.replace(MINUS, "-").rpartition(" = ")
        first = re.match(r"-?[\d.]+", written)
        added = float(first.group())
        products = re.findall(r"([+-]) ([\d.]+) × (-?[\d.]+) \((\w+)\)", written[first.end() :])
        assert len(products) >= 2
        for sign, weight, value, _ in products:
            added += float(f"{sign}{weight}") * float(value)
        assert added == pytest.approx(float(total), abs=0.03)  # of factors with two decimals
        assert {source for *_, source in products} >= {"x", "h"}


@every_cell
def test_a_held_gate_says_what_it_would_be_and_what_it_is_held_at(name):
    console = make(name)
    for gate in console.setup.gates:
        console.set(holds=(Hold(gate, 0.37, 2, 8),), t=5, unit=1)
        text, symbol = console.equations.of_layer(gate), console.equations.symbol(gate)
        free = shown(of_unit(console.run.learned[gate], console))
        assert text.endswith(f") = {free}; held at 0.37")
        total = re.search(rf"{re.escape(symbol)} = σ\(([^)]+)\)", text).group(1)
        assert read(total) == pytest.approx(pre_activation(console, gate), abs=0.0051)
        console.t = 9
        assert "held" not in console.equations.of_layer(gate)


@every_cell
def test_a_wire_says_what_it_carries(name):
    """Cut the wire: the pre-activation falls by what it carried, in the same step."""
    console = make(name, state=ConsoleState(t=6, unit=2))
    setup = console.setup
    for source, layer in setup.cell.wires:
        console.cuts = ()
        text, before = console.equations.of_wire(source, layer), pre_activation(console, layer)
        name_of_it = f"{source} to {console.equations.symbol(layer)}: "
        assert text.startswith(name_of_it)
        carried = read(re.split(r"together | = ", text)[-1])
        if (source, layer) in sources_inside(setup.cell):
            continue
        console.cuts = (Cut(source, layer, 5, 6),)
        after = pre_activation(console, layer)
        assert carried == pytest.approx(before - after, abs=0.0051)
        assert console.equations.of_wire(source, layer) == f"{name_of_it}cut, carries nothing"
        console.t = 7
        assert "cut" not in console.equations.of_wire(source, layer)
        console.t = 6


def sources_inside(cell):
    """The wires from a value that the same step makes, so that a cut of another wire reaches them."""
    return {wire for wire in cell.wires if wire[0] not in ("x", "h", "c")}


def test_a_wire_whose_weights_are_0_carries_nothing():
    console = make("LSTM")
    console.setup.params.W_h[:, :] = 0.0
    assert console.equations.of_wire("h", "f") == "h to f: its weights are 0, it carries nothing"
    assert console.equations.of_wire("x", "f") != "x to f: its weights are 0, it carries nothing"
    assert {wire for wire in GATED["LSTM"].wires if wire[0] == "h"} == console.equations.idle_wires


@every_cell
@pytest.mark.parametrize(("t", "unit", "sequence"), PLACES)
def test_a_state_says_how_it_comes_about(name, t, unit, sequence):
    console = make(name, state=ConsoleState(t=t, unit=unit, sequence=sequence))
    for field in GATED[name].state_names:
        text = console.equations.of_state(field)
        if field in console.setup.gates:
            assert text == console.equations.of_layer(field)
            continue
        symbols, numbers, value = text.removeprefix(f"{field} = ").split(" = ")
        new = of_unit(getattr(console.trace, field), console)
        assert text.startswith(f"{field} = ")
        assert value == shown(new)
        plain = numbers.replace(MINUS, "-").replace("×", "*")
        assert re.fullmatch(r"[-\d. *+]+", plain)
        assert eval(plain) == pytest.approx(new, abs=0.03)  # of factors with two decimals
        assert symbols.count("×") == numbers.count("×")
        assert text in part_of(console.parts, f"state:{field}").tip
