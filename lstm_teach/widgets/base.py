"""What all widgets share: controls above one picture, and settings that can be read and set from code.

A widget is thin. It is told how to compute (`compute`, state -> Trace) and how to draw (`draw`, state and
Trace -> Drawing), both pure functions. A change makes the new state, computes, draws, and only then is
anything of it kept: what fails changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Generic, TypeVar, overload

import ipywidgets

from lstm_teach.draw.still import Still
from lstm_teach.draw.svg import Drawing
from lstm_teach.widgets.state import State

T = TypeVar("T")
S = TypeVar("S", bound=State)
CLASS = "lstm-teach"
WIDE_READOUT = f"{CLASS}-wide"  # for sliders that show two numbers of three digits, or four decimals
STEPS = f"{CLASS}-steps"  # two buttons above each other
# A drop-down's mark that is seen on a light and on a dark ground; ipywidgets has a black one.
MARK = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 18 18'%3E"
    "%3Cpath d='M5 7l4 4 4-4' fill='none' stroke='%23808080' stroke-width='2'/%3E%3C/svg%3E"
)
# Less room around numbers, words and buttons than ipywidgets leaves, so that two rows are enough; a
# slider's name clear of its handle, whose edge is seen on a light ground too.
STYLE = (
    f"<style>.{CLASS}{{--jp-widgets-inline-width-tiny:46px;--jp-widgets-input-padding:2px;"
    f"--jp-widgets-inline-margin:3px}}.{WIDE_READOUT}{{--jp-widgets-inline-width-tiny:68px}}"
    f".{CLASS} .jupyter-button{{padding-left:6px;padding-right:6px}}"
    f".{CLASS} .{STEPS} .jupyter-button{{padding:0;font-size:11px;line-height:13px}}"
    f".{CLASS} .widget-slider .widget-label{{margin-right:9px}}"
    f".{CLASS} .noUi-handle{{border-color:var(--jp-ui-font-color2,#757575)!important}}"
    f".{CLASS} .widget-checkbox input{{position:relative;top:2px}}"
    f'.{CLASS} .widget-dropdown>select{{background-image:url("{MARK}")}}</style>'
)


class Setting(Generic[T]):
    """An attribute of a widget that is a field of its state; setting it updates controls and picture."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, widget: None, owner: type) -> Setting[T]: ...
    @overload
    def __get__(self, widget: Any, owner: type) -> T: ...
    def __get__(self, widget: Any, owner: type) -> Any:
        return self if widget is None else getattr(widget.state, self.name)

    def __set__(self, widget: Any, value: T) -> None:
        widget.set(**{self.name: value})


@dataclass(frozen=True)
class Control:
    """A core control and the setting that it shows.

    Parameters
    ----------
    widget : ipywidgets.Widget
    read : callable
        From what the control holds to the setting's value. A slider's float is rounded here.
    write : callable
        From the setting's value to what the control holds.
    limits : callable, optional
        From the state to (min, max) of a slider, where they depend on it.
    """

    widget: Any
    read: Callable[[Any], Any] = lambda value: value
    write: Callable[[Any], Any] = lambda value: value
    limits: Callable[[Any], tuple[Any, Any]] | None = None

    @property
    def trait(self) -> str:
        """What to observe: the `index` of a choice, since its `value` also changes with its options."""
        return "index" if isinstance(self.widget, ipywidgets.ToggleButtons | ipywidgets.Dropdown) else "value"

    def show(self, state: State, value: Any) -> None:
        """Bring the control in line with the state."""
        # A slider's rounding error is not written back: during a drag that would undo its next move.
        held = getattr(self.widget, self.trait)
        shown = held if self.read(held) == value else self.write(value)
        if self.limits is not None:
            low, high = self.limits(state)
            with self.widget.hold_sync():
                self.widget.max = max(high, self.widget.max)
                self.widget.min = low
                setattr(self.widget, self.trait, shown)
                self.widget.max = high
        else:
            setattr(self.widget, self.trait, shown)


