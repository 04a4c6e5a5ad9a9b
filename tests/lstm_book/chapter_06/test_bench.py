"""The bench: the units of chapters 05 and 06 pass, others fail where they must."""

import numpy as np
import pytest

from lstm_book.chapter_06 import Bench
from lstm_book.chapter_06.hand_wiring import COUNT, TASKS, TOGGLE, Task
from lstm_teach import CLOSED, LSTM, OPEN, Hold, LSTMParams, unroll
from lstm_teach.draw.numbers import number, significant
from tests.draw.pictures import parse, texts
from tests.lstm_book.touching import placed_texts

WIRED_TOGGLE = {"i": (-10, 20, 0), "f": (10, -20, 0), "g": (2, 0, -10), "o": (10, 0, 0)}
WIRED_COUNT = {"i": (-10, 0, 20, 0), "f": (10, -20, 0, 0), "g": (10, 0, 0, 0)}  # inputs "#" and "a"


def first_failing(task, weights, *holds):
    """Return the first sequence of a task that fails with gates held."""
    trace = unroll(LSTM, weights, task.one_hot(), holds=holds)
    for b, sequence in enumerate(task.sequences):
        if any(task.wrong(b, trace.c[: len(sequence), b, 0])):
            return sequence
    return None


def test_one_unit_is_a_toggle():
    bench = Bench("toggle", **WIRED_TOGGLE)
    assert bench.passed
    assert bench.failing is None
    assert texts(bench.picture)[0] == "toggle: all 8 tests pass"


def test_lesions_of_the_toggle():
    weights = Bench("toggle", **WIRED_TOGGLE).params
    assert first_failing(TOGGLE, weights, Hold("f", OPEN)) is None
    assert first_failing(TOGGLE, weights, Hold("o", CLOSED)) == "11"
    assert first_failing(TOGGLE, weights, Hold("i", OPEN)) == "00"


def test_the_memory_of_the_toggle_fades():
    """After one 1, c = 0.964, then 0.877 after 1000 zeros and 0.565 after 5000."""
    x = np.zeros((5001, 1, 1))
    x[0] = 1.0
    c = unroll(LSTM, Bench("toggle", **WIRED_TOGGLE).params, x).c[:, 0, 0]
    assert [round(float(c[n]), 3) for n in (0, 1000, 5000)] == [0.964, 0.877, 0.565]


def test_one_unit_counts_and_forgets_at_the_mark():
    bench = Bench("count", **WIRED_COUNT)
    assert bench.passed
    b = COUNT.sequences.index("aa#aaa#a#")
    assert COUNT.target[b] == (1, 2, 0, 1, 2, 3, 0, 1, 0)
    assert np.round(bench.trace.c[:9, b, 0]).tolist() == [1, 2, 0, 1, 2, 3, 0, 1, 0]
    held = unroll(LSTM, bench.params, COUNT.one_hot(), holds=Hold("f", OPEN))
    assert np.round(held.c[:9, b, 0]).tolist() == [1, 2, 2, 3, 4, 5, 5, 6, 6]


def test_params_have_the_weights_of_every_gate_in_its_column():
    bench = Bench("count", i=(1, 2, 3, 4), f=(5, 6, 7, 8), g=(9, 10, 11, 12), o=(13, 14, 15, 16))
    assert isinstance(bench.params, LSTMParams)
    np.testing.assert_array_equal(bench.params.b, [1, 5, 9, 13])
    np.testing.assert_array_equal(bench.params.W_x, [[2, 6, 10, 14], [3, 7, 11, 15]])
    np.testing.assert_array_equal(bench.params.W_h, [[4, 8, 12, 16]])
    expected = unroll(LSTM, bench.params, COUNT.one_hot())
    np.testing.assert_array_equal(bench.trace.h, expected.h)


def test_the_failing_test_is_named_with_what_was_read():
    bench = Bench("toggle", **(WIRED_TOGGLE | {"o": (-10, 0, 0)}))
    assert (bench.passed, bench.failing) == (False, "11")
    b = TOGGLE.sequences.index("11")
    c = significant(float(bench.trace.c[1, b, 0]))
    passed = sum(trial.passed for trial in bench.result.trials)
    title = f"toggle: {passed} of 8 pass;  “11” fails at step 2:  1 is read, c₂ = {c}, wanted 0"
    assert texts(bench.picture)[0] == title
    assert parse(bench.picture).get("aria-label") == title


def test_a_blank_bench_counts_nothing():
    assert Bench("count").failing == "a"
    assert "“a” fails at step 1:  c₁ = 0, wanted 1.00" in texts(Bench("count").picture)[0]


def test_the_toggle_is_wired_by_its_sliders():
    bench = Bench("toggle")
    for gate, weights in WIRED_TOGGLE.items():
        bench.controls["gate"].index = "ifgo".index(gate)
        for name, weight in zip(("bias", "from_x1", "from_h"), weights, strict=True):
            bench.controls[name].value = weight
    assert bench.passed
    assert all(getattr(bench, gate) == weights for gate, weights in WIRED_TOGGLE.items())


