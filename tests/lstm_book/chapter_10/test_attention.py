"""Attention: against a plain loop, its gradient by the complex step, padding, and what does not fit."""

from typing import Any

import numpy as np
import pytest

from lstm_book.chapter_10.attention import attend, attend_backward
from lstm_teach.gradient_checks import complex_step

T, S, B, H = 3, 5, 2, 4
LENGTHS = np.array([5, 3])


def drawn(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(T, B, H)), rng.normal(size=(S, B, H))


def test_it_is_the_sum_that_the_equation_writes() -> None:
    h, memory = drawn()
    shares, read = attend(h, memory, LENGTHS)
    for b, n in enumerate(LENGTHS):
        for t in range(T):
            powers = np.exp([h[t, b] @ memory[j, b] for j in range(n)])
            assert np.allclose(shares[b, t, :n], powers / powers.sum(), rtol=1e-12)
            mean = sum(powers[j] * memory[j, b] for j in range(n)) / powers.sum()
            assert np.allclose(read[t, b], mean, rtol=1e-12)
    assert np.all(shares[1, :, 3:] == 0)


def test_what_stands_behind_a_sentence_is_never_looked_at() -> None:
    h, memory = drawn()
    other = memory.copy()
    other[3:, 1] = 50.0
    before, after = attend(h, memory, LENGTHS), attend(h, other, LENGTHS)
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    _, d_memory = attend_backward(np.ones((T, B, H)), before[0], h, memory)
    assert np.all(d_memory[3:, 1] == 0)
    assert np.all(d_memory[:3, 1] != 0)


def test_its_gradient_is_that_of_the_complex_step() -> None:
    h, memory = drawn()
    dr = np.random.default_rng(1).normal(size=(T, B, H))

    def value(at: Any) -> Any:
        return np.sum(dr * attend(at[0], at[1], LENGTHS)[1])

    found = attend_backward(dr, attend(h, memory, LENGTHS)[0], h, memory)
    for by_hand, numeric in zip(found, complex_step(value, (h, memory)), strict=True):
        assert np.abs(by_hand - numeric).max() < 1e-13


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (lambda h, m: (h[0], m, LENGTHS), "h: expected shape"),
        (lambda h, m: (h, m[:, :1], LENGTHS), "memory: expected shape"),
        (lambda h, m: (h, m[..., :2], LENGTHS), "memory: expected shape"),
        (lambda h, m: (h, m, [5, 6]), "lengths: expected values from 1 to T = 5"),
        (lambda h, m: (h, m, [5]), "lengths: expected shape"),
    ],
)
def test_what_does_not_fit_is_said(arguments: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        attend(*arguments(*drawn()))


def test_a_gradient_of_another_shape_is_said() -> None:
    h, memory = drawn()
    shares, read = attend(h, memory, LENGTHS)
    with pytest.raises(ValueError, match="dr: expected shape"):
        attend_backward(read[:2], shares, h, memory)
