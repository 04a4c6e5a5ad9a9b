"""The co-writer: what it shows is what lstm_teach computes, and touches are the inverse of what is drawn."""

import re

import numpy as np
import pytest

from lstm_book.chapter_13 import counting
from lstm_book.chapter_13.cowriter import CoWriter
from lstm_book.chapter_13.cowriter_draw import STEP, grid_of
from lstm_book.chapter_13.cowriter_models import as_pair
from lstm_book.chapter_13.cowriter_page import COLUMN, COLUMNS, COUNTING, FULL, LETTER, NETWORK, SHADE, SHADES
from lstm_book.chapter_13.cowriter_run import AHEAD, MOST, depth
from lstm_teach import CLOSED, LSTM, Hold, readout, softmax_cross_entropy, unroll
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import part_of
from lstm_teach.generate import Generator, dice, generate
from tests.draw.pictures import NS, parse
from tests.lstm_book.chapter_13.pairs import check_writer as check
from tests.lstm_book.chapter_13.pairs import nested, network, plain
from tests.lstm_book.touching import gap, placed_texts

TEXT = "the man that sat on"
JSON = '{"a":[{"b":"1"},'


def one_hot(pair, text):
    return np.eye(pair.alphabet.size, dtype=np.float32)[pair.alphabet.encode(text)][:, None]


def independent_bits(pair, text, holds=()):
    """What every character costs, one at a time, from lstm_teach alone."""
    h = unroll(LSTM, pair.network.model.cell, one_hot(pair, pair.before + text), holds=holds).h
    scores = readout(pair.network.model.out, h)[len(pair.before) - 1 : -1]
    ids = pair.alphabet.encode(text)[:, None]
    return [softmax_cross_entropy(scores[[k]], ids[[k]])[0] / np.log(2) for k in range(len(text))]


def test_bits_are_those_of_lstm_teach_and_the_label_has_their_mean_and_sum():
    writer = CoWriter(plain(), TEXT)
    expected = independent_bits(plain(), TEXT)
    assert writer.bits == pytest.approx(expected, abs=2e-5)
    counted = counting.bits(plain().ngram, *map(plain().alphabet.encode, (TEXT, plain().before)))
    assert writer.result.counting == pytest.approx(counted)
    label = writer.drawing.label
    for bits in (expected, counted):
        assert f"{number(np.mean(bits))} ({number(np.sum(bits), 0)})" in label
    assert label.startswith(f"{len(TEXT)} characters")


@pytest.mark.parametrize("t", [1, 5, len(TEXT), len(TEXT) + 1])
def test_bars_are_the_most_probable_characters_with_their_probabilities(t):
    pair = plain()
    writer = CoWriter(pair, TEXT, t=t)
    before = pair.before + TEXT[: t - 1]
    h = unroll(LSTM, pair.network.model.cell, one_hot(pair, before)).h[-1, 0]
    scores = readout(pair.network.model.out, h).astype(float)
    p = np.exp(scores - scores.max())
    p /= p.sum()
    q = counting.probabilities(pair.ngram, pair.alphabet.encode(before))
    for who, chances in (("network", p), ("counting", q)):
        for k, n in enumerate(np.argsort(-chances, kind="stable")[:8]):
            part = part_of(writer.parts, f"{who}:{k}")
            assert float(part.text.removeprefix("< ")) == pytest.approx(chances[n], abs=0.0011)
            assert part.value_at(*part.middle) == TEXT[: t - 1] + pair.alphabet.symbols[n]
    assert writer.expected[:8] == pair.alphabet.decode(np.argsort(-p, kind="stable")[:8])


def columns(svg, colour):
    """Return (x, height) of every column in a colour."""
    paths = [p.get("d") for p in parse(svg).iter(f"{NS}path") if p.get("style") == f"fill:{colour}"]
    found = [re.findall(r"M([\d.]+) [\d.]+v-([\d.]+)h4", d) for d in paths]
    return [(float(x), float(height)) for piece in found for x, height in piece]


