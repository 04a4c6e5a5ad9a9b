"""Living cell diagrams: valves, wires, strips, legend; sizes in units and in bytes."""

import re

import numpy as np
import pytest

from lstm_teach import (
    GRU,
    LSTM,
    PEEPHOLE_LSTM,
    Hold,
)
from lstm_teach.draw import diagram
from lstm_teach.draw.diagram.gauges import gauges
from lstm_teach.draw.diagram.surroundings import FEET, LAYERS
from tests.draw.diagrams import CELLS, all_held, by_hand, filled, step_of
from tests.draw.pictures import NS, parse, texts


def test_the_legend_is_added_at_the_foot():
    step = by_hand()
    plain, full = diagram(step), diagram(step, legend=True)
    assert full.width == plain.width
    assert full.height > plain.height
    more = texts(full.svg())
    for text in texts(plain.svg()):
        assert text in more
    for word in ("open", "half open", "shut", "held at a value;", "layer with weights", "pointwise operation",
                 "vector transfer", "concatenate", "copy", "positive", "negative"):  # fmt: skip
        assert word in more
    assert full.alt == plain.alt


@pytest.mark.parametrize("name", CELLS)
def test_the_shape_of_the_picture_never_changes(name):
    cell = CELLS[name]
    sizes = set()
    for seed, holds in ((0, ()), (1, all_held(cell)), (2, all_held(cell, 0.0, 0.0, 0.0))):
        step, learned = step_of(cell, seed=seed, holds=holds)
        drawings = [
            diagram(step),
            diagram(step, t=500, learned=learned),
            diagram(filled(step, -9.99, 1.0, ())),
        ]
        sizes |= {(d.width, d.height) for d in drawings}
    assert len(sizes) == 1


@pytest.mark.parametrize("name", CELLS)
def test_x_and_h_reach_every_layer_by_wires_of_their_own(name):
    step, _ = step_of(CELLS[name], seed=3)
    root = parse(diagram(step).svg())
    tips = {}
    for path in root.iter(f"{NS}path"):
        colour = re.search("fill:([^;]*)", path.get("style", "")).group(1)
        for x, y in re.findall(r"M([\d.]+) ([\d.]+)L[-\d. ]+L[-\d. ]+Z", path.get("d")):
            tips.setdefault((float(x), float(y)), colour)
    layers = [
        float(r.get("x")) + 50
        for r in root.iter(f"{NS}rect")
        if (r.get("width"), r.get("height"), float(r.get("y"))) == ("100", "30", LAYERS)
    ]
    parameters = {"RNN": 1, "ReLU RNN": 1, "linear RNN": 1, "CEC": 1, "memory block": 3, "GRU": 3}
    assert len(layers) == parameters.get(name, 3 if "GRU" in name else 4)
    for middle in layers:
        h, x = tips[(middle - 14, FEET)], tips[(middle + 14, FEET)]
        assert h != x == "currentColor"


LEVEL = r"M[\d.]+ ([\d.]+)a20 20 0 0 1 [\d.]+ 0ZM[\d.]+ ([\d.]+)a20 20 0 0 0"
UPRIGHT = r"M([\d.]+) [\d.]+a20 20 0 0 0 0 [\d.]+ZM([\d.]+) [\d.]+a20 20 0 0 1"


def openings(svg, lids):
    """How far the valves on level or upright pipes are open, from 0 to 1."""
    return [(float(last) - float(first)) / 26 for first, last in re.findall(lids, svg)]


@pytest.mark.parametrize("value", [0.0, 0.25, 0.5, 1.0])
def test_a_valve_stands_as_far_open_as_its_gate(value):
    svg = diagram(by_hand((Hold("f", value), Hold("i", value / 2)))).svg()
    assert openings(svg, LEVEL) == pytest.approx([value], abs=0.005)
    assert sorted(openings(svg, UPRIGHT)) == pytest.approx(sorted([value / 2, 0.9]), abs=0.005)


def test_the_two_valves_of_an_update_gate_share_what_there_is():
    step, _ = step_of(GRU, holds=(Hold("r", 1.0), Hold("z", 0.3)))
    svg = diagram(step).svg()
    assert sorted(openings(svg, LEVEL)) == pytest.approx([0.3, 1.0], abs=0.005)  # z keeps; r
    assert openings(svg, UPRIGHT) == pytest.approx([0.7], abs=0.005)  # 1 - z writes


def test_bars_of_a_strip_are_as_long_as_the_values_and_point_upwards_above_zero():
    values = np.array([0.5, -1.0, 0.0, 7.0, np.nan])
    bars = r"M([\d.]+) ([\d.]+)v([-\d.]+)"
    full = gauges(0, 0, 100, 21, values, 1, "red")
    assert re.findall(bars, full) == [("10", "10.5", "-5"), ("30", "10.5", "10"), ("70", "10.5", "-10")]
    halved = gauges(0, 0, 100, 21, values, 1, "red", span=2.0)
    assert [rise for _, _, rise in re.findall(bars, halved)] == ["-2.5", "5", "-10"]
    gates = gauges(0, 0, 40, 21, np.array([0.25, 1.0]), 0, "red", from_zero=True, held={1})
    assert re.findall(bars, gates) == [("10", "20.5", "-5"), ("30", "20.5", "-20")]
    assert gates.count("23.5h") == 1  # the line under the unit that is held


def test_only_a_peephole_lstm_has_wires_from_the_memory_to_its_gates():
    plain, _ = step_of(LSTM)
    with_peepholes, _ = step_of(PEEPHOLE_LSTM)
    cell_tips = [re.findall(rf"M[\d.]+ {LAYERS - 2:g}L", diagram(s).svg()) for s in (plain, with_peepholes)]
    assert [len(tips) for tips in cell_tips] == [0, 3]


@pytest.mark.parametrize(("H", "most"), [(1, 12.5), (16, 18.5)])
@pytest.mark.parametrize("name", CELLS)
def test_a_picture_is_small(name, H, most):
    cell = CELLS[name]
    step, learned = step_of(cell, D=H, H=H, holds=all_held(cell))
    assert len(diagram(step, t=499, learned=learned).svg().encode()) / 1000 < most
