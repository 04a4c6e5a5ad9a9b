"""The lesion lab: numbers against a network written out, what is counted, what is said, and bad input."""

import random
from collections import Counter

import numpy as np
import pytest

from lstm_book.chapter_10 import LesionLab, LesionLabState
from lstm_book.chapter_10.lesion_lab_clamps import cells_of, holds_of, painted, shifted, text_of
from lstm_book.chapter_10.lesion_lab_run import APART, H, networks, next_noun, others, places, run
from lstm_book.chapter_10.lesions import ROWS, lesion
from lstm_book.chapter_10.lined_up import lined_up
from lstm_teach import Hold
from lstm_teach.draw.numbers import number
from lstm_teach.tasks.agreement import CLASS, FORMS, NOUNS, NUMBER, decode
from tests.draw.pictures import parse, texts

GATES = ("i", "f", "o")


def read(stops, network, x, cells=(), unit=None):
    """Return gates, c and the scores at every step, by the equations and with cells clamped; x is (T, B)."""
    cell, out = networks(stops)[1][network - 1]
    B = x.shape[1]
    h, c = np.zeros((B, H)), np.zeros((B, H))
    seen = []
    for t, words in enumerate(x, start=1):
        a = cell.W_x[words] + h @ cell.W_h + cell.b
        parts = dict(zip("ifgo", np.split(a, 4, axis=1), strict=True))
        gate = {name: 1 / (1 + np.exp(-parts[name])) for name in GATES}
        for (name, at), word in dict(cells).items():
            if at == t:
                gate[name][:, slice(None) if unit is None else unit] = float(word == "open")
        c = gate["f"] * c + gate["i"] * np.tanh(parts["g"])
        h = gate["o"] * np.tanh(c)
        seen.append((gate, c, h @ out.W_y + out.b_y))
    return seen


CASES = {
    "no clamp": {},
    "stop": {"clamps": "f open 4"},
    "one unit": {"network": 3, "clamps": "o shut 6, f open 4-5", "units": "unit 2", "between": 1},
    "no stops": {"stops": "without", "network": 8, "clamps": "i shut 4, f open 3", "first": "queens"},
    "nothing between": {"between": 0, "clamps": "i open 6, o shut 7", "second": "Irishman"},
}


@pytest.mark.parametrize("settings", CASES.values(), ids=CASES)
def test_all_numbers_are_those_of_the_equations(settings):
    lab = LesionLab(**settings)
    state, result = lab.state, lab.result
    x = np.array([[NUMBER[word]] for word in state.words])
    seen = read(state.stops, state.network, x, state.cells, state.unit)
    free = read(state.stops, state.network, x)
    for t, ((gate, c, y), (_, c_free, _)) in enumerate(zip(seen, free, strict=True)):
        for name in GATES:
            np.testing.assert_allclose(getattr(result.trace, name)[t], gate[name], atol=1e-12)
        np.testing.assert_allclose(result.trace.c[t], c, atol=1e-12)
        np.testing.assert_allclose(result.free.c[t], c_free, atol=1e-12)
        p = np.exp(y[0]) / np.exp(y[0]).sum()
        np.testing.assert_allclose(result.p[t], p, atol=1e-12)
        for form, value in zip(FORMS, p, strict=True):
            if state.places[t].startswith("___"):
                assert f"{form} {number(value)}" in lab.drawing.description
    asked = [t for t, place in enumerate(state.places) if place.startswith("___")]
    assert lab.answers == tuple(FORMS[seen[t][2][0].argmax()] for t in asked)

    of = others(state.stops, state.between)
    said = read(state.stops, state.network, of.x, state.cells, state.unit)[-1][2].argmax(axis=-1)
    right = said == of.second
    for row in range(4):
        for column in range(4):
            share = right[(of.first == row) & (of.second == column)].mean()
            assert result.score.right[row, column] == pytest.approx(share, abs=1e-12)
    differ = of.first != of.second
    assert result.score.of_100 == round(100 * right[differ].mean())
    assert result.score.first == pytest.approx((said == of.first)[differ].mean())
    assert f"right in {result.score.of_100} of 100" in lab.drawing.label


