"""Living cell diagrams: what is shown is what was computed."""

import doctest
import re
from dataclasses import dataclass, replace

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    GRU,
    GRU_RESET_BEFORE,
    LSTM,
    MEMORY_BLOCK,
    PEEPHOLE_LSTM,
    RELU_RNN,
    RNN,
    Hold,
    LSTMParams,
    unroll,
)
from lstm_teach.cells.lstm import LSTMState, LSTMStep
from lstm_teach.draw import diagram
from lstm_teach.draw.diagram import view
from lstm_teach.draw.diagram.surroundings import FEET, LAYERS
from lstm_teach.draw.diagram.view import shown
from lstm_teach.trace import Step
from tests.draw.diagrams import CELLS, all_held, decimals, filled, numbers_shown, step_of
from tests.draw.pictures import NS, parse, texts

TABLES = [(30, 64, 30, "x₂ [0 to 7]"), (3, 64, 30, "x₂ [0 to 2]"), (1, 3, 2, "x₂"), (3, 3, 0, "x₂")]
LOG3 = np.log(3.0)


def by_hand(holds=()):
    """The cell of chapter 06, whose gates are simple fractions."""
    b = np.array([-LOG3, LOG3, LOG3, 2 * LOG3])
    params = LSTMParams(np.zeros((1, 4)), np.zeros((1, 4)), b)
    state = LSTMState(h=np.array([[-0.2]]), c=np.array([[0.4]]))
    return unroll(LSTM, params, np.ones((1, 1, 1)), state, holds).at(0)


def test_examples_in_docstrings():
    outcome = doctest.testmod(view)
    assert (outcome.attempted, outcome.failed) == (1, 0)


def test_the_cell_by_hand_has_its_numbers_on_its_wires():
    picture = texts(diagram(by_hand(), t=9).svg())
    wires = [
        "f = 0.75",
        "i = 0.25",
        "g = 0.80",
        "o = 0.90",
        "0.46",
        "keep  f × c₈ = 0.30",
        "write  i × g = 0.20",
    ]
    ends = ["cell state c₈", "0.40", "hidden h₈", "−0.20", "input x₉", "1.00", "cell state c₉", "0.50"]
    for text in [*wires, *ends, "hidden h₉", "0.42", "LSTM, step 9"]:
        assert picture.count(text) == 1, text


def test_the_cell_by_hand_in_words():
    drawing = diagram(by_hand(), t=9)
    assert drawing.label == "LSTM at step 9: cell state 0.50, hidden state 0.42"
    assert drawing.description == (
        "Forget gate 0.75 keeps 0.30 of 0.40; input gate 0.25 writes 0.20 of candidate 0.80; "
        "cell state 0.50, its tanh 0.46; output gate 0.90 lets out 0.42. "
        "Input 1.00; hidden state before −0.20."
    )


@pytest.mark.parametrize("name", CELLS)
def test_every_field_of_a_step_is_shown_with_its_value(name):
    step, _ = step_of(CELLS[name], seed=4)
    picture = numbers_shown(diagram(step).svg())
    fields = [n for n in step.array_names() if n not in ("y_in_prev", "y_out_prev")]  # not on any wire
    for field in fields:
        assert shown(float(getattr(step, field).item())) in picture, field


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_numbers_in_words_equal_numbers_shown(name, held):
    for seed in range(20):
        holds = all_held(CELLS[name]) if held else ()
        step, learned = step_of(CELLS[name], seed=seed, holds=holds)
        drawing = diagram(step, t=3, learned=learned)
        assert decimals(drawing.alt) == numbers_shown(drawing.svg())


