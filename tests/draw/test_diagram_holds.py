"""Held gates in diagrams: marked by shape and word where they are held, and nowhere else."""

import pytest

from lstm_teach import GRU, LSTM, Hold
from lstm_teach.draw import diagram, theme
from lstm_teach.draw.diagram import places
from lstm_teach.draw.numbers import shown
from tests.draw.diagrams import GATED, all_held, step_of
from tests.draw.pictures import NS, parse, texts


def rings(svg):
    """The dashed rings around valves."""
    circles = parse(svg).iter(f"{NS}circle")
    return sum("stroke-dasharray" in circle.get("style", "") for circle in circles)


def dashed_layers(svg):
    rects = parse(svg).iter(f"{NS}rect")
    return sum("stroke-dasharray" in r.get("style", "") and r.get("width") == "100" for r in rects)


def padlock_middles(svg):
    rects = parse(svg).iter(f"{NS}rect")
    return [float(r.get("x")) + 7 for r in rects if (r.get("width"), r.get("height")) == ("14", "11")]


def padlocks(svg):
    return len(padlock_middles(svg))


def learned_texts(svg):
    return [text for text in texts(svg) if text.startswith("free")]


@pytest.mark.parametrize("name", GATED)
def test_a_free_cell_has_no_mark_of_a_hold(name):
    step, _ = step_of(GATED[name], D=2, H=3)
    drawing = diagram(step)
    assert (rings(drawing.svg()), dashed_layers(drawing.svg()), padlocks(drawing.svg())) == (0, 0, 0)
    assert not [text for text in texts(drawing.svg()) if "held" in text]
    assert "held" not in drawing.alt


@pytest.mark.parametrize("name", GATED)
def test_every_gate_that_is_held_is_marked_and_no_other(name):
    for gate in GATED[name].gate_names:
        step, learned = step_of(GATED[name], holds=(Hold(gate, 0.25),))
        drawing = diagram(step, learned=learned)
        svg = drawing.svg()
        valves = 2 if gate == "z" else 1  # the update gate has two
        assert (rings(svg), dashed_layers(svg), padlocks(svg)) == (valves, 1, 1)
        assert drawing.alt.count("held at 0.25") == 1
        layer = places(step)[f"layer:{gate}"]
        assert padlock_middles(svg) == [layer[0] + layer[2] / 2]  # it stands on the gate's own layer
        assert not [text for text in texts(svg) if "held" in text]
        would = shown(float(learned[gate].item()))
        assert learned_texts(svg) == [f"free {would}"]
        assert f"held at 0.25 (free {would})," in drawing.alt


@pytest.mark.parametrize("name", GATED)
def test_without_knowledge_of_the_learned_value_none_is_shown(name):
    step, _ = step_of(GATED[name], holds=all_held(GATED[name]))
    drawing = diagram(step)
    assert rings(drawing.svg()) >= len(GATED[name].gate_names)
    assert learned_texts(drawing.svg()) == []
    assert "free" not in drawing.alt


def test_a_gate_held_at_other_steps_is_free_at_this_one():
    """A Trace knows what its gates would have been at all steps, also where they were free."""
    step, learned = step_of(LSTM, holds=(Hold("f", 0.5, stop=1),), T=3)
    assert "f" in learned
    svg = diagram(step, learned=learned).svg()
    assert (rings(svg), padlocks(svg), learned_texts(svg)) == (0, 0, [])
    assert f"f = {shown(step.f.item())}" in texts(svg)


def test_only_units_that_are_held_are_marked():
    step, learned = step_of(LSTM, H=4, holds=(Hold("o", 1.0, units=(1, 2)),))
    for unit in range(4):
        svg = diagram(step, unit=unit, learned=learned).svg()
        assert padlocks(svg) == (1 if unit in (1, 2) else 0)
        assert len(learned_texts(svg)) == padlocks(svg)


def test_a_held_update_gate_marks_both_of_its_valves_at_what_they_would_be():
    step, learned = step_of(GRU, holds=(Hold("z", 0.9),), seed=3)
    svg = diagram(step, learned=learned).svg()
    assert rings(svg) == 2
    assert svg.count(f"stroke-dasharray:{theme.HELD_DASH}") == 3  # two rings and the layer
    z = float(learned["z"].item())
    assert f"free {shown(z)}" in texts(svg)
    with_marks, without = (svg.count("stroke-dasharray:3 2") for svg in (svg, diagram(step).svg()))
    assert with_marks - without == 2  # where the lids of two valves would be
