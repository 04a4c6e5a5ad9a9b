"""The console's picture: the cell at the cursor, and under it the signals over time with the same cursor."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from lstm_teach.draw import svg
from lstm_teach.draw.diagram import diagram, stops
from lstm_teach.draw.diagram.backward import backward_diagram
from lstm_teach.draw.diagram.flows import flows, has_backward
from lstm_teach.draw.heat import Heat
from lstm_teach.draw.numbers import significant
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Lanes
from lstm_teach.widgets.console.equations import Equations
from lstm_teach.widgets.console.lanes import ANSWERS, lanes_of
from lstm_teach.widgets.console.run import ConsoleRun
from lstm_teach.widgets.console.similar import similar_units
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.words import interventions_in_words

GAP = 2.0


class OverTime:
    """What stands under the diagram: the map of all units, if there are several, and the lanes."""

    def __init__(self, state: ConsoleState, result: ConsoleRun, lanes: Lanes) -> None:
        sequence = state.sequence
        self.lanes = lanes
        setup = result.setup
        name = "c" if "c" in setup.cell.state_names else "h"
        title = "cell state c" if name == "c" else "hidden h"
        values = np.real(getattr(result.trace, name)[:, sequence]).reshape(setup.T, -1)
        self.key = f"heat:{name}"
        order: tuple[int, ...] = ()
        if state.like is not None:
            last = min(state.like[1], setup.T)
            order = similar_units(values[:, None], 0, state.unit, min(state.like[0], last), last)
            title = f"like unit {state.unit}"
        self.heat = Heat(title, values, lanes.axis, order) if setup.H > 1 else None
        self.top = self.heat.height if self.heat else 0.0
        self.body = self._moved(lanes.body) + (self.heat.still() if self.heat else "")

    @property
    def height(self) -> float:
        """The height of all."""
        return self.top + self.lanes.height

    def moving(self, state: ConsoleState, hidden: Collection[str] = ()) -> str:
        """Draw what depends on the cursor; of fields that are `hidden` no number."""
        is_hidden = self.key.removeprefix("heat:") in hidden
        above = self.heat.moving(state.t, state.unit, is_hidden) if self.heat else ""
        return above + self._moved(self.lanes.moving(state.t, state.gate or "", hidden))

    def places(self, top: float) -> dict[str, Box]:
        """Return where the map and the rows are, if all is moved down by `top`."""
        above = {self.key: self.heat.box(top)} if self.heat else {}
        return above | self.lanes.places(top + self.top)

    def _moved(self, body: str) -> str:
        return f'<g transform="translate(0 {svg.coordinate(self.top)})">{body}</g>' if self.top else body


def over_time_of(state: ConsoleState, result: ConsoleRun) -> OverTime:
    """Return what stands under the diagram, before it is known where the cursor is."""
    return OverTime(state, result, lanes_of(result, state.sequence, state.unit))


def equations_of(state: ConsoleState, result: ConsoleRun) -> Equations:
    """Return the equations of the unit that is shown, at the cursor."""
    setup, step = result.setup, result.trace.at(state.t - 1)
    return Equations(setup.cell, setup.params, step, state.unit, state.sequence, setup.names)


def draw(
    state: ConsoleState,
    result: ConsoleRun,
    over_time: OverTime | None = None,
    equations: Equations | None = None,
) -> Drawing:
    """Draw the cell at the cursor and what is over time under it.

    `over_time` and `equations` may be given where they were made before for this state.
    """
    equations = equations_of(state, result) if equations is None else equations
    if over_time is None:
        over_time = over_time_of(state, result)
    setup, cell = result.setup, the_cell(state, result, equations)
    top = cell.height + GAP
    later = unknown(state, result)
    below = over_time.body + over_time.moving(state, later)
    body = f'{cell.body}<g transform="translate(0 {svg.coordinate(top)})">{below}</g>'
    label = f"{cell.label}; step {state.t} of {setup.T}"
    beside = result.beside
    label += f"; compared with {beside.name}" if beside else ""
    texts = [
        cell.description,
        interventions_in_words(setup, state),
        over_time.lanes.words(state.t, later).replace("\n", " "),
    ]
    if result.loss is not None:
        texts.insert(2, f"The loss is {significant(result.loss)}.")
    if beside is not None:
        texts.insert(2, f"The thin lines are those of {beside.name}: {beside.words}")
    return Drawing(cell.width, top + over_time.height, label, " ".join(texts), body)


def is_backward(state: ConsoleState, result: ConsoleRun) -> bool:
    """Whether the diagram shows the error."""
    return state.backward and result.errors is not None and has_backward(type(result.trace.at(0)))


def unknown(state: ConsoleState, result: ConsoleRun) -> tuple[str, ...]:
    """Return the fields and rows, by their keys, that are not computed yet at the stop that is shown.

    The answers come after h, the error after all of the run.
    """
    order = tuple(field for field, _ in stops(result.trace.at(state.t - 1)))
    if not state.stop or is_backward(state, result) or not order[state.stop :]:
        return ()
    return (*order[state.stop :], *ANSWERS, "error")


def the_cell(state: ConsoleState, result: ConsoleRun, equations: Equations) -> Drawing:
    """Draw the cell alone: what it computes, or how the error flows back through it."""
    if is_backward(state, result):
        error = type(result.errors)(*(each[state.t - 1] for each in result.errors))
        errors = flows(result.setup.params, equations.step, error, state.unit, state.sequence)
        most = max(float(np.max(np.abs(each))) for each in result.errors)
        return backward_diagram(
            equations.step,
            errors,
            most,
            t=state.t,
            sequence=state.sequence,
            unit=state.unit,
            legend=state.legend,
        )
    k, setup = state.t - 1, result.setup
    cut = frozenset((c.source, c.target) for c in equations.cuts)
    return diagram(
        equations.step,
        t=state.t,
        sequence=state.sequence,
        unit=state.unit,
        learned={name: values[k] for name, values in result.learned.items()},
        names=setup.names,
        dotted=equations.idle_wires - cut,
        cut=cut,
        legend=state.legend,
        stop=min(state.stop, len(stops(equations.step))),
    )
