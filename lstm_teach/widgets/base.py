"""What all widgets share: controls above one picture, and settings that can be read and set from code.

A widget is its settings, its controls and three pure functions: `compute`, state -> result, `draw`, state
and result -> Drawing, and `find_parts`, what of the drawing can be touched. A change makes the new state,
computes, draws, and only then is anything of it kept: what fails changes nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from inspect import Signature, signature
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

import ipywidgets

from lstm_teach.draw.parts import Part
from lstm_teach.draw.still import Still
from lstm_teach.draw.svg import Drawing
from lstm_teach.settings import Settings
from lstm_teach.widgets.controls import CLASS, Control, Rows
from lstm_teach.widgets.hand import Hand
from lstm_teach.widgets.history import History
from lstm_teach.widgets.picture import Picture, Touch, colab_view
from lstm_teach.widgets.setting import Setting
from lstm_teach.widgets.style import STYLE

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
ECHO = 1.0  # seconds in which a page may still send back what it was sent
S = TypeVar("S", bound=Settings)


class Explorable(ipywidgets.VBox, Generic[S]):
    """Controls in one or two rows, and under them one picture that can be touched.

    A subclass names its `settings`, a `Settings`, and pure functions, ``compute(state) -> result``,
    ``draw(state, result) -> Drawing`` and, if its picture can be touched,
    ``find_parts(state, result) -> parts``, and makes its controls. Every setting is an argument and an
    attribute. What was computed is `result`: a Trace, or a record that has a `trace`.

    If a change cannot be computed or drawn, the widget shows the error above the last good
    picture and puts the controls back to it. The error is then raised as well: a test that moves the control
    gets it, and a kernel writes the traceback to its log.
    """

    settings: ClassVar[type[Settings]]
    compute: Callable[[Any], Any]
    draw: Callable[[Any, Any], Drawing]
    find_parts: Callable[[Any, Any], Iterable[Part]] = staticmethod(lambda state, result: ())
    hand: ClassVar[type[Hand]] = Hand
    tip: ClassVar[str] = ""  # what stands below the picture while nothing is pointed at

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
        self._parts = tuple(self.find_parts(state, self._result))
        self._ready: tuple[S, Any, Drawing, tuple[Part, ...]] | None = None  # what is probably shown next
        self._history: History[S] = History()
        self._hand = self.hand(self)
        self._written: dict[str, list[Any]] = {}  # what a drag has written to the controls
        self._touched = -ECHO
        rows = self._make_controls()
        self._controls = {name: self._limited(name, c) for row in rows for name, c in row.items()}
        self._alert = ipywidgets.HTML(layout=ipywidgets.Layout(width="100%", margin="0", display="none"))
        self._picture = Picture(self.touch)
        self._show_all()
        for name, control in self._controls.items():
            control.widget.observe(
                lambda change, name=name: self._moved(name, change.new), names=control.trait
            )
        style = ipywidgets.HTML(STYLE, layout=ipywidgets.Layout(display="none"))
        super().__init__([*(self._row(row) for row in rows), style, self._alert, self._picture])
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

    @state.setter
    def state(self, state: S) -> None:
        with self._lock:
            self._change_to(self._admitted(state))

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
    def parts(self) -> tuple[Part, ...]:
        """What of the picture can be touched, as it is now."""
        return self._parts

    @property
    def code(self) -> str:
        """One line that makes the present setting again."""
        return repr(self)

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
            self._change_to(self._changed(settings))

    def touch(self, touch: Touch) -> None:
        """Do what a touch of the picture says; a page sends them, and code may as well.

        Raises
        ------
        KeyError
            If there is no such part.
        """
        with self._lock:
            if touch.phase == "down":
                self._written.clear()
            try:
                self._hand.feel(touch)
            except Exception as error:
                self._show_error(touch.key, error)
                raise
            finally:
                if touch.phase != "key":
                    self._touched = monotonic()

    def prepare(self, **settings: Any) -> None:
        """Compute and draw what the end of a gesture will probably ask for, so that it is shown at once."""
        with suppress(Exception):  # what cannot be shown is told when it is asked for
            state = self._changed(settings)
            result = self.compute(state) if self._needs_run(state) else self._result
            self._ready = state, result, self.draw(state, result), tuple(self.find_parts(state, result))

    def undo(self) -> None:
        """Go back to before the last change; at the first state, stay there."""
        with self._lock:
            self._hand.settle()
            self._take(self._history.undo(self._state))

    def redo(self) -> None:
        """Make the change again that was undone last."""
        with self._lock:
            self._hand.settle()
            self._take(self._history.redo(self._state))

    def remember(self, before: S, by: str = "") -> None:
        """Make the way from `before` to the present state one step of undo; a gesture is remembered whole."""
        if not self._hand.is_busy:
            self._history.note(before, self._state, by)

    def _change_to(self, state: S, by: str = "") -> None:
        if not self._hand.is_feeling and self._needs_run(state):
            self._hand.settle()  # the release of a gesture may be lost; a cursor that plays ends none
        before = self._state
        self._take(state)
        self.remember(before, by)

    def _changed(self, settings: dict[str, Any]) -> S:
        """Return the state with new settings; a subclass may let others follow them."""
        self._refuse_unknown(settings, self._state.names())
        return replace(self._state, **settings)

    def _admitted(self, state: S) -> S:
        """Return a whole state that can be shown, in its one form.

        Raises
        ------
        TypeError
            If it is not one of this widget.
        """
        if not isinstance(state, self.settings):
            raise TypeError(f"state: expected {self.settings.__name__}, got {state!r}")
        return state

    def _refuse_unknown(self, given: Iterable[str], known: Sequence[str]) -> None:
        for name in given:
            if name not in known:
                listed = ", ".join(known)
                raise TypeError(f"{type(self).__name__}: expected settings among {listed}, got {name!r}")

    def _take(self, state: S) -> None:
        """Go to another state; the release of a drag is where its last move was."""
        if state == self._state:
            self._show_all()
        elif self._ready is not None and self._ready[0] == state:
            self._keep(*self._ready)
        else:
            self._put(state, self.compute(state) if self._needs_run(state) else self._result)

    def _put(self, state: S, result: Any) -> None:
        """Draw a result, and only then keep anything."""
        self._keep(state, result, self.draw(state, result), tuple(self.find_parts(state, result)))

    def _keep(self, state: S, result: Any, drawing: Drawing, parts: tuple[Part, ...]) -> None:
        self._state, self._result, self._drawing, self._parts = state, result, drawing, parts
        self._show_all()

    def _needs_run(self, state: S) -> bool:
        """Whether a new state differs in more than what is looked at."""
        names = set(state.names()) - set(state.looking())
        return any(getattr(state, name) != getattr(self._state, name) for name in names)

    def _show_all(self) -> None:
        self._ready = None  # it was made for what was shown before
        busy, self._busy = self._busy, True
        try:
            # First: it shall not wait until a page has updated all controls.
            self._picture.show(self._drawing, self._parts, self.tip, self.code)
            self._alert.value, self._alert.layout.display = "", "none"
            for name, control in self._controls.items():
                control.show(self._state, self._setting(name))
                if self._hand.is_busy:
                    self._written.setdefault(name, []).append(self._setting(name))
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
                control = self._controls[name]
                if self._is_echo(name, control.read(value)):
                    self._show_all()
                    return
                state = self._changed({name: control.read(value)})
                self._change_to(state, name if control.is_dragged else "")
            except Exception as error:
                self._show_error(name, error)
                raise

    def _is_echo(self, name: str, value: Any) -> bool:
        """Whether a page's slider sends back what it was sent, or what a drag has left behind meanwhile."""
        if self._controls[name].is_answer(value, self._setting(name)):
            return True
        return monotonic() - self._touched < ECHO and value in self._written.get(name, ())

    def _show_error(self, name: str, error: Exception) -> None:
        self._show_all()
        message = (
            f"<b>This setting of {escape(name)} could not be shown.</b> "
            f"{escape(type(error).__name__)}: {escape(str(error))}<br>"
            "The picture and the controls are those of the last setting that could."
        )
        style = "line-height:1.4;padding:6px 10px;border:2px solid currentColor;margin-bottom:6px"
        self._alert.value = f'<div role="alert" style="{style}">{message}</div>'
        self._alert.layout.display = None

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

    # ipywidgets 7, as Colab has it, displays by this method instead, and would leave the picture out.
    _ipython_display_ = None

    def _repr_mimebundle_(self, **options: Any) -> Any:
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        bundle = {WIDGET_VIEW: view, "text/plain": repr(self), "text/html": self._stored_html()}
        wanted = colab_view()
        return (bundle, {WIDGET_VIEW: wanted}) if wanted else bundle

    def _stored_html(self) -> str:
        """Return what is seen where there is no kernel."""
        return self.still().html
