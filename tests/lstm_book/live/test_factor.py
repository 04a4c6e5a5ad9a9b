"""Factored texts are the texts, letter for letter."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_book.live.factor import common_order, factor, pieces, places, slot, value_of
from lstm_book.live.pack import packed, unpacked

TEXTS = st.text("ab<>/ .;1", max_size=12)


def joined(parts, shape, at):
    return "".join(value_of(part, shape, at) for part in parts)


@given(st.data(), st.lists(st.integers(1, 3), min_size=1, max_size=3))
@settings(max_examples=200)
def test_any_texts_come_back(data, shape):
    n = int(np.prod(shape))
    texts = data.draw(st.lists(TEXTS, min_size=n, max_size=n))
    parts = factor(texts, shape)
    places_ = itertools.product(*map(range, shape))
    assert [joined(parts, shape, at) for at in places_] == texts


@given(TEXTS)
def test_pieces_are_the_text(text):
    assert "".join(pieces(text)) == text


def test_a_value_depends_on_its_axes_alone():
    values = [f"{a}" for a in range(3) for _ in range(4) for _ in range(2)]
    axes, used, index = slot(values, (3, 4, 2))
    assert (axes, used, index) == ((0,), ["0", "1", "2"], [0, 1, 2])
    assert slot(["x"] * 24, (3, 4, 2)) == ((), ["x"], [0])


def test_what_depends_on_nothing_is_one_text():
    svgs = [f'<svg><rect x="1"/><text>w {w}</text><circle cx="{t}"/></svg>' for w in "ab" for t in range(3)]
    parts = factor(svgs, (2, 3))
    assert [part if isinstance(part, str) else part[0] for part in parts] == [
        '<svg><rect x="1"/><text>', (0,), "</text><circle", (1,), "</svg>",
    ]  # fmt: skip


def test_rows_in_another_order_have_a_place_too():
    rows = [tuple("abc"), tuple("acb"), tuple("b")]
    whole = common_order(rows)
    for row in rows:
        found = places(whole, row)
        assert found is not None
        assert [whole[k] for k in found] == list(row)
        assert found == sorted(set(found))
    assert places(list("ab"), tuple("c")) is None


def test_each_attribute_has_a_table_of_its_own():
    svgs = [f'<path d="M{t}" x="{w}"/>' for w in "ab" for t in range(3)]
    parts = factor(svgs, (2, 3))
    assert [part if isinstance(part, str) else part[0] for part in parts] == ["<path", (1,), (0,)]


@given(st.lists(st.text("ab−\U0001f600", max_size=6), min_size=1, max_size=5), st.data())
def test_what_is_packed_comes_back(texts, data):
    index = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=6, max_size=6))
    shape = (2, 3)
    one = slot([texts[k] for k in index], shape)
    assert unpacked(packed(one), shape) == one


def test_a_value_is_what_differs_from_the_one_before():
    one = slot(['x="10"', 'x="11"', 'x="12.5"', 'x="10"'], (4,))
    assert packed(one) == [[0], [0, 0, 'x="10"', 4, 1, "1", 4, 1, "2.5"], [0, 1, 1, 2, -2, 1]]
    assert packed("text") == unpacked("text", (1,)) == "text"
    with pytest.raises(ValueError, match=r"runs: expected places for all of \[4\], got 2"):
        unpacked([[0], [0, 0, "a"], [0, 2]], (4,))


@pytest.mark.parametrize("shape", [(2, 2)])
def test_too_few_texts_are_refused(shape):
    with pytest.raises(ValueError, match="reshape"):
        slot(["a"], shape)
