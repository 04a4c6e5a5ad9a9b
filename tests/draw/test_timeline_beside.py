"""Rows with titles beside them: what stands still, what moves with the cursor, held stretches, words."""

import re

import numpy as np
import pytest

from lstm_teach.draw import Drawing, Row, Signal, theme
from lstm_teach.draw.timeline import Lanes
from lstm_teach.draw.timeline.beside import GAP, HEAD, LEFT, WIDTH
from lstm_teach.draw.timeline.paths import BESIDE
from tests.draw.pictures import NS, parse, path_points


def gate(values, held=None, **options):
    signal = Signal("f", np.asarray(values, float), "forget gate", held=held)
    return Row("forget gate f", (signal,), 0.0, 1.0, 32.0, key="f", **options)


def drawn(lanes, body):
    return parse(Drawing(WIDTH, lanes.height, "label", "description", body).svg())


def paths(lanes, style):
    """Return the paths in half pixels with this in their style."""
    found = [p for p in drawn(lanes, lanes.body).iter(f"{NS}path") if style in p.get("style")]
    return [p.get("d") for p in found if p.get("transform")]


def test_rows_stand_under_each_other_with_a_gap():
    lanes = Lanes([gate([0.5]), gate([0.5]), gate([0.5])])
    frames = [r for r in drawn(lanes, lanes.body).iter(f"{NS}rect") if r.get("x") == f"{LEFT:g}"]
    tops = [float(frame.get("y")) for frame in frames]
    assert tops == [row.top for row in lanes.rows] == [HEAD + n * (32.0 + GAP) for n in range(3)]
    assert lanes.bottom == tops[-1] + 32.0


@pytest.mark.parametrize(("T", "count"), [(1, 1), (45, 45), (46, 0)])
def test_values_have_dots_where_there_are_few_steps(T, count):
    dots = paths(Lanes([gate(np.full(T, 0.5))]), "linecap:round")
    assert sum(d.count("M") for d in dots) == count


def test_free_stretches_reach_into_held_ones_and_two_of_them_do_not_touch():
    held = np.array([False, True, True, False, True, False])
    values = [0.1, 0.9, 0.2, 0.8, 0.3, 0.7]
    lanes = Lanes([gate(values, held)])
    row, xs = lanes.rows[0], lanes.axis.xs
    (free,) = [d for d in paths(lanes, f"stroke:{theme.ORANGE};stroke-width:4") if "l" in d]
    pieces = ["M" + piece for piece in free.split("M")[1:]]
    places = list(zip(xs, row.y(np.array(values)), strict=True))
    assert [len(path_points(piece)) for piece in pieces] == [2, 4]
    np.testing.assert_allclose(path_points(free), places, atol=0.251)
    (dashed,) = paths(lanes, "dasharray:10 6")
    starts = [(int(x) / 2, int(y) / 2) for x, y in re.findall(r"M(\d+) (\d+)", dashed)]
    np.testing.assert_allclose(starts, [places[1], places[4]], atol=0.251)
    (dots,) = paths(lanes, "linecap:round")
    assert dots.count("M") == 3


@pytest.mark.parametrize("key", ["f", "c"])
def test_the_row_of_the_chosen_key_is_marked(key):
    c = Row("cell state c", (Signal("", np.zeros(2), "cell"),), -1.0, 1.0, 40.0, key="c")
    lanes = Lanes([gate([0.5, 0.5]), c])
    (mark,) = [p for p in drawn(lanes, lanes.moving(1, key)).iter(f"{NS}path") if "Z" in p.get("d")]
    row = next(row for row in lanes.rows if row.key == key)
    assert mark.get("d").endswith(f"L9 {row.top + row.height / 2:g}Z")
    assert not [p for p in drawn(lanes, lanes.moving(1, "")).iter(f"{NS}path") if "Z" in p.get("d")]


def test_the_words_say_what_is_held_and_name_a_signal_where_the_title_does_not():
    held = np.array([False, True])
    learned = Signal("learned", np.array([np.nan, 0.3]), "forget gate", kind="faint")
    first = gate([0.25, 1.0], held)
    both = Row(first.title, (*first.signals, learned), 0.0, 1.0, 32.0, key="f")
    errors = Row("error", (Signal("", np.array([-10.0, 0.5]), "error"),), -2.0, 1.0, log=True)
    lanes = Lanes([both, errors])
    assert lanes.words(2) == (
        "forget gate f: 1.00 (held) at step 2, from 0.25 to 1.00. "
        "forget gate f, learned: 0.30 at step 2, from 0.30 to 0.30. "
        "error: 0.50 at step 2, from 0.50 to 10.00."
    )
    assert "forget gate f: 0.25 at step 1" in lanes.words(1)
    assert "learned: none at step 1" in lanes.words(1)
    assert "error: 10.00 at step 1" in lanes.words(1)


@pytest.mark.parametrize("values", [(0.25, 0.75, 0.5), (0.25, np.nan, np.nan)])
def test_a_line_of_another_run_lies_under_the_others_has_no_dots_and_is_in_the_legend(values):
    other = Signal("A", np.array(values), "beside", kind="beside")
    first = gate([0.5, 0.5, 0.1])
    both = Row(first.title, (*first.signals, other), 0.0, 1.0, 32.0, key="f")
    lanes = Lanes([both], compared="A")
    style = f"stroke:{theme.SAND};stroke-width:{2 * BESIDE:g}"
    (line,) = paths(lanes, style)
    row, known = lanes.rows[0], np.isfinite(values)
    places = list(zip(lanes.axis.xs[known], row.y(np.array(values))[known], strict=True))
    np.testing.assert_allclose(path_points(line), places, atol=0.251)
    assert lanes.body.index(line) < lanes.body.index(paths(lanes, f"stroke:{theme.ORANGE};stroke-width:4")[0])
    assert lanes.moving(2, "").count("<circle") == Lanes([first]).moving(2, "").count("<circle") == 1
    assert (">A 0.75<" in lanes.moving(2, "")) == bool(known[1])
    assert lanes.body.count(">A<") == 1
    assert ">A<" not in Lanes([both]).body
    assert "forget gate f, A: 0.25 at step 1" in lanes.words(1)


def test_a_row_that_is_hidden_has_no_number_no_dot_and_no_words():
    lanes = Lanes(
        [gate([0.5, 0.25]), Row("h", (Signal("", np.zeros(2), "hidden"),), -1.0, 1.0, 30.0, key="h")]
    )
    shown, hidden = lanes.moving(1, ""), lanes.moving(1, "", ("f",))
    assert (shown.count("<circle"), hidden.count("<circle")) == (2, 1)
    assert ">0.50<" in shown
    assert ">0.50<" not in hidden
    assert lanes.words(1, ("f",)) == "h: 0.00 at step 1, from 0.00 to 0.00."
