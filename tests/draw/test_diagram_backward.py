"""The error through one step: its numbers against `bptt` and differences, and how they are drawn."""

import re

import numpy as np
import pytest

from lstm_teach import CAROUSEL, LSTM, PEEPHOLE_LSTM, Hold, bptt, unroll
from lstm_teach.draw.diagram import diagram
from lstm_teach.draw.diagram.backward import backward_diagram
from lstm_teach.draw.diagram.engine import BRANCH, MEMORY, stream_width
from lstm_teach.draw.diagram.flow import share_of
from lstm_teach.draw.diagram.flows import flows, has_backward
from lstm_teach.draw.diagram.surroundings import BUS_H, PIPE
from lstm_teach.draw.numbers import significant
from lstm_teach.interventions import Cut
from tests.draw.diagrams import CELLS, step_of
from tests.draw.pictures import NS, parse, texts

CELL_OF = {"LSTM": LSTM, "peephole LSTM": PEEPHOLE_LSTM}
B, H, T = 2, 3, 7


def run(cell, holds=(), cuts=(), seed=0):
    rng = np.random.default_rng(seed)
    params = cell.init(rng, 2, H)
    if cell is PEEPHOLE_LSTM:
        params = params._replace(**{name: rng.normal(size=H) for name in ("p_i", "p_f", "p_o")})
    trace = unroll(cell, params, rng.normal(size=(T, B, 2)), holds=holds, cuts=cuts)
    dh = rng.normal(size=(T, B, H))
    return params, trace, dh, bptt(cell, params, trace, dh).errors


def at(errors, t):
    return type(errors)(*(each_state[t] for each_state in errors))


def each(params, trace, errors, t):
    for sequence in range(B):
        for unit in range(H):
            yield sequence, unit, flows(params, trace.at(t), at(errors, t), unit, sequence)


HOLDS = {"free": (), "held": (Hold("f", 0.8), Hold("o", 0.4, units=(1,)), Hold("i", 0.5, start=3))}


@pytest.mark.parametrize("holds", HOLDS)
@pytest.mark.parametrize("name", CELL_OF)
def test_what_a_step_sends_back_is_what_the_step_before_gets(name, holds):
    params, trace, dh, errors = run(CELL_OF[name], HOLDS[holds], Cut("h", "g", start=2, stop=4))
    for t in range(1, T):
        for sequence, unit, d in each(params, trace, errors, t):
            assert d["c_prev"] == pytest.approx(errors.c[t - 1, sequence, unit])
            assert d["h_prev"] == pytest.approx((errors.h - dh)[t - 1, sequence, unit])


def test_without_peepholes_all_that_goes_back_along_the_memory_passes_the_forget_gate():
    params, trace, _, errors = run(LSTM)
    for t in range(1, T):
        for sequence, unit, d in each(params, trace, errors, t):
            f = trace.f[t, sequence, unit]
            assert f * d["c"] == pytest.approx(errors.c[t - 1, sequence, unit], rel=1e-12)
            assert not {"c_i", "c_f", "c_o"} & set(d)


def test_peepholes_carry_the_rest():
    params, trace, _, errors = run(PEEPHOLE_LSTM, HOLDS["held"])
    for t in range(1, T):
        for sequence, unit, d in each(params, trace, errors, t):
            kept = trace.f[t, sequence, unit] * d["c"]
            assert d["c_prev"] == pytest.approx(kept + d["c_f"] + d["c_i"])


def loss_from(params, step, dh, dc, moved, by):
    """The loss with derivatives dh and dc, from the step computed on from a field that is moved by `by`."""
    v = {field: getattr(step, field).astype(complex) for field in step.array_names()}
    p = {gate: getattr(params, f"p_{gate}", 0.0) for gate in "ifo"}

    def sigma(a):
        return 1 / (1 + np.exp(-a))

    def gate(key, seen):
        a = np.log(v[key] / (1 - v[key])) + p[key] * (seen - before[{"o": "c"}.get(key, "c_prev")])
        a = a + by * (moved == f"a_{key}")
        held = [unit for hold in step.holds if hold.gate == key for unit in (hold.units or range(H))]
        out = sigma(a)
        out[:, held] = v[key][:, held]
        return out + by * (moved == key)

    before = {"c_prev": v["c_prev"], "c": v["c"]}
    c_prev = v["c_prev"] + by * (moved == "c_prev")
    i, f = gate("i", c_prev), gate("f", c_prev)
    g = np.tanh(np.arctanh(v["g"]) + by * (moved == "a_g")) + by * (moved == "g")
    c = f * c_prev + i * g + by * (moved == "c")
    o = gate("o", c)
    h = o * np.tanh(c) + by * (moved == "h")
    return (dh * h).sum() + (dc * c).sum()


@pytest.mark.parametrize("holds", HOLDS)
@pytest.mark.parametrize("name", CELL_OF)
def test_every_error_is_the_derivative_by_a_complex_step(name, holds):
    params, trace, _, errors = run(CELL_OF[name], HOLDS[holds], seed=1)
    t = 4
    step = trace.at(t)
    fields = ("h", "c", "c_prev", "i", "f", "g", "o", "a_i", "a_f", "a_g", "a_o")
    for sequence, unit, d in each(params, trace, errors, t):
        by = np.zeros((B, H), complex)
        by[sequence, unit] = 1e-20j
        for field in fields:
            loss = loss_from(params, step, errors.h[t], errors.c[t], field, by)
            assert d[field] == pytest.approx(loss.imag / 1e-20, rel=1e-9, abs=1e-14), field


