"""Texts of the living cell diagrams, measured by the browser: none overlaps another, none is cut."""

from dataclasses import replace
from typing import Any

import pytest

from lstm_teach.draw import diagram
from lstm_teach.draw.diagram.surroundings import written
from tests.browser.texts import GROUNDS, boxes_of, faults, show
from tests.draw.diagrams import CELLS, all_held, filled, step_of

SMALLEST = 10.0  # pixels of a text's font on a page of 600
EXTREMES = [(-9.99, 0.0), (-9.99, 1.0), (9.99, 0.5), (-99.99, 1.0), (-123456.0, 0.25)]
LEAST = 9  # texts in a diagram
# What is drawn at the places of a text's letters, from the top down to the first box that hides the rest.
UNDER = """svg => {
  const found = [];
  for (const text of svg.querySelectorAll('text')) {
    const box = text.getBoundingClientRect(), seen = new Set();
    const holds = rect => {
      const b = rect.getBoundingClientRect();
      return b.left <= box.left && b.right >= box.right && b.top <= box.top + 3 && b.bottom >= box.bottom - 3;
    };
    for (let x = box.left + 1; x <= box.right - 1; x += 2)
      for (let y = box.top + 3; y <= box.bottom - 3.5; y += 2)
        for (const element of document.elementsFromPoint(x, y)) {
          if (element === svg || !svg.contains(element)) break;
          if (element.tagName === 'text' || element.tagName === 'g') continue;
          if (element.tagName !== 'rect' || !holds(element)) seen.add(element.outerHTML);
          else if (getComputedStyle(element).fillOpacity === '1') break;
        }
    if (seen.size) found.push([text.textContent, ...seen]);
  }
  return found;
}"""


@pytest.mark.parametrize("extreme", EXTREMES, ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_no_text_overlaps_another_or_is_cut(page: Any, name: str, extreme: tuple[float, float]) -> None:
    """Long numbers, late steps, every gate held, several units and sequences; legend and table as well."""
    cell = CELLS[name]
    drawings = []
    for D, H, B in ((1, 1, 1), (3, 16, 12), (40, 100, 500)):
        step, learned = step_of(cell, D=D, H=H, B=B, holds=all_held(cell))
        step = filled(step, *extreme, cell.gate_names)
        full = {"learned": learned, "unit": H - 1, "sequence": B - 1}
        drawings.append(diagram(step, t=500, legend=True, **full))
        drawings.append(diagram(replace(step, holds=())))
    assert faults(page, drawings, (600, 900, 1400), LEAST) == []


@pytest.mark.parametrize("name", CELLS)
def test_the_last_line_is_at_least_measured_as_wide_as_it_is(page, name):
    """By that its two texts find room beside each other; the font of this browser is a wide one."""
    for t, B, extreme in ((500, 500, -123456.0), (7, 1, 0.25)):
        step, _ = step_of(CELLS[name], D=3, H=16, B=B)
        drawing = diagram(filled(step, extreme, 0.5, CELLS[name].gate_names), t=t, unit=15, sequence=B - 1)
        boxes = [box for box in boxes_of(page, drawing, 760) if box["bottom"] > drawing.height - 4]
        assert len(boxes) == 2
        for box in boxes:
            bold = box["text"].startswith("input") and "values" not in box["text"]
            assert box["right"] - box["left"] <= written(box["text"], bold) * 1.01, box["text"]


def test_blocks_of_several_cells_have_room_as_well(page):
    step, learned = step_of(
        CELLS["memory block"], H=96, cells_per_block=48, holds=(all_held(CELLS["LSTM"])[:0])
    )
    step = filled(step, -9.99, 1.0, ("y_in", "y_out"))
    drawing = diagram(step, t=500, unit=95)
    assert faults(page, [drawing], (600,), LEAST) == []
    assert show(page, drawing, 760).evaluate(UNDER) == []


@pytest.mark.parametrize("extreme", EXTREMES[:3], ids=str)
@pytest.mark.parametrize("name", CELLS)
def test_no_text_lies_on_a_wire_a_pipe_or_a_valve(page, name, extreme):
    cell = CELLS[name]
    for D, H, B in ((1, 1, 1), (3, 16, 12)):
        step, learned = step_of(cell, D=D, H=H, B=B, holds=all_held(cell))
        step = filled(step, *extreme, cell.gate_names)
        drawing = diagram(step, t=500, learned=learned, unit=H - 1, legend=True)
        assert show(page, drawing, 700).evaluate(UNDER) == []


def test_a_text_planted_on_a_pipe_is_found(page):
    drawing = diagram(step_of(CELLS["LSTM"])[0])
    shifted = replace(drawing, body=drawing.body.replace('y="16"', 'y="53"'))
    found = show(page, shifted, 700).evaluate(UNDER)
    assert len(found) == 2
    assert all("path" in under for _, *unders in found for under in unders)


def test_a_planted_overlap_is_found(page):
    step, _ = step_of(CELLS["LSTM"])
    drawing = diagram(step)
    shifted = replace(drawing, body=drawing.body.replace('y="16"', 'y="30"'))
    assert {(n, what) for n, _, what, *_ in faults(page, [drawing, shifted], (600,), LEAST)} == {
        (1, "overlap")
    }


@pytest.mark.parametrize("name", CELLS)
def test_texts_are_large_enough_on_a_narrow_page(page, name):
    step, learned = step_of(CELLS[name], D=2, H=3, B=2, holds=all_held(CELLS[name]))
    svg = show(page, diagram(step, learned=learned, legend=True), 600)
    scale = svg.evaluate("svg => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")
    sizes = svg.evaluate(
        "svg => [...svg.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize))"
    )
    assert min(sizes) * scale >= SMALLEST


@pytest.mark.parametrize("theme", GROUNDS)
def test_all_text_has_the_pages_own_colour(page, theme):
    step, learned = step_of(CELLS["LSTM"], H=3, holds=all_held(CELLS["LSTM"]))
    svg = show(page, diagram(step, learned=learned, legend=True), 900, theme)
    colours = svg.evaluate("svg => [...svg.querySelectorAll('text')].map(t => getComputedStyle(t).fill)")
    assert set(colours) == {page.evaluate("() => getComputedStyle(document.body).color")}


def test_two_diagrams_on_one_page_share_nothing(page):
    """Nothing in a picture can be reached by name from another one."""
    step, _ = step_of(CELLS["LSTM"])
    show(page, diagram(step, legend=True), 900)
    assert page.locator("svg [id], svg marker, svg use, svg style, svg defs").count() == 0