def test_columns_and_shades_are_as_high_and_as_strong_as_the_surprise():
    writer = CoWriter(plain(), TEXT)
    grid = grid_of(writer.state, writer.result)
    for colour, bits, shift in ((NETWORK, writer.bits, 1.6), (COUNTING, writer.result.counting, 6.6)):
        wanted = [(grid.place(k)[0] + shift, min(b / FULL, 1) * COLUMN) for k, b in enumerate(bits.tolist())]
        assert [x for x, _ in columns(writer.picture, colour)] == pytest.approx(
            [x for x, _ in wanted], abs=0.051
        )
        assert [h for _, h in columns(writer.picture, colour)] == pytest.approx(
            [h for _, h in wanted], abs=0.051
        )
    shades = [p for p in parse(writer.picture).iter(f"{NS}path") if f"fill:{SHADE}" in p.get("style")]
    drawn = {p.get("style").rpartition(":")[2]: p.get("d").count("M") for p in shades}
    low = -np.inf
    for high, opacity in SHADES:
        count = int(np.sum((writer.bits >= low) & (writer.bits < high)))
        if opacity:
            assert drawn.get(f"{opacity:.2f}", 0) == count
        low = high


def test_places_are_the_inverse_of_what_is_drawn():
    for pair, text in ((plain(), 20 * TEXT), (nested(), 8 * JSON)):
        writer = CoWriter(pair, text)
        for t in (1, 30, COLUMNS, COLUMNS + 1, len(text), len(text) + 1):
            writer.t = t
            grid, part = grid_of(writer.state, writer.result), part_of(writer.parts, "text")
            assert (part.now, part.low, part.high) == (t, 1, len(text) + 1)
            x, y = grid.place(t - 1)
            assert part.holds(x + 6, y + 9)
            for dx, dy in ((0.5, 0.5), (11.5, LETTER + COLUMN - 1)):
                assert part.value_at(x + dx, y + dy) == t
        assert part.value_at(1e4, 1e4) == len(text) + 1  # the continuation stands for the next place


def test_parts_are_apart_and_inside():
    for writer in (CoWriter(plain(), TEXT), CoWriter(nested(), JSON, shut=True)):
        width, height = writer.drawing.width, writer.drawing.height
        assert len(writer.parts) == 17
        for n, part in enumerate(writer.parts):
            left, top, w, h = part.box
            assert 0 <= left <= left + w <= width
            assert 0 <= top <= top + h <= height
            assert all((part.label, part.text, part.tip))
            assert all(gap(part.box, other.box) > -0.01 for other in writer.parts[:n])


def test_a_character_that_is_not_known_is_passed_over():
    writer, without = CoWriter(plain(), "the ÿman"), CoWriter(plain(), "the man")
    assert np.isnan(writer.bits).tolist() == [False] * 4 + [True] + [False] * 3
    assert writer.bits[~np.isnan(writer.bits)] == pytest.approx(without.bits)
    assert writer.continuation == without.continuation
    assert writer.drawing.label == without.drawing.label
    assert "×" in [text for text, _, _ in placed(writer)]
    writer.t = 5
    assert "no such symbol" in writer.drawing.description
    assert CoWriter(plain(), "ÿ").drawing.label.startswith("Write something")


def placed(writer):
    """Return all texts but those whose letters have a place each."""
    return placed_texts(re.sub(r'<text x="[\d.]+ [\d. ]+".*?</text>', "", writer.picture))


def test_the_continuation_is_what_generate_writes_and_taking_a_word_leaves_the_rest():
    pair = plain()
    writer = CoWriter(pair, TEXT, temperature=0.7, seed=5)
    thrown = dice(np.random.default_rng(5), MOST + AHEAD, pair.alphabet.size)
    prompt = pair.alphabet.encode(pair.before + TEXT)
    made = generate(
        Generator(LSTM, pair.network.model), prompt, AHEAD, dice=thrown[len(TEXT) :], temperature=0.7
    )
    assert writer.continuation == pair.alphabet.decode(made.ids)
    for _ in range(4):
        text, ahead = writer.text, writer.continuation
        writer.take_word()
        taken = writer.text.removeprefix(text)
        assert 0 < len(taken) < AHEAD
        assert (taken + writer.continuation).startswith(ahead)
    assert writer.t == len(writer.text) + 1
    writer.throw_again()
    assert writer.seed == 6
    writer.take_all()
    check(writer)
    writer.text = "a" * MOST
    writer.take_all()
    assert len(writer.text) == MOST


