"""Draw all that can be set of a console on a page, and score it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lstm_book.live.console import Axes, Block, Console, settings_at
from lstm_book.live.packing import Pool, packed
from lstm_book.live.touches import Reader, Touches
from lstm_teach.widgets.console import ConsoleState, GateConsole, Result
from lstm_teach.widgets.console.changes import admitted
from lstm_teach.widgets.console.picture import equations_of
from lstm_teach.widgets.console.run import ConsoleRun
from lstm_teach.widgets.console.scoring import score
from lstm_teach.widgets.picture import Picture

AXES = {
    "value": "held at",
    "first": "from step",
    "step": "the one step",
    "stop": "stop",
    "unit": "unit",
    "sequence": "sequence",
    "t": "step t",
}
HIDDEN = ("stream",)  # axes without a control
WORDS = {False: "off", True: "on"}


class Easel:
    """Draws states of a console without its controls: what the console itself would send to a page."""

    def __init__(self, grid: Console, console: GateConsole, axes: Axes) -> None:
        self.grid, self.console, self.axes = grid, console, axes
        self.picture = next(child for child in console.children if isinstance(child, Picture))
        self.reader = Reader(console)
        self.touches = Touches(grid, axes, self.reader)
        self._run: tuple[Any, ConsoleRun] | None = None

    def view(self, state: ConsoleState) -> dict[str, Any]:
        """Return what a page is to show of a state."""
        key = (state.holds, state.noise)
        if self._run is None or self._run[0] != key:
            self._run = key, self.console.compute(state)
        result = self._run[1]
        state = admitted(state, result.setup)
        drawing, parts = self.console.draw(state, result), self.console.find_parts(state, result)
        self.picture.show(drawing, parts, code=f"console.state = {state!r}")
        self.reader.look(state, result, equations_of(state, result))
        told = dict(self.picture.view)
        size = (drawing.width, drawing.height)
        both = zip(parts, told["parts"], strict=True)
        # By their keys: of two parts with one key a page shows the later.
        told["parts"] = list(
            {part.key: {**sent, **self.touches.of(part, size)} for part, sent in both}.values()
        )
        return {name: value for name, value in told.items() if name not in ("done", "tip")}


class Jury:
    """Scores settings of a console with a challenge, each on streams of its own."""

    def __init__(self, console: GateConsole) -> None:
        self._streams = console._streams

    @property
    def question(self) -> str:
        """What is asked."""
        challenge = self._streams.challenge
        return "" if challenge is None else challenge.question

    def result(self, state: ConsoleState, n: int) -> Result:
        """Return what the nth commit would say of a state's holds."""
        challenge = self._streams.challenge
        assert challenge is not None
        setup = self._streams.given(n)
        holds = admitted(state, setup).holds
        challenge.check(holds)
        return score(challenge, setup, challenge.batch(n).answer, holds, n)


def exported(grid: Console, console: GateConsole, axes: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return a console's blocks, packed; with `coarse`, on these axes.

    A page finds the block that covers where it stands. On the axes that a block has not, it may stand
    anywhere.
    """
    easel, jury, pool = Easel(grid, console, axes), Jury(console), Pool()
    numbers = {name: n for n, name in enumerate(axes)}
    start = grid.place(console, axes)
    blocks = []
    for block in grid.blocks(console, axes):
        shape = [len(places) for places in block.values()]
        views = _unseen(easel, jury, block) if "t" not in block else _own(easel, block)
        blocks.append(
            {
                "axes": [[numbers[name], places] for name, places in block.items()],
                **packed(views, shape, pool),
            }
        )
    told: dict[str, Any] = {
        "title": type(console).__name__,
        "tip": console.tip,
        "axes": [
            _axis(grid, name, values, start[numbers[name]], numbers["t"]) for name, values in axes.items()
        ],
        "blocks": blocks,
        "texts": list(pool.texts),
        "tables": list(pool.tables),
        "presets": _presets(grid, console, axes),
    }
    if grid.streams:
        told["challenge"] = {"question": jury.question, "stream": numbers["stream"], "t": numbers["t"]}
    return told | ({"beyond": grid.beyond} if grid.beyond else {})


def _axis(grid: Console, name: str, values: list[Any], start: int, cursor: int) -> dict[str, Any]:
    """Return what a page is to know of an axis: where it goes back to, whether it applies at times only."""
    words = [WORDS[value] if isinstance(value, bool) else value for value in values]
    called = grid.names.get(name) or AXES.get(name, name.replace("step of", "the step of"))
    is_gate = name in grid.gates
    told = {
        "name": called,
        "values": words,
        "start": start,
        "rest": 0 if is_gate or name in HIDDEN else start,
    }
    told |= {"gate": True} if is_gate else {"hidden": True} if name in HIDDEN else {}
    is_step = name in map(grid.step_axis, grid.gates)
    told |= {"inside": True} if is_step or name in ("value", "first") else {}
    return told | ({"follows": cursor} if is_step else {})


def _own(easel: Easel, block: Block) -> Iterator[dict[str, Any]]:
    for values in settings_at(easel.axes, block):
        yield easel.view(easel.grid.state(easel.console, values))


def _unseen(easel: Easel, jury: Jury, block: Block) -> Iterator[dict[str, Any]]:
    """Draw settings on unseen streams where they went wrong; where they did not, the own stream."""
    for values in settings_at(easel.axes, block):
        state = easel.grid.state(easel.console, values)
        result = jury.result(state, values["stream"])
        fault, cursor = result.fault, easel.axes["t"]
        view: dict[str, Any] = {"result": str(result)}
        if fault is not None:
            state = replace(state, noise=result.commit, sequence=fault.sequence, t=fault.step)
            view["step"] = fault.step
            view["fault"] = min(range(len(cursor)), key=lambda k: abs(cursor[k] - fault.step))
        yield view | easel.view(state)


def _presets(grid: Console, console: GateConsole, axes: Axes) -> list[list[Any]]:
    """Return the stories that can be set up here: each with its name and where it leads."""
    numbers = {name: n for n, name in enumerate(axes)}
    found = []
    for name, preset in console.presets.items():
        moves: dict[str, int] | None = {"t": list(axes["t"]).index(preset.t)} if preset.t in axes["t"] else {}
        others = preset.given().keys() - {"holds", "t", "gate"}
        for gate in dict.fromkeys([*grid.gates, *(hold.gate for hold in preset.holds)]):
            to = grid.moves(console, axes, gate, preset.holds_of(gate)) if gate in axes else None
            moves = None if to is None or moves is None else {**moves, **to}
        if moves is not None and not others and not preset.cuts:
            if "t" not in preset.given():
                moves.pop("t", None)
            found.append([name, [n for axis, place in moves.items() for n in (numbers[axis], place)]])
    return found
