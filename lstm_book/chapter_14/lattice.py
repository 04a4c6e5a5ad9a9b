"""The lattice of chapter 14: any network's scores of words, and one dial for the transitions between tags.

Three parts: `lattice_run` computes, `lattice_view` draws, `Lattice` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets

from lstm_book.chapter_14.lattice_run import PENCIL, LatticeState, run, tagged
from lstm_book.chapter_14.lattice_view import STEP, draw, find_parts
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control, Rows, number_slider, with_steps


class Lattice(Explorable[LatticeState]):
    r"""Words as columns, tags as rows: the probabilities of a linear chain, and its two answers.

    The best path, drawn thick, is that of the scores S and of :math:`\lambda` times the transitions A; the
    word-by-word answer, dashed, takes the best score of each word alone. At :math:`\lambda = 0` both are the
    same. Areas and widths are the probabilities of tags and of pairs of tags. Illegal steps have a cross.

    Parameters
    ----------
    words : list of str, or list of such lists
        The pencil example of the chapter if nothing is given. Several sentences are chosen from a list.
    tags : list of str
        K names.
    scores : array (T, K), or a list of such arrays
        S, of every sentence.
    transitions : array (K, K)
        A, from the row's tag to the column's.
    legal : bool array (K, K), optional
        Which transitions are legal; all if not given. It changes no probability.
    start, end : array (K,), optional
        Scores of the first and of the last tag, multiplied by `share` as well.
    legal_start : bool array (K,), optional
        Which tags may come first.
    share : float
        :math:`\lambda`, from 0 to 1.
    sentence : int
        The sentence that is shown, from 1.

    Raises
    ------
    TypeError, ValueError
        If an argument has a wrong type, dtype or shape, is not finite or out of range, or if there are more
        than 24 words or tags.

    Examples
    --------
    >>> lattice = Lattice()
    >>> lattice.path, lattice.by_word, round(lattice.result.p_best, 4)
    (['N', 'N', 'T'], ['T', 'N', 'T'], 0.6333)
    >>> lattice.share = 0.0
    >>> lattice.path
    ['T', 'N', 'T']
    """

    settings, compute, draw = LatticeState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Drag the dot of λ, the share of the transitions, or press 0 or 1. Point at a word for its numbers."

    def __init__(
        self,
        words: Any = None,
        tags: Any = None,
        scores: Any = None,
        transitions: Any = None,
        legal: Any = None,
        *,
        start: Any = None,
        end: Any = None,
        legal_start: Any = None,
        share: float = 1.0,
        sentence: int = 1,
    ) -> None:
        given = (words, tags, scores, transitions, legal, start, end, legal_start)
        is_example = all(one is None for one in given)
        self._begin(LatticeState(PENCIL if is_example else tagged(*given), share, sentence))

    @property
    def path(self) -> list[str]:
        """The tags of the best path."""
        return [self.state.tagged.tags[k] for k in self.result.best]

    @property
    def by_word(self) -> list[str]:
        """The tags of the word-by-word answer."""
        return [self.state.tagged.tags[k] for k in self.result.by_word]

    def _changed(self, settings: dict[str, Any]) -> LatticeState:
        if settings.get("tagged", self.state.tagged) is not self.state.tagged:
            raise ValueError("tagged: a lattice keeps its sentences; make a new Lattice")
        return super()._changed(settings)

    def _admitted(self, state: LatticeState) -> LatticeState:
        state = super()._admitted(state)
        self._changed({"tagged": state.tagged})
        return state

    def _make_controls(self) -> Rows:
        row = {"share": number_slider("λ, share of the transitions", STEP, width=250)}
        if len(self.state.tagged.words) > 1:
            row["sentence"] = _sentence_list([" ".join(words) for words in self.state.tagged.words])
        return (row,)

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        return with_steps(super()._in_row(row))


def _sentence_list(sentences: list[str]) -> Control:
    layout = ipywidgets.Layout(width="auto", flex="2 1 200px", min_width="150px")
    options = [(f"{n}  {sentence}", n) for n, sentence in enumerate(sentences, start=1)]
    box = ipywidgets.Dropdown(options=options, index=0, layout=layout, tooltip="the sentence that is shown")
    no_limits = (None, None)
    return Control(box, lambda index: index + 1, lambda value: value - 1, lambda state: no_limits)
