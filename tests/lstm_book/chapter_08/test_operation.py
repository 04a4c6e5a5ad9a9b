"""The operation on a trained adder: what it does to the answers, what is said of it, what is touched."""

import random
import re

import numpy as np
import pytest

from lstm_book.chapter_08 import Operation, adders
from lstm_book.chapter_08.operation_draw import ANSWERS, CHANGES, STRIP, TALL
from lstm_book.chapter_08.operation_run import COUNT, GATES, MARKS, STEPS, sequences
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.gates import Hold
from lstm_teach.model import readout
from lstm_teach.sequence import unroll
from lstm_teach.tasks.adding import MARKER, VALUE
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse, texts
from tests.lstm_book.touching import check_parts, drag, texts_in


def answers(net, holds=()):
    """Return what a network answers over whole sequences."""
    cell, models = adders()
    h = unroll(cell, models[net].cell, sequences()[0], holds=holds).h[-1]
    return readout(models[net].out, h)[:, 0]


@pytest.mark.parametrize(
    ("gate", "value", "t"), [("i", 0.0, 5), ("f", 0.3, 0), ("o", 1.0, 99), ("f", 0.0, 60)]
)
def test_answers_are_those_of_the_whole_run_with_the_gate_held(gate, value, t):
    operation = Operation(gate, value, t, net=3)
    held = answers(3, Hold(gate, value, start=t, stop=t + 1))
    assert operation.result.after == pytest.approx(held, rel=1e-9, abs=1e-12)
    assert operation.result.before == pytest.approx(answers(3), rel=1e-12)
    assert np.all(getattr(operation.trace, gate)[0] == value)


def test_the_sequences_are_the_task_with_its_marks_in_one_place():
    x, numbers, target = sequences()
    assert x.shape == (STEPS, COUNT, 2)
    for b in range(0, COUNT, 50):
        assert np.flatnonzero(x[:, b, MARKER] == 1.0).tolist() == list(MARKS)
        assert np.flatnonzero(x[:, b, MARKER] == -1.0).tolist() == [0, STEPS - 1]
        assert target[b] == pytest.approx(0.5 + x[list(MARKS), b, VALUE].sum() / 4)
    assert np.abs(x[:, :, VALUE]).max() <= 1.0
    assert numbers.shape == (2, COUNT)


@pytest.mark.parametrize("net", range(5))
def test_the_input_gate_shut_for_one_step_at_a_mark_takes_exactly_that_number(net):
    at_first, at_second, between = (Operation(t=t, net=net).result for t in (*MARKS, 20))
    assert at_first.change.weights == pytest.approx([-0.25, 0.0], abs=0.02)
    assert at_second.change.weights == pytest.approx([0.0, -0.25], abs=0.02)
    assert max(at_first.change.rest, at_second.change.rest) < 0.015
    assert np.abs(between.after - between.before).max() < 0.01
    assert at_first.left == pytest.approx([0.0, 1.0], abs=0.08)


def test_the_fit_is_the_one_of_the_normal_equations():
    result = Operation("f", 0.4, 30, net=1).result
    columns = np.column_stack([np.ones(COUNT), *result.numbers])
    for fit, values in (
        (result.was, result.before),
        (result.now, result.after),
        (result.change, result.after - result.before),
    ):
        a = np.linalg.solve(columns.T @ columns, columns.T @ values)
        assert [fit.constant, *fit.weights] == pytest.approx(a, abs=1e-9)
        assert fit.rest == pytest.approx(np.std(values - columns @ a), rel=1e-9)
    assert result.left == pytest.approx(result.now.weights / result.was.weights)


def test_what_is_said_is_what_was_computed():
    for state in (("i", 0.0, 5, 0), ("o", 1.0, 41, 4), ("f", 0.35, 40, 2)):
        operation = Operation(*state)
        result, alt = operation.result, operation.drawing.alt
        for n, name in enumerate("₁₂"):
            assert f"of X{name} {number(100 * result.left[n], 0)} %" in alt
            assert (
                f"X{name} {number(result.was.weights[n], 3)}, now {number(result.now.weights[n], 3)}" in alt
            )
        errors = [number(result.error(a), 4) for a in (result.before, result.after)]
        assert f"mean squared error {errors[0]}, now {errors[1]}" in alt
        assert f"rest of the change {number(result.change.rest, 3)}" in alt
    assert "forget gate held at 0.35 at step 40, second mark" in alt
    assert "input gate shut (0) at step 20, no mark" in Operation().drawing.label
    assert "output gate wide open (1) at step 5, first mark" in Operation("o", 1.0, 5).drawing.label


def dots(widget):
    """Return the places of the points of all three plots, before and after, in pixels."""
    ds = [path.get("d") for path in parse(widget.picture).iter(f"{NS}path") if "h0" in path.get("d")]
    return [np.array(re.findall(r"M(-?\d+) (-?\d+)h0", d), float) / 2 for d in ds]


