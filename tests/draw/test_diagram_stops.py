"""A step in seven stops: what is computed there is lit, what comes later is faint and has no number."""

import re

import numpy as np
import pytest

from lstm_teach import LSTM, PEEPHOLE_LSTM, unroll
from lstm_teach.draw import diagram
from lstm_teach.draw.diagram import places, stops
from lstm_teach.draw.diagram.canvas import FAINT
from lstm_teach.draw.diagram.surroundings import BUS_H, PIPE
from lstm_teach.draw.numbers import shown
from tests.draw.diagrams import CELLS, all_held, decimals, numbers_shown, step_of
from tests.draw.pictures import NS, parse, texts

WALKED = {"LSTM": LSTM, "peephole LSTM": PEEPHOLE_LSTM}
ORDER = ("f", "i", "g", "c", "o", "tanh_c", "h")


def run(cell, holds=()):
    """A step whose numbers all differ where two decimals are shown."""
    for seed in range(100):
        rng = np.random.default_rng(seed)
        params = cell.init(rng, 1, 1)
        trace = unroll(cell, params, 1.5 * rng.normal(size=(4, 1, 1)), holds=holds)
        step = trace.at(3)
        values = [shown(abs(v)) for v in numbers(step).values()]
        if len(set(values)) == len(values):
            return step
    raise AssertionError("no such step")


def numbers(step):
    v = {name: getattr(step, name).item() for name in step.array_names()}
    return v | {"keep": v["f"] * v["c_prev"], "write": v["i"] * v["g"]}


def faint_texts(svg):
    groups = [g for g in parse(svg).iter(f"{NS}g") if f"fill-opacity:{FAINT}" in g.get("style", "")]
    return {text.text for g in groups for text in g.iter(f"{NS}text")}


@pytest.mark.parametrize("name", CELLS)
def test_lstms_have_seven_stops_and_other_cells_none(name):
    step, _ = step_of(CELLS[name])
    assert tuple(field for field, _ in stops(step)) == (ORDER if name in WALKED else ())
    assert all(words for _, words in stops(step))


@pytest.mark.parametrize("name", WALKED)
@pytest.mark.parametrize("stop", range(1, 8))
def test_numbers_are_shown_from_their_stop_on_and_not_before(name, stop):
    step = run(WALKED[name])
    drawing = diagram(step, t=4, stop=stop)
    known = {"x", "h_prev", "c_prev", *ORDER[:stop], "keep"} | ({"write"} if stop >= 4 else set())
    expected = {shown(value) for field, value in numbers(step).items() if field in known}
    assert numbers_shown(drawing.svg()) == expected
    assert decimals(drawing.alt) == expected
    assert "NaN" not in drawing.svg()


@pytest.mark.parametrize("stop", range(1, 8))
def test_what_a_held_gate_would_have_been_is_not_shown_before_the_gate(stop):
    step, learned = step_of(LSTM, holds=all_held(LSTM))
    drawing = diagram(step, stop=stop, learned=learned)
    reached = sum(field in "ifo" for field in ORDER[:stop])
    assert sum(text.startswith("free") for text in texts(drawing.svg())) == reached
    assert drawing.alt.count("free") == reached


@pytest.mark.parametrize("name", WALKED)
def test_later_layers_are_faint_and_earlier_ones_plain(name):
    step = run(WALKED[name])
    titles = {"f": "σ forget", "i": "σ input", "g": "tanh candidate", "o": "σ output", "tanh_c": "tanh"}
    for stop in range(1, 8):
        faint = faint_texts(diagram(step, stop=stop).svg())
        assert faint & set(titles.values()) == {titles[f] for f in ORDER[stop:] if f in titles}, stop
        assert ("hidden hₜ" in faint, "cell state cₜ" in faint) == (stop < 7, stop < 4)
    whole = diagram(step).svg()
    assert not faint_texts(whole)
    assert f"opacity:{FAINT}" not in whole


def test_the_last_stop_shows_all_that_the_whole_shows():
    step = run(LSTM)
    whole, last = diagram(step, t=4), diagram(step, t=4, stop=7)
    assert sorted(texts(last.svg())) == sorted(texts(whole.svg()))
    assert last.alt == whole.alt
    assert f"opacity:{FAINT}" not in last.svg()


def test_what_is_computed_is_lit_and_nothing_else():
    """By the width of an edge, where the part is."""
    step = run(LSTM)
    boxes = places(step)
    for stop, field in enumerate(ORDER, start=1):
        root = parse(diagram(step, stop=stop).svg())
        lit = [r for r in root.iter(f"{NS}rect") if "stroke-width:5" in r.get("style", "")]
        lit_at = {(float(r.get("x")), float(r.get("y"))) for r in lit}
        layer = boxes.get(f"layer:{field}")
        if layer:
            assert lit_at == {layer[:2]}
        else:
            assert len(lit_at) == (field == "tanh_c")
        rings = [c for c in root.iter(f"{NS}circle") if c.get("style").endswith("stroke-width:3")]
        assert len(rings) == (field in "ifo")
        edges = [c for c in root.iter(f"{NS}circle") if c.get("style").endswith("stroke-width:5")]
        assert len(edges) == {"c": 2, "h": 1}.get(field, 0)  # +, and where a product leaves its valve


def test_the_size_is_the_same_at_every_stop():
    step = run(PEEPHOLE_LSTM)
    sizes = {(d.width, d.height) for d in (diagram(step, stop=k) for k in range(8))}
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("cell", "stop", "last"), [(LSTM, 8, 7), (LSTM, -1, 7), (LSTM, True, 7), ("GRU", 1, 0)]
)
def test_a_stop_that_there_is_not_is_an_error(cell, stop, last):
    step, _ = step_of(CELLS.get(cell, cell) if isinstance(cell, str) else cell)
    with pytest.raises(ValueError, match=re.escape(f"stop: expected a number from 0 to {last}, got {stop}")):
        diagram(step, stop=stop)


def test_several_units_are_empty_strips_before_they_are_computed():
    step, _ = step_of(LSTM, H=4, seed=5)
    wide = [len(re.findall(r"v-?[\d.]+M", diagram(step, stop=k).svg())) for k in (1, 3, 5, 7)]
    assert wide == sorted(wide)
    assert wide[0] < wide[-1]


def test_what_leaves_the_cell_is_faint_until_it_is_known():
    step = run(LSTM)
    for stop in range(1, 8):
        styles = {p.get("d"): p.get("style") for p in parse(diagram(step, stop=stop).svg()).iter(f"{NS}path")}
        for y, known in ((PIPE, stop >= 4), (BUS_H, stop >= 7)):
            (style,) = [style for d, style in styles.items() if f"M758 {y:g}L" in d]
            assert (f"fill-opacity:{FAINT}" in style) is not known, (stop, y)
