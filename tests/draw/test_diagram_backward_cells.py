"""The error through a GRU's and a memory block's step: its numbers against `bptt`, and how it is drawn."""

import numpy as np
import pytest

from lstm_teach import GRU, GRU_RESET_BEFORE, MEMORY_BLOCK, Hold, bptt, unroll
from lstm_teach.cells import wiring
from lstm_teach.draw.diagram import diagram, places
from lstm_teach.draw.diagram.backward import backward_diagram
from lstm_teach.draw.diagram.flows import flows
from lstm_teach.draw.numbers import significant
from lstm_teach.interventions import Cut
from lstm_teach.numerics import sigmoid
from tests.draw.diagrams import step_of
from tests.draw.pictures import texts

CELL_OF = {cell.name: cell for cell in (GRU, GRU_RESET_BEFORE, MEMORY_BLOCK)}
B, H, T = 2, 4, 7
BIASES = ("b", "b_gates", "b_cells")  # not the GRU's second one, which the reset gate lets through
every_cell = pytest.mark.parametrize("name", CELL_OF)
every_run = pytest.mark.parametrize("is_held", [False, True], ids=["free", "held"])


def run(name, is_held=False, seed=0):
    """A run under a cut wire, and perhaps holds: parameters, trace, dL/dh of the loss itself, all errors."""
    rng = np.random.default_rng(seed)
    cell = CELL_OF[name]
    options = {"cells_per_block": 2, "scale": 1.0} if cell is MEMORY_BLOCK else {}
    params = cell.init(rng, 2, H, **options)
    first, second = cell.gate_names
    holds = (Hold(first, 0.8, start=3), Hold(second, 0.4, units=(1,))) if is_held else ()
    trace = unroll(cell, params, rng.normal(size=(T, B, 2)), holds=holds, cuts=Cut("h", "g", start=2, stop=4))
    dh = rng.normal(size=(T, B, H))
    return params, trace, dh, bptt(cell, params, trace, dh).errors


def at(errors, t):
    return type(errors)(*(each[t] for each in errors))


def each(params, trace, errors, t):
    for sequence in range(B):
        for unit in range(H):
            yield sequence, unit, flows(params, trace.at(t), at(errors, t), unit, sequence)


