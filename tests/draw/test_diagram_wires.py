"""Wires that carry nothing, inputs by name, and how thick streams become."""

import re
from itertools import pairwise

import numpy as np
import pytest

from lstm_teach import LSTM, PEEPHOLE_LSTM
from lstm_teach.draw import diagram, theme
from lstm_teach.draw.diagram.engine import BRANCH, MEMORY, stream_width
from lstm_teach.draw.diagram.surroundings import BUS_H, BUS_X, IDLE
from lstm_teach.draw.numbers import shown
from tests.draw.diagrams import CELLS, decimals, numbers_shown, step_of
from tests.draw.pictures import NS, parse, texts


def styles(svg, start):
    """The styles of the wires that begin as `start` says."""
    return [p.get("style") for p in parse(svg).iter(f"{NS}path") if re.match(start, p.get("d"))]


def dotted(svg):
    return svg.count(f"stroke-dasharray:{IDLE}")


def bars(svg):
    """How often a wire is cut: pairs of bars that slant upwards."""
    lines = re.findall(r'd="M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)"', svg)
    return sum(float(b) - float(d) == 4 and float(c) - float(a) == 14 for a, b, c, d in lines) / 2


def drawn_wires(name):
    cell = CELLS[name]
    return [pair for pair in cell.wires if pair[0] not in (*cell.gate_names, "c")]


@pytest.mark.parametrize("name", CELLS)
def test_each_wire_can_be_dotted_or_cut_alone(name):
    step, _ = step_of(CELLS[name], seed=4)
    assert (dotted(diagram(step).svg()), bars(diagram(step).svg())) == (0, 0)
    only = {source for source in "xh" if sum(s == source for s, _ in drawn_wires(name)) == 1}
    for pair in drawn_wires(name):
        bus = pair[0] in only or (pair == ("h", "g") and "GRU" in name)
        svg = diagram(step, dotted=frozenset({pair})).svg()
        assert dotted(svg) == (1 if not bus else 3 if "GRU" in name else 2), pair
        svg = diagram(step, cut=frozenset({pair})).svg()
        assert (dotted(svg), bars(svg)) == (0, 1), pair


def test_peepholes_can_be_dotted_or_cut():
    step, _ = step_of(PEEPHOLE_LSTM, seed=4)
    for gate in "ifo":
        assert dotted(diagram(step, dotted={("c", gate)}).svg()) == 1
        assert bars(diagram(step, cut={("c", gate)}).svg()) == 1


@pytest.mark.parametrize(("source", "bus"), [("h", rf"M6 {BUS_H:g}"), ("x", rf".*L[\d.]+ {BUS_X:g}$")])
def test_a_bus_is_dotted_only_where_all_its_wires_are(source, bus):
    step, _ = step_of(LSTM, seed=4)
    all_but_one = frozenset((source, target) for target in "ifg")
    for wires, is_dotted in ((all_but_one, False), (all_but_one | {(source, "o")}, True)):
        (style,) = styles(diagram(step, dotted=wires).svg(), bus)
        assert (f"stroke-dasharray:{IDLE}" in style) is is_dotted


@pytest.mark.parametrize("name", ["GRU", "GRU (reset before)"])
def test_what_a_gru_leads_to_its_candidate_keeps_the_bus_solid(name):
    step, _ = step_of(CELLS[name], seed=4)
    to_gates = {("h", "r"), ("h", "z")}
    start = rf"M[\d.]+ [\d.]+L[\d.]+ [\d.]+Q[\d. ]+L[\d.]+ {BUS_H:g}$"
    for wires, is_dotted in ((to_gates, False), (to_gates | {("h", "g")}, True)):
        styles_of = [
            s for s in styles(diagram(step, dotted=wires).svg(), start) if theme.colour("hidden") in s
        ]
        assert [IDLE in style for style in styles_of] == [is_dotted]


def test_inputs_are_shown_by_name():
    step, _ = step_of(LSTM, D=2, seed=1)
    values = [shown(float(v)) for v in step.x[0]]
    drawing = diagram(step, t=7, names=("#", "a"))
    assert f"input x₇:  # {values[0]},  a {values[1]}" in texts(drawing.svg())
    assert f"Input # {values[0]}, a {values[1]};" in drawing.description
    assert f"input x₇:  {values[0]},  {values[1]}" in texts(diagram(step, t=7).svg())


@pytest.mark.parametrize("count", [4, 5])
def test_up_to_four_inputs_have_numbers_in_picture_and_words(count):
    step, _ = step_of(LSTM, D=count, seed=1)
    drawing = diagram(step, names=tuple("abcde"[:count]))
    has_names = [text for text in texts(drawing.svg()) if text.startswith("input") and " d " in text]
    assert len(has_names) == (count == 4)
    assert decimals(drawing.alt) == numbers_shown(drawing.svg())
    assert (f"of {count} values" in drawing.alt) is (count == 5)


def test_a_wrong_number_of_names_is_an_error():
    step, _ = step_of(LSTM, D=2)
    with pytest.raises(ValueError, match=r"names: expected a name for each of the 2 inputs, .* got \('a',\)"):
        diagram(step, names=("a",))


@pytest.mark.parametrize("width", [MEMORY, BRANCH])
def test_streams_of_counts_differ_visibly_and_fit_their_pipe(width):
    thick = [stream_width(float(n), width) for n in (0, 0.25, 0.5, 1, 2, 3, 4, 5, 6, 8)]
    assert all(b - a > 0.4 for a, b in pairwise(thick))
    assert thick[0] == 0 < thick[1]
    assert stream_width(1e9, width) == thick[-1] <= width - 3
    assert stream_width(np.inf, width) == thick[-1]


@pytest.mark.parametrize("name", CELLS)
def test_no_text_is_smaller_than_11_pixels(name):
    step, learned = step_of(CELLS[name], D=3, H=5)
    sizes = re.findall(r"font-size:([\d.]+)px", diagram(step, t=12, learned=learned, legend=True).svg())
    assert min(map(float, sizes)) >= 11


@pytest.mark.parametrize("name", CELLS)
def test_diagrams_are_760_wide_and_at_most_264_high(name):
    drawing = diagram(step_of(CELLS[name])[0])
    assert drawing.width == 760
    assert drawing.height <= 264
