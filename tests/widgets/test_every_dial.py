"""What holds for gradient dial, carousel, half-life dial and bench alike."""

import base64
import random
import re

import ipywidgets
import pytest

from lstm_teach.widgets import Bench, Carousel, GradientDial, HalfLifeDial, bench, carousel, half_life
from lstm_teach.widgets import gradient_dial as gradient_dial_module
from tests.draw.pictures import parse

MODULES = {
    GradientDial: gradient_dial_module,
    Carousel: carousel,
    HalfLifeDial: half_life,
    Bench: bench,
}
DIALS = {
    "gradient dial": GradientDial,
    "carousel": Carousel,
    "half-life dial": HalfLifeDial,
    "bench, toggle": lambda: Bench("toggle"),
    "bench, count": lambda: Bench("count"),
}
TICKED = {"stream": ("pulse", "four inputs"), "read": ("always", "at the end")}
NUMBERS = (
    ipywidgets.FloatSlider,
    ipywidgets.IntSlider,
    ipywidgets.BoundedFloatText,
    ipywidgets.BoundedIntText,
)
every_dial = pytest.mark.parametrize("make", DIALS.values(), ids=DIALS.keys())


def fresh(widget):
    module = MODULES[type(widget)]
    return module.draw(widget.state, module.run(widget.state)).svg()


def check(widget):
    """Controls, settings, shown text and a fresh drawing of the state agree."""
    assert widget.picture == fresh(widget)
    assert widget.children[-1].value == widget.picture
    for name, control in widget.controls.items():
        setting = getattr(widget.state, name)
        if isinstance(control, ipywidgets.Checkbox):
            assert setting == TICKED[name][control.value]
            continue
        assert control.value == setting
        if not isinstance(control, ipywidgets.ToggleButtons):
            assert control.min <= setting <= control.max


def move(rng, widget, name):
    """Move a control as a reader could, and return what the setting should be then."""
    control = widget.controls[name]
    if isinstance(control, ipywidgets.ToggleButtons):
        control.index = rng.randrange(len(control.options))
        return control.options[control.index]
    if isinstance(control, ipywidgets.Checkbox):
        control.value = rng.random() < 0.5
        return TICKED[name][control.value]
    if isinstance(control, ipywidgets.FloatSlider | ipywidgets.BoundedFloatText):
        decimals = len(f"{control.step:g}".partition(".")[2])
        inside = rng.uniform(control.min, control.max)
        value = round(rng.choice([inside, control.min, control.max, 0.5]), decimals)
        value = min(max(value, control.min), control.max)
    else:
        reach = control.max - control.min
        if name == "steps" and rng.random() < 0.95:  # long runs are slow, and no different
            reach = min(reach, 60)
        value = control.min + round(reach * rng.random())
    control.value = value
    return value


@every_dial
@pytest.mark.parametrize("seed", range(4))
def test_a_random_walk_of_250_moves_never_leaves_a_stale_picture(make, seed):
    rng = random.Random(seed)
    widget = make()
    for n in range(250):
        name = rng.choice(list(widget.controls))
        value = move(rng, widget, name)
        assert getattr(widget, name) == value
        check(widget)
        if n % 25 == 0:
            parse(widget.picture)
            assert eval(repr(widget)).state == widget.state


@every_dial
def test_a_setting_from_code_moves_its_control(make):
    rng = random.Random(1)
    other, widget = make(), make()
    for name in widget.controls:
        setattr(widget, name, move(rng, other, name))
        check(widget)
    assert widget.state == other.state


@every_dial
def test_the_height_never_changes(make):
    rng = random.Random(2)
    widget = make()
    sizes = set()
    for _ in range(40):
        move(rng, widget, rng.choice(list(widget.controls)))
        root = parse(widget.picture)
        sizes.add((root.get("width"), root.get("height"), root.get("viewBox")))
    assert len(sizes) == 1


@every_dial
def test_bad_values_are_refused_and_change_nothing(make):
    widget = make()
    before, picture, trace = widget.state, widget.picture, widget.trace
    tried = 0
    for name, control in widget.controls.items():
        bad = ["2", None, float("nan"), True]
        if isinstance(control, NUMBERS):
            bad += [control.max + 1, control.min - 1]
        for value in bad:
            with pytest.raises(ValueError, match=rf"^{name}: expected .*, got {re.escape(repr(value))}$"):
                widget.set(**{name: value})
            tried += 1
    assert tried >= 5 * len(widget.controls)
    assert widget.state is before
    assert widget.trace is trace
    assert widget.picture == picture
    check(widget)


@every_dial
def test_looking_elsewhere_computes_nothing_anew(make):
    widget = make()
    before = widget.trace
    for name in widget.state.looking:
        control = widget.controls[name]
        trait = "index" if isinstance(control, ipywidgets.ToggleButtons) else "value"
        setattr(control, trait, 2)
        assert widget.trace is before
        check(widget)


@every_dial
def test_the_stored_form_is_the_picture_with_its_words(make):
    widget = make()
    bundle = widget._repr_mimebundle_()
    payload = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', bundle["text/html"]).group(1)
    stored = base64.b64decode(payload).decode()
    assert stored == widget.drawing.svg(standalone=True)
    assert bundle["text/plain"] == repr(widget)
    assert "\n" not in repr(widget)
    assert make()._repr_mimebundle_()["text/html"] == bundle["text/html"]


@every_dial
def test_at_most_two_rows_of_core_controls(make):
    widget = make()
    rows, picture = widget.children[:-1], widget.children[-1]
    assert len(rows) <= 2
    assert type(picture) is ipywidgets.HTML
    kinds = {type(child) for row in rows for child in row.children}
    assert kinds <= {*NUMBERS, ipywidgets.Checkbox, ipywidgets.ToggleButtons}
    assert all(child.description or child.options for row in rows for child in row.children)


@every_dial
def test_two_on_a_page_do_not_disturb_each_other(make):
    first, second = make(), make()
    before = second.picture
    rng = random.Random(3)
    for name in first.controls:
        move(rng, first, name)
    assert first.picture != before
    assert second.picture == before
    check(second)


@every_dial
def test_what_does_not_exist_is_named(make):
    widget = make()
    with pytest.raises(AttributeError, match="has no setting 'wieght'"):
        widget.wieght = 1.0
    with pytest.raises(TypeError, match="expected settings among .*, got 'wieght'"):
        widget.set(wieght=1.0)


@pytest.mark.parametrize("make", [GradientDial, Carousel, HalfLifeDial])
def test_a_shorter_run_takes_the_cursor_with_it(make):
    widget = make()
    widget.set(steps=20, t=20)
    widget.controls["steps"].value = 8
    assert (widget.steps, widget.t) == (8, 8)
    check(widget)
    widget.set(steps=30, t=9)
    widget.steps = 12
    assert (widget.steps, widget.t) == (12, 9)
    with pytest.raises(ValueError, match="t: expected a whole number from . to steps = 5, got 9"):
        widget.set(steps=5, t=9)
    assert (widget.steps, widget.t) == (12, 9)


def test_a_sliders_rounding_error_is_not_written_back_into_a_drag():
    """What the kernel writes into a slider overtakes the reader's next move, which is lost then."""
    dial = HalfLifeDial()
    for value in (2.9000000000000004, 2.8500000000000001, 0.1 + 0.2):
        dial.controls["bias"].value = value
        assert dial.controls["bias"].value == value
        assert dial.bias == round(value, 2)
    dial.bias = 0.25
    assert dial.controls["bias"].value == 0.25