@pytest.mark.parametrize("name", CELLS)
def test_the_chosen_unit_and_sequence_are_shown(name):
    options = {"cells_per_block": 3} if name == "memory block" else {}
    step, _ = step_of(CELLS[name], D=2, H=6, B=3, seed=1, **options)
    for sequence, unit in ((0, 0), (2, 5), (1, 3)):
        drawing = diagram(step, sequence=sequence, unit=unit)
        picture = numbers_shown(drawing.svg())
        assert shown(float(step.h[sequence, unit])) in picture
        assert {shown(float(x)) for x in step.x[sequence]} <= picture
        for gate in CELLS[name].gate_names:
            values = getattr(step, gate)[sequence]
            assert shown(float(values[unit * len(values) // 6])) in picture
        assert f"unit {unit} (0 to 5), sequence {sequence} (0 to 2)" in drawing.label
        assert f"unit {unit} (0 to 5), sequence {sequence} (0 to 2)" in texts(drawing.svg())


@pytest.mark.parametrize("name", CELLS)
def test_all_numbers_of_few_units_on_demand(name):
    step, _ = step_of(CELLS[name], D=2, H=4, seed=1)
    drawing, brief = diagram(step, numbers=True), diagram(step)
    picture = texts(drawing.svg())
    for field in step.array_names():
        for value in np.ravel(getattr(step, field)):
            assert shown(float(value)) in picture, field
    assert decimals(drawing.alt) == numbers_shown(drawing.svg())
    assert drawing.height > brief.height
    assert drawing.width == brief.width


def test_of_many_units_the_numbers_around_the_chosen_one():
    step, _ = step_of(LSTM, H=100)
    picture = texts(diagram(step, unit=50, numbers=True).svg())
    header = picture[picture.index("unit") + 1 :]
    assert header[:7] == [str(n) for n in (46, 47, 48, 49, 51, 52, 53)]
    assert "50" in picture  # in bold, thus among others of that style


def test_a_table_says_which_inputs_it_shows_where_they_are_not_its_columns():
    for D, H, unit, name in TABLES:
        step, _ = step_of(LSTM, D=D, H=H)
        picture = texts(diagram(step, t=2, unit=unit, numbers=True).svg())
        first = picture.index(name)
        expected = [shown(float(x)) for x in step.x[0][:8]]
        assert picture[first + 1 : first + 1 + len(expected)] == expected


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
        if (r.get("width"), r.get("height"), float(r.get("y"))) == ("100", "52", LAYERS)
    ]
    parameters = {"RNN": 1, "ReLU RNN": 1, "linear RNN": 1, "CEC": 1, "memory block": 3, "GRU": 3}
    assert len(layers) == parameters.get(name, 3 if "GRU" in name else 4)
    for middle in layers:
        h, x = tips[(middle - 14, FEET)], tips[(middle + 14, FEET)]
        assert h != x == "currentColor"


@pytest.mark.parametrize("f", [0.0, 0.25, 0.5, 1.0])
def test_a_valve_stands_as_far_open_as_its_gate(f):
    svg = diagram(by_hand(Hold("f", f))).svg()
    lids = re.findall(r"M[\d.]+ ([\d.]+)a20 20 0 0 1 [\d.]+ 0ZM[\d.]+ ([\d.]+)a20 20 0 0 0", svg)
    assert len(lids) == 1  # the only valve on a level pipe
    above, below = map(float, lids[0])
    assert below - above == pytest.approx(26 * f, abs=0.11)


def test_gru_shows_its_convention_and_both_halves_of_its_update_gate():
    for cell, words in ((GRU, "reset after the product"), (GRU_RESET_BEFORE, "reset before the product")):
        step, _ = step_of(cell, seed=2)
        picture = texts(diagram(step).svg())
        assert f"GRU, {words}" in picture
        z = step.z.item()
        assert f"z = {shown(z)}" in picture
        assert f"1 − z = {shown(1 - z)}" in picture
        anonymous = replace(step, cell="")  # as GRU.step returns it
        assert f"GRU, {words}" in texts(diagram(anonymous).svg())


def test_an_rnn_shows_its_activation():
    for cell, word in ((RNN, "tanh"), (RELU_RNN, "ReLU"), (CELLS["linear RNN"], "linear")):
        assert word in texts(diagram(step_of(cell)[0]).svg())


def test_only_a_peephole_lstm_has_wires_from_the_memory_to_its_gates():
    plain, _ = step_of(LSTM)
    with_peepholes, _ = step_of(PEEPHOLE_LSTM)
    cell_tips = [re.findall(rf"M[\d.]+ {LAYERS - 2:g}L", diagram(s).svg()) for s in (plain, with_peepholes)]
    assert [len(tips) for tips in cell_tips] == [0, 3]


def test_cells_without_a_forget_gate_keep_with_weight_one():
    for cell in (CAROUSEL, MEMORY_BLOCK):
        step, _ = step_of(cell, seed=1)
        picture = texts(diagram(step, t=2).svg())
        assert f"keep  1.0 × c₁ = {shown(step.c_prev.item())}" in picture
        assert not [text for text in picture if text.startswith("f = ")]


def test_a_block_says_how_many_cells_share_its_gates():
    step, _ = step_of(MEMORY_BLOCK, H=6, cells_per_block=3)
    picture = texts(diagram(step, unit=4).svg())
    assert "block 1, cell 1;" in picture
    assert "3 cells share both gates" in picture
    alone, _ = step_of(MEMORY_BLOCK, H=6)
    assert not [text for text in texts(diagram(alone).svg()) if "share" in text]


@pytest.mark.parametrize(("H", "most"), [(1, 12.5), (16, 18.5)])
@pytest.mark.parametrize("name", CELLS)
def test_a_picture_is_small(name, H, most):
    cell = CELLS[name]
    step, learned = step_of(cell, D=H, H=H, holds=all_held(cell))
    assert len(diagram(step, t=499, learned=learned).svg().encode()) / 1000 < most


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf, 1e12, -1e12])
@pytest.mark.parametrize("name", CELLS)
def test_a_run_that_exploded_is_drawn(name, strange):
    step, _ = step_of(CELLS[name], D=2, H=3)
    drawing = diagram(filled(step, strange, 0.5, CELLS[name].gate_names), unit=1, numbers=True)
    assert parse(drawing.svg())
    assert shown(strange) in texts(drawing.svg())