def test_the_sliders_show_the_chosen_gate():
    bench = Bench("toggle", **WIRED_TOGGLE)
    for gate, weights in WIRED_TOGGLE.items():
        bench.gate = gate
        assert tuple(bench.controls[name].value for name in ("bias", "from_x1", "from_h")) == weights
        assert (bench.bias, bench.from_x1, bench.from_h) == weights


def test_single_weights_belong_to_the_gate_that_is_set_with_them():
    bench = Bench("toggle", **WIRED_TOGGLE)
    bench.set(gate="o", bias=-3, from_h=1.5)
    assert bench.o == (-3.0, 0.0, 1.5)
    assert bench.i == WIRED_TOGGLE["i"]
    bench.set(g=(1, 2, 3), gate="g", from_x1=-2)
    assert bench.g == (1.0, -2.0, 3.0)


def test_the_equations_and_the_strips_show_the_run():
    bench = Bench("count", **WIRED_COUNT, test=5, t=6, gate="f")
    shown, step = texts(bench.picture), bench.trace.at(5)
    lines = ["a_i = −10 + 20 [a]", "a_f = 10 − 20 [#] + 0 [a] + 0 h", "a_g = 10", "a_o = 0"]
    places = placed_texts(bench.picture)
    for n, line in enumerate(lines):
        assert " ".join(text for text, x, y in places if y == 42 + 20 * n and x < 480) == line
    assert {"i₆ = σ(10.00) = 1.00", "g₆ = tanh(10.00) = 1.00", "o₆ = σ(0.00) = 0.50"} <= set(shown)
    i, f, o, c, g, h = (number(float(getattr(step, name)[4, 0])) for name in "ifocgh")
    assert f"gates, circles: i, dotted: o   at step 6: i {i}   f {f}   o {o}" in shown
    assert f"memory, dashed: wanted   at step 6: c {c}" in shown
    assert f"candidate and output, dotted: h   at step 6: g {g}   h {h}" in shown


@pytest.mark.parametrize("gate", "ifgo")
def test_the_number_in_an_equation_is_the_pre_activation(gate):
    bench = Bench(
        "count", i=(1, 2, 3, 4), f=(-5, 6, 7, 8), g=(0.5, -1, 1.5, -2), o=(3, -4, 5, -6), test=5, t=4
    )
    step, weights = bench.trace.at(3), bench.params
    a = (step.x[4] @ weights.W_x + step.h_prev[4] @ weights.W_h + weights.b)["ifgo".index(gate)]
    value = float(getattr(step, gate)[4, 0])
    name = "tanh" if gate == "g" else "σ"
    assert f"{gate}₄ = {name}({number(a)}) = {number(value)}" in texts(bench.picture)


def test_the_state_is_one_line_with_the_task_by_name():
    bench = Bench("toggle", g=(2, 0, -10), test=5, t=4)
    zero = "(0.0, 0.0, 0.0)"
    expected = (
        f"Bench(task='toggle', i={zero}, f={zero}, g=(2.0, 0.0, -10.0), o={zero}, gate='i', test=5, t=4)"
    )
    assert repr(bench) == expected
    own = Bench(Task("copy", ("1",), ("01",), ((0, 1),), threshold=0.5))
    assert eval(repr(own)).state == own.state
    assert Bench(TOGGLE).state == Bench("toggle").state


def test_a_shorter_test_takes_the_cursor_with_it():
    bench = Bench("toggle", test=7, t=21)
    bench.controls["test"].value = 4
    assert (bench.test, bench.t, bench.controls["t"].max) == (4, 2, 2)
    with pytest.raises(
        ValueError, match="t: expected a whole number from 1 to the length of the test = 2, got 3"
    ):
        bench.t = 3


def test_bad_weights_and_tasks_are_named():
    with pytest.raises(ValueError, match=r"f: expected 3 weights \(bias, x, h\), got \(1, 2\)"):
        Bench("toggle", f=(1, 2))
    with pytest.raises(ValueError, match="f: expected a finite number from -20 to 20, got 21"):
        Bench("toggle", f=(21, 0, 0))
    with pytest.raises(ValueError, match="task: expected one of 'toggle', 'count', got 'add'"):
        Bench("add")
    bench = Bench("toggle")
    with pytest.raises(ValueError, match="task: a bench keeps its task, toggle; make a new Bench"):
        bench.set(task="count")
    with pytest.raises(TypeError, match="got 'from_x2'"):
        bench.from_x2 = 1.0
    with pytest.raises(ValueError, match="bias: expected a finite number from -20 to 20, got 30"):
        bench.bias = 30
    assert bench.state == Bench("toggle").state


def test_an_own_task_with_a_threshold():
    task = Task("echo", ("1",), ("010", "1"), ((0, 1, 0), (1,)), threshold=0.4)
    bench = Bench(task, i=(10, 0, 0), f=(-10, 0, 0), g=(-2, 10, 0), o=(10, 0, 0))
    assert bench.passed
    assert bench.task == task
    assert "memory, dashed: wanted   at step 1: c −0.96" in texts(bench.picture)


@pytest.mark.parametrize("name", TASKS)
def test_the_books_tasks_cannot_be_passed_by_a_constant(name):
    task = TASKS[name]
    assert len({value for row in task.target for value in row}) > 1
    assert len(task.sequences) == len(task.target) == 8
