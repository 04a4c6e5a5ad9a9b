"""Answers that a reader may well give: a right function with a mistake in it, for the feedback of judges."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Any

from lstm_book.judges import Answer


def mistaken(reference: Answer, names: Sequence[str], **slips: Answer) -> Answer:
    """Return a function like the reference, with slips in some of the values that it returns.

    Parameters
    ----------
    reference : callable
        A right answer.
    names : sequence of str
        What the values are called, in order.
    **slips : callable
        The wrong value, by the name of the right one. It gets the arguments and the right values by
        their names, and takes those that it needs: ``dx=lambda dh, W_x, **_: dh @ W_x.T``.
    """
    arguments = list(inspect.signature(reference).parameters)

    def answer(*given: Any) -> tuple[Any, ...]:
        right = dict(zip(names, reference(*given), strict=True))
        known = dict(zip(arguments, given, strict=False)) | right
        return tuple(slips[name](**known) if name in slips else right[name] for name in names)

    return answer


def reordered(reference: Answer, *order: int) -> Answer:
    """Return a function like the reference, with the values that it returns in another order."""

    def answer(*given: Any) -> tuple[Any, ...]:
        values = reference(*given)
        return tuple(values[place] for place in order)

    return answer


def together(slips: Sequence[Mapping[str, Answer]], build: Callable[..., Answer]) -> dict[str, Answer]:
    """Return every combination of slips by their messages, so that two of them are both named.

    Parameters
    ----------
    slips : sequence of mapping
        For each value what is likely to go wrong in it, from the message to the slip.
    build : callable
        From a slip or None for each value to the function that makes these mistakes.
    """
    choices = list(product(*([("", None), *of_one.items()] for of_one in slips)))
    choices.sort(key=lambda choice: sum(bool(message) for message, _ in choice))  # the single ones first
    return {
        " ".join(message for message, _ in choice if message): build(*(slip for _, slip in choice))
        for choice in choices[1:]
    }