class Explorable(ipywidgets.VBox, Generic[S]):
    """Controls in one or two rows, and under them one picture made of SVG text.

    A subclass gives `_compute`, `_draw` and `_controls`, and a `Setting` for every field of its state.

    If a control's change cannot be computed or drawn, the widget shows the error above the last good
    picture and puts the controls back to it. The error is then raised as well: a test that moves the control
    gets it, and a kernel writes the traceback to its log.
    """

    def __init__(self, state: S) -> None:
        self._lock = (
            threading.RLock()
        )  # a front end's messages may come on another thread than the cell's code
        self._busy = False
        self._state = state
        self._trace = self._compute(state)
        self._drawing = self._draw(state, self._trace)
        self._rows = self._make_controls(state)
        self._controls: Mapping[str, Control] = {n: c for row in self._rows for n, c in row.items()}
        self._view = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", margin="4px 0 0 0"))
        self._show_all()
        for name, control in self._controls.items():
            control.widget.observe(
                lambda change, name=name: self._moved(name, change.new), names=control.trait
            )
        style = ipywidgets.HTML(STYLE, layout=ipywidgets.Layout(display="none"))
        super().__init__([*(self._row(row) for row in self._rows), style, self._view])
        self.add_class(CLASS)

    def _compute(self, state: S) -> Any:
        """Return what the picture needs beyond the state: a Trace."""
        raise NotImplementedError

    def _draw(self, state: S, trace: Any) -> Drawing:
        """Return the picture of a state and its Trace."""
        raise NotImplementedError

    def _make_controls(self, state: S) -> Sequence[Mapping[str, Control]]:
        """Return rows of controls, by the name of their setting."""
        raise NotImplementedError

    @property
    def state(self) -> S:
        """All settings, as one frozen value whose repr can be copied."""
        return self._state

    @property
    def trace(self) -> Any:
        """The run that is shown."""
        return self._trace

    @property
    def drawing(self) -> Drawing:
        """The picture with its label and description."""
        return self._drawing

    @property
    def picture(self) -> str:
        """The picture as SVG text."""
        return self._drawing.svg()

    @property
    def controls(self) -> dict[str, Any]:
        """The core controls by the name of their setting."""
        return {name: control.widget for name, control in self._controls.items()}

    def set(self, **settings: Any) -> None:
        """Change several settings at once; computes and draws once.

        Raises
        ------
        TypeError
            If there is no setting of this name.
        ValueError
            If a value is out of range. Nothing is changed then.
        """
        unknown = [name for name in settings if name not in self._state.names()]
        if unknown:
            known = ", ".join(self._state.names())
            raise TypeError(f"{type(self).__name__}: expected settings among {known}, got {unknown[0]!r}")
        with self._lock:
            state = replace(self._state, **settings)
            trace = self._compute(state) if self._needs_run(state) else self._trace
            drawing = self._draw(state, trace)
            self._state, self._trace, self._drawing = state, trace, drawing
            self._show_all()

    def _needs_run(self, state: S) -> bool:
        """Whether a new state differs in more than what is looked at."""
        names = (name for name in state.names() if name not in state.looking)
        return any(getattr(state, name) != getattr(self._state, name) for name in names)

    def _show_all(self) -> None:
        busy, self._busy = self._busy, True
        try:
            self._view.value = self.picture  # first: it shall not wait until a page has updated all controls
            for name, control in self._controls.items():
                control.show(self._state, self._setting(name))
        finally:
            self._busy = busy

    def _setting(self, name: str) -> Any:
        """Return what a control is to show; a subclass may have controls for parts of a setting."""
        return getattr(self._state, name)

    def _moved(self, name: str, value: Any) -> None:
        # The thread that writes the controls must not hear itself. A move that comes on another thread
        # meanwhile waits, and keeps the value it came with: the control may have been written over.
        with self._lock:
            if self._busy:
                return
            try:
                self.set(**{name: self._controls[name].read(value)})
            except Exception as error:
                self._show_error(name, error)
                raise

    def _show_error(self, name: str, error: Exception) -> None:
        self._show_all()
        message = (
            f"<b>This setting of {escape(name)} could not be shown.</b> "
            f"{escape(type(error).__name__)}: {escape(str(error))}<br>"
            "The picture and the controls are those of the last setting that could."
        )
        style = "line-height:1.4;padding:6px 10px;border:2px solid currentColor;margin-bottom:6px"
        self._view.value = f'<div role="alert" style="{style}">{message}</div>{self.picture}'

    def _row(self, row: Mapping[str, Control]) -> ipywidgets.HBox:
        layout = ipywidgets.Layout(width="100%", flex_flow="row wrap", overflow="visible")
        return ipywidgets.HBox(self._in_row(row), layout=layout)

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        """Return what stands in a row; a subclass may put buttons between the controls."""
        return [control.widget for control in row.values()]

    def __setattr__(self, name: str, value: Any) -> None:
        # A misspelt setting would otherwise be taken without a word and change nothing.
        if not name.startswith("_") and not hasattr(type(self), name):
            known = ", ".join(self._state.names())
            raise AttributeError(f"{type(self).__name__} has no setting {name!r}; it has {known}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return repr(self._state)

    def still(self) -> Still:
        """Return the picture as it is now, without controls."""
        return Still(self._drawing.svg(standalone=True).encode(), self._drawing.alt)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = dict(super()._repr_mimebundle_(**options))
        return {**bundle, "text/plain": repr(self), "text/html": self.still().html}
