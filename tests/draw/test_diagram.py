"""Living cell diagrams: what is shown is what was computed."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from lstm_teach import (
    CAROUSEL,
    GRU,
    GRU_RESET_BEFORE,
    MEMORY_BLOCK,
    RELU_RNN,
    RNN,
    Hold,
)
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.draw import diagram, theme
from lstm_teach.draw.numbers import shown
from tests.draw.diagrams import CELLS, GATED, all_held, by_hand, decimals, filled, numbers_shown, step_of
from tests.draw.pictures import parse, texts


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
    ends = ["cell state c₈", "0.40", "hidden h₈", "−0.20", "input x₉:  1.00", "cell state c₉", "0.50"]
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
        (note,) = [text for text in texts(drawing.svg()) if "unit" in text]
        assert note.endswith(f", unit {unit} (0 to 5), sequence {sequence} (0 to 2)")


@pytest.mark.parametrize("name", CELLS)
def test_what_is_kept_and_written_is_shown_as_a_product(name):
    step, _ = step_of(CELLS[name], seed=8)
    picture = texts(diagram(step, t=2).svg())
    v = {field: getattr(step, field).item() for field in step.array_names()}
    products = {
        "CEC": {"keep  1.0 × c₁": v.get("c_prev"), "written": v.get("w")},
        "memory block": {
            "keep  1.0 × c₁": v.get("c_prev"),
            "write  yᵢₙ × g": v.get("y_in", 0) * v.get("g", 0),
        },
        "GRU": {
            "keep  z × h₁": v.get("z", 0) * v["h_prev"],
            "write  (1 − z) × g": (1 - v.get("z", 0)) * v.get("g", 0),
            "r × u": v.get("r", 0) * v.get("u", 0),
        },
        "LSTM": {
            "keep  f × c₁": v.get("f", 0) * v.get("c_prev", 0),
            "write  i × g": v.get("i", 0) * v.get("g", 0),
        },
    }
    products["peephole LSTM"] = products["LSTM"]
    before = {**products["GRU"], "r × h": v.get("r", 0) * v["h_prev"]}
    del before["r × u"]
    products["GRU (reset before)"] = before
    for what, value in products.get(name, {"a": v.get("a")}).items():
        assert f"{what} = {shown(value)}" in picture


def test_gru_shows_its_convention_and_both_halves_of_its_update_gate():
    for cell, words in ((GRU, "reset after the product"), (GRU_RESET_BEFORE, "reset before the product")):
        step, _ = step_of(cell, seed=2)
        picture = texts(diagram(step).svg())
        assert f"GRU, {words}" in picture
        z = step.z.item()
        assert f"z = {shown(z)}" in picture
        assert f"1 − z = {shown(1 - z)}" in picture
        alone = cell.step(cell.init(np.random.default_rng(0), 1, 1), np.ones((1, 1)), cell.state(step))
        assert f"GRU, {words}" in texts(diagram(alone).svg())


@pytest.mark.parametrize("name", GATED)
def test_every_gate_has_the_colour_of_its_role(name):
    """On its layer, its valve's lids and the wire between them."""
    step, _ = step_of(GATED[name], seed=4)
    picture = diagram(step).svg()
    for gate in GATED[name].gates.values():
        colour = theme.GATES[gate.role].colour
        assert f"fill:{colour};fill-opacity:0.10;stroke:{colour}" in picture, gate.role
        assert f"fill:{colour};stroke:{theme.INK};stroke-width:1" in picture, gate.role
        assert f"fill:none;stroke:{colour}" in picture, gate.role


def test_an_rnn_shows_its_activation():
    for cell, word in ((RNN, "tanh"), (RELU_RNN, "ReLU"), (CELLS["linear RNN"], "linear")):
        assert f"{word} layer" in texts(diagram(step_of(cell)[0]).svg())


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


@pytest.mark.parametrize("strange", [np.nan, np.inf, -np.inf, 1e12, -1e12])
@pytest.mark.parametrize("name", CELLS)
def test_a_run_that_exploded_is_drawn(name, strange):
    step, _ = step_of(CELLS[name], D=2, H=3)
    drawing = diagram(filled(step, strange, 0.5, CELLS[name].gate_names), unit=1)
    assert parse(drawing.svg()).tag.endswith("svg")
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
    flags = {"legend": bool(rng.random() < 0.5)}
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