def test_a_unit_is_shut_from_the_first_character_on():
    pair, holds = nested(), (Hold("o", CLOSED, units=(3,)),)
    writer = CoWriter(pair, JSON, unit=3, shut=True)
    assert not writer.trace.o[:, 0, 3].any()
    assert writer.bits == pytest.approx(independent_bits(pair, JSON, holds), abs=2e-5)
    assert writer.result.free == pytest.approx(independent_bits(pair, JSON), abs=2e-5)
    assert writer.drawing.label.count("free") == 1
    after = [k for k in range(1, len(JSON)) if JSON[k - 1] in "]}"]
    for who, bits in (("unit 3 shut", writer.bits), ("free", writer.result.free)):
        assert f"{who} {number(np.mean(bits))} ({number(np.mean(bits[after]))})" in writer.drawing.label
    assert "free" not in CoWriter(nested(), JSON[:5]).drawing.label
    assert "network" in CoWriter(nested(), JSON[:5]).drawing.label
    assert "(none)" in CoWriter(nested(), JSON[:5]).drawing.label
    writer.shut = False
    assert writer.bits == pytest.approx(writer.result.free)
    assert "free" not in writer.drawing.label
    c = unroll(LSTM, pair.network.model.cell, one_hot(pair, pair.before + JSON)).c[len(pair.before) :, 0, 3]
    assert writer.result.unit(3)[: len(JSON)] == pytest.approx(c)
    assert len(writer.result.unit(3)) == len(JSON) + AHEAD


def test_depth_is_counted_and_drawn_as_steps():
    depths = depth(JSON)
    assert depths == [1, 1, 1, 1, 1, 2, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2]
    assert depth('"[" \\ {"\\"[":1}\n]{') == [0, 0, 0, 0, 0, 0] + [1] * 7 + [1, 0, 0, 0, 1]
    writer = CoWriter(nested(), JSON)
    steps = next(
        p for p in parse(writer.picture).iter(f"{NS}path") if "stroke-width:2.2" in p.get("style", "")
    )
    ys = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", steps.get("d"))][::2]
    assert [(ys[0] - y) / STEP + 1 for y in ys] == pytest.approx(depths, abs=0.05)
    assert "unit" in writer.controls
    assert "unit" not in CoWriter(plain()).controls


def test_what_does_not_fit_is_refused_and_changes_nothing():
    writer = CoWriter(plain(), TEXT)
    state, picture = writer.state, writer.picture
    for setting, value, message in (
        ("text", 3, "text: expected a text, got 3"),
        ("text", "a" * 1001, "text: expected at most 1000 characters, got 1001"),
        ("t", 21, "t: expected a whole number from 1 to the place after the text = 20, got 21"),
        ("temperature", 0.0, "temperature: expected a finite number from 0.1 to 1.5, got 0.0"),
        ("unit", 7, "unit: expected a whole number from 0 to the last unit = 6, got 7"),
        ("shut", 1, "shut: expected True or False, got 1"),
        ("network", "brackets", "network: a co-writer keeps its network, pair; make a new CoWriter"),
    ):
        with pytest.raises((TypeError, ValueError), match=re.escape(message)):
            writer.set(**{setting: value})
        assert (writer.state, writer.picture) == (state, picture)
    with pytest.raises(TypeError, match="network: expected 'novel', .* or a Network, got int"):
        CoWriter(3)
    with pytest.raises(ValueError, match="network: expected one of 'novel', .*, got 'poem'"):
        CoWriter("poem")


def test_a_network_alone_has_no_count_and_the_book_s_novel_has_one():
    alone = CoWriter(network("a b\n", 3), "a b")
    assert alone.state.network.before == "\n"
    assert "counting" not in alone.drawing.label
    assert len(alone.parts) == 1 + 4
    check(alone)
    novel = CoWriter("novel")
    assert novel.state.network is as_pair("network", "novel")
    assert eval(repr(novel)).state == novel.state
    assert novel.state.network.before.endswith("\n")
    assert "counting" in novel.drawing.label
    bundle = novel._repr_mimebundle_()
    assert bundle["text/html"].startswith('<img alt="')
