"""What holds for the dials, bench, start map, operation, walk, lattices and lesion lab alike."""

import base64
import random
import re

import ipywidgets
import pytest

from lstm_book.chapter_01 import Unroller, unroller
from lstm_book.chapter_02 import GradientDial
from lstm_book.chapter_02 import gradient_dial as gradient_dial_module
from lstm_book.chapter_03 import Carousel, carousel
from lstm_book.chapter_05 import HalfLifeDial, half_life
from lstm_book.chapter_06 import Bench, bench
from lstm_book.chapter_08 import Operation, StartMap, operation, start_map
from lstm_book.chapter_09 import GrammarWalk
from lstm_book.chapter_09 import walk as grammar_walk
from lstm_book.chapter_10 import LesionLab, lesion_lab
from lstm_book.chapter_14 import Lattice, PencilLattice, lattice, pencil
from lstm_teach.trace import Step
from lstm_teach.widgets.controls import OWN, PresetSteps
from lstm_teach.widgets.picture import Picture
from tests.draw.pictures import parse
from tests.widgets.on_page import on_page
from tests.widgets.walks import SEEDS, walk

MODULES = {
    Unroller: unroller,
    GradientDial: gradient_dial_module,
    Carousel: carousel,
    HalfLifeDial: half_life,
    Bench: bench,
    StartMap: start_map,
    Operation: operation,
    GrammarWalk: grammar_walk,
    PencilLattice: pencil,
    Lattice: lattice,
    LesionLab: lesion_lab,
}
DIALS = {
    "gradient dial": GradientDial,
    "carousel": Carousel,
    "half-life dial": HalfLifeDial,
    "bench, toggle": lambda: Bench("toggle"),
    "bench, count": lambda: Bench("count"),
    "start map": StartMap,
    "operation": Operation,
    "grammar walk": GrammarWalk,
    "pencil lattice": PencilLattice,
    "lattice": Lattice,
    "lesion lab": LesionLab,
}
TICKED = {
    "stream": ("pulse", "four inputs"),
    "read": ("always", "at the end"),
    "swapped": ("hidden", "drawn"),
    "show": ("probabilities", "forward sums"),
    "stops": ("without", "with"),
}
NUMBERS = (
    ipywidgets.FloatSlider,
    ipywidgets.IntSlider,
    ipywidgets.BoundedFloatText,
    ipywidgets.BoundedIntText,
)
TOUCHED = {"unroller": Unroller, **DIALS}
every_dial = pytest.mark.parametrize("make", DIALS.values(), ids=DIALS.keys())


def fresh(widget):
    module = MODULES[type(widget)]
    return module.draw(widget.state, module.run(widget.state)).svg()


def check(widget):
    """Controls, settings, shown text and a fresh drawing of the state agree."""
    assert widget.picture == fresh(widget)
    assert on_page(widget) == widget.picture
    for name, control in widget.controls.items():
        if name == "preset":
            assert control.options[control.index] == widget.preset == in_force(widget)
            continue
        setting = getattr(widget.state, name)
        if isinstance(control, ipywidgets.Checkbox):
            assert setting == TICKED[name][control.value]
            continue
        assert control.value == setting
        if not isinstance(control, ipywidgets.ToggleButtons | ipywidgets.Dropdown):
            assert control.min <= setting <= control.max


def in_force(widget):
    """Return the preset whose settings are those of the widget; no state has two of the same length."""
    matches = [
        name
        for name, preset in getattr(widget, "presets", {}).items()
        if {setting: getattr(widget.state, setting) for setting in preset} == dict(preset)
    ]
    return max(matches, key=lambda name: len(widget.presets[name]), default=OWN)


def move(rng, widget, name):
    """Move a control as a reader could, and return what the setting should be then."""
    control = widget.controls[name]
    if isinstance(control, ipywidgets.Dropdown):
        chosen = control.options[rng.randrange(len(control.options))]
        control.index = control.options.index(chosen)
        return widget.preset if chosen == OWN else chosen
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
        if name == "steps" and rng.random() < 0.98:  # long runs are slow, and no different
            reach = min(reach, 40)
        value = control.min + round(reach * rng.random())
    control.value = value
    return value


