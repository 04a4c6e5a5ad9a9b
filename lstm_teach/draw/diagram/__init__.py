"""The living cell diagram: one step of a cell, with its numbers on every wire and its gates as valves.

One engine draws every cell; a cell's own file is its scheme. Which one belongs to a Step is found by the
Step's type, or the nearest of those that it is derived from; a Step of a cell without a scheme of its own is
drawn plainly, from what it says of its gates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.cells.carousel import CarouselStep
from lstm_teach.cells.gru import GRUResetBeforeStep, GRUStep
from lstm_teach.cells.lstm import LSTMStep
from lstm_teach.cells.memory_block import MemoryBlockStep
from lstm_teach.cells.peephole import PeepholeStep
from lstm_teach.cells.rnn import LinearRNNStep, ReLURNNStep, RNNStep
from lstm_teach.draw.diagram.canvas import WIDTH, Canvas
from lstm_teach.draw.diagram.carousel import carousel
from lstm_teach.draw.diagram.gru import gru
from lstm_teach.draw.diagram.legend import LEGEND_HEIGHT
from lstm_teach.draw.diagram.legend import legend as draw_legend
from lstm_teach.draw.diagram.lstm import STOPS, lstm, peephole_lstm
from lstm_teach.draw.diagram.memory_block import memory_block
from lstm_teach.draw.diagram.plain import plain
from lstm_teach.draw.diagram.rnn import CROP, rnn
from lstm_teach.draw.diagram.surroundings import HEIGHT
from lstm_teach.draw.diagram.view import View, Wire
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import Drawing
from lstm_teach.numerics import Array
from lstm_teach.trace import Step


class Scheme(NamedTuple):
    """How a kind of Step is drawn."""

    draw: Callable[[Canvas, View], tuple[str, str]]  # returns label and description
    units_of: str  # the field whose units can be chosen
    crop: float = 0.0  # what is left out at the top
    stops: tuple[tuple[str, str], ...] = ()  # the fields in the order of computing, each with words


SCHEMES: dict[type[Step], Scheme] = {
    RNNStep: Scheme(rnn, "h", crop=CROP),
    ReLURNNStep: Scheme(partial(rnn, name="ReLU RNN", sign="ReLU"), "h", crop=CROP),
    LinearRNNStep: Scheme(partial(rnn, name="linear RNN", sign="linear"), "h", crop=CROP),
    CarouselStep: Scheme(carousel, "c"),
    MemoryBlockStep: Scheme(memory_block, "h"),
    LSTMStep: Scheme(lstm, "h", stops=STOPS),
    PeepholeStep: Scheme(peephole_lstm, "h", stops=STOPS),
    GRUStep: Scheme(gru, "h"),
    GRUResetBeforeStep: Scheme(partial(gru, before=True), "h"),
    Step: Scheme(plain, "h"),
}


_PLACES: dict[type[Step], dict[str, Box]] = {}


def diagram(
    step: Any,
    *,
    t: int | None = None,
    sequence: int = 0,
    unit: int = 0,
    learned: Mapping[str, Array] | None = None,
    legend: bool = False,
    names: Sequence[str] = (),
    dotted: Collection[Wire] = (),
    cut: Collection[Wire] = (),
    stop: int = 0,
) -> Drawing:
    """Draw one step of a cell.

    The memory runs through a pipe along the top; what is kept, written and let out passes valves that stand
    as far open as their gates. A stream is thicker where the number is larger, broken where it is negative.

    Parameters
    ----------
    step : Step
        A single step, such as ``trace.at(t)``.
    t : int, optional
        The step's number as the reader counts, from 1; for the subscripts.
    sequence, unit : int
        Whose numbers are shown, counted from 0.
    learned : mapping, optional
        What held gates would have been: gate name to array (B, units), such as
        ``{name: values[t] for name, values in learned_gates(...).items()}``. Free gates are passed over.
    legend : bool
        Whether a legend stands below.
    names : sequence of str
        Of the inputs.
    dotted, cut : collection of (source, target)
        Wires, by two names such as ("h", "g"), that carry nothing: since their weights are 0, or by a cut.
    stop : int
        From 1 how far the step has got, see `stops`: what comes later has no number yet. 0 for all of it.

    Returns
    -------
    Drawing

    Raises
    ------
    TypeError
        If `step` is a Trace or no Step.
    ValueError
        If there is no such sequence, unit or step.
    """
    scheme = _scheme(step)
    order = tuple(field for field, _ in scheme.stops)
    view = View(step, sequence, unit, t, learned or {}, scheme.units_of, names, dotted, cut, order, stop)
    _check(view)
    canvas = Canvas()
    label, description = scheme.draw(canvas, view)
    if legend:
        draw_legend(canvas, HEIGHT)
    drawing = Drawing(WIDTH, height(step, legend), label, description, canvas.body())
    return replace(drawing, body=drawing.at(0, -scheme.crop)) if scheme.crop else drawing


def stops(step: Any) -> tuple[tuple[str, str], ...]:
    """Return the stops of a step that is walked through: fields with words; empty for cells without them."""
    return _scheme(step).stops


def places(step: Any) -> dict[str, Box]:
    """Return where the parts of a step's diagram are.

    Valves are "gate:f", layers "layer:f", what comes in and goes out "state:c_prev", "input:x", wires
    "wire:h:f". Drawing notes them, so they are where it draws; once for a type, for no number moves them.
    """
    scheme = _scheme(step)
    if type(step) not in _PLACES:
        canvas = Canvas()
        scheme.draw(canvas, View(step, 0, 0, None, {}, scheme.units_of))
        _PLACES[type(step)] = {key: (x, y - scheme.crop, w, h) for key, (x, y, w, h) in canvas.places.items()}
    return dict(_PLACES[type(step)])


def height(step: Any, legend: bool = False) -> float:
    """Return how high a step's diagram is."""
    return HEIGHT - _scheme(step).crop + (LEGEND_HEIGHT if legend else 0.0)


