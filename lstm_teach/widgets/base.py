"""What all widgets share: controls above one picture, and settings that can be read and set from code.

A widget is its settings, its controls and two pure functions: `compute`, state -> result, and `draw`, state
and result -> Drawing. A change makes the new state, computes, draws, and only then is anything of it kept:
what fails changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from inspect import Signature, signature
from typing import Any, ClassVar, Generic, TypeVar

import ipywidgets

from lstm_teach.draw.still import Still
from lstm_teach.draw.svg import Drawing
from lstm_teach.settings import Settings
from lstm_teach.widgets.controls import CLASS, STEPS, WIDE_READOUT, Control, Rows

S = TypeVar("S", bound=Settings)
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


class Setting:
    """An attribute of a widget that can be set; setting it updates controls and picture.

    It is the field of the state that has its name, or what `read` finds for a widget.
    """

    def __init__(self, read: Callable[[Any], Any] | None = None) -> None:
        self.read = read

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, widget: Any, owner: type) -> Any:
        if widget is None:
            return self
        return getattr(widget.state, self.name) if self.read is None else self.read(widget)

    def __set__(self, widget: Any, value: Any) -> None:
        widget.set(**{self.name: value})


class Explorable(ipywidgets.VBox, Generic[S]):
    """Controls in one or two rows, and under them one picture made of SVG text.

    A subclass names its `settings`, a `Settings`, and two pure functions, ``compute(state) -> result``
    and ``draw(state, result) -> Drawing``, and makes its controls. Every setting is an argument and an
    attribute. What was computed is `result`: a Trace, or a record that has a `trace`.

    If a control's change cannot be computed or drawn, the widget shows the error above the last good
    picture and puts the controls back to it. The error is then raised as well: a test that moves the control
    gets it, and a kernel writes the traceback to its log.
    """

    settings: ClassVar[type[Settings]]
    compute: Callable[[Any], Any]
    draw: Callable[[Any, Any], Drawing]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if not hasattr(cls, "settings"):
            return
        for name in cls.settings.names():
            if not hasattr(cls, name):
                setattr(cls, name, Setting())
                getattr(cls, name).__set_name__(cls, name)
            elif not isinstance(getattr(cls, name), Setting):
                raise TypeError(f"{cls.__name__}: every widget has a {name!r}; a setting needs another name")
        # What help and Tab completion show; an `__init__` of its own speaks for itself.
        of_settings = signature(cls.settings).replace(return_annotation=Signature.empty)
        cls.__signature__ = of_settings if cls.__init__ is Explorable.__init__ else None

    def __init__(self, *values: Any, **settings: Any) -> None:
        self._refuse_unknown(settings, self.settings.names())
        try:
            given = signature(self.settings).bind(*values, **settings)
        except TypeError as error:
            raise TypeError(f"{type(self).__name__}: {error}") from None
        self._begin(self.settings(*given.args, **given.kwargs))

    def _begin(self, state: Any) -> None:
        """Compute and draw for the first time, then make the controls."""
        # A front end's messages may come on another thread than the cell's code.
        self._lock = threading.RLock()
        self._busy = False
        self._state: S = state
        self._result = self.compute(state)
        self._drawing = self.draw(state, self._result)
        rows = self._make_controls()
        self._controls = {name: self._limited(name, c) for row in rows for name, c in row.items()}
        self._view = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", margin="4px 0 0 0"))
        self._show_all()
        for name, control in self._controls.items():
            control.widget.observe(
                lambda change, name=name: self._moved(name, change.new), names=control.trait
            )
        style = ipywidgets.HTML(STYLE, layout=ipywidgets.Layout(display="none"))
        super().__init__([*(self._row(row) for row in rows), style, self._view])
        self.add_class(CLASS)

    def _make_controls(self) -> Rows:
        """Return rows of controls, by the name of their setting; what they show is written to them later."""
        raise NotImplementedError

    def _limited(self, name: str, control: Control) -> Control:
        """Return a control that keeps within the limits of its setting, unless it has others."""
        if control.limits is not None or self._state.limits(name) is None:
            return control
        return replace(control, limits=lambda state: state.limits(name))

    @property
    def state(self) -> S:
        """All settings, as one frozen value whose repr can be copied."""
        return self._state

    @property
    def result(self) -> Any:
        """What was computed for the picture."""
        return self._result

    @property
    def trace(self) -> Any:
        """The run that is shown: a Trace, or a tuple of Traces where there are several runs."""
        return getattr(self._result, "trace", self._result)

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
        with self._lock:
            self._take(self._changed(settings))

    def _changed(self, settings: dict[str, Any]) -> S:
        """Return the state with new settings; a subclass may let others follow them."""
        self._refuse_unknown(settings, self._state.names())
        return replace(self._state, **settings)

    def _refuse_unknown(self, given: Iterable[str], known: Sequence[str]) -> None:
        for name in given:
            if name not in known:
                listed = ", ".join(known)
                raise TypeError(f"{type(self).__name__}: expected settings among {listed}, got {name!r}")

    def _take(self, state: S) -> None:
        """Go to another state: compute, draw, and only then keep anything."""
        result = self.compute(state) if self._needs_run(state) else self._result
        drawing = self.draw(state, result)
        self._state, self._result, self._drawing = state, result, drawing
        self._show_all()

    def _needs_run(self, state: S) -> bool:
        """Whether a new state differs in more than what is looked at."""
        names = set(state.names()) - set(state.looking())
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
        """Return what a control is to show; a subclass may have two controls for a setting."""
        return getattr(self, name)

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