@pytest.mark.slow
@every_dial
@pytest.mark.parametrize("seed", range(2))
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


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make", TOUCHED.values(), ids=TOUCHED.keys())
def test_1000_touches_never_leave_a_stale_picture_and_are_undone_bit_for_bit(make, seed):
    walk(make(), random.Random(seed), check)


@every_dial
def test_a_setting_from_code_moves_its_control(make):
    rng = random.Random(1)
    other, widget = make(), make()
    for name in widget.controls:
        setattr(widget, name, move(rng, other, name))
        check(widget)
    assert widget.state == other.state


@pytest.mark.slow
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
    before, picture, result = widget.state, widget.picture, widget.result
    tried = 0
    for name, control in widget.controls.items():
        bad = ["2", None, float("nan"), True, ()]
        if isinstance(control, NUMBERS):
            bad += [control.max + 1, control.min - 1]
        for value in bad:
            with pytest.raises(ValueError, match=rf"^{name}: expected .*, got {re.escape(repr(value))}$"):
                widget.set(**{name: value})
            tried += 1
    assert tried >= 5 * len(widget.controls)
    assert widget.state is before
    assert widget.result is result
    assert widget.picture == picture
    check(widget)


@every_dial
def test_looking_elsewhere_computes_nothing_anew(make):
    widget = make()
    before = widget.result
    for name in widget.state.looking():
        control = widget.controls[name]
        trait = "index" if isinstance(control, ipywidgets.ToggleButtons) else "value"
        setattr(control, trait, True if isinstance(control, ipywidgets.Checkbox) else 2)
        assert widget.result is before
        check(widget)


@every_dial
def test_the_trace_is_a_trace_or_a_tuple_of_traces(make):
    widget = make()
    if isinstance(widget, PencilLattice | Lattice):  # which run no network
        assert widget.trace is widget.result
        return
    traces = widget.trace if isinstance(widget.trace, tuple) else (widget.trace,)
    assert traces
    assert all(isinstance(trace, Step) and trace.is_trace for trace in traces)
    assert isinstance(widget.trace, tuple) == isinstance(widget, HalfLifeDial | GrammarWalk)


@every_dial
def test_the_result_is_what_was_computed(make):
    widget = make()
    module = MODULES[type(widget)]
    assert type(widget.result) is type(module.run(widget.state))
    assert type(widget).compute is module.run
    assert type(widget).draw is module.draw


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
    *rows, _, alert, picture = widget.children
    assert len(rows) <= 2
    assert type(alert) is ipywidgets.HTML
    assert isinstance(picture, Picture)
    children = [child for row in rows for child in row.children]
    steps = [child for child in children if type(child) is PresetSteps]
    assert len(steps) == ("preset" in widget.controls)
    rest = [child for child in children if child not in steps]
    core = (*NUMBERS, ipywidgets.Checkbox, ipywidgets.ToggleButtons, ipywidgets.Dropdown)
    assert all(isinstance(child, core) for child in rest)
    assert all(child.description or child.options for child in rest)


@pytest.mark.parametrize("make", [GradientDial, Carousel, HalfLifeDial])
def test_buttons_go_through_all_presets_and_round(make):
    widget = make()
    (steps,) = (child for row in widget.children[:2] for child in row.children if type(child) is PresetSteps)
    previous, following = steps.children
    names = list(widget.presets)
    widget.preset = names[0]
    for expected in (*names[1:], *names[:2]):
        following.click()
        assert widget.preset == expected
        check(widget)
    for expected in (names[0], names[-1]):
        previous.click()
        assert widget.preset == expected
    assert all(button.tooltip for button in steps.children)


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