def _scheme(step: Any) -> Scheme:
    if not isinstance(step, Step) or step.is_trace:
        came = repr(step) if isinstance(step, Step) else type(step).__name__
        raise TypeError(f"step: expected a single Step such as trace.at(0), got {came}")
    if "h_prev" not in step.array_names():
        raise TypeError(f"step: expected a Step with h_prev, as a cell makes it, got {type(step).__name__}")
    return next(SCHEMES[kind] for kind in type(step).__mro__ if kind in SCHEMES)


def _check(view: View) -> None:
    if not _is_whole(view.sequence) or not 0 <= view.sequence < view.B:
        raise ValueError(f"sequence: expected a number from 0 to {view.B - 1}, got {view.sequence!r}")
    if not _is_whole(view.unit) or not 0 <= view.unit < view.H:
        raise ValueError(f"unit: expected a number from 0 to {view.H - 1}, got {view.unit!r}")
    if view.t is not None and (not _is_whole(view.t) or view.t < 1):
        raise ValueError(f"t: expected a step counted from 1, or None, got {view.t!r}")
    if not _is_whole(view.stop) or not 0 <= view.stop <= len(view.stops):
        raise ValueError(f"stop: expected a number from 0 to {len(view.stops)}, got {view.stop!r}")
    if view.names and len(view.names) != len(view.vector("x")):
        wanted = f"a name for each of the {len(view.vector('x'))} inputs, or none"
        raise ValueError(f"names: expected {wanted}, got {view.names!r}")
    for gate, values in view.learned.items():
        expected = np.shape(getattr(view.step, gate, 0.0))
        if np.shape(values) != expected or not expected:
            what = f"shape {expected}, as the step's {gate}" if expected else "a gate of this step"
            raise ValueError(f"learned[{gate!r}]: expected {what}, got shape {np.shape(values)}")


def _is_whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
