"""The gate console: controls above the picture, everything also from code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets

import lstm_teach
from lstm_teach.cells.base import Cell
from lstm_teach.draw.diagram import height, places
from lstm_teach.draw.parts import Part
from lstm_teach.draw.svg import Drawing
from lstm_teach.model import ReadoutParams
from lstm_teach.numerics import Array
from lstm_teach.validation import one_of
from lstm_teach.widgets.console.changes import OF_THE_GATE, changed, shown_hold, with_preset
from lstm_teach.widgets.console.equations import Equations
from lstm_teach.widgets.console.gates import (
    GateSettings,
    NamedGate,
    cuts_of,
    preset_in_force,
    steps_in_force,
    value_in_force,
    wire_in_force,
)
from lstm_teach.widgets.console.hand import ConsoleHand
from lstm_teach.widgets.console.inputs import own_text, spelt, symbols_of
from lstm_teach.widgets.console.kept import Keeping
from lstm_teach.widgets.console.parts import ConsoleParts
from lstm_teach.widgets.console.picture import GAP, OverTime, draw, equations_of, over_time_of
from lstm_teach.widgets.console.presets import Presets, checked_presets, default_presets
from lstm_teach.widgets.console.run import ConsoleRun, Loss, Setup, run
from lstm_teach.widgets.console.scoring import Challenge, Result
from lstm_teach.widgets.console.state import ConsoleState, a_state, mode_of
from lstm_teach.widgets.console.streams import Streams
from lstm_teach.widgets.controls import OWN
from lstm_teach.widgets.setting import Setting

TIP = "Point at a valve, a box, a wire or a strip; the Tab and arrow keys do the same."


class GateConsole(Keeping):
    """One cell, one stream, and for every gate: free, closed, open, or held at a value, for chosen steps.

    Parameters
    ----------
    cell : Cell
        Any cell with gates; hand-wired, random or trained.
    params
    x : array (T, B, D)
        At most 500 steps.
    state : ConsoleState, optional
        Where to start, such as the `state` of another console.
    targets : array (T, B, K) or (T, B), or a function of x that returns it, optional
        What is wanted, drawn beside h or the answer; NaN where nothing is. An array belongs to the input that
        it came with: where that is changed, neither targets nor error are shown.
    loss : callable, optional
        ``loss(h, targets) -> (value, dL/dh)``, with a readout ``loss(y, targets) -> (value, dL/dy)``: then
        the error that flows back is shown. If the targets have one value for every unit, the mean squared
        error is taken without it.
    presets : mapping of str to ConsoleState, optional
        Stories that are set up in one click.
    names : sequence of str
        Of the inputs. If the input is one of several symbols at every step, a text may be typed.
    start : the cell's state, optional
        Where the run starts; zeros if not given.
    readout : ReadoutParams, optional
        Of a trained network: then its answer is shown at every step.
    answer : str
        What is made of the readout for the picture: "linear", "sigmoid" or "softmax".
    challenge : Challenge, optional
        Turns on the scoring mode; see `commit`.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit; here, when an attribute is set, and in `set`. Nothing is changed then.

    Notes
    -----
    Settings are the fields of `ConsoleState`, and for the gate that the controls show `mode`, `value` and
    `steps` (first and last, counted from 1), and `preset`. Gates can also be set by name: `forget`,
    `input`, `output`, `update`, `reset`, or ``gates["f"]``. What touches of the picture do is said by
    `ConsoleHand`; `undo` and `redo` take it back; `code` is the line that makes the present setting again.
    `keep` keeps a setting, and `beside` lays the run of a kept one beside the present run.

    Examples
    --------
    >>> import numpy as np
    >>> from lstm_teach import LSTM, Hold
    >>> params = LSTM.init(np.random.default_rng(0), 1, 1)
    >>> console = GateConsole(LSTM, params, np.ones((9, 1, 1)))
    >>> console.forget = "closed"
    >>> console.gates["o"] = Hold("o", 0.3, 3, 6)
    >>> console.set(t=4, gate="o")
    >>> console.state
    ConsoleState(holds=(Hold('f', 0.0), Hold('o', 0.3, 3, 6)), t=4, gate='o')
    >>> console.mode, console.value, console.steps
    ('held at', 0.3, (4, 6))
    >>> float(console.trace.o[3, 0, 0])
    0.3
    """

    settings = ConsoleState
    hand = ConsoleHand
    tip = TIP
    mode = Setting(lambda console: mode_of(shown_hold(console.state)))
    value = Setting(value_in_force)
    steps = Setting(steps_in_force)
    preset = Setting(preset_in_force)
    wire = Setting(wire_in_force)
    forget = NamedGate()
    input = NamedGate()
    output = NamedGate()
    update = NamedGate()
    reset = NamedGate()

    def __init__(
        self,
        cell: Cell,
        params: Any,
        x: Array,
        state: ConsoleState | None = None,
        *,
        targets: Any = None,
        loss: Loss | None = None,
        presets: Mapping[str, ConsoleState] | None = None,
        names: Sequence[str] = (),
        start: Any = None,
        readout: ReadoutParams | None = None,
        answer: str = "linear",
        challenge: Challenge | None = None,
    ) -> None:
        own = Setup(cell, params, x, targets, loss, tuple(names), start, readout, answer)
        self._streams = Streams(own, challenge)
        self._over: tuple[tuple[Any, ...], OverTime] | None = None
        self._equations: tuple[tuple[Any, ...], Equations] | None = None
        self._start = self._streams.admit(ConsoleState() if state is None else a_state("state", state))
        self._streams.seen = self._start.noise
        if presets is not None:
            self._presets = checked_presets(presets, self._streams.admit)
        else:  # a question is not to be answered by trying stories
            self._presets = {} if challenge is not None else default_presets(own.cell.gates, own.T)
        options = {
            "targets": own.targets,
            "loss": loss,
            "presets": None if presets is None else self._presets,
            "names": own.names or None,
            "start": start,
            "readout": readout,
            "answer": None if answer == "linear" else answer,
            "challenge": challenge,
        }
        self._given = {name: value for name, value in options.items() if value is not None}
        self._buttons: dict[str, ipywidgets.Button] = {}
        self._line = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", margin="0"))
        self._begin(self._start)
        if not {"stop", "backward", "legend", "cuts", "text"} & self._start.given().keys():
            self._show_more()
        if challenge is not None:
            self.children = (self._line, *super().children)

    @property
    def given(self) -> Setup:
        """As `setup`, with the stream as it was given."""
        return self._streams.given(self._state.noise)

    @property
    def values(self) -> tuple[float, float]:
        """The least and the largest value that a gate may be held at."""
        challenge = self._streams.challenge
        return (0.0, 1.0) if challenge is None else challenge.values

    @property
    def equations(self) -> Equations:
        """The equations of the unit that is shown, at the cursor."""
        return equations_of(self._state, self.run)

    @property
    def run(self) -> ConsoleRun:
        """The run with what held gates would have been, and the error at every step."""
        result: ConsoleRun = self._result
        return result

    @property
    def gates(self) -> GateSettings:
        """Every gate's setting, by the gate's name."""
        return GateSettings(self)

    @property
    def result(self) -> Result | None:
        """What the last commit gave."""
        results = self._streams.results
        return results[-1] if results else None

    def with_state(self, state: ConsoleState) -> GateConsole:
        """Return a new console about the same things, in another state."""
        own = self._streams.own
        return GateConsole(own.cell, own.params, own.x, state, **self._given)

    def start_again(self) -> None:
        """Go back to the state that the console started with, and stop there if it is playing."""
        self._controls["play"].widget.playing = False
        with self._lock:
            self._change_to(self._start)

    def commit(self) -> Result:
        """Score the setting on noise that was not shown before, and go to where it went wrong.

        Raises
        ------
        ValueError
            If there is no challenge, or it does not allow these holds.
        """
        with self._lock:
            result = self._streams.commit(self._state.holds)
            if result.fault is None:
                self._show_all()
            else:
                self.set(noise=result.commit, sequence=result.fault.sequence, t=result.fault.step)
            return result

    def _changed(self, settings: dict[str, Any]) -> ConsoleState:
        given = {"t" if name == "play" else name: value for name, value in settings.items()}
        state = self._state
        if "preset" in given:
            name = one_of("preset", given.pop("preset"), [OWN, *self._presets])
            state = state if name == OWN else with_preset(state, self._presets[name])
        if "wire" in given:
            given["cuts"] = cuts_of(self.given.cell, given.pop("wire"), state.cuts)
        if "text" in given and given["text"] == own_text(self.given):
            given["text"] = None
        self._refuse_unknown(given, (*state.names(), *OF_THE_GATE, "preset", "wire"))
        return changed(state, given, self._streams.admit, lambda s: self._streams.setup(s).T)

    def _admitted(self, state: ConsoleState) -> ConsoleState:
        return self._streams.admit(super()._admitted(state))

    def _take(self, state: ConsoleState) -> None:
        super()._take(state)
        self._streams.seen = max(self._streams.seen, state.noise)

    @property
    def presets(self) -> Presets:
        """The stories that can be set up."""
        return dict(self._presets)

    def compute(self, state: ConsoleState) -> ConsoleRun:
        """Return the run on the stream of the state, under its holds and cuts."""
        made = run(self._streams.setup(state), state.holds, state.cuts, self._streams.free(state.noise))
        return made._replace(beside=self._kept.beside)

    def draw(self, state: ConsoleState, result: ConsoleRun) -> Drawing:
        """Draw a run; the lines over time are kept as long as only the cursor moves."""
        return draw(state, result, self._over_time(state, result), self._equations_of(state, result))

    def find_parts(self, state: ConsoleState, result: ConsoleRun) -> tuple[Part, ...]:
        """Return what can be touched: valves, lanes, inputs, wires; and what everything says of itself."""
        equations, over_time = self._equations_of(state, result), self._over_time(state, result)
        below = over_time.places(height(equations.step, state.legend) + GAP)
        cell = places(equations.step)
        is_scored = self._streams.challenge is not None
        return ConsoleParts(state, result, equations, cell, below, over_time, is_scored).all()

    def _equations_of(self, state: ConsoleState, result: ConsoleRun) -> Equations:
        """Return the equations at the cursor, made once for the picture and its parts."""
        kept, key = self._equations, (result, state.t, state.sequence, state.unit)
        if kept is None or kept[0][0] is not result or kept[0][1:] != key[1:]:
            self._equations = kept = key, equations_of(state, result)
        return kept[1]

    def _over_time(self, state: ConsoleState, result: ConsoleRun) -> OverTime:
        """Return what does not depend on the cursor, as long as only that moves."""
        kept, key = self._over, (result, state.sequence, state.unit, state.like)
        if kept is None or kept[0][0] is not result or kept[0][1:] != key[1:]:
            self._over = kept = key, over_time_of(state, result)
        return kept[1]

    @property
    def code(self) -> str:
        """The line that makes the present setting again."""
        return f"console.state = {self._state!r}"

    def _setting(self, name: str) -> Any:
        if name == "text" and self._state.text is None:
            return spelt(symbols_of(self.given), self.setup.x[:, self._state.sequence])
        return super()._setting("t" if name == "play" else name)

    def _show_all(self) -> None:
        super()._show_all()
        self._line.value = self._streams.line()

    def __repr__(self) -> str:
        cell = self._streams.own.cell
        named = (n for n in lstm_teach.__all__ if getattr(lstm_teach, n) is cell)
        extras = "".join(f", {name}={name}" for name in self._given)
        return f"GateConsole({next(named, 'cell')}, params, x, {self._state!r}{extras})"
