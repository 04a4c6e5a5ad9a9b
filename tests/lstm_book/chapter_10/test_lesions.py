"""Pairs in step, clamps on them, and the lesion table of eight networks with both controls."""

import numpy as np
import pytest

from lstm_book.chapter_10 import lesions, valves
from lstm_book.chapter_10.lesions import ROWS, Clamp
from lstm_book.chapter_10.lined_up import FORM, WITHOUT_STOP, lined_up
from lstm_book.kept import load_models
from lstm_teach import LSTM, Hold, readout, unroll
from lstm_teach.tasks.agreement import ADVERBS, CLASS, NUMBER, PREPOSITIONS, WORDS


@pytest.mark.parametrize(("stops", "form"), [(True, FORM), (False, WITHOUT_STOP)])
def test_pairs_have_the_form_and_their_classes_differ(stops: bool, form: tuple[str, ...]) -> None:
    pairs = lined_up(np.random.default_rng(0), 300, stops=stops)
    assert pairs.form == form
    for t, word in enumerate(form):
        if word in ("S1", "S2", "N1", "N2"):
            assert (CLASS[pairs.x[t]] >= 0).all()
        else:
            assert (pairs.x[t] == NUMBER[word]).all()
    assert np.array_equal(pairs.subject, CLASS[pairs.x[pairs.at("S2")]])
    assert np.array_equal(pairs.before, CLASS[pairs.x[0]])
    assert np.array_equal(pairs.nouns, CLASS[pairs.x[[pairs.at("N1"), pairs.at("N2")]]])
    assert not (pairs.before == pairs.subject).any()
    assert not (pairs.nouns == pairs.subject).any()
    assert {WORDS[k] for k in pairs.x[pairs.at("S2")]} == set(WORDS[:36])


def test_nouns_of_any_class_are_sometimes_of_the_subjects() -> None:
    pairs = lined_up(np.random.default_rng(0), 4000, attractors_only=False)
    assert 0.2 < (pairs.nouns == pairs.subject).mean() < 0.3
    assert not (pairs.before == pairs.subject).any()


def test_places_of_clamps() -> None:
    pairs = lined_up(np.random.default_rng(0), 2)
    assert Clamp("f", 1, ".").hold(pairs) == Hold("f", 1.0, 3, 4)
    assert Clamp("o", 0, "beside", 1).hold(pairs) == Hold("o", 0.0, 7, 8)
    assert Clamp("i", 0, "___", -1).hold(pairs) == Hold("i", 0.0, 10, 11)


def test_the_table_of_eight_networks_and_both_controls() -> None:
    """The clamp where a network forgets is worse than any clamp, and at other words it is none."""
    for name, stops, word in (("agreement", True, "."), ("agreement-without-stops", False, "S2")):
        _, models = load_models(name)
        pairs = lined_up(np.random.default_rng(2), 300, stops=stops)
        clamp = Clamp("f", 1.0, word)
        aimed = lesions.errors(models, pairs, clamp.hold(pairs))
        same = lesions.same_gate(models, pairs, clamp)
        every = lesions.any_gate(models, pairs)
        assert len(every) == 6 * (len(pairs.form) - 1)
        assert (aimed > np.mean(list(every.values()), axis=0)).all()
        assert same.max() < 0.05
        by_hand = [errors for (gate, value, t), errors in every.items() if (gate, value) == ("f", 1.0)]
        last = lesions.errors(models, pairs, Hold("f", 1.0, len(pairs.form) - 1))
        assert np.allclose(same, (np.sum(by_hand, axis=0) + last - aimed) / (len(pairs.form) - 1))
        assert aimed.mean() > (0.4 if stops else 0.2)
        assert np.array_equal(every["f", 1.0, pairs.at(word)], aimed)


def test_rows_of_the_table() -> None:
    _, models = load_models("agreement")
    pairs = lined_up(np.random.default_rng(2), 400)
    right = {name: lesions.lesion(models, pairs, clamps).right.mean() for name, clamps in ROWS.items()}
    assert right["none"] > 0.99
    assert right["f open at the new subject"] > 0.95
    assert 0.3 < right["f open at the stop"] < 0.7
    assert right["f open at both"] < 0.25
    assert 0.4 < right["o shut at the first preposition"] < 0.75
    for name in ("i shut at both attractors", "f shut at the subject", "o shut at the first attractor"):
        assert right[name] > 0.99, name
    named = lesions.lesion(models, pairs, ROWS["f open at both"])
    assert named.old_subject.mean() > 0.6


def test_a_lesion_counts_answers() -> None:
    _, models = load_models("agreement")
    pairs = lined_up(np.random.default_rng(2), 50)
    clamps = ROWS["o shut at the first preposition"]
    row = lesions.lesion(models[:1], pairs, clamps)
    trace = unroll(LSTM, models[0].cell, pairs.x, holds=[Hold("o", 0.0, 5, 6)])
    said = readout(models[0].out, trace.h[-1]).argmax(axis=-1)
    assert row.right[0] == np.mean([a == b for a, b in zip(said, pairs.subject, strict=True)])
    assert row.first_noun[0] == np.mean([a == b for a, b in zip(said, pairs.nouns[0], strict=True)])
    table = lesions.grid(models[0], pairs, clamps)
    assert np.isnan(np.diag(table)).all()
    both = [(pairs.before == a) & (pairs.subject == b) for a in range(4) for b in range(4)]
    weights = np.sum(both, axis=1).reshape(4, 4)
    assert np.isclose(np.nansum(table * weights) / 50, row.right[0])


def test_where_words_stand_is_found_word_by_word() -> None:
    batch = valves.streams(stops=True)
    kinds = {**dict.fromkeys(PREPOSITIONS, "preposition"), **dict.fromkeys(ADVERBS, "adverb")}
    found = valves.places(batch)
    assert set(found) == set(valves.KINDS)
    for b in range(20):
        for t in range(batch.x.shape[0]):
            word, later = WORDS[batch.x[t, b]], batch.verb[0, b] < t < batch.lengths[b]
            kind = kinds.get(word, word)
            if CLASS[batch.x[t, b]] >= 0:
                kind = ""
                for first, last in zip(batch.subject[:, b], batch.verb[:, b], strict=True):
                    kind = "subject" if t == first else kind
                    if first < t < last and CLASS[batch.x[t, b]] != CLASS[batch.x[first, b]]:
                        kind = "attractor"
            here = [name for name, where in found.items() if where[t, b]]
            assert here == ([kind] if later and kind in valves.KINDS else []), (t, b, word)
    assert "." not in valves.places(valves.streams(stops=False))


def test_the_forget_gate_is_least_open_at_the_stop_and_without_stops_at_the_subject() -> None:
    for name, stops, kind in (("agreement", True, "."), ("agreement-without-stops", False, "subject")):
        opened = valves.by_word(load_models(name)[1], valves.streams(stops), "f")
        lowest = np.stack(list(opened.values())).argmin(axis=0)
        assert (lowest == list(opened).index(kind)).all()
