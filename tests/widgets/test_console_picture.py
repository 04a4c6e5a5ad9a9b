"""What the console's picture shows: the numbers of the run, at the right places."""

import re

import numpy as np
import pytest

from lstm_teach import LSTM, Hold
from lstm_teach.draw.diagram import diagram
from lstm_teach.draw.numbers import shown, significant
from lstm_teach.draw.timeline.beside import LEFT, RIGHT, WIDTH
from lstm_teach.widgets.console import ConsoleState, GateConsole
from lstm_teach.widgets.console.lanes import lanes_of
from tests.draw.pictures import NS, parse, path_points, texts
from tests.widgets.consoles import GATED, make

every_cell = pytest.mark.parametrize("name", GATED)


def lanes(console):
    return lanes_of(console.run, console.sequence, console.unit)


def column(console):
    """Return the texts at the right of the lanes, in order."""
    over_time = list(parse(console.picture).iter(f"{NS}g"))[-1]  # what was drawn last stands on top
    assert over_time.get("transform").startswith("translate(0 ")
    return [e.text for e in over_time.findall(f"{NS}text")
            if e.get("text-anchor") is None and float(e.get("x")) >= WIDTH - RIGHT + 8]  # fmt: skip


@every_cell
@pytest.mark.parametrize(("t", "unit", "sequence"), [(1, 0, 0), (5, 3, 1), (12, 1, 0)])
def test_the_numbers_are_those_of_the_run(name, t, unit, sequence):
    console = make(name, D=1)
    gate = console.setup.gates[1]
    console.set(holds=(Hold(gate, 0.25, 3, 8),), t=t, unit=unit, sequence=sequence)
    trace, run, k = console.trace, console.run, t - 1
    index = unit * getattr(trace, gate).shape[-1] // 4
    free = run.free
    expected = []
    for one in console.setup.gates:
        value = shown(float(getattr(trace, one)[k, sequence, unit * getattr(trace, one).shape[-1] // 4]))
        held = one == gate and 3 <= k < 8
        expected.append(value + (" held" if held else ""))
        if held:
            expected.append(f"free {shown(float(run.learned[gate][k, sequence, index]))}")
    if "c" in console.setup.cell.state_names:
        expected.append(shown(float(trace.c[k, sequence].ravel()[unit])))
        expected.append(f"free {shown(float(free.c[k, sequence].ravel()[unit]))}")
    expected.append(shown(float(trace.h[k, sequence, unit])))
    expected.append(f"target {shown(float(console.setup.targets[k, sequence, unit]))}")
    expected.append(shown(float(console.setup.x[k, sequence, 0])))
    for error in run.errors[:2] if "c" in console.setup.cell.state_names else run.errors[:1]:
        expected.append(significant(abs(float(error[k, sequence].ravel()[unit])), 2))
    assert column(console) == expected


@every_cell
def test_the_cell_is_the_diagram_of_the_same_step(name):
    console = make(name)
    gate = console.setup.gates[0]
    console.set(holds=(Hold(gate, 0.25),), t=7, unit=2, sequence=1)
    learned = {gate: console.run.learned[gate][6]}
    idle = console.equations.idle_wires
    cell = diagram(console.trace.at(6), t=7, sequence=1, unit=2, learned=learned, dotted=idle)
    assert cell.body in console.picture
    assert console.drawing.label == f"{cell.label}; step 7 of 12"
    assert cell.description in console.drawing.description


@pytest.mark.parametrize("T", [1, 2, 12, 60, 500])
def test_lines_go_through_the_values(T):
    console = make(T=T, H=1, B=1)
    made = lanes(console)
    lane = made.rows[3]
    assert lane.key == "c"
    values = console.trace.c[:, 0, 0]
    paths = [d for d in re.findall(r' d="([^"]+)"', made.body) if "L" not in d]
    pitch = (WIDTH - LEFT - RIGHT) / T
    top, height = lane.top + lane.room, lane.height - 2 * lane.room
    wanted = [
        (LEFT + (k + 0.5) * pitch, top + height * (lane.high - v) / (lane.high - lane.low))
        for k, v in enumerate(values)
    ]

    def near(point, points):
        return min(max(abs(point[0] - x), abs(point[1] - y)) for x, y in points) <= 0.51

    def on(d):
        points = path_points(d)
        return all(near(point, wanted) for point in points) and near(wanted[0], points)

    assert any(on(d) for d in paths if not d.count("v"))


def test_held_stretches_are_dashed_shaded_and_keep_the_learned_line():
    console = make(state=ConsoleState((Hold("f", 0.8, 2, 5), Hold("f", 0.0, 8)), t=4))
    made = lanes(console)
    lane = made.rows[1]
    assert [signal.name for signal in lane.signals] == ["f", "free"]
    held, learned = lane.signals[0].held, lane.signals[1].values
    assert np.flatnonzero(held).tolist() == [2, 3, 4, 8, 9, 10, 11]
    assert np.array_equal(np.isfinite(learned), held)
    np.testing.assert_array_equal(learned[held], console.run.learned["f"][held, 0, 0])
    free = make()
    bands = made.body.count("fill-opacity:0.10")
    assert bands == 2
    assert lanes(free).body.count("fill-opacity:0.10") == 0
    assert made.body.count("stroke-dasharray:10 6") == 1
    assert "forget gate f is held at 0.80 from step 3 to 5" in console.drawing.description
    assert "forget gate f is held closed from step 9 to the end" in console.drawing.description


def test_a_held_unit_is_marked_only_where_it_is_looked_at():
    console = make(state=ConsoleState((Hold("i", 1.0, units=(2,)),)))
    assert not any("held" in text for text in column(console))
    console.unit = 2
    assert column(console)[0] == "1.00 held"


def test_targets_losses_and_names():
    rng = np.random.default_rng(1)
    params, x = LSTM.init(rng, 2, 3), rng.normal(size=(6, 2, 2))
    plain = GateConsole(LSTM, params, x)
    assert plain.run.loss is None
    assert not any("dL" in text for text in texts(plain.picture))
    bits = rng.integers(0, 2, size=(6, 2))
    shown_only = GateConsole(LSTM, params, x, targets=bits, names=("a", "#"))
    assert shown_only.run.errors is None
    assert {"target", "input a", "input #"} <= set(texts(shown_only.picture))

    def last(h, targets):
        dh = np.zeros_like(h)
        dh[-1] = 1.0
        return float(h[-1].sum()), dh

    own = GateConsole(LSTM, params, x, loss=last)
    assert own.run.loss == float(own.trace.h[-1].sum())
    np.testing.assert_array_equal(own.run.errors.h[-1], np.ones((2, 3)))
    assert "|dL/dh|" in texts(own.picture)
    assert f"The loss is {significant(own.run.loss)}." in own.drawing.description


def test_where_nothing_is_wanted_there_is_no_error():
    rng = np.random.default_rng(1)
    params, x = LSTM.init(rng, 1, 1), rng.normal(size=(6, 1, 1))
    targets = np.full((6, 1, 1), np.nan)
    targets[3] = 1.0
    console = GateConsole(LSTM, params, x, targets=targets)
    assert np.all(console.run.errors.h[4:] == 0)
    assert np.all(console.run.errors.h[:4] != 0)
    assert console.run.loss == pytest.approx((console.trace.h[3, 0, 0] - 1.0) ** 2, abs=1e-15)
    assert not any("none" in text for text in texts(console.picture))
    console.t = 4
    assert "target 1.00" in texts(console.picture)


@pytest.mark.parametrize("scale", [0.0, 1e-30, 1e30])
def test_errors_of_any_size_are_drawn(scale):
    def loss(h, targets):
        return 0.0, np.full_like(h, scale)

    console = make(targets=None, loss=loss)
    parse(console.picture)
    lane = lanes(console).rows[-1]
    assert lane.log
    assert lane.low < lane.high <= lane.low + 12


def test_many_inputs_are_drawn_in_part():
    console = make(D=9)
    titles = [text for text in texts(console.picture) if text.startswith("input ") and "of 9" in text]
    assert titles == ["input 0 of 9", "input 1 of 9", "input 2 of 9", "input 3 of 9"]
