"""Numbers as the reader sees them: rounded, with a true minus sign, short."""

import math

import numpy as np
import pytest

from lstm_teach.draw import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-9.99, 2, "−9.99"),
        (9.99, 2, "9.99"),
        (0.95750001, 4, "0.9575"),
        (-0.004, 2, "0.00"),
        (-0.0, 2, "0.00"),
        (np.float64(1.5), 0, "2"),
    ],
)
def test_numbers_have_a_true_minus_sign_and_no_negative_zero(value, decimals, text):
    assert numbers.number(value, decimals) == text


def test_sign_is_written_where_asked_for():
    assert [numbers.number(v, 1, sign=True) for v in (1.0, -1.0, 0.0)] == ["+1.0", "−1.0", "+0.0"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0832, "0.0832"),
        (1.6e-8, "1.6 × 10⁻⁸"),
        (-2.5e-5, "−2.5 × 10⁻⁵"),
        (0.0, "0.0000"),
        (0.001, "0.0010"),
    ],
)
def test_small_numbers_keep_two_digits(value, text):
    assert numbers.small_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (-2.0, "−2"), (0.61642, "0.6164"), (0.0, "0"), (-0.00001, "0"), (100.0, "100")],
)
def test_plain_numbers_end_without_zeros(value, text):
    assert numbers.plain(value) == text


@pytest.mark.parametrize(("value", "text"), [(-20.0, "−20"), (0.5, "0.5"), (2.04, "2.0"), (-29.5, "−29.5")])
def test_compact_numbers_have_a_decimal_only_where_they_are_not_whole(value, text):
    assert numbers.compact(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.5, "+ 0.50"), (-2.0, "− 2.00"), (-0.001, "+ 0.00")])
def test_a_term_of_a_sum_has_its_sign_apart(value, text):
    assert numbers.term(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (99.99, "99.99"),
        (-99.995, "−100.0"),
        (999.96, "1000"),
        (99999.4, "99999"),
        (-99999.5, "−1.0×10⁵"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_large_numbers_find_room(value, text):
    assert numbers.shown(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (0.9996, 3, "1.00"),
        (0.00099996, 3, "0.00100"),
        (-0.00012345, 4, "−1.234 × 10⁻⁴"),
        (12345.6, 3, "12346"),
        (123456.0, 2, "1.2 × 10⁵"),
        (math.inf, 3, "inf"),
        (-math.inf, 3, "−inf"),
        (math.nan, 3, "nan"),
    ],
)
def test_significant_digits_of_any_size(value, digits, text):
    assert numbers.significant(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-3.0, "−3"),
        (0.25, "0.25"),
        (99999.0, "99999"),
        (1e5, "1.0 × 10⁵"),
        (-0.0009, "−9.0 × 10⁻⁴"),
        (0.0, "0"),
    ],
)
def test_numbers_in_words_are_brief(value, text):
    assert numbers.brief(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e3, "10³"), (-1e5, "−10⁵"), (1e-3, "10⁻³"), (100.0, None), (2e3, None), (0.0, None), (1e201, "10²⁰¹")],
)
def test_a_power_of_ten_is_written_as_one_where_it_is_far_from_1(value, text):
    assert numbers.as_power(value) == text


def test_exponents_and_indices():
    assert [numbers.power_of_ten(n) for n in (0, 1, 2, -13)] == ["1", "10", "10²", "10⁻¹³"]
    assert [numbers.subscript("h", n) for n in (0, 12, -1)] == ["h₀", "h₁₂", "h₋₁"]


@pytest.mark.parametrize(
    "form",
    [
        *(numbers.number, numbers.plain, numbers.compact, numbers.term, numbers.shown),
        *(numbers.small_number, numbers.significant, numbers.brief),
    ],
)
def test_no_form_writes_the_ascii_minus_sign_and_every_negative_number_has_the_true_one(form):
    rng = np.random.default_rng(0)
    for value in [*rng.uniform(1.0, 50.0, 50), *10.0 ** rng.uniform(1, 12, 50)]:
        positive, negative = form(value), form(-value)
        assert "-" not in positive + negative
        assert negative.replace("− ", "−").lstrip("−") == positive.replace("+ ", "")
