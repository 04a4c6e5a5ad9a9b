"""A page takes a slider's value to the nearest of its steps and sends that back: it changes no setting."""

import ipywidgets
import pytest

from lstm_book.chapter_01 import Unroller
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_03 import Carousel
from lstm_book.chapter_05 import HalfLifeDial
from lstm_book.chapter_06 import Bench
from lstm_teach.widgets.picture import Touch
from tests.lstm_book.touching import drag
from tests.widgets.consoles import make


class Page:
    """What JupyterLab does with the messages for one slider: it answers late, and with a rounding error."""

    def __init__(self, slider):
        self.slider, self.model, self.answers = slider, slider.get_state(), []
        self.go()
        slider._send = lambda message, buffers=None: self.told(**message)

    def told(self, method, state, **_):
        if method != "update":
            return
        changed = [name for name in state if state[name] != self.model[name]]
        self.model |= state
        for name in changed:
            if name == "value" and self.place != self.model["value"]:
                self.place = self.nearest()
            elif name in ("min", "max", "step"):
                self.go()
        self.say()

    def go(self):
        self.low, self.step = self.model["min"], self.model["step"]
        self.place = self.nearest()
        self.say()

    def nearest(self):
        return self.low + self.step * round((self.model["value"] - self.low) / self.step)

    def say(self):
        if self.place != self.model["value"]:
            self.model["value"] = self.place
            self.answers.append(self.place)

    def answer(self):
        answers, self.answers = self.answers, []
        for value in answers:
            self.slider.set_state({"value": value})


def console():
    widget = make()
    widget.set(gate="f", mode="held at", value=0.5)
    return widget


MAKES = (Unroller, GradientDial, Carousel, HalfLifeDial, lambda: Bench("toggle"), console)
SLIDERS = {
    f"{type(widget).__name__}.{name}": (make, name)
    for make, widget in ((make, make()) for make in MAKES)
    for name, control in widget.controls.items()
    if isinstance(control, ipywidgets.FloatSlider)
}
every_slider = pytest.mark.parametrize(("make", "name"), SLIDERS.values(), ids=SLIDERS.keys())


def test_there_is_a_page_for_every_slider():
    assert len(SLIDERS) == 12
    slider = ipywidgets.FloatSlider(0.97, min=-3, max=3, step=0.05)
    page = Page(slider)
    page.answer()
    assert slider.value == pytest.approx(0.95)


@pytest.mark.slow
@every_slider
@pytest.mark.parametrize("share", [0.5, 0.26, 1 / 3, 0.123456])
def test_a_setting_between_two_steps_of_its_slider_stays_as_it_is(make, name, share):
    widget = make()
    slider = widget.controls[name]
    page, own = Page(slider), slider.step
    page.answer()
    between = getattr(widget, name) - own * share
    for value in (between, between + own, between):
        setattr(widget, name, value)
        page.answer()
        page.answer()
        assert getattr(widget, name) == value
        assert slider.value == page.place == pytest.approx(value, abs=1e-6)
    other = make()
    setattr(other, name, between)  # shown when it is set already
    Page(other.controls[name]).answer()
    assert getattr(other, name) == between
    on_a_step = slider.min + 3 * own
    setattr(widget, name, on_a_step)
    page.answer()
    assert getattr(widget, name) == on_a_step
    assert slider.step == own
    slider.value = slider.min + 4 * own
    assert getattr(widget, name) == pytest.approx(slider.min + 4 * own)
    widget.undo()
    widget.undo()
    page.answer()
    assert getattr(widget, name) == between


@pytest.mark.parametrize("make", MAKES)
def test_a_page_is_told_a_sliders_limits_and_step_before_its_value(make):
    kinds = (ipywidgets.FloatSlider, ipywidgets.IntSlider, ipywidgets.IntRangeSlider)
    sliders = [control for control in make().controls.values() if isinstance(control, kinds)]
    assert sliders
    for slider in sliders:
        for keys in (["value", "max", "step", "min"], {"min", "value", "max"}, None):
            assert list(slider.get_state(keys))[-1] == "value"


def test_a_weight_between_two_steps_is_dragged_in_the_picture_from_where_it_is():
    unroller = Unroller(w=0.97)
    page = Page(unroller.controls["w"])
    page.answer()
    drag(unroller, "w", dy=-8)
    page.answer()
    assert unroller.w == pytest.approx(1.07)
    unroller.touch(Touch("key", "w", name="ArrowDown"))
    page.answer()
    assert unroller.w == pytest.approx(1.02)
