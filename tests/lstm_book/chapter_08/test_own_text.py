"""A text of the reader's own passes between a bit and the question for it."""

import numpy as np
import pytest

from lstm_book.chapter_08.own_text import (
    Waited,
    carried,
    framed,
    shuffled,
    text_lesson,
    wait_through,
)
from lstm_book.chapter_08.own_text_picture import passage_picture
from lstm_teach import LSTM, init_model

TEXT = "The quick brown fox jumps over the lazy dog, again and again, until the dog moves on.\n" * 2


def test_a_sequence_is_a_piece_of_the_text_between_the_bit_and_the_question():
    task, characters = text_lesson(TEXT, lag=30)
    batch = task.draw(np.random.default_rng(0), 40)
    p = len(characters)
    assert task.inputs == p + 4
    assert set(batch.lengths - 3) <= set(range(30, 41))
    assert len(set(batch.lengths)) > 5
    for b, n in enumerate(batch.lengths):
        first, second, *passing, last = batch.x[:n, b]
        assert (first, second, last) == (p + 1, p + 2 + batch.label[b], p)
        assert "".join(characters[k] for k in passing) in TEXT
    assert set(batch.label) == {0, 1}


def test_a_piece_may_begin_anywhere_and_end_at_the_end():
    text = "".join(chr(97 + k) for k in range(25)) + "ABCDEFG"
    task, characters = text_lesson(text, lag=20)
    batch = task.draw(np.random.default_rng(1), 300)
    starts = {characters[k] for k in batch.x[2]}
    assert starts == set("ab")
    longest = int(np.argmax(batch.lengths))
    assert batch.lengths[longest] == 33


def test_the_frame_ends_each_sequence_at_its_own_length():
    passing = np.zeros((3, 2), dtype=int)
    batch = framed(passing, np.array([1, 3]), np.array([0, 1]), p=1)
    assert batch.x.T.tolist() == [[2, 3, 0, 1, 0, 0], [2, 4, 0, 0, 0, 1]]
    assert batch.lengths.tolist() == [4, 6]


def test_a_network_learns_to_wait_through_it_and_the_picture_shows_both_bits():
    waited = wait_through(TEXT, lag=25)
    assert waited.right > 0.95
    kept = carried(waited, TEXT[:40])
    assert kept.shape == (2, 40)
    assert abs(kept[0, -1] - kept[1, -1]) > 0.5
    picture = passage_picture(waited, TEXT[:40])
    assert picture.alt.startswith("What one unit keeps while 40 characters pass")
    for value in (kept[0, 0], kept[0, -1], kept[1, 0], kept[1, -1]):
        assert f"{value:.2f}".replace("-", "\u2212") in picture.alt


def test_line_breaks_are_marked_and_markup_is_escaped():
    text = "a<b & c\n" * 20
    task, characters = text_lesson(text, 20)
    model = init_model(LSTM, np.random.default_rng(0), task.inputs, 2, 2)
    svg = passage_picture(Waited(model, characters, 20, 0, 0.0), "a<b & c\n").data.decode()
    assert "&lt;" in svg
    assert "&amp;" in svg
    assert "\u21b5" in svg


def test_shuffling_keeps_the_letters():
    assert sorted(shuffled(TEXT)) == sorted(TEXT)
    assert shuffled(TEXT) != TEXT


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: text_lesson("short", 20), "text: expected at least 31 characters, got 5"),
        (lambda: text_lesson(7, 20), "text: expected a text, got int"),
        (lambda: text_lesson(TEXT, 3), "lag"),
        (lambda: carried(Waited(None, "ab", 20, 0, 0.0), "abc"), "characters that the text has, got 'c'"),
        (lambda: carried(Waited(None, "ab", 20, 0, 0.0), ""), "passage: expected"),
    ],
)
def test_what_cannot_be_waited_through_is_refused(call, said):
    with pytest.raises((TypeError, ValueError), match=said):
        call()
