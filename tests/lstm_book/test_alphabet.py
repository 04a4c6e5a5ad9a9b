"""Characters and their numbers."""

import numpy as np
import pytest

from lstm_book.alphabet import Alphabet


def test_there_and_back():
    alphabet = Alphabet.of("abracadabra\n")
    assert alphabet == Alphabet("\nabcdr")
    assert alphabet.size == 6
    assert alphabet.decode(alphabet.encode("cab\n")) == "cab\n"
    assert alphabet.encode("").shape == (0,)
    assert alphabet.decode([]) == ""


def test_the_first_stranger_is_named():
    with pytest.raises(ValueError, match=r"got 'x' at place 2"):
        Alphabet("ab").encode("abxby")


@pytest.mark.parametrize("ids", [[0, 2], [-1], [0.5], np.zeros((1, 2), int)])
def test_what_is_no_row_of_numbers(ids):
    with pytest.raises(ValueError, match="ids: expected"):
        Alphabet("ab").decode(ids)


def test_an_empty_text_has_no_alphabet():
    with pytest.raises(ValueError, match="at least one character"):
        Alphabet.of("")
