"""The gate console: controls above the picture, everything also from code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import ipywidgets

import lstm_teach
from lstm_teach.cells.base import Cell
from lstm_teach.draw.svg import Drawing
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.numerics import Array
from lstm_teach.validation import real_number
from lstm_teach.widgets.base import Control, Explorable, Setting
from lstm_teach.widgets.console.controls import button, listing, player, steps_range, value_slider
from lstm_teach.widgets.console.gates import GateSettings, NamedGate
from lstm_teach.widgets.console.lanes import Lanes
from lstm_teach.widgets.console.picture import draw, lanes_of
from lstm_teach.widgets.console.presets import Presets, default_presets
from lstm_teach.widgets.console.run import ConsoleRun, Loss, Setup, run
from lstm_teach.widgets.console.scoring import Challenge, Result, check_batch, score
from lstm_teach.widgets.console.state import HALF, MODES, ConsoleState, mode_of, ordered
from lstm_teach.widgets.controls import choice, one_of, step_slider
from lstm_teach.widgets.state import whole_number

OWN = "own setting"
WORDS = {
    "back": "one step back",
    "forward": "one step forward",
    "start again": "back to the start",
    "commit": "score this setting on unseen noise",
}
LABELS = {"y_in": "in", "y_out": "out"}


class GateConsole(Explorable[ConsoleState]):
    """One cell, one stream, and for every gate: learned, closed, open, or held at a value, for chosen steps.

    Parameters
    ----------
    cell : Cell
        Any cell with gates; hand-wired, random or trained.
    params
    x : array (T, B, D)
        At most 500 steps.
    state : ConsoleState, optional
        Where to start, such as the `state` of another console.
    targets : array (T, B, K) or (T, B), optional
        What is wanted, drawn beside h; NaN where nothing is.
    loss : callable, optional
        ``loss(h, targets) -> (value, dL/dh)``: then the error that flows back is shown. If the targets
        have one value for every unit, the mean squared error is taken without it.
    presets : mapping of str to ConsoleState, optional
        Stories that are set up in one click.
    names : sequence of str
        Of the inputs.
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
    `input`, `output`, `update`, `reset`, or ``gates["f"]``.

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

    holds = Setting[tuple[Hold, ...]]()
    t = Setting[int]()
    unit = Setting[int]()
    sequence = Setting[int]()
    gate = Setting[str]()
    hold = Setting[int]()
    noise = Setting[int]()
    forget = NamedGate("f")
    input = NamedGate("i", "y_in")
    output = NamedGate("o", "y_out")
    update = NamedGate("z")
    reset = NamedGate("r")

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
        challenge: Challenge | None = None,
    ) -> None:
        own = Setup(cell, params, x, targets, loss, tuple(names))
        self._setups = {0: own}
        self._answers: dict[int, Any] = {}
        self._challenge = challenge
        self._results: list[Result] = []
        self._lanes: tuple[Any, int, int, Lanes] | None = None
        given = {"targets": targets, "loss": loss, "presets": presets, "names": names or None}
        given["challenge"] = challenge
        self._given = tuple(name for name, value in given.items() if value is not None)
        self._start = self._admit(ConsoleState() if state is None else _a_state("state", state))
        self._seen = self._start.noise
        self._presets = self._checked_presets(presets)
        self._buttons: dict[str, ipywidgets.Button] = {}
        self._line = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", margin="0"))
        super().__init__(self._start)
        if challenge is not None:
            self.children = (self._line, *super().children)

    @property
    def setup(self) -> Setup:
        """Cell, weights and the stream that is shown."""
        return self._setup(self._state.noise)

    @property
    def trace(self) -> Any:
        """The run that is shown: what `unroll` returns under the holds."""
        return self._trace.trace

    @property
    def run(self) -> ConsoleRun:
        """The run with what held gates would have been, and the error at every step."""
        result: ConsoleRun = self._trace
        return result

    @property
    def gates(self) -> GateSettings:
        """Every gate's setting, by the gate's name."""
        return GateSettings(self)

    @property
    def mode(self) -> str:
        """What the chosen gate is set to: learned, closed, open or held at."""
        return mode_of(self._hold(self._state))

    @mode.setter
    def mode(self, mode: str) -> None:
        self.set(mode=mode)

    @property
    def value(self) -> float | None:
        """What the chosen gate is held at; None if it is learned."""
        hold = self._hold(self._state)
        return None if hold is None else float(hold.value)

    @value.setter
    def value(self, value: float) -> None:
        self.set(value=value)

    @property
    def steps(self) -> tuple[int, int] | None:
        """First and last step, counted from 1, at which the chosen gate is held; None if it is learned."""
        hold = self._hold(self._state)
        return None if hold is None else (hold.start + 1, self.setup.T if hold.stop is None else hold.stop)

    @steps.setter
    def steps(self, steps: tuple[int, int]) -> None:
        self.set(steps=steps)

    @property
    def preset(self) -> str:
        """The preset whose holds are in force."""
        n = self._preset_index(self._state)
        return OWN if n == 0 else list(self._presets)[n - 1]

    @preset.setter
    def preset(self, name: str) -> None:
        self.set(preset=name)

    @property
    def result(self) -> Result | None:
        """What the last commit gave."""
        return self._results[-1] if self._results else None

    def with_state(self, state: ConsoleState) -> GateConsole:
        """Return a new console about the same things, in another state."""
        own = self._setups[0]
        presets = self._presets if "presets" in self._given else None
        return GateConsole(
            own.cell,
            own.params,
            own.x,
            state,
            targets=own.targets,
            loss=own.loss,
            presets=presets,
            names=own.names,
            challenge=self._challenge,
        )

    def start_again(self) -> None:
        """Go back to the state that the console started with."""
        self.set(**_fields(self._start))

    def commit(self) -> Result:
        """Score the setting on noise that was not shown before, and go to where it went wrong.

        Raises
        ------
        ValueError
            If there is no challenge, or it does not allow these holds.
        """
        if self._challenge is None:
            raise ValueError("commit: expected a console with a challenge; this one has none")
        with self._lock:
            self._challenge.check(self._state.holds)
            n = self._seen + 1
            result = score(self._challenge, self._setup(n), self._answers[n], self._state.holds, n)
            self._seen = n
            self._results.append(result)
            if result.fault is None:
                self._show_all()
            else:
                self.set(noise=n, sequence=result.fault.sequence, t=result.fault.step)
            return result

    def set(self, **settings: Any) -> None:
        """Change several settings at once; computes and draws once.

        Raises
        ------
        TypeError
            If there is no setting of this name.
        ValueError
            If a value is out of range. Nothing is changed then.
        """
        with self._lock:
            state = self._admit(self._changed(settings))
            super().set(**_fields(state))
            self._seen = max(self._seen, state.noise)

    def _changed(self, settings: dict[str, Any]) -> ConsoleState:
        """The state with these settings, the chosen gate's own ones turned into holds."""
        fields = {name: value for name, value in settings.items() if name in self._state.names()}
        own: dict[str, Any] = {
            name: settings[name] for name in ("mode", "value", "steps") if name in settings
        }
        others = [name for name in settings if name not in fields and name not in own]
        unknown = [name for name in others if name not in ("preset", "play")]
        if unknown:
            known = ", ".join((*self._state.names(), "mode", "value", "steps", "preset"))
            raise TypeError(f"{type(self).__name__}: expected settings among {known}, got {unknown[0]!r}")
        if "play" in settings:
            fields["t"] = settings["play"]
        state = self._state
        if "preset" in settings:
            state = self._with_preset(state, settings["preset"])
        if "noise" in fields and fields["noise"] != state.noise:
            fields = {"sequence": 0, "t": state.t} | fields
        if fields.get("gate", state.gate) != state.gate:
            fields = {"hold": 0} | fields
        state = replace(state, **fields)
        return self._with_hold(state, own) if own else state

    def _with_preset(self, state: ConsoleState, name: Any) -> ConsoleState:
        name = one_of("preset", name, [OWN, *self._presets])
        if name == OWN:
            return state
        preset = self._presets[name]
        changes = {n: v for n, v in _fields(preset).items() if v != getattr(ConsoleState(), n)}
        gate = preset.gate or (preset.holds[0].gate if preset.holds else state.gate)
        start: dict[str, Any] = {"holds": preset.holds, "hold": 0, "gate": gate}
        return replace(state, **(start | changes))

    def _with_hold(self, state: ConsoleState, own: Mapping[str, Any]) -> ConsoleState:
        """Change the hold that the controls show, or make or drop it."""
        state = self._admit(state)
        hold, T = self._hold(state), self._setup(state.noise).T
        assert state.gate is not None
        new: Hold | None = hold
        if "mode" in own:
            mode = one_of("mode", own["mode"], MODES)
            values = {"closed": CLOSED, "open": OPEN, "held at": _between(hold)}
            base = hold or Hold(state.gate, CLOSED)
            new = None if mode == "learned" else replace(base, value=values[mode])
        if "value" in own:
            value = real_number("value", own["value"], 0.0, 1.0) + 0.0
            new = replace(new or Hold(state.gate, CLOSED), value=value)
        if "steps" in own:
            if new is None:
                raise ValueError(f"steps: expected a held gate, but {state.gate} is learned")
            first, last = _first_and_last(own["steps"], T)
            new = replace(new, start=first - 1, stop=None if last == T else last)
        holds = list(state.holds)
        if hold is None:
            holds += [] if new is None else [new]
        else:
            place = [n for n, one in enumerate(holds) if one.gate == state.gate][state.hold]
            holds[place : place + 1] = [] if new is None else [new]
        return replace(state, holds=tuple(holds), hold=state.hold if new is not None else 0)

    def _admit(self, state: ConsoleState) -> ConsoleState:
        """Return a state that this console can show, in its one form; raise an error otherwise."""
        if state.noise and self._challenge is None:
            raise ValueError(f"noise: expected 0 in a console without a challenge, got {state.noise}")
        setup = self._setup(state.noise)
        for name, low, high, upper in (
            ("t", 1, setup.T, "T"),
            ("unit", 0, setup.H - 1, "H - 1"),
            ("sequence", 0, setup.B - 1, "B - 1"),
        ):
            whole_number(name, getattr(state, name), low, high, upper)
        holds = ordered(state.holds, setup.gates, setup.T)
        gate = state.gate if state.gate is not None else (holds[0].gate if holds else setup.gates[0])
        one_of("gate", gate, setup.gates)
        count = sum(one.gate == gate for one in holds)
        return replace(state, holds=holds, gate=gate, hold=min(state.hold, max(count - 1, 0)))

    def _setup(self, noise: int) -> Setup:
        if noise not in self._setups:
            assert self._challenge is not None
            own, batch = self._setups[0], self._challenge.batch(noise)
            check_batch(batch, own)
            self._setups[noise] = replace(own, x=batch.x, targets=batch.targets)
            self._answers[noise] = batch.answer
        return self._setups[noise]

    def _checked_presets(self, presets: Mapping[str, ConsoleState] | None) -> Presets:
        own = self._setups[0]
        if presets is None:
            return default_presets(own.gates, own.T)
        for name, preset in presets.items():
            self._admit(_a_state(f"presets[{name!r}]", preset))
        return dict(presets)

    def _preset_index(self, state: ConsoleState) -> int:
        """Which preset's holds are in force, from 1; 0 if none's. The cursor decides between equals."""
        gates, T = self.setup.gates, self.setup.T
        matches = [
            (preset.t != state.t, n)
            for n, preset in enumerate(self._presets.values(), start=1)
            if ordered(preset.holds, gates, T) == state.holds
        ]
        return min(matches)[1] if matches else 0

    def _hold(self, state: ConsoleState) -> Hold | None:
        """The hold that the controls show; None where the chosen gate is learned."""
        holds = state.holds_of(state.gate or "")
        return holds[state.hold] if holds else None

    def _compute(self, state: ConsoleState) -> ConsoleRun:
        return run(self._setup(state.noise), state.holds)

    def _draw(self, state: ConsoleState, trace: ConsoleRun) -> Drawing:
        setup = self._setup(state.noise)
        kept = self._lanes
        if kept is None or kept[0] is not trace or kept[1:3] != (state.sequence, state.unit):
            lanes = lanes_of(setup, trace, state.sequence, state.unit)
            self._lanes = kept = (trace, state.sequence, state.unit, lanes)
        return draw(setup, state, trace, kept[3])

    def _make_controls(self, state: ConsoleState) -> Sequence[Mapping[str, Control]]:
        own, T = self.setup, self.setup.T
        gates = own.gates

        def is_held(state: ConsoleState) -> bool:
            return self._hold(state) is not None

        first: dict[str, Control] = {
            "gate": choice(gates, [LABELS.get(g, g) for g in gates], state.gate, button=38),
            "mode": choice(MODES, MODES, "learned", button=68),
            "hold": listing("", 0, self._hold_entries, state, width=150, applies=self._has_choice_of_holds),
            "value": value_slider(is_held),
            "unit": listing("unit", state.unit, lambda s: _numbers(self._setup(s.noise).H), state, width=92,
                            applies=lambda s: self._setup(s.noise).H > 1),
            "sequence": listing("seq.", state.sequence, lambda s: _numbers(self._setup(s.noise).B), state,
                                width=92, applies=lambda s: self._setup(s.noise).B > 1),
        }  # fmt: skip
        second: dict[str, Control] = {
            "steps": steps_range(T, is_held),
            "t": step_slider("step t", 1, T, state.t, width=170),
            "play": player(T, state.t),
        }
        if self._presets:
            names = (OWN, *self._presets)
            preset = listing("", self._preset_index(state), lambda s: names, state, width=150)
            second["preset"] = replace(preset, read=lambda n: names[n], write=names.index)
        self._buttons = {
            "back": self._button("back", "step-backward", lambda: self._go(-1)),
            "forward": self._button("forward", "step-forward", lambda: self._go(1)),
            "start again": self._button("start again", "undo", self.start_again),
        }
        if self._challenge is not None:
            self._buttons["commit"] = self._button("commit", "check", self.commit, "commit")
        return first, second

    def _button(
        self, name: str, icon: str, action: Callable[[], Any], description: str = ""
    ) -> ipywidgets.Button:
        return button(icon, WORDS[name], self._pressed(name, action), description)

    @property
    def buttons(self) -> dict[str, ipywidgets.Button]:
        """The buttons by what they do."""
        return dict(self._buttons)

    def _go(self, steps: int) -> None:
        self.set(t=min(max(self._state.t + steps, 1), self.setup.T))

    def _pressed(self, name: str, action: Callable[[], Any]) -> Callable[[], None]:
        def act() -> None:
            with self._lock:
                try:
                    action()
                except Exception as error:
                    self._show_error(name, error)
                    raise

        return act

    def _has_choice_of_holds(self, state: ConsoleState) -> bool:
        holds = state.holds_of(state.gate or "")
        return len(holds) > 1 or any(hold.units is not None for hold in holds)

    def _hold_entries(self, state: ConsoleState) -> list[str]:
        holds = state.holds_of(state.gate or "")
        entries = []
        for n, hold in enumerate(holds, start=1):
            units = "" if hold.units is None else f", units {', '.join(map(str, hold.units))}"
            entries.append(f"hold {n} of {len(holds)}{units}")
        return entries

    def _setting(self, name: str) -> Any:
        if name == "play":
            return self._state.t
        derived = {"mode": self.mode, "value": self.value, "steps": self.steps, "preset": self.preset}
        return derived[name] if name in derived else getattr(self._state, name)

    def _show_all(self) -> None:
        super()._show_all()
        self._line.value = self._line_text()

    def _line_text(self) -> str:
        """The question and, after a commit, how it went. It names the setting, for that may change."""
        if self._challenge is None:
            return ""
        parts = [f"<b>{escape(self._challenge.question)}</b>"]
        if self.result is not None:
            parts.append(f'<span role="status">{escape(str(self.result))}</span>')
        return f'<div style="line-height:1.4">{"<br>".join(parts)}</div>'

    def _row(self, row: Mapping[str, Control]) -> ipywidgets.HBox:  # type: ignore[override]
        children = []
        for name, control in row.items():
            if name == "play":
                children += [self._buttons["back"], self._buttons["forward"]]
            children.append(control.widget)
        if "t" in row:
            children += [b for name, b in self._buttons.items() if name in ("start again", "commit")]
        layout = ipywidgets.Layout(width="100%", flex_flow="row wrap", overflow="visible")
        return ipywidgets.HBox(children, layout=layout)

    def __repr__(self) -> str:
        cell = self._setups[0].cell
        named = (n for n in lstm_teach.__all__ if getattr(lstm_teach, n) is cell)
        extras = "".join(f", {name}={name}" for name in self._given)
        return f"GateConsole({next(named, 'cell')}, params, x, {self._state!r}{extras})"


def _a_state(name: str, state: Any) -> ConsoleState:
    if not isinstance(state, ConsoleState):
        raise TypeError(f"{name}: expected a ConsoleState, got {state!r}")
    return state


def _fields(state: ConsoleState) -> dict[str, Any]:
    return {name: getattr(state, name) for name in state.names()}


def _between(hold: Hold | None) -> float:
    """Where "held at" starts: where the gate is held already, if that is neither open nor closed."""
    inside = hold is not None and CLOSED < hold.value < OPEN
    return float(hold.value) if hold is not None and inside else HALF


def _first_and_last(steps: Any, T: int) -> tuple[int, int]:
    if not isinstance(steps, Sequence) or isinstance(steps, str) or len(steps) != 2:
        raise ValueError(f"steps: expected (first, last), counted from 1, got {steps!r}")
    first, last = (whole_number("steps", step, 1, T, "T") for step in steps)
    if first > last:
        raise ValueError(f"steps: expected the first one not after the last one, got {steps!r}")
    return first, last


def _numbers(count: int) -> list[str]:
    return [str(n) for n in range(count)]
