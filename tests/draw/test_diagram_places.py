"""Where a diagram's parts are: what can be pointed at is where it is drawn, and nothing covers another."""

import re
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest

from lstm_teach import MEMORY_BLOCK, RNN, unroll
from lstm_teach.draw import diagram
from lstm_teach.draw.diagram import _PLACES, places
from lstm_teach.draw.diagram.valve import VALVE
from tests.draw.diagrams import CELLS, GATED, all_held, filled, step_of
from tests.draw.pictures import NS, parse

# Wires from a gate to a gate, in a memory block with feedback between its gates, are not drawn: which
# of a block's cells and gates they join is said by the equations.
NOT_DRAWN = set(product(("y_in", "y_out"), ("y_in", "y_out", "g")))
SHAPES = [{"D": 1, "H": 1}, {"D": 2, "H": 6}, {"D": 40, "H": 48, "B": 3}]


def step_in(name, shape):
    return step_of(CELLS[name], **shape)[0]


def overlap(a, b):
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    return wide > 1e-9 and high > 1e-9


def holds(box, x, y):
    return box[0] <= x <= box[0] + box[2] and box[1] <= y <= box[1] + box[3]


def moved(drawing):
    """How far the whole is moved: what has no memory is cut off at the top."""
    group = parse(drawing.svg()).find(f"{NS}g")
    shift = (group.get("transform") or "") if group is not None else ""
    return float(shift[:-1].split()[1]) if shift.startswith("translate") else 0.0


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_places_are_inside_and_apart(name, shape):
    step = step_in(name, shape)
    drawing, found = diagram(step), places(step)
    for key, (x, y, width, height) in found.items():
        assert min(width, height) > 0, key
        assert min(x, y) >= 0, key
        assert x + width <= drawing.width, key
        assert y + height <= drawing.height, key
    covered = [(a, b) for a, b in combinations(found, 2) if overlap(found[a], found[b])]
    assert covered == []


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", GATED)
def test_a_gates_place_holds_the_middle_of_its_valve(name, shape):
    step = step_in(name, shape)
    drawing, found = diagram(step), places(step)
    circles = [c for c in parse(drawing.svg()).iter(f"{NS}circle") if c.get("r") == f"{VALVE:g}"]
    middles = [(float(c.get("cx")), float(c.get("cy"))) for c in circles]
    gates = {gate: found[f"gate:{gate}"] for gate in CELLS[name].gate_names}
    assert {key for key in found if key.startswith("gate:")} == {f"gate:{gate}" for gate in gates}
    held = [[gate for gate, box in gates.items() if holds(box, *middle)] for middle in middles]
    assert sorted(gate for some in held for gate in some) == sorted(gates)  # each place holds one valve
    # The second valve of an update gate stands at 1 - z and is no handle.
    assert held.count([]) == (1 if "z" in gates else 0)


@pytest.mark.parametrize("name", GATED)
def test_a_place_has_the_name_of_the_valve_that_moves_with_its_gate(name):
    for gate in CELLS[name].gate_names:
        step, _ = step_of(CELLS[name])
        bodies = []
        for value in (0.0, 1.0):
            one = filled(step, 0.0, 0.5, CELLS[name].gate_names)
            one = replace(one, **{gate: np.full_like(getattr(one, gate), value)})
            root = parse(diagram(one).svg())
            lids = [p.get("d") for p in root.iter(f"{NS}path") if "a20 20" in (p.get("d") or "")]
            middles = [
                (float(c.get("cx")), float(c.get("cy")))
                for c in root.iter(f"{NS}circle")
                if c.get("r") == f"{VALVE:g}"
            ]
            bodies.append(dict(zip(middles, lids, strict=True)))
        changed = [middle for middle in bodies[0] if bodies[0][middle] != bodies[1][middle]]
        (mine,) = [middle for middle in changed if holds(places(step)[f"gate:{gate}"], *middle)]
        # Shut at 0 and open at 1: of an update gate it is the valve that keeps.
        assert [re.search("0 0 1 40 0|0 0 0 0 40Z", body[mine]) is None for body in bodies] == [False, True]
        assert len(changed) == (2 if gate == "z" else 1)


