"""Functions with a mistake in them: what is replaced, what stays right, and how mistakes are combined."""

import numpy as np
import pytest

from lstm_book.mistakes import mistaken, reordered, together


def parts(a, b, factor=2):
    return a + b, a - b, factor * a * b


NAMES = ("sum", "difference", "product")


def test_a_slip_replaces_its_value_alone_and_takes_what_it_needs():
    assert mistaken(parts, NAMES)(5, 3) == (8, 2, 30)
    assert mistaken(parts, NAMES, sum=lambda a, **_: a)(5, 3) == (5, 2, 30)
    assert mistaken(parts, NAMES, product=lambda sum, difference, **_: sum * difference)(5, 3) == (8, 2, 16)
    both = mistaken(parts, NAMES, sum=lambda sum, **_: -sum, product=lambda sum, b, **_: sum * b)
    assert both(5, 3) == (-8, 2, 24)  # slips start from right values
    with pytest.raises(ValueError, match="zip"):
        mistaken(parts, NAMES[:2])(5, 3)


def test_reordered():
    assert reordered(parts, 2, 0, 1)(5, 3) == (30, 8, 2)


def test_slips_are_combined_single_ones_first_and_named_together():
    def build(*slips):
        return lambda x: [slip(x) if slip else x for slip in slips]

    known = together([{"A": np.negative, "B": np.square}, {"C": np.sqrt}], build)
    assert list(known) == ["C", "A", "B", "A C", "B C"]
    assert [known[message](4) for message in known] == [[4, 2], [-4, 4], [16, 4], [-4, 2], [16, 2]]
