"""What is measured: an empty echo, and every widget of the book with what is done to it.

The notebook makes the widgets in a kernel; the same source makes them here as well, and the same moves here
give the text that the picture in the browser must come to show.
"""

import importlib
import inspect
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

import ipywidgets

from lstm_book.check import chapters
from lstm_teach import widgets
from lstm_teach.widgets.base import Explorable

STEPPED = (ipywidgets.FloatSlider, ipywidgets.IntSlider)


class Echo(ipywidgets.VBox):
    """The least that a kernel can answer: the number of a slider, or of the clicks of a button, as text."""

    def __init__(self) -> None:
        slider, button = ipywidgets.IntSlider(500, max=1000), ipywidgets.Button(description="click")
        view = ipywidgets.HTML()
        ipywidgets.dlink((slider, "value"), (view, "value"), lambda number: f"<b>{number}</b>")
        self.controls, self.view, self.clicks = {"number": slider, "click": button}, view, 0
        button.on_click(self.count)
        super().__init__([slider, button, view])

    def count(self, button: ipywidgets.Button) -> None:
        """Write the number of clicks so far."""
        self.clicks += 1
        self.view.value = f"<b>click {self.clicks}</b>"

    @property
    def picture(self) -> str:
        """What is shown."""
        return self.view.value

    def __repr__(self) -> str:
        return f"Echo {self.controls['number'].value}"


@dataclass(frozen=True)
class Goal:
    """The largest ratios to the echo that are accepted."""

    median: float
    p95: float


SMALL = Goal(1.25, 2.0)  # cursor moves at any T, and changes at T <= 100 and H <= 4
LARGE = Goal(3.0, 3.0)  # changes at T = 500, H = 16


@dataclass(frozen=True)
class Action:
    """The control of a setting, moved by keys."""

    setting: str
    what: str
    goal: Goal = SMALL


@dataclass(frozen=True)
class Specimen:
    """A widget in a state whose text changes with every move, and what is done to it."""

    name: str
    source: str
    drag: str
    actions: tuple[Action, ...] = ()
    setup: str = field(default="", repr=False)

    def make(self) -> Any:
        """Return the widget, made here."""
        names: dict[str, Any] = {"Echo": Echo, **vars(widgets), **widgets_of_the_book()}
        exec(self.setup, names)
        return eval(self.source, names)


IMPORTS = """from typing import Any

import ipywidgets

from lstm_book.chapter_00 import WritingMachine
from lstm_book.chapter_01 import Unroller
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_book.chapter_08 import Operation, StartMap
from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_10 import LesionLab
from lstm_book.chapter_13 import CoWriter, GuessingGame
from lstm_book.chapter_14 import Lattice, PencilLattice
"""
# One gate held from the start; the targets make the console show the error that flows back.
CONSOLE = """import numpy as np
from lstm_teach import LSTM, Hold
from lstm_teach.widgets.console import ConsoleState, GateConsole

def stream(T, H):
    global targets
    rng = np.random.default_rng(0)
    targets = rng.uniform(-1, 1, (T, 1, H))
    held = ConsoleState((Hold("f", 0.5, T // 4),), t=T // 2)
    return LSTM.init(rng, 2, H), rng.normal(size=(T, 1, 2)), held
"""
LETTER = "My dear sister, I have nothing to tell you but that we all arrived here yesterday in good health. "
ECHO = Specimen("Echo", "Echo()", "number", (Action("number", "number"),))
SPECIMENS = [
    Specimen(
        "Unroller",
        "Unroller(w=1.5, kick=-1.0, kick_at=12, t=12, steps=100)",
        "w",
        (Action("t", "cursor"), Action("w", "weight"), Action("kick", "kick")),
    ),
    Specimen(
        "GradientDial",
        "GradientDial(w=1.5, activation='tanh', start=0.3, t=12, steps=100)",
        "w",
        (Action("t", "cursor"), Action("w", "weight"), Action("activation", "activation")),
    ),
    Specimen(
        "Carousel",
        "Carousel(noise=0.2, t=4, steps=100)",
        "w_x",
        (Action("t", "cursor"), Action("w_x", "weight")),
    ),
    Specimen(
        "HalfLifeDial",
        "HalfLifeDial(bias=3.0, t=14, steps=100)",
        "bias",
        (Action("t", "cursor"), Action("bias", "bias")),
    ),
    Specimen(
        "Bench",
        "Bench('count', i=(-10, 0, 20, 0), f=(10, 0, 0, -20), test=5, t=6)",
        "bias",
        (Action("t", "cursor"), Action("bias", "weight"), Action("test", "test")),
    ),
    Specimen(
        "StartMap",
        "StartMap(forget_bias=5, input_bias=-3, show='all starts')",
        "forget_bias",
        (Action("forget_bias", "bias"), Action("lag", "lag")),
    ),
    Specimen(
        "Operation",
        "Operation(gate='i', value=0.5, t=5)",
        "value",
        (Action("t", "step"), Action("value", "held value"), Action("net", "network", LARGE)),
    ),
    Specimen(
        "GrammarWalk",
        "GrammarWalk(s_loops=20, t_loops=20, network='LSTM ×3', swapped='drawn', t=30)",
        "blackout",
        (Action("t", "cursor"), Action("s_loops", "loops"), Action("blackout", "blackout")),
    ),
    Specimen(
        "LesionLab",
        "LesionLab(clamps='f open 3', t=5)",
        "t",
        (Action("t", "cursor"), Action("gate", "gate"), Action("clamp", "clamp", LARGE)),
    ),
    Specimen("WritingMachine", "WritingMachine(t=100)", "t", (Action("t", "cursor"),)),
    Specimen("PencilLattice", "PencilLattice(TN=-1)", "NN", (Action("NN", "factor"), Action("TN", "factor"))),
    Specimen("Lattice", "Lattice(share=0.5)", "share", (Action("share", "share"),)),
    Specimen(
        "CoWriter",
        f"CoWriter(text={LETTER!r}, t=50)",
        "text",
        (Action("t", "cursor"), Action("temperature", "temperature", LARGE)),
    ),
    Specimen(
        "GuessingGame",
        "GuessingGame(passage=3, guesses='what they say to us is not tru', t=12)",
        "guess",
        (Action("t", "cursor"), Action("passage", "passage", LARGE)),
    ),
    Specimen(
        "GateConsole",
        "GateConsole(LSTM, *stream(100, 4), targets=targets)",
        "value",
        (Action("t", "cursor"), Action("mode", "gate"), Action("value", "held value")),
        CONSOLE,
    ),
    Specimen(
        "GateConsole-500",
        "GateConsole(LSTM, *stream(500, 16), targets=targets)",
        "value",
        (Action("t", "cursor"), Action("mode", "gate", LARGE), Action("value", "held value", LARGE)),
        CONSOLE,
    ),
]


