"""What of the bench's picture can be touched, and that every line has its name at its end."""

import random

import pytest

from lstm_book.chapter_06 import Bench, Task
from lstm_book.chapter_06.bench import ROOM
from lstm_teach.draw import theme
from lstm_teach.draw.numbers import compact
from lstm_teach.draw.parts import part_of
from lstm_teach.widgets.picture import Touch
from tests.draw.pictures import NS, parse
from tests.lstm_book.touching import check_parts, drag, placed_texts, texts_in

THREE = Task("three", ("a", "b", "#"), ("ab#ab#a", "aabb", "a"), ((0, 0, 1, 1, 0, 0, 1), (0, 0, 1, 1), (1,)))


@pytest.mark.slow
@pytest.mark.parametrize("task", ["toggle", "count", THREE], ids=["toggle", "count", "three"])
def test_parts_of_many_settings(task):
    rng, bench = random.Random(0), Bench(task)
    for _ in range(40):
        test = rng.randint(1, len(bench.task.sequences))
        weights = {
            gate: tuple(rng.choice([0.0, -20.0, 20.0, 0.5, -19.5, -3.0]) for _ in bench.state.sliders)
            for gate in "ifgo"
        }
        t = rng.randint(1, len(bench.task.sequences[test - 1]))
        bench.set(test=test, t=t, gate=rng.choice("ifgo"), **weights)
        check_parts(bench, rng, handles=5)
        names = [*bench.task.labels, "h"]
        for n, (name, weight) in enumerate(bench.state.sliders.items()):
            assert part_of(bench.parts, name).text == compact(weight)
            sign = "−" if weight < 0 else "+"
            term = f"{sign} {compact(abs(weight))} {names[n - 1]}" if n else compact(weight)
            assert texts_in(bench, name) == [term]


def test_a_weight_is_dragged_pressed_gates_and_tests_are_chosen():
    bench = Bench("count")
    drag(bench, "from_x2", dy=-80)
    drag(bench, "bias", dy=41)
    drag(bench, "from_h", dy=3)
    assert bench.i == (-10.0, 0.0, 20.0, 0.0)  # 3 units are a click
    drag(bench, "from_h", dy=6)
    assert bench.i == (-10.0, 0.0, 20.0, -1.5)
    drag(bench, "gate:g")
    bench.touch(Touch("key", "bias", name="End"))
    assert (bench.gate, bench.g) == ("g", (20.0, 0.0, 0.0, 0.0))
    drag(bench, "test:8")
    drag(bench, "strip:0", dx=400)
    assert (bench.test, bench.t) == (8, 18)
    drag(bench, "test:2", dx=30)
    assert (bench.test, bench.t) == (2, 3)
    drag(bench, "trial")
    assert bench.t == 2
    bench.touch(Touch("key", "gate:o", name="Enter"))
    bench.undo()
    assert bench.gate == "g"


@pytest.mark.parametrize("gate", "ifgo")
def test_lines_of_gates_hold_their_equations(gate):
    bench = Bench(
        "toggle", i=(-10, 20, 0), f=(10, -20, 0), g=(2, 0, -10), o=(10, 0, 0), gate=gate, t=2, test=2
    )
    for other in "ifgo":
        part = part_of(bench.parts, f"gate:{other}")
        inside = texts_in(bench, f"gate:{other}")
        assert inside[0] == f"a_{other} ="
        assert (len(inside) == 1) == (other == gate)
        assert part.text == next(
            text for text, x, y in placed_texts(bench.picture) if x == 480 and part.holds(9, y)
        )
        assert part.role == "button"
    assert part_of(bench.parts, "gate:f").tip.startswith("a_f = 10 − 20 x")
    assert [texts_in(bench, f"test:{n}")[0] for n in (1, 4)] == ["00", "11"]
    assert part_of(bench.parts, "test:1").text == "passes"


def test_every_line_has_its_name_at_its_end_apart_from_others():
    bench = Bench(
        "count", i=(-10, 0, 20, 0), f=(10, -20, 0, 0), g=(10, 0, 0, 0), o=(10, 0, 0, 0), test=5, t=6
    )
    names = [(text, y) for text, x, y in placed_texts(bench.picture) if x > 780]
    assert sorted(text for text, _ in names) == ["c", "f", "g", "h", "i", "o"]
    places = dict(names)
    assert places["o"] < places["f"] < places["i"]  # o ends at 1, f and i at 0
    assert min(abs(places[a] - places[b]) for a in "ifo" for b in "ifo" if a != b) >= 13
    assert places["g"] < places["h"]
    strip = part_of(bench.parts, "strip:0")
    assert all(strip.box[1] < places[name] <= strip.box[1] + strip.box[3] for name in "ifo")


@pytest.mark.parametrize("i", [(-10, 0, 20, 0), (0.5, 0, -1, 0)])
def test_i_is_seen_where_f_covers_it(i):
    bench = Bench("count", i=i, f=(10, -20, 0, 0), g=(10, 0, 0, 0), o=(10, 0, 0, 0), test=5, t=6)
    left, top, width, height = part_of(bench.parts, "strip:0").box
    rings = [
        (252 + float(c.get("cx")), 178 + float(c.get("cy")))
        for c in parse(bench.picture).iter(f"{NS}circle")
        if c.get("style").startswith(f"fill:none;stroke:{theme.colour('input gate')}")
    ]
    opened = bench.trace.i[:9, 4, 0]
    assert [x for x, _ in rings] == pytest.approx([left + (n + 0.5) * width / 9 for n in range(9)], abs=0.06)
    inside = height - 2 * ROOM
    assert [y for _, y in rings] == pytest.approx(list(top + ROOM + inside * (1 - opened)), abs=0.06)


def test_labels_of_controls_do_not_read_as_products():
    controls = Bench("count").controls
    said = [controls[name].description for name in ("bias", "from_x1", "from_x2", "from_h")]
    assert said == ["bias", "from [#]", "from [a]", "from h"]
