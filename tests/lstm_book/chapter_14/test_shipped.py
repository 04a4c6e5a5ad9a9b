"""The shipped tagger: small, as good as its row of the ladder, and what it says of pasted addresses."""

import numpy as np
import pytest

from lstm_book import datasets
from lstm_book.chapter_14 import influence, ladder, shipped, tagger
from lstm_book.chapter_14.addresses import TAGS, Address, split
from lstm_book.chapter_14.encoding import vocabulary
from lstm_book.chapter_14.entities import is_legal, judge
from lstm_book.chapter_14.readers import Reader
from lstm_book.chapter_14.tagger import Setting, Tagger
from lstm_teach.params import named_leaves


def test_the_file_is_small_and_the_tagger_as_good_as_its_row() -> None:
    assert datasets.path(shipped.FILE).stat().st_size < 160_000
    test = split(shipped.SPLIT).test
    found = judge([address.tags for address in test], tagger.answers(shipped.load(), test, legal=True))
    stored = ladder.chosen(ladder.load(), shipped.NAME)[shipped.SPLIT]
    assert found.f1 == pytest.approx(stored.f1, abs=0.005)  # two bytes a weight
    assert found.illegal == 0


def test_it_knows_the_words_of_its_split() -> None:
    assert shipped.load().known == vocabulary(split(shipped.SPLIT).train)


def test_saving_keeps_two_bytes_of_each_weight(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    made = shipped.load()
    monkeypatch.setattr(datasets, "FOLDER", tmp_path)
    shipped.save(made)
    again = shipped.load.__wrapped__()
    assert again.known == made.known
    for (name, a), (_, b) in zip(named_leaves(made.net), named_leaves(again.net), strict=True):
        assert np.array_equal(a, b), name


def test_the_question_of_the_chapter() -> None:
    found = shipped.take_apart("12 St James St, St Louis MO 63101")
    assert [tag for word, tag in found if word.startswith("St")] == ["B-STREET", "B-TYPE", "B-CITY"]
    with pytest.raises(ValueError, match="text: expected an address"):
        shipped.take_apart("")


@pytest.mark.parametrize("text", ["?", "a " * 30, "Straße 5, Köln", "#" * 50])
def test_anything_may_be_pasted(text: str) -> None:
    found = shipped.take_apart(text)
    assert [word for word, _ in found] == text.split()
    assert is_legal([tag for _, tag in found])
    words, scores = shipped.scores_of(text)
    assert scores.shape == (len(words), len(TAGS))


def test_a_word_reaches_no_answer_before_it_from_left_to_right() -> None:
    some = split(0).test[:12]
    setting = Setting(Reader("LSTM", 6), crf=False, letters=False)
    known = vocabulary(split(0).train)
    net = tagger.init(np.random.default_rng(0), setting, len(known.words))
    shares = influence.by_distance(Tagger(setting, known, net), some, far=3)
    assert list(shares) == [-3, -2, -1, 0, 1, 2, 3]
    assert all(shares[distance] == 0 for distance in (-3, -2, -1))
    assert shares[0] > 0 and shares[1] > 0  # noqa: PT018


def test_influence_counts_every_pair_once() -> None:
    setting = Setting(Reader("LSTM", 2), crf=False, letters=False)
    known = vocabulary([])
    net = tagger.init(np.random.default_rng(0), setting, 0)
    same = [Address(("a", "a"), ("O", "O"))]
    assert set(influence.by_distance(Tagger(setting, known, net), same, far=2).values()) == {0.0}