def widgets_of_the_book() -> dict[str, type[Explorable[Any]]]:
    """Return every widget that `lstm_teach.widgets` and the chapters offer, by name."""
    packages = [widgets, *(importlib.import_module(f"lstm_book.{chapter}") for chapter in chapters())]
    offered = {name: getattr(package, name) for package in packages for name in package.__all__}
    bases = (Explorable, widgets.Dial)
    return {
        name: kind
        for name, kind in offered.items()
        if isinstance(kind, type) and issubclass(kind, Explorable) and kind not in bases
    }


def known() -> dict[str, Specimen]:
    """Return the specimens by name."""
    return {specimen.name: specimen for specimen in SPECIMENS}


def cells(chosen: list[Specimen]) -> list[str]:
    """Return the code of a notebook: each widget under an echo of its own, so that both are in view."""
    first = "\n\n".join([IMPORTS, inspect.getsource(Echo), inspect.getsource(mark)])
    one = (
        "{setup}\n{echo} = mark(Echo(), '{echo}')\n{key} = mark({source}, '{key}')\n"
        "{key}_start = vars({key}.state)\ndisplay({echo}, {key})"
    )
    return [first] + [
        one.format(setup=s.setup, source=s.source, key=key(s), echo=f"echo_{key(s)}").strip() for s in chosen
    ]


def key(specimen: Specimen) -> str:
    """Return the name of the variable and of the CSS class of a specimen."""
    return specimen.name.lower().replace("-", "_")


def mark(widget: Any, name: str) -> Any:
    """Give a widget and its controls CSS classes, by which the page finds them."""
    widget.add_class(name)
    for setting, control in widget.controls.items():
        control.add_class(f"setting-{setting}")
    return widget


def text_of(widget: Any) -> str:
    """Return the text of a picture, title and description included."""
    return "".join(ET.fromstring(widget.picture).itertext())


@dataclass(frozen=True)
class Press:
    """A key on an element of the page, and the text that the picture shows after it."""

    element: str  # CSS, inside the control
    nth: int
    key: str
    text: str


class Walk:
    """Keys that move one control to and fro, each made here too, so that the next text is known."""

    def __init__(self, widget: Any, setting: str) -> None:
        self.widget, self.control, self.direction = widget, widget.controls[setting], 1

    def press(self) -> Press:
        """Move the control here; return the key that does it in the browser."""
        before = text_of(self.widget)
        element, nth, pressed = self._slide() if isinstance(self.control, STEPPED) else self._choose()
        text = text_of(self.widget)
        if text == before:
            raise RuntimeError(f"{self.widget!r}: expected a move that changes the text, got the same text")
        return Press(element, nth, pressed, text)

    def _slide(self) -> tuple[str, int, str]:
        control = self.control
        if not control.min <= round(control.value + self.direction * control.step, 6) <= control.max:
            self.direction = -self.direction
        control.value = round(control.value + self.direction * control.step, 6)
        return ".noUi-handle", 0, "ArrowRight" if self.direction > 0 else "ArrowLeft"

    def _choose(self) -> tuple[str, int, str]:
        if isinstance(self.control, ipywidgets.ToggleButtons):
            self.control.index = (self.control.index + 1) % len(self.control.options)
            return "button", self.control.index, "Enter"
        if isinstance(self.control, ipywidgets.Dropdown):
            if not 0 <= self.control.index + self.direction < len(self.control.options):
                self.direction = -self.direction
            self.control.index += self.direction
            return "select", 0, "ArrowDown" if self.direction > 0 else "ArrowUp"
        raise TypeError(f"control: expected a slider or a choice, got {type(self.control).__name__}")
