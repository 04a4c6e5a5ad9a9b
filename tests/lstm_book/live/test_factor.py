"""Factored texts are the texts, letter for letter."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_book.live.factor import common_order, factor, pieces, places, slot, value_of

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
        '<svg><rect x="1"/>', (0,), "</text>", (1,), "</svg>",
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


@pytest.mark.parametrize("shape", [(2, 2)])
def test_too_few_texts_are_refused(shape):
    with pytest.raises(ValueError, match="reshape"):
        slot(["a"], shape)