def test_both_controls_are_means_of_other_clamps():
    lab = LesionLab(network=2, clamps="f open 4")
    of = others("with", 2)
    differ = of.first != of.second

    def right(gate, word, t):
        said = read("with", 2, of.x, {(gate, t): word})[-1][2].argmax(axis=-1)
        return (said == of.second)[differ].mean()

    same = [right("f", "open", t) for t in range(1, 11) if t != 4]
    every = [(g, w, t) for g in GATES for w in ("shut", "open") for t in range(1, 11)]
    some = [right(*one) for one in every if one != ("f", "open", 4)]
    assert lab.result.moved.right[APART].mean() == pytest.approx(np.mean(same), abs=1e-3)
    assert lab.result.drawn.right[APART].mean() == pytest.approx(np.mean(some), abs=1e-3)
    shown = [lab.result.moved.of_100, lab.result.drawn.of_100]
    assert lab.drawing.label.endswith(f"controls {shown[0]} and {shown[1]}")
    lab.clamps = "i shut 1-11"
    assert lab.result.moved is None
    assert lab.drawing.label.endswith(f"controls none and {lab.result.drawn.of_100}")
    lab.clamps = ""
    assert (lab.result.moved, lab.result.drawn) == (None, None)
    assert "control" not in lab.drawing.label


def test_the_presets_are_the_rows_of_the_table():
    pairs = lined_up(np.random.default_rng(3), 1500)
    models = networks("with")[1]
    shown = {
        "no clamp": "none",
        "f open at the stop": "f open at the stop",
        "f open at the subject": "f open at the new subject",
        "f open at both": "f open at both",
        "i shut at the subject": "i shut at the subject",
        "f shut at the subject": "f shut at the subject",
        "f shut at a noun between": "f shut at the first attractor",
        "i open at both nouns": "i open at both attractors",
        "i shut at both nouns": "i shut at both attractors",
        "o shut at a preposition": "o shut at the first preposition",
        "o shut at both of them": "o shut at both prepositions",
        "o shut at a noun between": "o shut at the first attractor",
        "i shut at the verb": "i shut at the verb",
        "o shut at the verb": "o shut at the verb",
    }
    assert set(shown.values()) == set(ROWS)
    chosen = (1, 4, 8)
    for preset, row in shown.items():
        settings = LesionLab.presets[preset]
        runs = [run(LesionLabState(network=network, **settings)) for network in chosen]
        mine = np.array([result.score.right[APART].mean() for result in runs])
        table = lesion([models[network - 1] for network in chosen], pairs, ROWS[row]).right
        assert np.abs(mine - table).max() < 0.09, preset  # 300 sentences against 1,500


@pytest.mark.parametrize("stops", ["with", "without"])
@pytest.mark.parametrize("between", [0, 1, 2])
def test_the_other_streams(stops, between):
    of, form = others(stops, between), places(stops, between)
    assert of.x.shape == (len(form), 400)
    assert set(Counter(zip(of.first.tolist(), of.second.tolist(), strict=True)).values()) == {25}
    place = {name: of.x[t] for t, name in enumerate(form)}
    np.testing.assert_array_equal(CLASS[place["S1"]], of.first)
    np.testing.assert_array_equal(CLASS[place["S2"]], of.second)
    for n in range(between):
        np.testing.assert_array_equal(CLASS[place[f"N{n + 1}"]], of.between[n])
        assert (of.between[n] != of.second).all()
        assert set(place[f"N{n + 1}"].tolist()) == set(range(36))
    words = decode(of.x[:, 0]).split()
    assert words[1:3] == ["again", "___"]
    assert words[-2:] == ["today", "___"]
    assert ("." in words) == (stops == "with")
    assert words.count("beside") == between


def kinds(cells):
    return Counter((gate, word) for (gate, _), word in cells.items())


def test_clamps_have_one_form():
    rng = random.Random(0)
    for _ in range(200):
        T = rng.choice([7, 11])
        cells = {(rng.choice(GATES), rng.randint(1, T)): rng.choice(["shut", "open"]) for _ in range(9)}
        text = text_of(cells)
        assert cells_of("clamps", text, T) == cells
        assert cells_of("clamps", holds_of(cells), T) == cells
        assert text_of(cells_of("clamps", text, T)) == text
        for gate in GATES:
            held = [hold for hold in holds_of(cells) if hold.gate == gate]
            for t in range(T):
                values = [hold.value for hold in held if hold.is_active(t)]
                word = cells.get((gate, t + 1))
                assert values == ([] if word is None else [float(word == "open")])
        for way in shifted(cells, T):
            assert way != cells
            assert kinds(way) == kinds(cells)
        freed = painted(cells, "f", range(1, T + 1), "learned")
        assert freed == {place: word for place, word in cells.items() if place[0] != "f"}
    assert len(shifted({("f", 4): "open"}, 11)) == 9
    lab = LesionLab(clamps=[Hold("f", 1, 3, 5), Hold("o", 0, 10)])
    assert lab.clamps == "f open 4-5, o shut 11"
    assert lab.holds == (Hold("f", 1, 3, 5), Hold("o", 0, 10, 11))
    lab.units = "unit 4"
    assert lab.holds[0] == Hold("f", 1, 3, 5, (4,))
    assert eval(repr(lab)).state == lab.state


