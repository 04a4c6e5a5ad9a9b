"""The grammar walk: strings, both runs by the equations step by step, blackout, and what is drawn."""

import random
import re
from itertools import product

import numpy as np
import pytest

from lstm_book.chapter_09 import GrammarWalk, learning, walk_training
from lstm_book.chapter_09.walk_bars import HATCH, LONGEST
from lstm_book.chapter_09.walk_graph import PLACES
from lstm_book.chapter_09.walk_networks import COUNT, KINDS, network
from lstm_book.chapter_09.walk_run import MOST, string
from lstm_book.kept import load_models
from lstm_teach.cells import LSTM
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import number
from lstm_teach.tasks.reber import embedded_reber
from tests.draw.pictures import NS, parse, path_points
from tests.lstm_book.touching import placed_texts

# The grammar a second time, as an expression: the inner string between two outer symbols of one kind.
BEHIND = "(?:XT*V|S)"  # from state 4: back over state 3 to state 5, or to state 6
FIVE = "(?:PX T*V)*(?:V|PS)".replace(" ", "")
INNER = f"B(?:TS*X(?:S|XT*V{FIVE})|PT*V{FIVE})E"
EMBEDDED = {inner: re.compile(f"B([TP])(?:{INNER}){{{inner}}}\\1E") for inner in (1, 3)}
SYMBOLS = "BTPSXVE"
HAS_C = ("LSTM", "LSTM ×3", "f open")


def sigma(a):
    return 1 / (1 + np.exp(-a))


def by_hand(kind, which, text, blackout):
    """Return memory and probabilities of one string by the cells' equations, from plain arrays."""
    _, (cell, out), _ = network(kind, which)
    H = cell.W_h.shape[0]
    h, c = np.zeros((2, H))
    memory, p = [], []
    for t, symbol in enumerate(text[:-1], start=1):
        of_x, of_h = cell.W_x[SYMBOLS.index(symbol)] + cell.b, h @ cell.W_h
        if "RNN" in kind:
            h = np.tanh(of_x + of_h)
        elif kind == "GRU":
            (x_r, x_z, x_g), (h_r, h_z, h_g) = np.split(of_x, 3), np.split(of_h, 3)
            z = sigma(x_z + h_z)
            h = z * h + (1 - z) * np.tanh(x_g + sigma(x_r + h_r) * (h_g + cell.b_g))
        else:
            i, f, g, o = np.split(of_x + of_h, 4)
            c = (1.0 if kind == "f open" else sigma(f)) * c + sigma(i) * np.tanh(g)
            h = sigma(o) * np.tanh(c)
        memory.append(np.tanh(c) if kind in HAS_C else h)
        e = np.exp(h @ out.W_y + out.b_y)
        p.append(e / e.sum())
        if t == blackout:
            h, c = np.zeros((2, H))
    return np.array(memory), np.array(p)


def some(seed, count):
    """Return walks of random settings, over all kinds of networks."""
    rng, walk = random.Random(seed), GrammarWalk()
    for n in range(count):
        walk.set(
            network=list(KINDS)[n % len(KINDS)], which=rng.randint(1, COUNT), outer=rng.choice("TP"),
            swapped=rng.choice(["hidden", "drawn"]), s_loops=rng.choice([0, rng.randint(0, MOST)]),
            t_loops=rng.choice([0, rng.randint(0, MOST)]),
        )  # fmt: skip
        walk.blackout = rng.choice([0, rng.randint(0, len(walk.state.string) - 2)])
        walk.t = rng.randint(1, len(walk.state.string) - 1)
        yield walk


def test_every_string_is_one_of_the_grammar_of_9_to_61_symbols():
    lengths = {1: set(), 3: set()}
    for inner, outer in product(lengths, "TP"):
        for s, t in product(range(MOST + 1), repeat=2):
            text = string(outer, s, t, inner)
            assert EMBEDDED[inner].fullmatch(text)
            assert text.count("S") - (t == 0) - (inner - 1) == s
            assert text.count("T") - 2 * (outer == "T") - inner == t
            lengths[inner].add(len(text))
    assert lengths == {1: set(range(9, 52)), 3: set(range(19, 62))}
    assert not EMBEDDED[1].fullmatch("BTBTXSEPE")
    assert not EMBEDDED[3].fullmatch(string("T", 1, 1))