@pytest.mark.parametrize("options", [{}, {"cells_per_block": 3}, {"gate_feedback": False}], ids=str)
def test_of_a_block_only_wires_between_gates_have_no_place(options):
    step, _ = step_of(MEMORY_BLOCK, H=6, **options)
    drawn = {tuple(key.split(":")[1:]) for key in places(step) if key.startswith("wire:")}
    assert set(MEMORY_BLOCK.wires) - drawn == NOT_DRAWN
    assert drawn <= set(MEMORY_BLOCK.wires)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", [name for name in CELLS if name != "memory block"])
def test_every_wire_with_weights_has_a_place(name, shape):
    found = places(step_in(name, shape))
    wires = {key for key in found if key.startswith("wire:")}
    assert wires == {f"wire:{source}:{target}" for source, target in CELLS[name].wires}


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_a_wires_place_holds_the_arrow_that_enters_its_layer(name, shape):
    """From below, at the left of the middle from h and at the right from x; from c from above."""
    step = step_in(name, shape)
    found = places(step)
    for key in [key for key in found if key.startswith("wire:")]:
        _, source, target = key.split(":")
        layer, box = found[f"layer:{target}"], found[key]
        middle = box[0] + box[2] / 2 - layer[0] - layer[2] / 2
        if source == "c":
            assert box[1] + box[3] <= layer[1] + 1e-9
        else:
            assert middle == pytest.approx({"h": -14, "x": 14}[source])
            assert box[1] >= layer[1] + layer[3]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_a_layers_place_is_its_rectangle(name, shape):
    step = step_in(name, shape)
    drawing = diagram(step)
    rects = {
        tuple(float(r.get(side)) for side in ("x", "y", "width", "height"))
        for r in parse(drawing.svg()).iter(f"{NS}rect")
        if "fill-opacity:0.10" in r.get("style")
    }
    layers = [box for key, box in places(step).items() if key.startswith("layer:")]
    shift = moved(drawing)
    assert {(x, y - shift, w, h) for x, y, w, h in layers} == rects
    assert len(layers) == len(rects) > 0


@pytest.mark.parametrize("name", CELLS)
def test_places_of_states_hold_their_numbers(name):
    step, _ = step_of(CELLS[name])
    fields = [field for field in ("h_prev", "h", "c_prev", "c") if field in step.array_names()]
    values = {field: np.full_like(getattr(step, field), 11.25 + n) for n, field in enumerate(fields)}
    step = replace(step, **values)
    drawing = diagram(step)
    shift, found = moved(drawing), places(step)
    assert {key for key in found if key.startswith("state:")} == {f"state:{field}" for field in fields}
    for n, field in enumerate(fields):
        (left, right) = (0.0, 110.0) if field.endswith("_prev") else (655.0, 760.0)
        at = [
            (float(t.get("x")), float(t.get("y")) + shift)
            for t in parse(drawing.svg()).iter(f"{NS}text")
            if t.text == f"{11.25 + n:.2f}" and left <= float(t.get("x")) <= right
        ]
        assert len(at) == 1, field
        assert holds(found[f"state:{field}"], *at[0]), field


def anew(step):
    """Return places as they are drawn now: they are drawn once for a type."""
    _PLACES.clear()
    return places(step)


@pytest.mark.parametrize("name", CELLS)
def test_places_do_not_depend_on_numbers_or_holds(name):
    step, _ = step_of(CELLS[name], D=2, H=4, B=2)
    one = anew(step)
    held, _ = step_of(CELLS[name], D=2, H=4, B=2, seed=5, holds=all_held(CELLS[name]))
    strange = filled(step, np.nan, 1.0, CELLS[name].gate_names)
    for other in (held, strange, filled(step, -1e12, 0.0, CELLS[name].gate_names)):
        assert anew(other) == one
    assert list(anew(held)) == list(one)
    for sizes in ({}, {"D": 9, "H": 40}):  # nor on the numbers of inputs and units
        assert anew(step_of(CELLS[name], **sizes)[0]) == one


def test_what_has_no_diagram_has_no_places():
    trace = unroll(RNN, RNN.init(np.random.default_rng(0), 1, 1), np.zeros((4, 1, 1)))
    with pytest.raises(TypeError, match="step: expected a single Step"):
        places(trace)