def test_clamps_and_the_chosen_word_stay_at_their_places():
    lab = LesionLab(clamps="f open 4-5, o shut 8, i shut 11", t=11)
    lab.between = 1
    assert (lab.clamps, lab.t) == ("i shut 9, f open 4-5", 9)  # the second preposition is gone
    lab.stops = "without"
    assert (lab.clamps, lab.t) == ("i shut 8, f open 4", 8)
    lab.set(stops="with", t=4)
    assert (lab.clamps, lab.t) == ("i shut 9, f open 5", 4)
    lab.undo()
    lab.undo()
    lab.undo()
    assert (lab.clamps, lab.t) == ("i shut 11, f open 4-5, o shut 8", 11)
    lab.set(between=0, clamps="f open 6")
    assert (lab.clamps, lab.t) == ("f open 6", 7)


def test_a_clamped_cell_says_what_it_would_be_by_itself():
    lab = LesionLab(clamps="f open 4, i shut 4", units="unit 1")
    before = LesionLab(units="unit 1")
    for gate, word in (("f", "open"), ("i", "shut")):
        own = float(getattr(before.trace, gate)[3, 0, 1])
        assert word in texts(lab.picture)
        assert f"({number(own)})" in texts(lab.picture)  # the run up to there is the same


def test_what_is_drawn():
    lab = LesionLab(clamps="f open 4", second="girl")
    shown = texts(lab.picture)
    for word in lab.state.words:
        assert word in shown
    for gate in GATES:
        for t, value in enumerate(getattr(lab.trace, gate)[:, 0].mean(axis=-1), start=1):
            assert (number(value) in shown) or (gate, t) == ("f", 4)
    shares = [str(round(100 * share)) for share in lab.result.score.right.ravel()]
    at = shown.index("girls", shown.index("1st  \\  2nd"))
    assert [text for text in shown[at:] if text.isdigit()][-16:] == shares
    parse(lab.picture)
    assert lab.drawing.width <= 679
    assert lab.drawing.height <= 620 - 36 - 34 * 2


def test_what_is_said_of_both_answers():
    lab = LesionLab(first="queen", second="boys", other="girl")
    names = {0: ["a boy"], 1: ["boys"], 2: ["queen", "girl", "a girl"], 3: ["girls"]}
    verdicts = set()
    for preset in lab.presets:
        lab.set(preset=preset)
        line = next(text for text in texts(lab.picture) if text.startswith("queen p"))
        for n, said in enumerate(line.split(";   ")):
            form, noun = lab.answers[n], ("queen", "boys")[n]
            named = FORMS.index(form)
            whose = ["right"] if named == (2, 1)[n] else [f"wrong, as for {name}" for name in names[named]]
            assert said in [f"{noun} {form}: {verdict}" for verdict in whose]
            verdicts.add(said.partition(": ")[2])
    assert verdicts >= {"right", "wrong, as for queen"}


def test_the_second_noun_between_is_another_of_its_class():
    for noun in NOUNS:
        words = LesionLabState(other=noun).words
        assert (words[6], words[8]) == (noun, next_noun(noun))
        assert words[8] != noun
        assert CLASS[NUMBER[words[8]]] == CLASS[NUMBER[noun]]


BAD = {
    "gate": (lambda: LesionLab(clamps="g open 4"), 'clamps: expected text such as .*, got \'g open 4\''),
    "word": (lambda: LesionLab(clamps="f open 12"), "clamps: expected words from 1 to 11, got f open 12-12"),
    "short": (lambda: LesionLab(between=0, clamps="f open 8"), "clamps: .* from 1 to 7, got f open 8-8"),
    "turned": (lambda: LesionLab(clamps="f open 5-4"), "clamps: .* got f open 5-4"),
    "value": (lambda: LesionLab(clamps=Hold("f", 0.5)), "clamps: expected .*, got Hold.*0.5"),
    "units": (lambda: LesionLab(clamps=Hold("f", 1, units=2)), "clamps: expected .* all units, got Hold"),
    "number": (lambda: LesionLab(clamps=4), "clamps: expected text .*, got 4"),
    "noun": (lambda: LesionLab(first="saw"), "first: expected one of 'boy', .*, got 'saw'"),
    "network": (lambda: LesionLab(network=9), "network: .* 1 to the number of networks = 8, got 9"),
    "unit": (lambda: LesionLab(units="unit 6"), "units: expected one of 'all', .*, got 'unit 6'"),
    "clamp": (lambda: LesionLab().set(clamp="half"), "clamp: expected one of 'learned', .*, got 'half'"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "said"), BAD.values(), ids=BAD)
def test_bad_input(call, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        call()
