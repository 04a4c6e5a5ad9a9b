"""What the writing machine writes: held against plain equations, with the same dice under every hold."""

import numpy as np
import pytest

from lstm_book.chapter_00.machine_run import (
    LETTERS,
    PROMPT,
    WritingMachineState,
    novel,
    run,
)
from lstm_teach import Hold

K = 25  # where valves are turned: writing is slow in plain equations
FIELDS = {"f": 1, "i": 0, "o": 3}


def sigma(a):
    return 1 / (1 + np.exp(-a))


def plainly(prompt, letters, temperature, number, held=lambda k: {}):
    """Write by the four equations; `held(k)` says which gates are held when letter k is chosen."""
    network = novel()
    W_x, W_h, b = network.model.cell
    W_y, b_y = network.model.out
    H, V = len(W_h), network.alphabet.size
    thrown = np.random.default_rng(number).gumbel(size=(LETTERS, V))
    h, c, text, gates = np.zeros(H), np.zeros(H), prompt, []
    for n in range(len(prompt) + letters - 1):
        k = n - len(prompt) + 1
        a = W_x[network.alphabet.symbols.index(text[n])] + h @ W_h + b
        parts = {name: sigma(a[m * H : (m + 1) * H]) for name, m in FIELDS.items()}
        parts |= {name: np.full(H, value) for name, value in (held(k) if k >= 0 else {}).items()}
        c = parts["f"] * c + parts["i"] * np.tanh(a[2 * H : 3 * H])
        h = parts["o"] * np.tanh(c)
        if k >= 0:
            text += network.alphabet.symbols[int(np.argmax((h @ W_y + b_y) / temperature + thrown[k]))]
            gates.append({name: part.mean() for name, part in parts.items()})
    return text[len(prompt) :], gates


@pytest.mark.parametrize(
    ("holds", "held"),
    [
        ((), lambda k: {}),
        ((Hold("f", 0.0, K),), lambda k: {"f": 0.0} if k >= K else {}),
        ((Hold("o", 1.0, K, K + 1), Hold("i", 0.3)), lambda k: {"i": 0.3} | ({"o": 1.0} if k == K else {})),
        (
            (Hold("f", 1.0, 0, 10), Hold("f", 0.5, 30)),
            lambda k: {"f": 1.0} if k < 10 else {"f": 0.5} if k >= 30 else {},
        ),
    ],
)  # fmt: skip
def test_it_writes_what_the_equations_write(holds, held):
    made = run(WritingMachineState(prompt="Elizabeth ", holds=holds, dice=3, temperature=0.8))
    text, gates = plainly("Elizabeth ", 60, 0.8, 3, held)
    assert made.text[:60] == text
    for name in FIELDS:
        np.testing.assert_allclose(made.gates[name][:60], [each[name] for each in gates], atol=1e-12)
    assert made.free[:60] == plainly("Elizabeth ", 60, 0.8, 3)[0]


def test_bits_are_those_of_the_untouched_network():
    made = run(WritingMachineState(holds=(Hold("f", 0.0, K),)))
    free = run(WritingMachineState())
    assert len(made.text) == len(made.bits) == LETTERS
    np.testing.assert_array_equal(made.bits[:K], free.bits[:K])
    np.testing.assert_array_equal(free.bits, free.free_bits)
    W_y, b_y = novel().model.out
    h = run(WritingMachineState(prompt=PROMPT + made.text[:15], t=0)).trace.h[len(PROMPT) - 1 + 10, 0]
    scores = h @ W_y + b_y
    p = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
    letter = novel().alphabet.symbols.index(made.text[10])
    assert made.bits[10] == pytest.approx(-np.log2(p[letter]), abs=1e-9)


@pytest.mark.parametrize("gate", "fio")
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_the_same_dice_part_at_the_turn_and_not_before(gate, value):
    made = run(WritingMachineState(holds=(Hold(gate, value, 60),)))
    assert made.text[:60] == made.free[:60]
    assert made.parted is not None
    assert 60 <= made.parted < 75
    assert made.text[made.parted] != made.free[made.parted]
    assert made.text[: made.parted] == made.free[: made.parted]
    np.testing.assert_allclose(made.gates[gate][60:], value)
    assert 0.0 < made.learned[gate][100] < 1.0


def test_turning_makes_and_takes_holds():
    state = WritingMachineState(t=100)
    shut = WritingMachineState(t=150, holds=state.turned("f", 0.0))
    assert shut.holds == (Hold("f", 0.0, 100),)
    assert shut.turned("f", 1.0) == (Hold("f", 0.0, 100, 150), Hold("f", 1.0, 150))
    assert shut.turned("f", None) == (Hold("f", 0.0, 100, 150),)
    assert set(shut.turned("o", 0.5)) == {Hold("f", 0.0, 100), Hold("o", 0.5, 150)}
    once = WritingMachineState(t=150, holds=shut.holds, once=True)
    assert once.turned("f", 1.0) == (
        Hold("f", 0.0, 100, 150), Hold("f", 0.0, 151), Hold("f", 1.0, 150, 151),
    )  # fmt: skip
    assert WritingMachineState(holds=once.turned("f", 1.0)).holds == (
        Hold("f", 0.0, 100, 150), Hold("f", 1.0, 150, 151), Hold("f", 0.0, 151),
    )  # fmt: skip
    back = WritingMachineState(t=20, holds=once.turned("f", 1.0))
    assert back.turned("f", 0.2) == (Hold("f", 0.2, 20),)


def test_a_turn_when_all_is_written_is_where_one_was():
    assert WritingMachineState().turn == 60
    assert WritingMachineState(t=10).turn == 10
    assert WritingMachineState(holds=(Hold("o", 1.0, 90), Hold("f", 0.0, 95))).turn == 90


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"prompt": ""}, ValueError, "prompt: expected a text of 1 to 60 characters, got ''"),
        ({"prompt": 61 * "a"}, ValueError, "prompt: expected a text of 1 to 60"),
        ({"prompt": 3}, ValueError, "prompt: expected a text"),
        ({"prompt": "Frau Müller "}, ValueError, "prompt: expected characters that the novel has, got 'ü'"),
        ({"holds": 3}, TypeError, "holds: expected a Hold or several, got 3"),
        ({"holds": ("f",)}, TypeError, "holds: expected a Hold or several, got 'f'"),
        ({"holds": Hold("g", 1.0)}, ValueError, "holds.gate: expected one of 'f', 'i', 'o', got 'g'"),
        ({"holds": Hold("f", 1.0, 240)}, ValueError, "holds: expected letters from 0 to 239"),
        ({"holds": Hold("f", 1.0, units=(256,))}, ValueError, "holds.units: expected numbers from 0 to 255"),
        ({"t": 241}, ValueError, "t: expected a whole number from 0 to 240, got 241"),
        ({"temperature": 0.0}, ValueError, "temperature: expected a finite number from 0.1 to 1.5, got 0.0"),
        ({"dice": 1000}, ValueError, "dice: expected a whole number from 0 to 999, got 1000"),
    ],
)
def test_bad_settings_are_refused(settings, error, said):
    with pytest.raises(error) as raised:
        WritingMachineState(**settings)
    assert str(raised.value).startswith(said)
