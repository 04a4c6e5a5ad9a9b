"""Primitives: coordinates, paths, escaping, the frame."""

import numpy as np
import pytest

from lstm_teach.draw import svg
from tests.draw.pictures import NS, parse


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0"), (12.0, "12"), (-3.25, "-3.2"), (7.96, "8")])
def test_coordinates_are_short_and_ascii(value, text):
    assert svg.coordinate(value) == text


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_coordinate_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="coordinate: expected a finite number"):
        svg.line([(0.0, 0.0), (1.0, value)])


def test_half_pixels_are_scaled_and_lengths_are_doubled():
    whole = svg.stroke("M1 2h3", "red", 2.3, dash="2 2.5", cap="round", opacity=0.5)
    style = "fill:none;stroke:red;stroke-width:2.3;stroke-dasharray:2 2.5"
    assert whole == f'<path d="M1 2h3" style="{style};stroke-linecap:round;stroke-opacity:0.50"/>'
    halves = svg.stroke("M2 4h6", "red", 2.3, dash="2 2.5", halves=True)
    doubled = "fill:none;stroke:red;stroke-width:4.6;stroke-dasharray:4 5"
    assert halves == f'<path transform="scale(.5)" d="M2 4h6" style="{doubled}"/>'
    assert svg.stroke("", "red", 2.3) == ""


def test_spaces_are_kept_where_there_are_several():
    """Chromium collapses them in a text unless the text itself says otherwise."""
    drawn = [svg.text(0, 0, content, bold=bold) for content in ("a b", "a  b") for bold in (False, True)]
    assert ["white-space:pre" in one for one in drawn] == [False, False, True, True]


def test_hostile_text_survives_as_text():
    hostile = "</text><script>alert('\"&')</script>\x00\ud800"
    root = parse(svg.Drawing(10, 10, hostile, hostile, svg.text(0, 0, hostile)).svg())
    shown = hostile.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert root.get("aria-label") == shown
    assert root.find(f"{NS}text").text == shown
    assert [element.tag for element in root] == [f"{NS}title", f"{NS}desc", f"{NS}text"]


def test_the_frame_keeps_its_shape_and_is_never_wider():
    root = parse(svg.Drawing(80, 40.5, "label", "description", "").svg())
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("80", "40.5", "0 0 80 40.5")
    assert "max-width:100%" in root.get("style")
    assert "height:auto" in root.get("style")


def test_only_a_picture_that_stands_alone_has_a_card_and_colours_of_its_own():
    drawing = svg.Drawing(80, 40, "label", "description", "")
    inline, alone = (drawing.svg(standalone) for standalone in (False, True))
    assert parse(inline).find(f"{NS}rect") is None
    assert ";color:" not in inline
    assert parse(alone).find(f"{NS}rect").get("width") == "80"
    assert ";color:#1a1a1a" in alone


def test_an_arrow_is_a_line_and_a_head_that_ends_at_its_end():
    arrow = svg.arrow((0, 5), (20, 5), head=4)
    shaft, head = parse(svg.Drawing(9, 9, "l", "d", arrow).svg()).findall(f"{NS}path")
    assert shaft.get("d") == "M0 5L16 5"
    assert head.get("d").startswith("M20 5L")


def test_an_arrow_of_no_length_is_drawn():
    assert parse(svg.Drawing(9, 9, "l", "d", svg.arrow((3, 3), (3, 3))).svg()).tag.endswith("svg")


def test_a_part_is_moved_into_a_larger_picture():
    part = svg.Drawing(10, 10, "label", "description", svg.text(1, 2, "x"))
    group = parse(svg.Drawing(90, 90, "l", "d", part.at(5, -7.5)).svg()).find(f"{NS}g")
    assert group.get("transform") == "translate(5 -7.5)"
    assert group.find(f"{NS}text").text == "x"
    assert part.alt == "label. description"
