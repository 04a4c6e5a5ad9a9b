"""The swap, the blackout, and a grammar of one's own."""

import re

import numpy as np
import pytest

from lstm_book.chapter_09 import looking, own, picture
from lstm_book.kept import load_models
from lstm_teach import RNN, final_state, readout, unroll
from lstm_teach.tasks import Automaton, embedded_reber
from lstm_teach.tasks.next_symbol import legal_on_top
from lstm_teach.tasks.reber import GRAPH, outer_right

GRAMMAR = embedded_reber()
COIN = Automaton.from_edges(
    "ABVW",
    {"0": {"A": "a", "B": "b"}, "a": {"V": "a2", "W": "a2"}, "b": {"V": "b2", "W": "b2"}, "a2": {"A": "0"},
     "b2": {"B": "0"}},
)  # fmt: skip


def test_the_swapped_string_is_the_twin_and_the_first_stays() -> None:
    x = looking.long_strings().x
    other = looking.swapped(x)
    assert np.array_equal(np.flatnonzero((x != other).any(axis=1)), [1])
    assert set(np.unique(x[1])) == {looking.T, looking.P}
    assert np.array_equal(looking.swapped(other), x)
    assert (looking.long_strings().lengths >= looking.LONG - 1).all()


def test_after_a_blackout_nothing_of_the_beginning_is_left() -> None:
    cell, models = load_models("reber-lstm")
    batch = looking.long_strings(20)
    scores = looking.scores_after_blackout(cell, models[0], batch)
    swapped = batch._replace(x=looking.swapped(batch.x))
    other = looking.scores_after_blackout(cell, models[0], swapped)
    assert np.array_equal(scores[7:], other[7:])
    assert not np.allclose(scores[:7], other[:7])
    trace = unroll(cell, models[0].cell, batch.x[:7])
    np.testing.assert_allclose(scores[6], readout(models[0].out, final_state(cell, trace).h), atol=1e-12)


def test_the_share_after_a_blackout_leaves_the_outer_symbol_out() -> None:
    cell, models = load_models("reber-rnn")
    batch = looking.long_strings()
    legal = looking.legal_after_blackout(cell, models[1], batch)
    right = legal_on_top(looking.scores_after_blackout(cell, models[1], batch), batch.legal)
    assert legal.shape == (10,)
    np.testing.assert_allclose(legal[:5], right[7:12].mean(axis=1), atol=1e-12)  # no outer one so early
    assert legal[9] > right[16].mean() + 0.02
    assert looking.recovered(np.array([0.1, 0.96, 0.9, 0.95, 1.0])) == 4
    assert looking.recovered(np.ones(3)) == 1


def test_the_twins_whole_state_turns_every_answer_and_no_state_none() -> None:
    cell, models = load_models("reber-lstm")
    batch = looking.long_strings(60)
    wrong = 1 - float(
        outer_right(readout(models[0].out, unroll(cell, models[0].cell, batch.x).h), GRAMMAR, batch).mean()
    )
    assert looking.follows_the_twin(cell, models[0], batch, np.arange(0)) == wrong
    assert looking.follows_the_twin(cell, models[0], batch, np.arange(12)) == 1.0
    first = looking.apart(cell, models[0], batch).argsort()[::-1]
    assert looking.follows_the_twin(cell, models[0], batch, first[:1]) == 1.0
    assert looking.follows_the_twin(cell, models[0], batch, first[1:]) == wrong


def test_a_blackout_wipes_what_it_is_told_to() -> None:
    cell, models = load_models("reber-lstm")
    state = final_state(cell, unroll(cell, models[0].cell, looking.long_strings(5).x[:7]))
    assert not looking.wiped(state, "h").h.any()
    assert looking.wiped(state, "h").c is state.c
    assert not looking.wiped(state, "c").c.any()
    assert not looking.wiped(state, "all").c.any()
    exchanged = looking.wiped(state, "exchanged")
    assert np.array_equal(exchanged.c[1], state.c[0])
    assert np.array_equal(exchanged.h[0], state.h[4])


def test_the_outer_symbol_dies_with_c_and_not_with_h() -> None:
    cell, models = load_models("reber-lstm")
    batch = looking.long_strings()
    for model in models:
        assert looking.outer_after_blackout(cell, model, batch, "h") > 0.98
        assert abs(looking.outer_after_blackout(cell, model, batch, "c") - 0.5) < 0.1


def test_a_latch_still_tells_after_many_rounds() -> None:
    cell, models = load_models("reber-rnn")
    x = [GRAMMAR.encode(f"B{outer}BT{'S' * 300}")[:, None] for outer in "TP"]
    h = [unroll(cell, models[1].cell, some).h[-1, 0] for some in x]
    far = looking.still_apart(cell, models[1], rounds=300)
    assert abs(far["S"] - np.abs(h[0] - h[1]).max()) < 1e-12
    assert far["S"] > 1.5


def test_a_grammar_of_ones_own_is_learned_told_of_and_written() -> None:
    learned = own.learn(COIN, cell=RNN, units=8, updates=150)
    assert "3.00 symbols, 2.00 bits" in own.limits(COIN)
    assert own.report(learned).startswith("all legal symbols on top at every step: in at least 95 of 100")
    assert own.report(learned).endswith("no state costs 0.1 bits more than it must")
    excess = own.excess(learned)
    assert set(excess) == {"a", "b", "a2", "b2"}
    assert min(excess.values()) >= 0
    assert list(excess.values()) == sorted(excess.values(), reverse=True)
    for text in own.write(learned, n=6):
        assert text.endswith("!") or (len(text) == 3 and text[0] == text[2] and text[1] in "VW")


def test_before_training_every_state_costs_more_than_it_must() -> None:
    learned = own.learn(COIN, cell=RNN, units=8, updates=1)
    assert min(own.excess(learned).values()) > 0.1
    assert "in about" in own.report(learned)
    assert own.report(learned, states=2).count("in state") == 2
    assert any(text.endswith("!") for text in own.write(learned, n=8))


def test_strings_that_are_too_long_are_refused() -> None:
    table = {f"{n}": {"A": f"{(n + 1) % 70}"} for n in range(70)}
    with pytest.raises(ValueError, match="at most 60 symbols on average, got 70"):
        own.learn(Automaton.from_edges("A", table))


def test_the_graph_alone_tells_every_edge_of_the_grammar_once() -> None:
    alt = picture.the_graph().alt
    told = re.findall(r"(\w+) to (\w+) by (\w)", alt)
    inner = {(a, b, symbol) for a, ways in GRAPH.items() for symbol, b in ways.items() if b != "end"}
    around = {("start", "outer", "B"), ("6", "behind", "E"), ("end", "done", "E")}
    around |= {(a, b, symbol) for a, b in (("outer", "0"), ("behind", "end")) for symbol in "TP"}
    assert len(told) == len(set(told))
    assert set(told) == inner | around


def test_rounds_are_counted_string_by_string() -> None:
    cell, models = load_models("reber-lstm")
    held = looking.rounds_held(cell, models[4], most=60)
    for rounds, right in ((held["T behind T"], True), (held["T behind T"] + 1, False)):
        x = GRAMMAR.encode(f"BTBP{'T' * rounds}VVETE")
        y = readout(models[4].out, unroll(cell, models[4].cell, x[:-2, None]).h)[-1, 0]
        assert (y[1] > y[2]) == right