def test_points_are_where_their_numbers_are():
    operation = Operation(t=5, net=2)
    result = operation.result
    change = result.after - result.before
    expected = [(ANSWERS, result.target, result.before), (ANSWERS, result.target, result.after)]
    expected += [(plot, result.numbers[n], change) for n, plot in enumerate(CHANGES)]
    found = dots(operation)
    assert len(found) == 4
    for places, (plot, xs, ys) in zip(found, expected, strict=True):
        assert places[:, 0] == pytest.approx(plot.x(xs), abs=0.26)
        assert places[:, 1] == pytest.approx(plot.y(ys), abs=0.26)


def test_no_point_leaves_its_plot():
    for gate in GATES:
        for value, t in ((1.0, 60), (1.0, 99), (0.0, 40), (0.0, 99)):
            for places, plot in zip(
                dots(Operation(gate, value, t)), (ANSWERS, ANSWERS, *CHANGES), strict=True
            ):
                assert places[:, 0].min() >= plot.left - 0.3
                assert places[:, 0].max() <= plot.left + plot.width + 0.3


def test_parts_of_many_settings():
    rng = random.Random(0)
    for _ in range(8):
        value = rng.choice([0.0, 1.0, round(rng.random(), 2)])
        operation = Operation(rng.choice(GATES), value, rng.randrange(STEPS), rng.randrange(5))
        check_parts(operation, rng, handles=2)
        colour = {"i": "input gate", "f": "forget gate", "o": "output gate"}[operation.gate]
        circles = parse(operation.picture).iter(f"{NS}circle")
        (dot,) = [(float(c.get("cx")), float(c.get("cy"))) for c in circles]
        assert part_of(operation.parts, "value").middle == pytest.approx(dot, abs=0.06)
        assert theme.colour(colour) in operation.picture
        assert texts_in(operation, "net") == [f"network {operation.net}"]
        for t, name in ((5, "first mark"), (40, "second mark"), (20, "between")):
            assert texts_in(operation, f"t:{t}") == [name]


def test_the_dot_is_dragged_and_steps_are_pressed():
    operation = Operation()
    drag(operation, "value", dy=-TALL / 2)
    assert operation.value == 0.5
    drag(operation, "value", dy=-4 * TALL)
    assert operation.value == 1.0
    operation.touch(Touch("key", "value", name="ArrowDown"))
    assert operation.value == 0.95
    lane = part_of(operation.parts, "strip:0")
    x = lane.box[0] + 40.5 * lane.box[2] / STEPS
    for phase in ("down", "up"):
        operation.touch(Touch(phase, "strip:0", x, STRIP + 3))
    assert operation.t == 40
    operation.touch(Touch("key", "t:5", name="Enter"))
    assert operation.t == 5
    drag(operation, "net", dy=-40)
    assert operation.net == 2
    operation.undo()
    assert (operation.net, operation.t) == (0, 5)


def test_the_strip_shows_the_gates_without_the_operation():
    free, held = Operation(value=0.0, t=5), Operation(value=1.0, t=5)
    assert np.array_equal(free.result.opened, held.result.opened)
    cell, models = adders()
    i = unroll(cell, models[0].cell, sequences()[0]).i.mean(axis=1)
    assert free.result.opened == pytest.approx(i)
    assert i[5].max() > 3 * i[20].max()  # the marks are seen
    assert "step, counted from 0" in texts(free.picture)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"gate": "g"}, "gate: expected one of 'i', 'f', 'o', got 'g'"),
        ({"value": 1.5}, "value: expected .*, got 1.5"),
        ({"t": 100}, "t: expected a whole number from 0 to 99, got 100"),
        ({"net": 5}, "net: expected a whole number from 0 to 4, got 5"),
    ],
)
def test_bad_settings_are_named(given, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        Operation(**given)


def test_the_fitted_lines_go_through_the_change():
    operation = Operation(t=40, net=1)
    change = operation.result.change
    corners = [
        [tuple(map(float, corner.split())) for corner in path.get("d")[1:].split("L")]
        for path in parse(operation.picture).iter(f"{NS}path")
        if path.get("style").endswith("stroke-width:1.8")
    ]
    assert len(corners) == 2
    for n, (plot, line) in enumerate(zip(CHANGES, corners, strict=True)):
        ends = np.array([-1.0, 1.0])
        for at, value, y in zip(
            (0, -1), ends, plot.y(change.constant + change.weights[n] * ends), strict=True
        ):
            assert line[at] == pytest.approx((float(plot.x(value)), y), abs=0.06)
        assert f"change:  {number(change.weights[n], 3)} X{'₁₂'[n]}" in texts(operation.picture)
