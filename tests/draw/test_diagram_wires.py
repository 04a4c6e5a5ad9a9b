"""Wires that carry nothing: dotted where their weights are 0, with a gap where they are cut; no other is."""

import re

import pytest

from lstm_teach import GRU, LSTM, PEEPHOLE_LSTM
from lstm_teach.draw import diagram, theme
from lstm_teach.draw.diagram import places
from lstm_teach.draw.diagram.surroundings import BUS_H, BUS_X, FEET, IDLE, LAYERS
from tests.draw.diagrams import CELLS, filled, step_of
from tests.draw.pictures import NS, parse
from tests.draw.test_diagram_places import holds, moved

# A memory block's wires between gates are not drawn; the carousel's output weights lie on a pipe.
WIRES = [
    (name, wire)
    for name, cell in CELLS.items()
    for wire in cell.wires
    if not wire[0].startswith("y_") and wire != ("c", "h")
]
NUMBERS = re.compile(r"[\d.]+")


def one_of(name):
    return step_of(CELLS[name], seed=3)[0]


def dotted_ends(drawing):
    """Where dotted wires begin and end, before the picture is cropped."""
    found = []
    for path in parse(drawing.svg()).iter(f"{NS}path"):
        if f"stroke-dasharray:{IDLE}" in path.get("style"):
            x, y, *_, last_x, last_y = map(float, NUMBERS.findall(path.get("d")))
            found.append(((x, y), (last_x, last_y)))
    return found


def gaps(drawing):
    """The middles of the gaps of cut wires in the picture."""
    rects = parse(drawing.svg()).iter(f"{NS}rect")
    gap = [r for r in rects if (r.get("width"), r.get("height")) == ("12", "5")]
    assert all(f"fill:{theme.GROUND}" in r.get("style") for r in gap)
    return [(float(r.get("x")) + 6, float(r.get("y")) + 2.5 + moved(drawing)) for r in gap]


@pytest.mark.parametrize(("name", "wire"), WIRES, ids=str)
def test_a_dotted_wire_alone_is_dotted(name, wire):
    step = one_of(name)
    assert dotted_ends(diagram(step)) == []
    ends = dotted_ends(diagram(step, dotted=[wire]))
    left, _, width, _ = places(step)[f"wire:{wire[0]}:{wire[1]}"]
    layers = len({target for source, target in CELLS[name].wires if source == wire[0]})
    into = {LAYERS - 7} if wire[0] == "c" else {FEET + 5}  # an arrow's head takes the last pixels
    tips = [end for _, end in ends if end[0] == left + width / 2 and end[1] in into]
    assert len(tips) == 1, ends
    if layers == 1:  # the whole bus carries nothing
        assert len(ends) == 2
    elif name in ("GRU", "GRU (reset before)") and wire == ("h", "g"):
        assert len(ends) == 3  # as do the stretches before and behind the reset gate
    else:
        assert len(ends) == 1


@pytest.mark.parametrize(("name", "wire"), WIRES, ids=str)
def test_a_cut_wire_alone_has_a_gap_where_it_can_be_touched(name, wire):
    step = one_of(name)
    assert gaps(diagram(step)) == []
    drawing = diagram(step, cut=[wire])
    (middle,) = gaps(drawing)
    box = places(step)[f"wire:{wire[0]}:{wire[1]}"]
    assert holds(box, *middle)
    assert middle[0] == box[0] + box[2] / 2
    assert dotted_ends(drawing) == []


def test_a_cut_between_two_slanting_bars():
    step = filled(one_of("LSTM"), 0.0, 0.5, LSTM.gate_names)  # its wires are thinner than the bars
    plain, cut = (diagram(step, cut=wires) for wires in ((), [("h", "g")]))
    slanting = re.compile(
        rf'd="M[\d.]+ ([\d.]+)L[\d.]+ ([\d.]+)" style="fill:none;stroke:{theme.INK};stroke-width:1.8"'
    )
    assert slanting.findall(plain.svg()) == []
    assert [float(a) - float(b) for a, b in slanting.findall(cut.svg())] == [4.0, 4.0]


def test_the_cut_of_the_carousels_output_weights_is_on_its_pipe():
    step = one_of("CEC")
    (middle,) = gaps(diagram(step, cut=[("c", "h")]))
    assert holds(places(step)["wire:c:h"], *middle)


@pytest.mark.parametrize(("cell", "source", "y"), [(LSTM, "h", BUS_H), (LSTM, "x", BUS_X), (GRU, "x", BUS_X)])
def test_a_bus_is_dotted_only_if_all_its_wires_are(cell, source, y):
    step, _ = step_of(cell)
    wires = [wire for wire in cell.wires if wire[0] == source]
    level = [end for _, end in dotted_ends(diagram(step, dotted=wires)) if end[1] == y]
    assert len(level) == 1
    for kept in wires:
        rest = [wire for wire in wires if wire != kept]
        assert [end for _, end in dotted_ends(diagram(step, dotted=rest)) if end[1] == y] == []


def test_the_way_of_h_to_both_gates_of_a_gru_stays_while_it_leads_to_the_candidate():
    step, _ = step_of(GRU)
    some, every = [("h", "r"), ("h", "z")], [("h", "r"), ("h", "z"), ("h", "g")]
    assert len(dotted_ends(diagram(step, dotted=some))) == 2  # the arrows into the two layers alone
    assert len(dotted_ends(diagram(step, dotted=every))) == 2 + 1 + 3


def test_a_cut_peephole_leaves_the_stretch_that_the_other_gate_reads():
    """Both read the old cell state by one wire down from the pipe; a cut lies behind its branch."""
    step = filled(step_of(PEEPHOLE_LSTM)[0], 2.0, 0.5, PEEPHOLE_LSTM.gate_names)
    found = places(step)
    ends = dotted_ends(diagram(step, dotted=[("c", "f"), ("c", "i")]))
    (start, branch) = next(pair for pair in ends if pair[0][1] == 48.0)
    assert len(ends) == 3
    assert start[0] == branch[0]
    for gate in "fi":
        (middle,) = gaps(diagram(step, cut=[("c", gate)]))
        assert middle[1] > branch[1]
        assert found[f"wire:c:{gate}"][1] >= branch[1]


def test_a_cut_wire_is_as_thin_as_one_that_carries_nothing():
    step = filled(step_of(LSTM)[0], 9.0, 0.5, LSTM.gate_names)
    left, _, width, _ = places(step)["wire:h:g"]
    start, style = f"M{left + width / 2:g} {BUS_H:g}L", f"fill:none;stroke:{theme.VERMILLION};stroke-width:"
    tap = rf'd="{start}[^"]*" style="{style}([\d.]+)"'
    widths = [re.findall(tap, diagram(step, cut=cut).svg()) for cut in ((), [("h", "g")])]
    assert widths == [["3"], ["1.6"]]
