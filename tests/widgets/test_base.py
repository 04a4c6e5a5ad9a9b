"""What every widget shares, tried on a small one whose drawing can be made to fail."""

import base64
import pydoc
import re
import threading
from dataclasses import dataclass
from inspect import signature
from typing import ClassVar

import ipywidgets
import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter
from IPython.core.formatters import DisplayFormatter

from lstm_book.chapter_01 import Unroller
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_teach.draw.svg import Drawing, text
from lstm_teach.settings import Settings, one, whole
from lstm_teach.widgets import GateConsole
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control
from lstm_teach.widgets.picture import Picture
from tests.widgets.on_page import on_page

WORDS = ("one", "two", "three")


@dataclass(frozen=True, repr=False)
class CounterState(Settings):
    n: int = whole(1, 0, 9)
    word: str = one("one", WORDS, looking=True)
    widget: ClassVar[str] = "Counter"


class Counter(Explorable[CounterState]):
    settings = CounterState
    _drawn = _computed = 0

    def compute(self, state):
        self._computed += 1
        return state.n * 2

    def draw(self, state, result):
        self._drawn += 1
        if state.n == 7:
            raise ZeroDivisionError("seven <breaks> it")
        return Drawing(90, 20, f"n is {state.n}", f"The word is {state.word}.", text(0, 15, f"{result}"))

    def _make_controls(self):
        choice = ipywidgets.ToggleButtons(options=WORDS)
        return (
            {
                "n": Control(ipywidgets.IntSlider(description="n")),
                "word": Control(choice, read=lambda k: WORDS[k], write=WORDS.index),
            },
        )


def test_many_settings_at_once_draw_once():
    counter = Counter()
    counter.set(n=3, word="two")
    assert counter._drawn == 2
    assert (counter.n, counter.word, counter.result) == (3, "two", 6)
    assert counter.controls["n"].value == 3
    assert counter.controls["word"].index == 1


def test_what_only_is_looked_at_is_drawn_but_not_computed():
    counter = Counter()
    counter.word = "two"
    assert (counter._computed, counter._drawn) == (1, 2)
    counter.set(n=2, word="three")
    assert (counter._computed, counter._drawn) == (2, 3)


def test_a_control_keeps_within_the_limits_of_its_setting():
    slider = Counter().controls["n"]
    assert (slider.min, slider.max, slider.value) == (0, 9, 1)


def test_a_move_of_a_control_draws_once():
    counter = Counter()
    counter.controls["n"].value = 5
    assert counter._drawn == 2
    counter.controls["word"].index = 2
    assert counter._drawn == 3
    assert (counter.n, counter.word) == (5, "three")
    assert on_page(counter) == counter.picture


def test_an_error_in_a_callback_is_raised_and_shown_and_the_last_good_picture_stays():
    counter = Counter(n=3)
    good = counter.picture
    with pytest.raises(ZeroDivisionError):
        counter.controls["n"].value = 7
    assert 'role="alert"' in on_page(counter)
    assert "This setting of n could not be shown" in on_page(counter)
    assert "ZeroDivisionError: seven &lt;breaks&gt; it" in on_page(counter)
    assert on_page(counter).endswith(good)
    assert counter.n == counter.controls["n"].value == 3
    assert counter.picture == good
    counter.controls["n"].value = 4
    assert on_page(counter) == counter.picture
    assert "n is 4" in counter.picture


def test_a_readers_move_while_code_is_setting_is_not_lost():
    counter = Counter()
    inside, go = threading.Event(), threading.Event()

    def wait(change):
        inside.set()
        assert go.wait(30)

    counter.controls["word"].observe(wait, names="index")
    code = threading.Thread(target=lambda: counter.set(word="three"))
    code.start()
    assert inside.wait(30)
    mover = threading.Thread(target=lambda: setattr(counter.controls["n"], "value", 5))
    mover.start()
    mover.join(0.2)  # enough to reach the lock, or to be dropped
    go.set()
    code.join()
    mover.join()
    assert (counter.n, counter.word) == (5, "three")
    assert counter.controls["n"].value == 5
    assert on_page(counter) == counter.picture


def test_an_error_from_code_is_raised_and_changes_nothing():
    counter = Counter(n=3)
    before = (counter.state, counter.result, on_page(counter))
    with pytest.raises(ZeroDivisionError):
        counter.n = 7
    assert (counter.state, counter.result, on_page(counter)) == before
    assert counter.controls["n"].value == 3


def test_a_setting_that_does_not_exist_is_named():
    counter = Counter()
    with pytest.raises(AttributeError, match="Counter has no setting 'm'; it has n, word"):
        counter.m = 3
    with pytest.raises(TypeError, match="Counter: expected settings among n, word, got 'm'"):
        counter.set(n=2, m=3)
    assert counter.n == 1


SIGNATURES = {
    Counter: "n=1, word='one'",
    Unroller: "w=2.0, kick=0.0, kick_at=10, kick_steps=1, t=1, steps=30",
    GradientDial: "w=0.9, fine=0.0, activation='linear', steps=100, start=1.0, cross=0.0, t=0",
    Carousel: "stream='pulse', noise=0.0, seed=0, w_x=1.0, self_weight=1.0, w_y=1.0, read='always', "
    "steps=10, t=1",
    HalfLifeDial: "bias=1.0, fine=0.0, write=1.0, steps=30, t=1",
    Bench: "task='toggle', i=None, f=None, g=None, o=None, gate='i', test=1, t=1",
    GateConsole: "cell, params, x, state=None, targets=None, loss=None, presets=None, names=(), "
    "start=None, readout=None, answer='linear', challenge=None",
}


