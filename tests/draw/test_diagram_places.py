"""Where the parts of a diagram are: every box holds what is drawn there, and no other box."""

import re
from itertools import combinations

import pytest

from lstm_teach.draw import diagram
from lstm_teach.draw.diagram import places
from lstm_teach.draw.diagram.surroundings import BOTTOM, FEET
from tests.draw.diagrams import CELLS, all_held, step_of, unknown
from tests.draw.pictures import NS, parse

STEPS = {name: step_of(cell, seed=2)[0] for name, cell in CELLS.items()} | {"unknown": unknown()}


def holds(box, point):
    left, top, width, height = box
    return left <= point[0] <= left + width and top <= point[1] <= top + height


def drawn(step):
    """The picture's elements, and how far its body is moved down."""
    picture = diagram(step)
    root = parse(picture.svg())
    moved = re.search(r"translate\(0 (-?[\d.]+)\)", picture.svg())
    return root, float(moved.group(1)) if moved else 0.0


@pytest.mark.parametrize("name", STEPS)
def test_every_box_is_inside_the_picture_and_no_two_overlap(name):
    step = STEPS[name]
    picture, boxes = diagram(step), places(step)
    for key, (left, top, width, height) in boxes.items():
        assert 0 <= left < left + width <= picture.width, key
        assert 0 <= top < top + height <= picture.height, key
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        apart = a[0] + a[2] <= b[0] or b[0] + b[2] <= a[0] or a[1] + a[3] <= b[1] or b[1] + b[3] <= a[1]
        assert apart, (one, other)


@pytest.mark.parametrize("name", STEPS)
def test_every_gate_and_every_wire_that_is_drawn_has_a_box(name):
    boxes = set(places(STEPS[name]))
    assert {f"gate:{gate}" for gate in STEPS[name].gates} <= boxes
    wires = {tuple(key.split(":")[1:]) for key in boxes if key.startswith("wire:")}
    if name in CELLS:
        gates = CELLS[name].gate_names  # gates that feed gates are drawn nowhere
        assert wires == {pair for pair in CELLS[name].wires if pair[0] not in gates}
    assert {"input:x", "state:h", "state:h_prev"} <= boxes


@pytest.mark.parametrize("name", STEPS)
def test_boxes_of_gates_hold_the_middles_of_valves(name):
    root, moved = drawn(STEPS[name])
    middles = [
        (float(c.get("cx")), float(c.get("cy")) + moved)
        for c in root.iter(f"{NS}circle")
        if c.get("r") == "20"
    ]
    for key, box in places(STEPS[name]).items():
        if key.startswith("gate:"):
            assert sum(holds(box, middle) for middle in middles) == 1, key
            assert min(box[2:]) >= 48


@pytest.mark.parametrize("name", STEPS)
def test_boxes_of_layers_are_the_layers(name):
    root, moved = drawn(STEPS[name])
    rects = {
        (float(r.get("x")), float(r.get("y")) + moved, 100.0, 30.0)
        for r in root.iter(f"{NS}rect")
        if (r.get("width"), r.get("height")) == ("100", "30")
    }
    assert {box for key, box in places(STEPS[name]).items() if key.startswith("layer:")} == rects


@pytest.mark.parametrize("name", STEPS)
def test_boxes_of_wires_hold_one_arrowhead_of_their_source(name):
    root, moved = drawn(STEPS[name])
    heads = [
        (float(x), float(y) + moved)
        for path in root.iter(f"{NS}path")
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)L[-\d. ]+L[-\d. ]+Z", path.get("d"))
    ]
    boxes = places(STEPS[name])
    for key, box in boxes.items():
        if key.startswith("wire:") and key != "wire:c:h":  # of a carousel, a pipe
            assert sum(holds(box, tip) for tip in heads) == 1, key
            assert box[2] == 24
    for key, box in boxes.items():
        _, source, target = (*key.split(":"), "", "")[:3]
        if source in ("x", "h") and target and name != "CEC":
            assert (box[1] - moved, box[3]) == (FEET, BOTTOM - FEET)


@pytest.mark.parametrize("name", STEPS)
def test_boxes_of_states_and_inputs_hold_their_texts(name):
    step = STEPS[name]
    root, moved = drawn(step)
    at = {t.text: (float(t.get("x")), float(t.get("y")) + moved) for t in root.iter(f"{NS}text")}
    boxes = places(step)
    for key, box in boxes.items():
        kind, field, *_ = key.split(":")
        if kind == "state":
            words = {"h": "hidden h", "c": "cell state c"}[field[0]] + ("ₜ₋₁" if "prev" in field else "ₜ")
            assert holds(box, at[words]), key
    assert any(holds(boxes["input:x"], at[text]) for text in at if text.startswith("input x"))


@pytest.mark.parametrize("name", CELLS)
def test_places_depend_on_no_number(name):
    same = places(STEPS[name])
    for seed in range(3):
        step, _ = step_of(CELLS[name], D=3, H=4, B=2, seed=seed, holds=all_held(CELLS[name]))
        assert places(step) == same