def of_unit(values, unit):
    flat = np.ravel(values)
    return flat[unit * len(flat) // H]


@every_cell
@every_run
def test_what_a_step_sends_back_is_what_the_step_before_gets(name, is_held):
    params, trace, dh, errors = run(name, is_held)
    for t in range(1, T):
        for sequence, unit, d in each(params, trace, errors, t):
            assert d["h_prev"] == pytest.approx((errors.h - dh)[t - 1, sequence, unit])
            if "c_prev" in d:
                assert d["c_prev"] == pytest.approx(of_unit(errors.c[t - 1, sequence], unit))
                assert d["c_prev"] == d["c"]  # nothing stands on the way of a carousel
            else:
                assert d["kept"] + d["bus"] == pytest.approx(d["h_prev"])
                assert d["keep"] + d["write"] == pytest.approx(d["z"])


@every_cell
@every_run
def test_the_errors_of_pre_activations_are_those_that_bptt_gives_the_biases(name, is_held):
    """Of all steps and sequences together: a bias is added to every one of them."""
    cell = CELL_OF[name]
    params, trace, dh, _ = run(name, is_held)
    gradients = bptt(cell, params, trace, dh)
    found = wiring.places(cell.wiring, cell.shapes, cell.sizes(params))
    layers = (*cell.gate_names, "g")
    for unit in range(H):
        sums = dict.fromkeys(layers, 0.0)
        for t in range(T):
            for sequence in range(B):
                d = flows(params, trace.at(t), at(gradients.errors, t), unit, sequence)
                sums = {layer: sums[layer] + d[f"a_{layer}"] for layer in layers}
        for layer in layers:
            (bias,) = [
                w
                for w in found
                if w.source == "" and w.target == layer and w.part in ("b", "b_gates", "b_cells")
            ]
            assert sums[layer] == pytest.approx(
                of_unit(bias.of(gradients.params), unit), rel=1e-9, abs=1e-13
            ), layer


def loss_from(name, params, step, error, moved, by):
    """The loss with the derivatives `error`, from the step computed on from a field that is moved by `by`."""
    v = {field: getattr(step, field).astype(complex) for field in step.array_names()}

    def change(field):
        return by if field == moved else 0.0

    def gate(key):
        a = np.log(v[key] / (1 - v[key])) + change(f"a_{key}")
        held = [n for hold in step.holds if hold.gate == key for n in (hold.units or range(v[key].shape[1]))]
        out = sigmoid(a)
        out[:, held] = v[key][:, held]
        return out + change(key)

    if name == MEMORY_BLOCK.name:
        y_in, y_out = gate("y_in"), gate("y_out")
        a_g = 2 * np.arctanh(v["g"] / 2) + change("a_g")
        g = 2 * np.tanh(a_g / 2) + change("g")
        c = v["c_prev"] + y_in[..., None] * g + change("c")
        h = (y_out[..., None] * np.tanh(c / 2)).reshape(v["h"].shape) + change("h")
        of_gates = (error.y_in * y_in).sum() + (error.y_out * y_out).sum()
        return (error.h * h).sum() + (error.c * c).sum() + of_gates
    r, z = gate("r"), gate("z")
    u = v["u"] + change("u")
    if name == GRU.name:
        extra = r * u - v["r"] * v["u"]
    else:
        u = u + (r - v["r"]) * v["h_prev"]
        extra = (u - v["u"]) @ wiring.without(params, wiring.places(
            GRU_RESET_BEFORE.wiring, GRU_RESET_BEFORE.shapes, GRU_RESET_BEFORE.sizes(params)), step.cuts,
        ).W_h[:, 2 * H :]  # fmt: skip
    g = np.tanh(np.arctanh(v["g"]) + extra + change("a_g")) + change("g")
    h = z * v["h_prev"] + (1 - z) * g + change("h")
    return (error.h * h).sum()


@every_cell
@every_run
def test_every_error_is_the_derivative_by_a_complex_step(name, is_held):
    params, trace, _, errors = run(name, is_held, seed=1)
    for t in (3, 5):
        step, error = trace.at(t), at(errors, t)
        gates = CELL_OF[name].gate_names
        fields = ("h", "g", "a_g", *gates, *(f"a_{gate}" for gate in gates))
        fields += ("c",) if name == MEMORY_BLOCK.name else ("u",)
        for sequence, unit, d in each(params, trace, errors, t):
            for field in fields:
                by = np.zeros(getattr(step, field.removeprefix("a_")).shape, complex)
                flat = by[sequence].reshape(-1)
                flat[unit * len(flat) // H] = 1e-20j
                loss = loss_from(name, params, step, error, field, by)
                assert d[field] == pytest.approx(loss.imag / 1e-20, rel=1e-9, abs=1e-14), field


@every_cell
def test_held_gates_pass_nothing_on(name):
    params, trace, _, errors = run(name, True)
    first, second = CELL_OF[name].gate_names
    for _, unit, d in each(params, trace, errors, 5):
        assert d[f"a_{first}"] == 0
        held = unit // 2 == 1 if name == MEMORY_BLOCK.name else unit == 1
        assert (d[f"a_{second}"] == 0) == held


@every_cell
@every_run
def test_the_diagram_shows_its_errors(name, is_held):
    params, trace, _, errors = run(name, is_held)
    d = flows(params, trace.at(4), at(errors, 4), 2, 1)
    most = max(float(np.abs(each_state).max()) for each_state in errors)
    drawing = backward_diagram(trace.at(4), d, most, t=5, sequence=1, unit=2)
    shown = [text.replace(" ", "") for text in texts(drawing.svg())]
    gates = trace.gates
    for field in (
        "h",
        "h_prev",
        *(["c", "c_prev"] if "c" in d else []),
        "a_g",
        *(f"a_{gate}" for gate in gates),
    ):
        assert significant(d[field], 2).replace(" ", "") in shown, field
    for field in (*gates, "g", *(["u"] if "u" in d else [])):
        symbol = gates[field].symbol if field in gates else field
        assert f"d{symbol}{significant(d[field], 2)}".replace(" ", "") in shown, field
    for field, value in d.items():
        assert f"{field} {significant(value, 2)}" in drawing.description
    assert "errorflowingback,step5" in shown
    assert {"dh₅", "dh₄"} <= set(shown)
    assert ("dc₅" in shown) == ("c" in d)
    assert (drawing.width, drawing.height) == (760, diagram(step_of(CELL_OF[name])[0]).height)
    assert "nan" not in drawing.svg().lower()
    # Valves stand where they can be touched.
    for gate in gates:
        left, top, width, height = places(trace.at(4))[f"gate:{gate}"]
        assert f'cx="{left + width / 2:g}" cy="{top + height / 2:g}" r="20"' in drawing.svg()