def test_held_gates_pass_nothing_on():
    params, trace, _, errors = run(PEEPHOLE_LSTM, HOLDS["held"])
    for _, unit, d in each(params, trace, errors, 5):
        assert d["a_f"] == d["c_f"] == d["a_i"] == d["c_i"] == 0
        assert (d["a_o"] == 0) == (unit == 1)


def test_cells_without_gates_have_no_way_back_to_draw():
    for name, cell in CELLS.items():
        assert has_backward(type(step_of(cell)[0])) is bool(cell.gate_names), name
    step, _ = step_of(CAROUSEL)
    with pytest.raises(TypeError, match="step: expected a single step among LSTMStep, .*, got CarouselStep"):
        flows(None, step, None)


def test_a_pipe_is_empty_at_a_millionth_of_the_largest_error_and_full_at_the_largest():
    assert [share_of(x, 2.0) for x in (2.0, -2.0, 2e-3, 2e-6, 2e-9, 0.0, 5.0)] == pytest.approx(
        [1, 1, 0.5, 0, 0, 0, 1]
    )
    assert share_of(0.0, 0.0) == 0


def drawn(name, holds=(), **changed):
    params, trace, _, errors = run(CELL_OF[name], holds)
    d = flows(params, trace.at(4), at(errors, 4), 2, 1) | changed
    most = max(np.abs(errors.h).max(), np.abs(errors.c).max())
    return d, backward_diagram(trace.at(4), d, most, t=5, sequence=1, unit=2)


@pytest.mark.parametrize("name", CELL_OF)
def test_the_diagram_shows_its_errors(name):
    d, drawing = drawn(name)
    shown = texts(drawing.svg())
    for field in ("h", "c", "h_prev", "c_prev", "a_f", "a_i", "a_g", "a_o"):
        assert significant(d[field], 2).replace(" ", "") in [text.replace(" ", "") for text in shown], field
    for field in "figo":
        assert f"d{field} {significant(d[field], 2)}".replace(" ", "") in [t.replace(" ", "") for t in shown]
    for field, value in d.items():
        assert f"{field} {significant(value, 2)}" in drawing.description
    assert "error flowing back, step 5" in shown
    assert {"dc₅", "dh₅", "dc₄", "dh₄"} <= set(shown)
    assert "unit 2 (0 to 2), sequence 1 (0 to 1)" in shown
    assert (drawing.width, drawing.height) == (760, diagram(step_of(LSTM)[0]).height)
    assert min(float(size) for size in re.findall(r"font-size:([\d.]+)px", drawing.svg())) >= 11


def memory_out(drawing):
    """Width and dash of the stream that leaves to the left."""
    root = parse(drawing.svg())
    (style,) = [
        p.get("style")
        for p in root.iter(f"{NS}path")
        if re.fullmatch(rf"M166 {PIPE:g}L14 {PIPE:g}", p.get("d")) and "currentColor" not in p.get("style")
        and "var(" not in p.get("style")
    ]  # fmt: skip
    return float(re.search(r"stroke-width:([\d.]+)", style).group(1)), "dasharray" in style


def test_streams_are_thick_by_powers_of_ten_and_broken_below_0():
    errors = [1e-3, 1e-2, 1e-1, 1.0]
    streams = [memory_out(drawn("LSTM", c_prev=e)[1]) for e in errors]
    widths = [width for width, _ in streams]
    assert widths[1] - widths[0] == pytest.approx(widths[2] - widths[1], abs=0.11)  # one decimal
    assert widths == sorted(widths)
    assert widths[-1] <= MEMORY - 3
    assert stream_width(8.0, BRANCH) <= BRANCH - 3
    assert [broken for _, broken in streams] == [False] * 4
    assert memory_out(drawn("LSTM", c_prev=-0.1)[1]) == (widths[2], True)


def test_arrows_point_back():
    _, drawing = drawn("peephole LSTM")
    heads = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)L[\d.]+ [\d.]+Z", drawing.svg())
    ways = {
        (float(x), float(y)): ("left" if float(a) > float(x) else "right") if abs(float(a) - float(x)) > abs(
            float(b) - float(y)) else ("up" if float(b) > float(y) else "down")
        for x, y, a, b in heads
    }  # fmt: skip
    assert ways[2.0, PIPE] == ways[8.0, BUS_H] == "left"
    assert "right" not in ways.values()
    assert sum(way == "up" for way in ways.values()) == 3  # into the memory: from tanh, two peepholes


def test_held_gates_are_marked():
    _, free = drawn("LSTM")
    _, held = drawn("LSTM", (Hold("f", 0.8),))
    dashed = [
        sum("stroke-dasharray:5 3" in e.get("style", "") for e in parse(d.svg()).iter()) for d in (free, held)
    ]
    assert dashed == [0, 2]


def test_a_step_without_any_error_is_drawn():
    params, trace, _, errors = run(LSTM)
    nothing = type(errors)(*(np.zeros_like(each_state[0]) for each_state in errors))
    d = flows(params, trace.at(0), nothing)
    drawing = backward_diagram(trace.at(0), d, 0.0, t=1)
    assert set(d.values()) == {0.0}
    assert "nan" not in drawing.svg().lower()