def test_complex_numbers_are_shown_by_their_real_part():
    step = by_hand()
    complex_step = replace(step, **{n: getattr(step, n) + 0j for n in step.array_names()})
    assert diagram(complex_step).svg() == diagram(step).svg()


@pytest.mark.parametrize("seed", range(150))
def test_random_steps_are_always_drawn(seed):
    rng = np.random.default_rng(seed)
    cell = CELLS[rng.choice(list(CELLS))]
    D, H, B = (int(rng.integers(1, n)) for n in (40, 50, 4))
    gates = [g for g in cell.gate_names if rng.random() < 0.5]
    holds = tuple(Hold(g, float(rng.random()), units=(0,) if rng.random() < 0.5 else None) for g in gates)
    step, learned = step_of(cell, D=D, H=H, B=B, seed=seed, holds=holds)
    sequence, unit = int(rng.integers(B)), int(rng.integers(H))
    flags = {"numbers": bool(rng.random() < 0.5), "legend": bool(rng.random() < 0.5)}
    scale = float(10 ** rng.uniform(-3, 2))
    big = replace(step, x=step.x * scale, h=step.h * scale)
    drawing = diagram(big, t=seed + 1, sequence=sequence, unit=unit, learned=learned, **flags)
    shown_numbers = numbers_shown(drawing.svg())
    assert shown(float(big.h[sequence, unit])) in texts(drawing.svg())
    assert decimals(drawing.alt) == shown_numbers


def test_a_class_derived_from_a_known_step_is_drawn_like_it():
    @dataclass(frozen=True, eq=False, repr=False)
    class MyStep(LSTMStep):
        pass

    step = by_hand()
    mine = MyStep(**{n: getattr(step, n) for n in step.array_names()})
    assert diagram(mine).body == diagram(step).body


@dataclass(frozen=True, eq=False, repr=False)
class StrangeStep(Step):
    pass


TRACE = unroll(RNN, RNN.init(np.random.default_rng(0), 1, 1), np.zeros((4, 1, 1)))
STRANGE = StrangeStep(x=np.zeros((1, 1)), h=np.zeros((1, 1)))


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ({"h": 1}, "step: expected one of RNNStep, .*GRUStep, got dict"),
        (None, "step: expected one of .*, got NoneType"),
        (STRANGE, "step: expected one of .*, got StrangeStep"),
        (TRACE, r"step: expected a single Step such as trace.at\(0\), got .*T = 4"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_named(what, message):
    with pytest.raises(TypeError, match=message):
        diagram(what)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"unit": 3}, "unit: expected a number from 0 to 2, got 3"),
        ({"unit": -1}, "unit: expected a number from 0 to 2, got -1"),
        ({"unit": 1.0}, "unit: expected a number from 0 to 2, got 1.0"),
        ({"sequence": 2}, "sequence: expected a number from 0 to 1, got 2"),
        ({"sequence": True}, "sequence: expected a number from 0 to 1, got True"),
        ({"t": 0}, "t: expected a step counted from 1, or None, got 0"),
        ({"learned": {"f": np.zeros((5, 2, 3))}}, r"learned\['f'\]: expected shape \(2, 3\).* \(5, 2, 3\)"),
        ({"learned": {"q": np.zeros((2, 3))}}, r"learned\['q'\]: expected a gate of this step"),
    ],
)  # fmt: skip
def test_a_wrong_argument_is_named(arguments, message):
    step, _ = step_of(LSTM, H=3, B=2)
    with pytest.raises(ValueError, match=message):
        diagram(step, **arguments)