def test_both_runs_are_those_of_the_equations_and_start_from_zeros_after_the_blackout():
    for walk in some(1, 18):
        state, result = walk.state, walk.result
        for b, text in enumerate((state.string, state.twin)):
            memory, p = by_hand(state.network, state.which, text, state.blackout)
            np.testing.assert_allclose(result.memory[:, b], memory, atol=1e-12)
            np.testing.assert_allclose(result.p[:, b], p, atol=1e-12)
        assert result.of == ("tanh c" if state.network in HAS_C else "h")
        assert len(result.trace) == 1 + (state.blackout > 0)


def test_what_is_legal_and_on_top():
    for walk in some(2, 12):
        grammar = embedded_reber(KINDS[walk.network].inner)
        for b, text in enumerate((walk.state.string, walk.state.twin)):
            for t in range(1, len(text)):
                legal = grammar.legal_after(text[:t])
                assert "".join(np.array(list(SYMBOLS))[walk.result.legal[t - 1, b]]) == legal
                p = dict(zip(SYMBOLS, walk.result.p[t - 1, b], strict=True))
                highest = max(p[symbol] for symbol in set(SYMBOLS) - set(legal))
                count = sum(p[symbol] > highest for symbol in legal)
                assert walk.result.counts[t - 1, b] == count
                assert walk.result.all_legal[t - 1, b] == (count == len(legal))


