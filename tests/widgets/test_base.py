"""What every widget shares, tried on a small one whose drawing can be made to fail."""

import base64
import re
import threading
from dataclasses import dataclass
from typing import ClassVar

import ipywidgets
import pytest

from lstm_teach.draw.svg import Drawing, text
from lstm_teach.widgets import Unroller
from lstm_teach.widgets.base import Control, Explorable, Setting
from lstm_teach.widgets.state import State, whole_number

WORDS = ("one", "two", "three")


@dataclass(frozen=True, repr=False)
class CounterState(State):
    n: int = 1
    word: str = "one"
    widget: ClassVar[str] = "Counter"

    def __post_init__(self):
        whole_number("n", self.n, 0, 9)
        if self.word not in WORDS:
            raise ValueError(f"word: expected one of {WORDS}, got {self.word!r}")


class Counter(Explorable[CounterState]):
    n = Setting[int]()
    word = Setting[str]()

    def __init__(self, n=1, word="one"):
        self._drawn = 0
        super().__init__(CounterState(n, word))

    def _compute(self, state):
        return state.n * 2

    def _draw(self, state, trace):
        self._drawn += 1
        if state.n == 7:
            raise ZeroDivisionError("seven <breaks> it")
        return Drawing(90, 20, f"n is {state.n}", f"The word is {state.word}.", text(0, 15, f"{trace}"))

    def _make_controls(self, state):
        choice = ipywidgets.ToggleButtons(options=WORDS)
        return (
            {
                "n": Control(ipywidgets.IntSlider(min=0, max=9, description="n")),
                "word": Control(choice, read=lambda k: WORDS[k], write=WORDS.index),
            },
        )


def shown(widget):
    return widget.children[-1].value


def test_many_settings_at_once_draw_once():
    counter = Counter()
    counter.set(n=3, word="two")
    assert counter._drawn == 2
    assert (counter.n, counter.word, counter.trace) == (3, "two", 6)
    assert counter.controls["n"].value == 3
    assert counter.controls["word"].index == 1


def test_a_move_of_a_control_draws_once():
    counter = Counter()
    counter.controls["n"].value = 5
    assert counter._drawn == 2
    counter.controls["word"].index = 2
    assert counter._drawn == 3
    assert (counter.n, counter.word) == (5, "three")
    assert shown(counter) == counter.picture


def test_an_error_in_a_callback_is_raised_and_shown_and_the_last_good_picture_stays():
    counter = Counter(n=3)
    good = counter.picture
    with pytest.raises(ZeroDivisionError):
        counter.controls["n"].value = 7
    assert 'role="alert"' in shown(counter)
    assert "This setting of n could not be shown" in shown(counter)
    assert "ZeroDivisionError: seven &lt;breaks&gt; it" in shown(counter)
    assert shown(counter).endswith(good)
    assert counter.n == counter.controls["n"].value == 3
    assert counter.picture == good
    counter.controls["n"].value = 4
    assert shown(counter) == counter.picture
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
    assert shown(counter) == counter.picture


def test_an_error_from_code_is_raised_and_changes_nothing():
    counter = Counter(n=3)
    before = (counter.state, counter.trace, shown(counter))
    with pytest.raises(ZeroDivisionError):
        counter.n = 7
    assert (counter.state, counter.trace, shown(counter)) == before
    assert counter.controls["n"].value == 3


def test_a_setting_that_does_not_exist_is_named():
    counter = Counter()
    with pytest.raises(AttributeError, match="Counter has no setting 'm'; it has n, word"):
        counter.m = 3
    with pytest.raises(TypeError, match="Counter: expected settings among n, word, got 'm'"):
        counter.set(n=2, m=3)
    assert counter.n == 1


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
    *rows, style, picture = widget.children
    assert len(rows) <= 2
    assert type(picture) is type(style) is ipywidgets.HTML
    assert style.layout.display == "none"
    assert not any(isinstance(child, ipywidgets.Output) for row in rows for child in row.children)
    assert set(widget.controls.values()) == {child for row in rows for child in row.children}
    assert kind is Counter or all(control.description for control in widget.controls.values())


@pytest.mark.parametrize("kind", [Counter, Unroller])
def test_the_state_makes_the_widget_again(kind):
    widget = kind()
    assert eval(repr(widget)).state == widget.state