@pytest.mark.parametrize("make", [GradientDial, Carousel, HalfLifeDial])
def test_a_preset_sets_what_it_names_and_stays_in_force_while_that_is_so(make):
    widget = make()
    pictures = set()
    for n, (name, preset) in enumerate(widget.presets.items(), start=1):
        widget.controls["preset"].index = n
        assert widget.preset == name
        assert {setting: getattr(widget, setting) for setting in preset} == dict(preset)
        check(widget)
        pictures.add(widget.picture)
        widget.t = 2
        assert widget.preset == name
        widget.steps = widget.steps - 1
        assert widget.preset == OWN
        check(widget)
    assert len(pictures) == len(widget.presets)
    widget.preset = name
    widget.controls["preset"].index = 0  # no setting is the reader's own while a preset's are in force
    assert widget.preset == name
    check(widget)


@pytest.mark.parametrize("make", [GradientDial, Carousel, HalfLifeDial])
def test_a_shorter_preset_takes_the_cursor_with_it_and_can_be_varied(make):
    widget = make()
    name, preset = next((name, preset) for name, preset in widget.presets.items() if preset["steps"] <= 30)
    widget.set(steps=500, t=400)
    widget.preset = name
    assert widget.t == widget.steps == preset["steps"]
    widget.set(preset=name, steps=200)
    assert (widget.steps, widget.preset) == (200, OWN)
    with pytest.raises(ValueError, match="preset: expected one of 'own setting', .*, got 'joy'"):
        widget.set(preset="joy", t=1)
    assert widget.t == preset["steps"]


def test_what_the_presets_show():
    gradients = {
        "linear, w = 0.9": 2.656e-5,
        "linear, exactly 1": 1.0,
        "largest w within 2": 1.989,
        "tanh, w = 1": 1.576e-3,
        "latch w = 2 at rest": 1.6e-8,
        "latch w = 2 at zero": 1024.0,
        "two units, norm 2.12": 0.01172,
    }
    dial = GradientDial()
    assert dial.presets.keys() == gradients.keys()
    for name, size in gradients.items():
        dial.preset = name
        assert dial.gradient() == pytest.approx(size, rel=0.02)
    dial.set(preset="largest w within 2", fine=0.007)
    assert dial.gradient() > 2
    half_lives = {"bias 0": 1, "bias 1": 2.21, "bias 2": 5.46, "bias 3": 14.27, "bias 5": 103.22}
    half = HalfLifeDial()
    for name, steps in half_lives.items():
        half.preset = name
        assert round(half.half_life, 2) == steps
    half.preset = "half after 200 steps"
    assert half.result.held.c[-1, 0, 0] == pytest.approx(0.5, abs=5e-4)
    half.preset = "0.1 a step, f near 1"
    assert half.result.filled.c[-1, 0, 0] > 28
    half.preset = "0.1 a step, f = 0.9"
    assert half.result.filled.c[-1, 0, 0] == pytest.approx(1.0, abs=5e-4)
    losses = {"read once in ten": 0.9, "the same with a switch": 0.0}
    store = Carousel()
    for name, loss in losses.items():
        store.preset = name
        assert store.result.loss == pytest.approx(loss)
    store.preset = "+1, \u22120.6, +0.2, \u22120.9"
    assert store.result.c[-1] == pytest.approx(-0.3)
    store.preset = "keep 0.999, 1000 steps"
    assert store.result.back[0] == pytest.approx(0.368, abs=5e-4)
    store.preset = "keep 1.001, 1000 steps"
    assert store.result.back[0] == pytest.approx(2.717, abs=5e-4)


def test_a_sliders_rounding_error_is_not_written_back_into_a_drag():
    """What the kernel writes into a slider overtakes the reader's next move, which is lost then."""
    dial = HalfLifeDial()
    for value in (2.9000000000000004, 2.8500000000000001, 0.1 + 0.2):
        dial.controls["bias"].value = value
        assert dial.controls["bias"].value == value
        assert dial.bias == round(value, 2)
    dial.bias = 0.25
    assert dial.controls["bias"].value == 0.25