@pytest.mark.parametrize("kind", KINDS)
def test_after_a_blackout_both_runs_are_the_same_until_the_outer_symbol_comes_again(kind):
    walk = GrammarWalk("P", 3, 2, kind, blackout=6)
    end = len(walk.state.string) - 2
    assert not np.array_equal(walk.result.memory[5, 0], walk.result.memory[5, 1])
    for t in range(7, end + 1):
        assert np.array_equal(walk.result.memory[t - 1, 0], walk.result.memory[t - 1, 1])
        assert np.array_equal(walk.result.p[t - 1, 0], walk.result.p[t - 1, 1])
        walk.t = t
        assert "outer symbol seen in no unit" in walk.drawing.label
    before = GrammarWalk("P", 3, 2, kind).result
    np.testing.assert_allclose(walk.result.memory[:6], before.memory[:6], atol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN", "f open"])
def test_networks_of_the_book_are_right_in_short_strings(kind):
    right = 0
    for which, outer, (s, t) in product(range(1, 6), "TP", ((0, 0), (1, 1), (3, 0))):
        walk = GrammarWalk(outer, s, t, kind, which)
        right += walk.result.all_legal.all()
    assert right >= 24  # of 30


@pytest.mark.slow
def test_a_shipped_network_with_f_held_open_is_trained_again():
    again, (_, models) = walk_training.fit(walk_training.setting(), 10), load_models("reber-lstm-open")
    for model in (again, *models):
        y = learning.scores(LSTM, model, learning.sets().test, walk_training.HELD_OPEN)
        assert learning.judge(y, embedded_reber(), learning.sets().test).whole >= 0.95


def test_the_first_sentence_names_the_unit_in_which_both_runs_are_farthest_apart():
    said = set()
    for walk in some(3, 45):
        state, both = walk.state, walk.result.memory[walk.t - 1]
        label = walk.drawing.label
        if state.t == 1:
            assert label.startswith("outer symbol: not read yet;  legal ")
            continue
        apart, of = np.abs(both[0] - both[1]), walk.result.of
        count = int((apart >= 1).sum())
        how = "held" if count == 1 else f"held in {count} units" if count else "held in part"
        if apart.max() < 0.1:
            how = "seen in no unit"
            if of == "tanh c":
                c = np.concatenate([part.c for part in walk.trace])[walk.t - 1]
                if np.abs(c[0] - c[1]).max() >= 0.1:
                    how, of, both = "only in c", "c", c
        n = int(np.argmax(np.abs(both[0] - both[1])))
        own, other = (number(value, sign=True) for value in both[:, n])
        expected = f"outer symbol {how}: unit {n + 1}, {of} = {own} (swapped {other});  legal "
        assert label.startswith(expected)
        said.add(how)
        count, legal = walk.result.counts[state.t - 1, 0], walk.result.legal[state.t - 1, 0].sum()
        assert label.endswith(f";  legal {count} of {legal}")
    assert {"held", "held in part", "seen in no unit"} < said


def test_the_second_sentence_says_what_is_expected_before_the_last_symbol_in_both_runs():
    said = set()
    for walk in some(9, 36):
        texts = (walk.state.string, walk.state.twin)
        numbers, verdicts = "", []
        for b, (text, other) in enumerate((texts, texts[::-1])):
            p = dict(zip(SYMBOLS, walk.result.p[len(text) - 3, b], strict=True))
            right, wrong, top = text[-2], other[-2], max(p, key=p.get)
            numbers = numbers or f"{right} {number(p[right])}, {wrong} {number(p[wrong])}"
            verdicts.append({right: "right", wrong: "wrong"}.get(top, f"{top} on top"))
        assert (
            f"before the last: {numbers}, {verdicts[0]} (swapped {verdicts[1]})." in walk.drawing.description
        )
        assert f"{numbers}, {verdicts[0]} (swapped {verdicts[1]})" in walk.picture
        said |= set(verdicts)
    assert {"right", "wrong"} <= said


def circles(walk, colour, of="stroke"):
    return [c for c in parse(walk.picture).iter(f"{NS}circle") if f"{of}:{colour}" in c.get("style")]


def test_the_present_state_is_lit_and_legal_symbols_are_ringed_in_graph_and_bars():
    for walk in some(4, 24):
        (lit,) = circles(walk, theme.ORANGE, "fill")
        name = walk.result.states[walk.t]
        place = {"T": "behind", "P": "behind"}.get(name, name.split(".")[-1])
        assert (float(lit.get("cx")), float(lit.get("cy"))) == PLACES[place]
        legal = embedded_reber(KINDS[walk.network].inner).legal_after(walk.state.string[: walk.t])
        assert len(circles(walk, theme.GREEN)) == 2 * len(legal)
        lit_edges = [
            e for e in parse(walk.picture).iter(f"{NS}path") if f"stroke:{theme.ORANGE}" in e.get("style")
        ]
        assert len(lit_edges) == 1


def test_bars_are_as_long_as_probabilities_and_hatched_where_not_legal():
    for walk in some(5, 20):
        root = parse(walk.picture)
        full = [r for r in root.iter(f"{NS}rect") if f"fill:{theme.GREEN}" in r.get("style")]
        open_ = [r for r in root.iter(f"{NS}rect") if f"stroke:{theme.VERMILLION}" in r.get("style")]
        p, legal = walk.result.p[walk.t - 1, 0], walk.result.legal[walk.t - 1, 0]
        for bars, wanted in ((full, p[legal]), (open_, p[~legal])):
            assert [float(r.get("width")) for r in bars] == pytest.approx(LONGEST * wanted, abs=0.051)
        hatched = [
            e.get("d").count("M")
            for e in root.iter(f"{NS}path")
            if f"stroke:{theme.VERMILLION};stroke-width:1.2" in e.get("style")
        ]
        assert sum(hatched) == sum(len(np.arange(HATCH - 12, LONGEST * q, HATCH)) for q in p[~legal])


def test_before_the_last_symbol_the_bars_of_both_outer_symbols_change_places():
    walk = GrammarWalk("T", 2, 2, swapped="drawn")
    walk.t = len(walk.state.string) - 2
    p = walk.result.p[walk.t - 1]
    assert p[0, SYMBOLS.index("T")] > 0.9 > 0.1 > p[0, SYMBOLS.index("P")]
    assert p[1, SYMBOLS.index("P")] > 0.9 > 0.1 > p[1, SYMBOLS.index("T")]
    assert f"T {number(p[0, 1])} (swapped {number(p[1, 1])})" in walk.drawing.description


def test_the_second_run_is_drawn_only_if_it_is_asked_for_and_needs_no_new_run():
    walk = GrammarWalk(t=6)
    result, alone = walk.result, walk.picture
    walk.swapped = "drawn"
    assert walk.result is result
    letters = [text for text, *_ in placed_texts(walk.picture)]
    assert len(letters) == len(placed_texts(alone)) + 2  # the twin's outer symbols
    assert walk.picture.count("stroke-dasharray:8 4") == 1  # half pixels
    assert "stroke-dasharray:8 4" not in alone


def test_of_the_second_run_only_what_differs_is_drawn():
    walk = GrammarWalk("T", 4, 3, "RNN", swapped="drawn", blackout=7)
    result, seen = walk.result, []
    (twin,) = (e for e in parse(walk.picture).iter(f"{NS}path") if "stroke-dasharray:8 4" in e.get("style"))
    for piece in twin.get("d").split("M")[1:]:
        seen += [x for x, _ in path_points("M" + piece)]
    pitch = (676 - 66 - 52) / len(walk.state.string)
    apart = np.flatnonzero(np.abs(result.memory[:, 0] - result.memory[:, 1]).max(axis=1) >= 0.02)
    assert 66 + pitch / 2 <= min(seen) <= 66 + pitch * (apart[0] + 0.5)
    steps = {round((x - 66) / pitch + 0.5) for x in seen}
    last = len(walk.state.string) - 1  # when the outer symbol has come again
    assert steps == {1, *range(2, 8), last - 1, last}


def test_crosses_stand_where_not_all_legal_symbols_are_on_top():
    for walk in some(6, 20):
        wrong = int((~walk.result.all_legal[:, 0]).sum())
        strokes = [
            e
            for e in parse(walk.picture).iter(f"{NS}path")
            if f"stroke:{theme.VERMILLION};stroke-width:2" in e.get("style")
            and "stroke-dash" not in e.get("style")
        ]
        crosses = sum(e.get("transform") is None for e in strokes)  # the strips are in half pixels
        assert crosses == 2 * wrong
        T = len(walk.state.string) - 1
        assert f"all legal after {T - wrong} of {T} symbols" in walk.drawing.description


def test_a_shorter_string_takes_cursor_and_blackout_with_it():
    walk = GrammarWalk(s_loops=20, t_loops=20, t=50, blackout=49)
    walk.s_loops = 0
    assert (len(walk.state.string), walk.t, walk.blackout) == (31, 30, 29)
    walk.t_loops = 0
    assert (len(walk.state.string), walk.t, walk.blackout) == (9, 8, 7)
    walk.undo()
    assert (walk.t_loops, walk.t, walk.blackout) == (20, 30, 29)
    with pytest.raises(
        ValueError, match="t: expected a whole number from 1 to the last symbol read = 11, got 12"
    ):
        walk.set(t_loops=0, s_loops=3, t=12)
    longest = max(KINDS, key=lambda kind: KINDS[kind].inner)
    walk.set(network=longest, t_loops=0, s_loops=0)
    end = len(walk.state.string) - 1
    walk.set(t=end, blackout=end - 1)
    walk.network = "RNN"
    assert (walk.t, walk.blackout) == (8, 7)
    walk.set(t_loops=0, s_loops=3, t=11, blackout=2)
    assert (walk.t, walk.blackout) == (11, 2)


def test_its_code_makes_it_again():
    for walk in some(7, 6):
        again = eval(repr(walk))
        assert again.state == walk.state
        assert again.picture == walk.picture


V = ValueError
BAD = {
    "outer": ({"outer": "S"}, "outer: expected one of 'T', 'P', got 'S'"),
    "loops": ({"s_loops": 21}, "s_loops: expected a whole number from 0 to 20, got 21"),
    "half a loop": ({"t_loops": 0.5}, "t_loops: expected a whole number from 0 to 20, got 0.5"),
    "network": ({"network": "perceptron"}, "network: expected one of 'LSTM', .*, got 'perceptron'"),
    "which": ({"which": 6}, "which: expected a whole number from 1 to 5, got 6"),
    "swapped": ({"swapped": True}, "swapped: expected one of 'hidden', 'drawn', got True"),
    "blackout": ({"blackout": 13}, "blackout: expected a whole number from 0 to .* = 11, got 13"),
    "cursor": ({"t": 0}, "t: expected a whole number from 1 to the last symbol read = 12, got 0"),
}


@pytest.mark.parametrize(("given", "said"), BAD.values(), ids=BAD)
def test_bad_input(given, said):
    with pytest.raises(ValueError, match=f"^{said}"):
        GrammarWalk(**given)
    walk = GrammarWalk()
    with pytest.raises(ValueError, match=f"^{said}"):
        walk.set(**given)
