"""Exercises 14.4 and 14.5 of chapter 14: the summary of both readings, and a twin of two words."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_book.judges import Judge, NotAttempted, is_stub, judge_function
from lstm_teach.compose import reverse
from lstm_teach.crf import viterbi
from lstm_teach.numerics import Array


def _last(lengths: Any) -> tuple[Array, Array]:
    return np.asarray(lengths) - 1, np.arange(len(lengths))


def _beside(ahead: Array, back: Array) -> Array:
    return np.concatenate([ahead, back], axis=-1)


def summary(ahead: Array, back: Array, lengths: Any) -> Array:
    """Return (B, 2H): what each direction knows when it has read all of its sequence."""
    return _beside(ahead[_last(lengths)], back[_last(lengths)])


def _summary_cases() -> list[tuple[Any, ...]]:
    rng = np.random.default_rng(14)
    return [
        (rng.normal(size=(5, 3, 2)), rng.normal(size=(5, 3, 2)), np.array([5, 2, 4])),
        (rng.normal(size=(4, 2, 3)), rng.normal(size=(4, 2, 3)), np.array([2, 3])),
    ]


_SUMMARY_SLIPS = {
    "This is the trap itself: the last row is computed on padding for short sequences, and its backward half "
    "has read no more than the last word.": lambda a, b, n: _beside(a[-1], reverse(b, n)[-1]),
    "The last row of a short sequence was computed on its padding: take row lengths[b] - 1.": (
        lambda a, b, n: _beside(a[-1], b[-1])
    ),
    "The forward half is right. The backward half is the state after its first word: `back` is in its own "
    "reading order, so that its end stands at lengths[b] - 1 too.": (
        lambda a, b, n: _beside(a[_last(n)], b[0])
    ),
    "The backward half was computed on padding: take row lengths[b] - 1 of both.": (
        lambda a, b, n: _beside(a[_last(n)], b[-1])
    ),
    "The backward half is right. The forward half was computed on padding: take row lengths[b] - 1.": (
        lambda a, b, n: _beside(a[-1], b[_last(n)])
    ),
    "Both halves have read a single word: these are the first rows.": lambda a, b, n: _beside(a[0], b[0]),
    "Right values in the other order: forward first.": lambda a, b, n: _beside(b[_last(n)], a[_last(n)]),
    "All sequences are cut at the length of the first: every sequence has its own end.": (
        lambda a, b, n: _beside(a[n[0] - 1], b[n[0] - 1])
    ),
    "Python counts from 0: the last word of n stands in row n - 1.": (
        lambda a, b, n: _beside(a[np.minimum(n, len(a) - 1), np.arange(len(n))],
                                b[np.minimum(n, len(b) - 1), np.arange(len(n))])
    ),
    "This is one row too early: the last word of n stands in row n - 1.": (
        lambda a, b, n: _beside(a[n - 2, np.arange(len(n))], b[n - 2, np.arange(len(n))])
    ),
    "That is the mean over all rows, padding included. Take the state after each sequence's last word.": (
        lambda a, b, n: _beside(a.mean(axis=0), b.mean(axis=0))
    ),
    "That is the largest over all rows, padding included. Take the state after each sequence's last word.": (
        lambda a, b, n: _beside(a.max(axis=0), b.max(axis=0))
    ),
}  # fmt: skip


def _first_tags(scores: Array, transitions: Array) -> set[int]:
    """Return the tags of the first word on all best paths."""
    products = scores[0][:, None] + transitions + scores[1][None, :]
    rows, _ = np.nonzero(products == products.max())
    return set(rows.tolist())


def judge_twin(answer: Any) -> str | None:
    """Hear two pairs of scores and transitions, and say whether the second word moves the first tag."""
    if is_stub(answer):
        raise NotAttempted
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return "Expected three things: scores, other scores, transitions."
    try:
        one, other, steps = (np.array(part, dtype=float) for part in answer)
    except (TypeError, ValueError):
        return "Expected numbers: three lists of two lists of two."
    if any(part.shape != (2, 2) for part in (one, other, steps)):
        shapes = ", ".join(str(part.shape) for part in (one, other, steps))
        return f"Expected three arrays of shape (2, 2), a row a word or a tag; got {shapes}."
    if not all(np.isfinite(part).all() for part in (one, other, steps)):
        return "Expected finite numbers; what is forbidden has a large negative score."
    if not np.array_equal(one[0], other[0]):
        return "The first word's scores differ: a network that reads from left to right cannot do that."
    if np.array_equal(one[1], other[1]):
        return "The twins are the same: change the scores of the second word."
    return _moved(one, other, steps)


def _moved(one: Array, other: Array, steps: Array) -> str | None:
    before, after = (_first_tags(scores, steps) for scores in (one, other))
    if len(before) == 2 or len(after) == 2:
        which = "first" if len(before) == 2 else "second"
        return f"In the {which} of the twins two paths with different first tags are equally good: no ties."
    if before == after:
        flat = np.ptp(steps[0] - steps[1]) == 0
        why = "With these transitions no tag cares for the one before it. " if flat else ""
        return f"{why}The first tag is {before.pop()} in both of the best paths."
    best = viterbi(one[:, None], steps)[0][0, 0]
    assert best in before
    return None


NETWORKS: dict[str, Judge] = {
    "14.4": judge_function(summary, _summary_cases(), ("the summary",), wrong=_SUMMARY_SLIPS),
    "14.5": judge_twin,
}
