"""What is packed comes back, letter for letter; rows that are much alike are aligned."""

import itertools
import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_book.live.align import aligned, anchors, common, cut, merged
from lstm_book.live.packing import LETTERS, Pool, packed, read, spelled, texts_of, width_of
from lstm_book.live.pieces import attributes, pieces

TEXTS = st.text('ab<>/ .;1M="z', max_size=12)


def views(svgs):
    return [{"svg": svg, "parts": []} for svg in svgs]


def pictures(told, shape, pool):
    texts, tables = texts_of(pool.written()), list(pool.tables)
    places = itertools.product(*map(range, shape))
    return ["".join(read(one, shape, at, texts, tables) for one in told["svg"]) for at in places]


@given(st.data(), st.lists(st.integers(1, 3), min_size=1, max_size=3))
@settings(max_examples=200)
def test_any_texts_come_back(data, shape):
    n = int(np.prod(shape))
    texts, pool = data.draw(st.lists(TEXTS, min_size=n, max_size=n)), Pool()
    assert pictures(packed(views(texts), shape, pool), shape, pool) == texts


@given(TEXTS)
def test_pieces_are_the_text(text):
    assert "".join(pieces(text)) == text
    assert "".join(attributes(text)) == text


@given(st.lists(st.text("ab\u2212\U0001f600", max_size=6), unique=True, max_size=9))
def test_texts_are_written_by_what_differs(texts):
    pool = Pool()
    pool.texts = {text: n for n, text in enumerate(texts)}
    assert texts_of(pool.written()) == texts


def test_a_text_is_what_differs_from_the_one_before():
    pool = Pool()
    pool.texts = {'x="10"': 0, 'x="11"': 1, 'x="12.5"': 2}
    assert pool.written() == [0, 0, 'x="10"', 4, 1, "1", 4, 1, "2.5"]


def axes_of(svgs, shape):
    pool = Pool()
    told = packed(views(svgs), shape, pool)["svg"]
    texts = list(pool.texts)
    return [texts[one] if isinstance(one, int) else tuple(one[0]) for one in told]


def test_what_depends_on_nothing_is_one_text():
    svgs = [f'<svg><rect x="1"/><text>w {w}</text><circle cx="{t}"/></svg>' for w in "ab" for t in range(3)]
    assert axes_of(svgs, (2, 3)) == ['<svg><rect x="1"/><text>', (0,), "</text><circle", (1,), "</svg>"]


def test_each_attribute_has_a_table_of_its_own():
    svgs = [f'<path d="M{t}" x="{w}" y="{w}"/>' for w in "ab" for t in range(3)]
    assert axes_of(svgs, (2, 3)) == ["<path", (1,), (0,)]


def test_too_few_views_are_refused():
    with pytest.raises(ValueError, match="reshape"):
        packed(views(["a", "b"]), (2, 2), Pool())


def test_parts_keep_the_way_of_the_tab_key():
    rows = [[{"key": key} for key in keys] for keys in ("acd", "abd")]
    told = packed([{"svg": "", "parts": row} for row in rows], (2,), Pool())
    assert list(told["parts"]) in (list("acbd"), list("abcd"))


def test_rows_keep_their_order():
    rng = random.Random(1)
    for _ in range(50):
        rows = [[rng.randrange(5) for _ in range(rng.randrange(12))] for _ in range(4)]
        whole = merged(rows)
        for row in rows:
            pairs = common(whole, row)
            assert [b for _, b in pairs] == list(range(len(row)))
            assert [whole[a] for a, _ in pairs] == row
            assert [a for a, _ in pairs] == sorted({a for a, _ in pairs})


def test_rows_are_aligned_between_what_all_of_them_have() -> None:
    rows = [tuple(map(ord, row)) for row in ("aXbYc", "XbbYc", "aXYcc")]
    assert anchors(rows) == {ord("X"), ord("Y")}
    assert [len(stretch) for stretch in cut(rows[0], anchors(rows))] == [1, 2, 2]
    count, where = aligned(rows)
    assert count == 7
    assert all(at == sorted(set(at)) and len(at) == len(row) for row, at in where.items())
    shared = [{at: kind for kind, at in zip(row, where[row], strict=True)} for row in rows]
    assert all(one[at] == other[at] for one in shared for other in shared for at in one.keys() & other.keys())


def test_numbers_are_spelled_and_read():
    for count in (1, 90, 91, 8100, 8101, 20000):
        index = np.array([0, count - 1, count // 2])
        text, width = spelled(index, count), width_of(count)
        assert len(text) == 3 * width
        for k, number in enumerate(index):
            own = 0
            for letter in text[k * width : (k + 1) * width]:
                own = own * len(LETTERS) + LETTERS.index(letter)
            assert own == number
    assert not set(LETTERS) & set('"\\')


def test_views_come_back():
    pool = Pool()
    svgs = [f"<svg><text>w {a}; b {b}.</text>{'<i/>' * (b % 3)}</svg>" for a in range(9) for b in range(11)]
    views = [
        {"svg": svg, "parts": [{"key": "a", "now": n % 4}][n % 2 :], "code": svg[:9]}
        for n, svg in enumerate(svgs)
    ]
    told = packed(views, (9, 11), pool)
    texts, tables = texts_of(pool.written()), list(pool.tables)
    for n, svg in enumerate(svgs):
        at = (n // 11, n % 11)
        assert "".join(read(one, (9, 11), at, texts, tables) for one in told["svg"]) == svg
        assert json.loads(read(told["parts"]["a"]["there"], (9, 11), at, texts, tables)) is (
            None if n % 2 else True
        )
