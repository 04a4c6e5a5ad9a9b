"""Exercise 14.2, Viterbi with back pointers: a right answer, and how it goes wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lstm_teach.crf import marginals, viterbi
from lstm_teach.numerics import Array

Answer = Callable[[Array, Array], Array]


def case(seed: int, T: int, K: int) -> tuple[Array, Array]:
    """Return random scores (T, K) and transitions (K, K), without ties."""
    rng = np.random.default_rng(seed)
    return 2 * rng.normal(size=(T, K)), 2 * rng.normal(size=(K, K))


CASES = [case(3559, 6, 4), case(1, 5, 4), case(2, 2, 3), case(3, 1, 3)]  # the first tells all mistakes apart


def best_path(scores: Array, A: Array) -> Array:
    """Return the best path (T,) of one sentence with scores (T, K) and transitions (K, K)."""
    return viterbi(scores[:, None], A)[0][:, 0]


def walked(
    scores: Array,
    A: Array,
    *,
    pointer_axis: int = 0,
    with_words: bool = True,
    with_first: bool = True,
    from_last_word: bool = False,
    late: bool = False,
    doubled: bool = False,
    summed: bool = False,
) -> Array:
    """Return a path by back pointers; the arguments are where a program goes wrong."""
    best, back = scores[0] if with_first else np.zeros(len(A)), []
    for row in scores[1:]:
        ways = best[:, None] + A
        back.append(ways.argmax(axis=pointer_axis))
        best = np.log(np.exp(ways).sum(axis=0)) if summed else ways.max(axis=0)
        best = best + (2 * row if doubled else row if with_words else 0.0)
    path = [int((scores[-1] if from_last_word else best).argmax())]
    for pointers in back if late else reversed(back):
        path.append(int(pointers[path[-1]]))
    return np.array(path[::-1])


def from_the_left(scores: Array, A: Array) -> Array:
    """Return the path that takes the best next tag at every word, and never goes back."""
    path = [int(scores[0].argmax())]
    for row in scores[1:]:
        path.append(int((A[path[-1]] + row).argmax()))
    return np.array(path)


def best_ends(scores: Array, A: Array) -> Array:
    """Return for every word the tag with which the best path up to it ends."""
    return np.array([walked(scores[: t + 1], A)[-1] for t in range(len(scores))])


def most_probable_tags(scores: Array, A: Array) -> Array:
    """Return every word's most probable tag, by forward and backward sums."""
    return marginals(scores[:, None], A)[0][:, 0].argmax(axis=1)


def slips_of_viterbi() -> dict[str, Answer]:
    """Return functions that a reader may well write, by what is wrong with them."""
    return {
        "The path is reversed: the back pointers begin at the last word.": lambda S, A: best_path(S, A)[::-1],
        "You took the best tag of every word: the transitions are not in it.": lambda S, A: S.argmax(axis=1),
        "You took the best next tag at every word (greedy): a later word may turn an earlier one round.": (
            from_the_left
        ),
        "You took the best end at every word; all but the last come from the back pointers.": (best_ends),
        "Those are the most probable tags one by one, from sums. The best path takes the maximum.": (
            most_probable_tags
        ),
        "Back pointers of the wrong axis: for each new tag the argmax is over the tag before.": (
            lambda S, A: walked(S, A, pointer_axis=1)
        ),
        "The transitions are turned round: A[i, j] is from i to j.": lambda S, A: best_path(S, A.T),
        "The scores of the words after the first are missing.": lambda S, A: walked(S, A, with_words=False),
        "The scores of the first word are missing.": lambda S, A: walked(S, A, with_first=False),
        "The way back begins with the best score of the last word; take the best of the whole path.": (
            lambda S, A: walked(S, A, from_last_word=True)
        ),
        "The scores of the words after the first are in it twice.": lambda S, A: walked(S, A, doubled=True),
        "The sum of (14.6) stands where the maximum belongs.": lambda S, A: walked(S, A, summed=True),
        "The back pointers have to be followed from the last word to the first.": (
            lambda S, A: walked(S, A, late=True)
        ),
        "That is the worst path: take the largest, not the smallest.": lambda S, A: best_path(-S, -A),
        "The transitions have the wrong sign: a score is added, not subtracted.": lambda S, A: best_path(
            S, -A
        ),
        "The first tag is missing: a path has as many tags as there are words.": lambda S, A: best_path(S, A)[
            1:
        ],
        "The last tag is missing: a path has as many tags as there are words.": lambda S, A: best_path(S, A)[
            :-1
        ],
        "Tags are counted from 0, as the rows of A.": lambda S, A: best_path(S, A) + 1,
    }
