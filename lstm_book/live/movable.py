"""What a chapter declares of a widget that may be moved on a page without a kernel."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lstm_book.live.thinning import thinned_axes
from lstm_teach.draw.parts import Part
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.picture import Picture

Axes = Mapping[str, Sequence[Any]]
Block = dict[str, list[int]]  # what is drawn together: of each axis on which it depends, which places
READ_ONLY = {"role": "img"}  # of a part whose touches lead nowhere
NOT_OF_A_STATE = ("done", "tip")  # of what a widget sends to its picture


class Movable:
    """A widget's axes, the state at a place of them, what is drawn beforehand, and where touches lead.

    Attributes
    ----------
    widget : type
    names : mapping
        From an axis to what its control is called; the axis' own name where it is not given.
    beyond : str
        What of the widget cannot be moved here, such as "Four of the five networks"; nothing if empty. The
        line below the picture goes on with "need a kernel".
    tip : str
        What the line below the picture says, if it is not the widget's own.
    plays : mapping
        From an axis to the milliseconds that each of its values stays where a button plays them.
    resets : mapping
        From an axis to two of its values: it goes from the first to the second when another one is moved,
        as an answer is hidden again that was shown for another question.
    runs : bool
        Whether the notebook is run for the widget: where its repr does not say all.
    """

    widget: type[Explorable[Any]]
    names: Mapping[str, str]
    beyond: str = ""
    tip: str = ""
    plays: Mapping[str, int] = MappingProxyType({})
    resets: Mapping[str, tuple[Any, Any]] = MappingProxyType({})
    runs: bool = False

    def around(self, widget: Any) -> dict[str, list[Any]]:
        """Return the values of each axis, for a widget as it stands in its notebook."""
        raise NotImplementedError

    def place(self, widget: Any, axes: Axes) -> list[int]:
        """Return where on its axes the widget stands."""
        raise NotImplementedError

    def state(self, widget: Any, values: Mapping[str, Any]) -> Any:
        """Return the state at some values of the axes."""
        raise NotImplementedError

    def targets(
        self, widget: Any, part: Part, axes: Axes, state: Any, size: tuple[float, float]
    ) -> dict[str, Any]:
        """Return where a touch of a part leads, as `lstm_book.live.touches` says; here nowhere."""
        return dict(READ_ONLY)

    def said(self, axes: Axes, state: Any) -> dict[int, str]:
        """Return what the controls of some axes say in a state, if it is not the values of these axes."""
        return {}

    def coarse(self, axes: Axes, place: Sequence[int], most: int) -> tuple[Movable, Axes]:
        """Return what is drawn for a trial, and its axes, with at most about so many values each."""
        return self, thinned_axes(axes, place, most)

    def blocks(self, widget: Any, axes: Axes) -> list[Block]:
        """Return what is drawn: all places of all axes, if it is not less."""
        return [{name: list(range(len(values))) for name, values in axes.items()}]

    def views(self, widget: Any, axes: Axes, block: Block) -> Iterator[dict[str, Any]]:
        """Return what a page is to show at each place of a block, the last axis moving fastest.

        It is what the widget itself sends to its picture. Several places may stand for one state, which is
        drawn once; where another one is meant, `at` is the place. The widget is left in the last state.
        """
        states = [self.state(widget, values) for values in settings_at(axes, block)]
        drawn: dict[str, tuple[dict[str, Any], list[int]]] = {}
        for own, state in zip(places_in(block), states, strict=True):
            name = repr(state)
            if name not in drawn:
                widget.state = state
                drawn[name] = self._view(widget, axes, state), self.place(widget, axes)
            view, at = drawn[name]
            yield view if at == list(own) else {**view, "at": at}

    def _view(self, widget: Any, axes: Axes, state: Any) -> dict[str, Any]:
        """Return what the widget sends in a state, with where its parts lead."""
        picture = next(child for child in widget.children if isinstance(child, Picture))
        shown = {name: value for name, value in picture.view.items() if name not in NOT_OF_A_STATE}
        size = tuple(shown["size"])
        parts = zip(widget.parts, shown["parts"], strict=True)
        shown["parts"] = [{**told, **self.targets(widget, part, axes, state, size)} for part, told in parts]
        said = self.said(axes, state)
        return {**shown, **({"said": said} if said else {})}

    def axis(self, name: str, axes: Axes) -> dict[str, Any]:
        """Return what a page is to know of an axis, beside where it starts."""
        played = {"plays": self.plays[name]} if name in self.plays else {}
        return {"name": self.names.get(name, name), "values": list(axes[name]), **played}

    def more(self, widget: Any, axes: Axes) -> dict[str, Any]:
        """Return what else a page is to know."""
        return {}


def places_in(block: Block) -> Iterator[tuple[int, ...]]:
    """Return all places of a block; the last axis moves fastest."""
    return itertools.product(*block.values())


def settings_at(axes: Axes, block: Block) -> Iterator[dict[str, Any]]:
    """Return the values of the axes at all places of a block."""
    for places in places_in(block):
        yield {name: axes[name][k] for name, k in zip(block, places, strict=True)}
