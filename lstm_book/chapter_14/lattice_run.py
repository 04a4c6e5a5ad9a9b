"""What the lattice of a network's scores computes: both answers, and what of them is illegal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_teach.crf import log_partition, marginals, path_score, viterbi
from lstm_teach.numerics import Array
from lstm_teach.settings import Settings, real, setting, whole
from lstm_teach.validation import float_array

MOST_TAGS, MOST_WORDS = 24, 24  # that can be drawn


@dataclass(frozen=True, eq=False)
class Tagged:
    """Sentences with the scores of their words, and one set of transitions; checked by `tagged`."""

    words: tuple[tuple[str, ...], ...]
    tags: tuple[str, ...]
    scores: tuple[Array, ...]  # (T, K) of every sentence
    transitions: Array  # (K, K)
    start: Array  # (K,)
    end: Array  # (K,)
    legal: Array  # (K, K), booleans
    legal_start: Array  # (K,), booleans

    @property
    def has_rules(self) -> bool:
        """Whether any step or start is illegal."""
        return not (self.legal.all() and self.legal_start.all())

    @property
    def code(self) -> str:
        """The arguments that make it, as a reader calls them."""
        given = {"start": self.start.any(), "end": self.end.any(), "legal_start": not self.legal_start.all()}
        first = "words, tags, scores, transitions, " + ("" if self.legal.all() else "legal, ")
        return first + "".join(f"{name}={name}, " for name, is_given in given.items() if is_given)


def tagged(
    words: Any,
    tags: Any,
    scores: Any,
    transitions: Array,
    legal: Any = None,
    start: Any = None,
    end: Any = None,
    legal_start: Any = None,
) -> Tagged:
    """Check the arguments of a `Lattice`; a sentence alone stands for a list of one.

    Raises
    ------
    TypeError, ValueError
        If one has a wrong type, dtype or shape, is not finite, or has more words or tags than can be drawn.
    """
    names = _strings("tags", tags, 2, MOST_TAGS)
    if not isinstance(words, str) and words and all(isinstance(word, str) for word in words):
        words, scores = [words], [scores]
    if isinstance(words, str) or not isinstance(words, Sequence) or not words:
        raise ValueError(f"words: expected a list of words, or a list of such lists, got {words!r}")
    sentences = tuple(_strings("words", one, 1, MOST_WORDS) for one in words)
    if not isinstance(scores, Iterable) or len(scores := list(scores)) != len(sentences):
        raise ValueError(
            f"scores: expected an array for each of {len(sentences)} sentences, got {_what(scores)}"
        )
    K = len(names)
    for one, sentence in zip(scores, sentences, strict=True):
        float_array("scores", one, ("T", "K"), T=len(sentence), K=K)
    float_array("transitions", transitions, ("K", "K"), K=K)
    first, last = (np.zeros(K) if e is None else e for e in (start, end))
    float_array("start", first, ("K",), K=K)
    float_array("end", last, ("K",), K=K)
    rules = _booleans("legal", legal, (K, K)), _booleans("legal_start", legal_start, (K,))
    return Tagged(sentences, names, tuple(scores), transitions, first, last, *rules)


def _strings(name: str, given: Any, low: int, high: int) -> tuple[str, ...]:
    is_list = isinstance(given, Sequence) and not isinstance(given, str)
    if not is_list or not all(isinstance(one, str) for one in given) or not low <= len(given) <= high:
        came = f"{len(given)} of them" if is_list else repr(given)
        raise ValueError(f"{name}: expected a list of {low} to {high} strings, got {came}")
    return tuple(given)


def _booleans(name: str, given: Any, shape: tuple[int, ...]) -> Array:
    rule = np.ones(shape, bool) if given is None else np.asarray(given)
    if rule.dtype != bool or rule.shape != shape:
        raise ValueError(f"{name}: expected booleans of shape {shape}, got {rule.dtype}, {rule.shape}")
    return rule


def _what(given: Any) -> str:
    return f"{len(given)}" if isinstance(given, list) else repr(given)


# The pencil example of the chapter: scores are logarithms of factors.
PENCIL = tagged(
    ["St", "James", "St"],
    ["N", "T"],
    np.log([[2.0, 4.0], [8.0, 1.0], [2.0, 4.0]]),
    np.log([[2.0, 4.0], [0.25, 0.125]]),
)


def _kept(name: str, value: Any, _: Any) -> Tagged:
    if not isinstance(value, Tagged):
        raise TypeError(f"{name}: expected what `tagged` returns, got {type(value).__name__}")
    return value


@dataclass(frozen=True, repr=False)
class LatticeState(Settings):
    """The settings of a `Lattice`."""

    tagged: Tagged = setting(PENCIL, _kept)
    share: float = real(1.0, 0.0, 1.0)
    sentence: int = whole(1, 1, lambda state: len(state.tagged.words), upper="the number of sentences")

    widget: ClassVar[str] = "Lattice"

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the chosen sentence."""
        return self.tagged.words[self.sentence - 1]

    def __repr__(self) -> str:
        given = "" if self.tagged is PENCIL else self.tagged.code
        return f"{self.widget}({given}share={self.share!r}, sentence={self.sentence!r})"


class LatticeRun(NamedTuple):
    """Of one sentence; paths as the tags' numbers. An illegal step t leads to word t, 0 from the start."""

    nodes: Array  # (T, K)
    pairs: Array  # (T - 1, K, K)
    best: tuple[int, ...]
    by_word: tuple[int, ...]
    p_best: float
    p_by_word: float
    illegal_best: tuple[int, ...]
    illegal_by_word: tuple[int, ...]


@np.errstate(under="ignore")  # a probability may be too small to be held
def run(state: LatticeState) -> LatticeRun:
    """Compute both answers with `share` of the transitions, of the start and of the end scores."""
    of, share = state.tagged, state.share
    scores = of.scores[state.sentence - 1][:, None]
    weights = share * of.transitions, None, share * of.start, share * of.end
    nodes, pairs = marginals(scores, *weights)
    best, by_word = viterbi(scores, *weights)[0], scores.argmax(axis=-1)
    log_z = log_partition(scores, *weights)

    def probability(path: Array) -> float:
        return float(np.exp(path_score(scores, weights[0], path, *weights[1:]) - log_z)[0])

    def illegal(path: Array) -> tuple[int, ...]:
        y = path[:, 0]
        is_legal = [of.legal_start[y[0]], *of.legal[y[:-1], y[1:]]]
        return tuple(t for t, fine in enumerate(is_legal) if not fine)

    return LatticeRun(
        nodes[:, 0],
        pairs[:, 0],
        tuple(best[:, 0].tolist()),
        tuple(by_word[:, 0].tolist()),
        probability(best),
        probability(by_word),
        illegal(best),
        illegal(by_word),
    )
