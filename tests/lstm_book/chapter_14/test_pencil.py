"""The pencil lattice: its numbers against all eight products, and what is drawn against its numbers."""

import random
import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from lstm_book.chapter_14 import PencilLattice
from lstm_book.chapter_14.pencil_picture import AT_NODE, GRID
from lstm_book.chapter_14.pencil_run import AS_TYPE, PATHS
from lstm_teach.crf import crf_loss, log_partition
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import brief, number
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import placed_texts

NAMES = ("NN", "NT", "TN", "TT", "St", "James")


def some(rng):
    return PencilLattice(
        **{name: rng.randint(-4, 4) for name in NAMES}, show=rng.choice(["probabilities", "forward sums"])
    )


def exact(widget):
    """Return the product of every path as a fraction, from the settings alone."""
    power = {**{name: getattr(widget, name) for name in NAMES}}
    word = {"St": (power["St"], AS_TYPE["St"]), "James": (power["James"], AS_TYPE["James"])}
    products = {}
    for path in product(range(2), repeat=3):
        total = sum(word[name][k] for name, k in zip(("St", "James", "St"), path, strict=True))
        total += sum(power["NT"[i] + "NT"[j]] for i, j in zip(path, path[1:], strict=False))
        products[path] = Fraction(2) ** total
    return products


def test_the_example_of_the_page():
    pencil = PencilLattice()
    result = pencil.result
    assert result.products == (128, 512, 4, 4, 32, 128, 0.25, 0.25)
    assert result.Z == 808.5
    np.testing.assert_allclose(result.sums, [[2, 4], [40, 8.5], [164.25, 644.25]])
    assert (result.best, result.by_word) == ((0, 0, 1), (1, 0, 1))
    assert round(result.share((0, 0, 1)), 4) == 0.6333
    assert round(result.nodes[0, 0], 4) == 0.8015
    assert pencil.drawing.label == "best path N N T:  512 of Z = 808.5,  P = 0.6333"
    assert "word by word T N T:  128,  P = 0.1583;  the best path is 4 times as good" in pencil.picture
    pencil.TN = 0
    assert pencil.result.tied == [(0, 0, 1), (1, 0, 1)]
    assert number(pencil.result.share((0, 0, 1)), 3) == "0.393"
    assert pencil.drawing.label == "best are N N T and T N T:  512 of Z = 1301.25,  P = 0.3935 each"
    pencil.TN = 1
    assert pencil.result.best == (1, 0, 1)
    assert number(pencil.result.share((1, 0, 1)), 2) == "0.52"


@pytest.mark.parametrize("seed", range(60))
def test_numbers_of_any_setting(seed):
    widget = some(random.Random(seed))
    products, result = exact(widget), widget.result
    assert [Fraction(p) for p in result.products] == list(products.values())
    assert tuple(products) == PATHS
    Z = sum(products.values())
    assert Fraction(result.Z) == Z
    words, steps = np.log(2) * widget.state.words[:, None], np.log(2) * widget.state.transitions
    assert np.exp(log_partition(words, steps)[0]) == pytest.approx(float(Z), rel=1e-12)
    loss = crf_loss(words, steps, np.array(result.best)[:, None]).loss
    assert np.exp(-loss) == pytest.approx(result.share(result.best), rel=1e-12)
    for t, k in product(range(3), range(2)):
        here = sum(p for path, p in products.items() if path[t] == k)
        assert result.nodes[t, k] == pytest.approx(float(here / Z), abs=1e-12)
        alpha = sum(p for path, p in products.items() if path[t] == k) if t == 2 else None
        assert alpha is None or result.sums[t, k] == pytest.approx(float(alpha), rel=1e-12)
    for t, i, j in product(range(2), repeat=3):
        here = sum(p for path, p in products.items() if path[t : t + 2] == (i, j))
        assert result.pairs[t, i, j] == pytest.approx(float(here / Z), abs=1e-12)
    most = max(products.values())
    assert result.tied == [path for path, p in products.items() if p == most]
    assert result.best in result.tied
    assert result.by_word[0] == (widget.St < AS_TYPE["St"])
    assert result.by_word[1] == (widget.James < AS_TYPE["James"])


@pytest.mark.parametrize("seed", range(20))
def test_what_is_drawn_is_what_was_computed(seed):
    widget = some(random.Random(seed))
    result = widget.result
    texts = [text for text, *_ in placed_texts(widget.picture)]
    for n, path in enumerate(PATHS):
        assert any(text.endswith(f" = {brief(result.products[n])}") for text in texts)
        assert number(result.share(path), 4) in texts
    letter = "α" if widget.show == "forward sums" else "P"
    numbers = result.sums if letter == "α" else result.nodes
    at = {(x, y): text for text, x, y in placed_texts(widget.picture)}
    for (t, k), x in np.ndenumerate(numbers):
        where = (GRID.xs[t], GRID.ys[k] + AT_NODE[k])
        assert at[where] == f"{letter} = {brief(x) if letter == 'α' else number(x, 4)}"
    areas = [
        float(c.get("r")) ** 2
        for c in parse(widget.picture).iter(f"{NS}circle")
        if theme.SKY_BLUE in c.get("style")
    ]
    drawn = [p for p in result.nodes.ravel() if p >= 0.005]
    assert areas == pytest.approx([22**2 * p for p in drawn], abs=3)
    widths = [
        float(re.search(r"stroke-width:([0-9.]+)", path.get("style")).group(1))
        for path in parse(widget.picture).iter(f"{NS}path")
        if theme.SAND in path.get("style")
    ]
    assert widths == pytest.approx([max(20 * p, 0.4) for p in result.pairs.ravel() if p >= 0.01], abs=0.051)
    bars = [
        float(r.get("width"))
        for r in parse(widget.picture).iter(f"{NS}rect")
        if theme.SKY_BLUE in r.get("style")
    ]
    assert bars == pytest.approx([190 * result.share(path) for path in PATHS], abs=0.051)


def test_it_is_told_in_words():
    said = PencilLattice().drawing.alt
    for expected in (
        "Word 2, James: N factor 8, probability 0.9895, forward sum 40; T factor 1",
        "Transitions: N to N 2, N to T 4, T to N 1/4, T to T 1/8.",
        "Path N N T: 2 · 2 · 8 · 4 · 4 = 512.",
    ):
        assert expected in said


def test_presets():
    pencil = PencilLattice()
    assert pencil.preset == "the example"
    pencil.preset = "no transitions"
    assert pencil.result.best == pencil.result.by_word == (1, 0, 1)
    assert pencil.set(preset="T→N 1, a tie") is None
    assert len(pencil.result.tied) == 2
    pencil.set(preset="T→N 2", St=2)
    assert (pencil.TN, pencil.St, pencil.preset) == (1, 2, "own setting")
