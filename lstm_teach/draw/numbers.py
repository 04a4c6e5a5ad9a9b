"""Numbers as text, for the reader: rounded, with a true minus sign (U+2212), which screen readers speak.

Every text of a picture takes its numbers from here, so that one number has one form wherever it stands.
"""

from __future__ import annotations

import math

MINUS = "\u2212"
_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_LOWERED = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")


def number(value: float, decimals: int = 2, sign: bool = False) -> str:
    """Return a number with so many decimals, and no negative zero.

    Examples
    --------
    >>> number(-0.00012), number(1.5, sign=True)
    ('0.00', '+1.50')
    """
    return _minus(f"{round(float(value), decimals) + 0.0:{'+' if sign else ''}.{decimals}f}")


def plain(value: float, decimals: int = 4) -> str:
    """As `number`, without zeros at its end.

    Examples
    --------
    >>> plain(0.5), plain(-2.0), plain(0.61642)
    ('0.5', '−2', '0.6164')
    """
    return number(value, decimals).rstrip("0").rstrip(".")


def compact(value: float) -> str:
    """Return a whole number without decimals, any other with one.

    Examples
    --------
    >>> compact(-20.0), compact(0.5)
    ('−20', '0.5')
    """
    return number(value, 0 if value == round(value) else 1)


def term(value: float) -> str:
    """Return a number as it is added in a sum.

    Examples
    --------
    >>> term(0.5), term(-2.0)
    ('+ 0.50', '− 2.00')
    """
    text = number(value, sign=True)
    return f"{text[0]} {text[1:]}"


def shown(value: float) -> str:
    """Return a number for little room: two decimals, fewer where it is large.

    Examples
    --------
    >>> shown(0.754), shown(-9.99), shown(123.45), shown(-123456.0)
    ('0.75', '−9.99', '123.5', '−1.2×10⁵')
    """
    size = abs(value)
    if size < 99.995:
        return number(value)
    if size < 99999.5:
        return number(value, 1 if size < 999.95 else 0)
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    return _times_power(value, 2, "×")


def short_of(limit: float, value: float) -> str:
    """Return a value below a limit such that it does not read like the limit itself.

    Examples
    --------
    >>> short_of(0.3, 0.2999), short_of(0.3, 0.25)
    ('just under 0.3', '0.25')
    """
    return f"just under {limit:g}" if round(value, 2) >= limit else shown(value)


def small_number(value: float, decimals: int = 4) -> str:
    """As `number`, but as a power of ten where rounding would leave fewer than two digits.

    Examples
    --------
    >>> small_number(0.0832), small_number(1.6e-8)
    ('0.0832', '1.6 × 10⁻⁸')
    """
    if value == 0 or abs(value) >= 10.0 ** (1 - decimals):
        return number(value, decimals)
    return _times_power(value, 2)


def significant(value: float, digits: int = 3) -> str:
    """Return a number of any size with so many digits that count; as a power of ten where it is far from 1.

    Examples
    --------
    >>> significant(0.9931), significant(2.6561e-5), significant(-1024.0), significant(3.0**500)
    ('0.993', '2.66 × 10⁻⁵', '−1024', '3.64 × 10²³⁸')
    """
    value = float(value)
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else _minus(str(value))
    exponent = int(f"{value:.{digits - 1}e}".split("e")[1])
    if -3 <= exponent <= 4:
        return number(value, max(0, digits - 1 - exponent))
    return _times_power(value, digits)


def brief(value: float) -> str:
    """Return at most four decimals, none for a whole number, a power of ten for one far from 1.

    Examples
    --------
    >>> brief(2.0), brief(0.96402), brief(1.6e-8), brief(1.2e18)
    ('2', '0.964', '1.6 × 10⁻⁸', '1.2 × 10¹⁸')
    """
    if abs(value) >= 1e5:
        return significant(value, 2)
    if float(value).is_integer():
        return number(value, 0)
    return small_number(value) if abs(value) < 0.001 else plain(value)


def power_of_ten(exponent: int) -> str:
    """Return 1, 10 or a power of ten such as 10⁻⁵."""
    return {0: "1", 1: "10"}.get(exponent, "10" + str(exponent).translate(_RAISED))


def as_power(value: float) -> str | None:
    """Return a number that is a power of ten far from 1 as one, such as −10⁵; None for any other.

    Examples
    --------
    >>> as_power(-1e5), as_power(100.0), as_power(2000.0)
    ('−10⁵', None, None)
    """
    power = math.log10(abs(value)) if value else 0.0
    if abs(power) < 3 or not math.isclose(power, round(power), rel_tol=1e-12):
        return None
    return (MINUS if value < 0 else "") + power_of_ten(round(power))


def subscript(symbol: str, n: int) -> str:
    """Return a symbol with an index, such as h₁₂."""
    return symbol + str(n).translate(_LOWERED)


def _times_power(value: float, digits: int, times: str = " × ") -> str:
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{_minus(mantissa)}{times}10{str(int(exponent)).translate(_RAISED)}"


def _minus(text: str) -> str:
    return text.replace("-", MINUS)