@pytest.mark.parametrize(
    ("kind", "expected"), SIGNATURES.items(), ids=lambda part: getattr(part, "__name__", "")
)
def test_help_shows_the_arguments_with_their_defaults(kind, expected):
    parameters = signature(kind).parameters.values()
    shown = [p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in parameters]
    assert ", ".join(shown) == expected
    page = pydoc.plain(pydoc.render_doc(kind))
    assert f" |  {kind.__name__}({next(iter(signature(kind).parameters))}" in page


@pytest.mark.slow
@pytest.mark.parametrize("by_jedi", [False, True])
def test_jupyter_completes_arguments_and_settings(by_jedi):
    completer = IPCompleter(namespace={"Unroller": Unroller, "unroller": Unroller()}, use_jedi=by_jedi)

    def completed(line):
        with provisionalcompleter():
            return {match.text.lstrip(".") for match in completer.completions(line, len(line))}

    assert completed("Unroller(w=1.0, ki") == {"kick=", "kick_at=", "kick_steps="}
    assert completed("unroller.ki") == {"kick", "kick_at", "kick_steps"}


def test_arguments_by_place_and_by_name():
    for made in (Counter(3, "two"), Counter(3, word="two"), Counter(word="two", n=3)):
        assert (made.n, made.word) == (3, "two")
        assert made.state == CounterState(3, "two")


WRONG = {
    "an unknown name": (lambda: Counter(m=3), "Counter: expected settings among n, word, got 'm'"),
    "beside a known one": (
        lambda: Unroller(1.0, kik=2.0),
        "Unroller: expected settings among w, kick, .*'kik'",
    ),
    "too many": (lambda: Counter(1, "one", 2), "Counter: too many positional arguments"),
    "one twice": (lambda: Counter(1, n=2), "Counter: multiple values for argument 'n'"),
}


@pytest.mark.parametrize(("make", "message"), WRONG.values(), ids=WRONG)
def test_arguments_that_do_not_fit_are_named(make, message):
    with pytest.raises(TypeError, match=f"^{message}$"):
        make()


def test_a_bad_argument_is_refused_like_a_bad_setting():
    with pytest.raises(ValueError, match="^n: expected a whole number from 0 to 9, got 10$"):
        Counter(10)


def test_a_setting_cannot_take_the_name_of_what_every_widget_has():
    @dataclass(frozen=True, repr=False)
    class LayoutState(Settings):
        layout: int = whole(1, 0, 9)

    with pytest.raises(TypeError, match="^Wide: every widget has a 'layout'; a setting needs another name$"):
        type("Wide", (Explorable,), {"settings": LayoutState})


def test_a_widget_made_from_another_one_has_its_settings_and_may_have_arguments_of_its_own():
    class Named(Counter):
        def __init__(self, name):
            super().__init__(n=len(name))

    assert list(signature(Named).parameters) == ["name"]
    assert (Named("abc").n, Named("abc").result) == (3, 6)
    assert list(signature(Counter).parameters) == ["n", "word"]


def test_what_is_not_a_setting_stays_usable():
    counter = Counter()
    counter.layout = ipywidgets.Layout(width="50%")
    assert counter.layout.width == "50%"


def test_the_stored_form_is_a_picture_with_words_beside_the_live_view():
    bundle = Counter(n=4)._repr_mimebundle_()
    assert bundle["text/plain"] == "Counter(n=4, word='one')"
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert 'alt="n is 4. The word is one."' in bundle["text/html"]
    payload = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"]).group(1)
    assert base64.b64decode(payload).decode() == Counter(n=4).drawing.svg(standalone=True)


def test_the_picture_is_stored_with_ipywidgets_7_too(monkeypatch):
    """It has no bundle, but a method that IPython asks first and that displays a view alone."""
    monkeypatch.delattr(ipywidgets.Widget, "_repr_mimebundle_")
    monkeypatch.setattr(ipywidgets.Widget, "_ipython_display_", lambda self: print("a view"), raising=False)
    data, _ = DisplayFormatter().format(Counter(n=4))
    assert set(data) == {"text/plain", "text/html", "application/vnd.jupyter.widget-view+json"}


@pytest.mark.parametrize("kind", [Counter, Unroller])
def test_two_fresh_widgets_are_stored_alike(kind):
    first, second = kind()._repr_mimebundle_(), kind()._repr_mimebundle_()
    for form in ("text/plain", "text/html"):
        assert first[form] == second[form]


@pytest.mark.parametrize("kind", [Counter, Unroller])
def test_what_is_stored_follows_the_settings(kind):
    widget = kind()
    before = widget._repr_mimebundle_()
    name, value = ("n", 5) if kind is Counter else ("t", 5)
    setattr(widget, name, value)
    after = widget._repr_mimebundle_()
    assert before["text/html"] != after["text/html"]
    assert before["text/plain"] != after["text/plain"]


@pytest.mark.parametrize("kind", [Counter, Unroller])
def test_only_core_controls_in_at_most_two_rows_and_each_has_a_name(kind):
    widget = kind()
    *rows, style, alert, picture = widget.children
    assert len(rows) <= 2
    assert type(alert) is type(style) is ipywidgets.HTML
    assert isinstance(picture, Picture)
    assert style.layout.display == "none"
    assert not any(isinstance(child, ipywidgets.Output) for row in rows for child in row.children)
    assert set(widget.controls.values()) == {child for row in rows for child in row.children}
    assert kind is Counter or all(control.description for control in widget.controls.values())


@pytest.mark.parametrize("kind", [Counter, Unroller])
def test_the_state_makes_the_widget_again(kind):
    widget = kind()
    assert eval(repr(widget)).state == widget.state
