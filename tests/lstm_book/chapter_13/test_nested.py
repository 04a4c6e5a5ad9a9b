"""Depths, twins and masks against plain Python; writing and what is said of it."""

import json

import numpy as np
import pytest

from lstm_book import networks
from lstm_book.alphabet import Alphabet
from lstm_book.chapter_13 import counting, findings, nested, writing
from lstm_book.chapter_13.train import load
from lstm_book.networks import Network
from lstm_teach import LSTM, init_model

LINES = '{"a":[1]}\n{"b":{"c":{}}}\n' * 40
ALPHABET = Alphabet.of(LINES)


def network(H=6, seed=0):
    model = init_model(LSTM, np.random.default_rng(seed), ALPHABET.size, H, ALPHABET.size)
    return networks.single(Network(LSTM, model, ALPHABET))


def test_depths_are_those_of_a_count_by_hand():
    ids = ALPHABET.encode(LINES[4:200])[:, None]
    depth, now = [], nested.UNKNOWN
    for character in LINES[4:200]:
        if character == "\n":
            now = 0
        elif now != nested.UNKNOWN:
            now += (character in "{[") - (character in "}]")
        depth.append(now)
    assert np.array_equal(nested.depths(ids, ALPHABET)[:, 0], depth)
    assert max(depth) == 3


def test_masks_split_what_is_known():
    ids = nested.streams(ALPHABET.encode(LINES))
    after, elsewhere = nested.places(ids, ALPHABET)
    known = nested.depths(ids, ALPHABET)[:-1] != nested.UNKNOWN
    assert np.array_equal(after | elsewhere, known)
    assert not (after & elsewhere).any()
    assert set(ALPHABET.decode(ids[:-1][after])) == set("}]")


def test_shutting_all_units_leaves_the_readout_its_bias():
    net, ids = network(), nested.streams(ALPHABET.encode(LINES))
    costs = nested.bits(net, ids, range(6))
    assert np.allclose(costs, np.log2(ALPHABET.size), rtol=1e-5)
    assert nested.shut(()) == ()


def test_twins_end_alike_and_differ_in_their_depth():
    child = {"status": ["sta"], "in": {"chrome": {"version_added": "1" * 90}}}
    document = json.dumps({"p": {"status": [], "in": {}, "q": child}}, separators=(",", ":"))
    (pair,) = nested.twins(document)
    assert pair.alone[-pair.same :] == pair.inside[-pair.same :]
    assert json.loads(pair.alone) == {"q": child}
    assert document.startswith(pair.inside)
    assert pair.inside.count("{") - pair.inside.count("}") == 1
    assert nested.twins('{"p":{"status":[],"in":{}}}') == []


def test_the_chance_of_a_line_end_does_not_depend_on_padding():
    net = network()
    texts = ['{"a":[1]}', '{"b"', '{"b":{"c":{}}}']
    together = nested.chance(net, "\n", texts, "\n")
    alone = [nested.chance(net, "\n", [text], "\n")[0] for text in texts]
    assert np.allclose(together, alone, rtol=1e-5)


def test_a_cold_network_writes_its_likeliest_and_counts_write_too():
    net = network()
    a, b = writing.write(net, "{", 20, 2, 0.0, np.random.default_rng(0))
    assert a == b
    assert len(a) == 20
    ids = ALPHABET.encode(LINES)
    ngram = counting.smooth(counting.count(ids, ALPHABET.size, 8), 8)
    rng = np.random.default_rng(0)
    texts = writing.write_by_counts(ngram, ALPHABET.decode, ids[-8:], 60, 5, 0.2, rng)
    documents = writing.documents(texts)
    assert len(documents) >= 5
    assert writing.share(writing.parses, documents) > 0.9


def test_copies_and_words():
    corpus = "It was a fine day, and the sun shone."
    assert writing.longest_copies(["xxa fine day, xx", "zzz", ""], corpus) == [12, 0, 0]
    assert writing.known_words(["cut fine day sunny cut"], corpus) == pytest.approx(2 / 3)


def test_the_findings_are_of_the_networks_that_are_shipped():
    text, found = load("browsers.txt"), findings.read()["networks"]["brackets"]
    free = nested.measure(networks.load("brackets"), nested.streams(text.test))
    assert free.after == pytest.approx(found["after"], abs=2e-4)
    assert free.elsewhere == pytest.approx(found["elsewhere"], abs=2e-4)


def test_what_the_chapter_says_of_its_three_seeds():
    for name in findings.SEEDS:
        of = findings.read()["networks"][name]
        assert of["shut"]["lesion"]["rise"] > 5 * abs(of["shut"]["correlation"]["rise"]), name
