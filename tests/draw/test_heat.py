"""The map of all units: its pixels are the values, its places those that are drawn."""

import base64
import re
import struct
import zlib

import numpy as np
import pytest

from lstm_teach.draw import Drawing, theme
from lstm_teach.draw.field import LEVELS
from lstm_teach.draw.heat import FOOT, HEAD, LEAST, MOST, Heat
from lstm_teach.draw.timeline import Axis
from tests.draw.pictures import NS, parse, texts

SIGNATURE = b"\x89PNG\r\n\x1a\n"
RGB = {1: bytes.fromhex(theme.BLUE[1:]), -1: bytes.fromhex(theme.VERMILLION[1:])}


def chunks(data):
    """Return the chunks of a PNG by kind, after checking their sums."""
    assert data.startswith(SIGNATURE)
    found, at = {}, len(SIGNATURE)
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        body = data[at + 4 : at + 8 + length]
        (total,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert total == zlib.crc32(body)
        assert body[:4].decode() not in found
        found[body[:4].decode()] = body[4:]
        at += 12 + length
    return found


def pixels(uri):
    """Return colour (rows, columns, 3) and opacity (rows, columns) of an indexed PNG."""
    kind, _, data = uri.partition(",")
    assert kind == "data:image/png;base64"
    parts = chunks(base64.b64decode(data, validate=True))
    assert list(parts) == ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]
    columns, rows, *rest = struct.unpack(">IIBBBBB", parts["IHDR"])
    assert rest == [8, 3, 0, 0, 0]  # 8 bits, indexed
    lines = np.frombuffer(zlib.decompress(parts["IDAT"]), np.uint8).reshape(rows, columns + 1)
    assert not lines[:, 0].any()  # no filter
    palette = np.frombuffer(parts["PLTE"], np.uint8).reshape(-1, 3)
    opacity = np.frombuffer(parts["tRNS"], np.uint8)
    assert len(palette) == len(opacity) == 2 * LEVELS + 1
    return palette[lines[:, 1:]], opacity[lines[:, 1:]]


def shares_of(uri):
    """Return the values that the pixels stand for: strength from opacity, sign from the colour."""
    colour, opacity = pixels(uri)
    sign = np.zeros(opacity.shape)
    for one, rgb in RGB.items():
        sign[(colour == np.frombuffer(rgb, np.uint8)).all(axis=2)] = one
    assert sign.all()  # no third colour
    return sign * opacity / 255


def heat(T=30, H=7, seed=0, scale=0.4, **options):
    values = np.random.default_rng(seed).normal(scale=scale, size=(T, H))
    return Heat("all units", values, Axis(T, 760.0, 1, 118.0, 104.0), **options)


def image(one):
    (element,) = parse(Drawing(760, one.height, "l", "d", one.still()).svg()).iter(f"{NS}image")
    return element


def box_of(element):
    return tuple(float(element.get(side)) for side in ("x", "y", "width", "height"))


def test_a_unit_is_a_row_and_a_step_a_column_of_the_image():
    one = heat()
    shares = shares_of(image(one).get("href"))
    assert shares.shape == (7, 30)
    expected = np.clip(one.values.T / one.limit, -1, 1)
    np.testing.assert_allclose(shares, expected, atol=1 / LEVELS)
    marked = np.zeros((30, 7))
    marked[4, 6] = 1.0
    found = shares_of(image(Heat("h", marked, one.axis)).get("href"))
    assert np.argwhere(found).tolist() == [[6, 4]]


def test_nearly_all_values_are_below_the_limit_that_is_written():
    one = heat(T=400, H=50, scale=3.0)
    share = np.mean(np.abs(one.values) <= one.limit)
    assert share >= 0.98
    assert f"−{one.limit:g} to {one.limit:g}" in texts(Drawing(760, one.height, "l", "d", one.still()).svg())
    assert heat(scale=1e-9).limit == 1.0  # never less


@pytest.mark.parametrize(
    ("H", "row"), [(1, LEAST), (2, LEAST / 2), (9, MOST / 9), (64, MOST / 64), (128, MOST / 128)]
)
def test_the_image_is_where_the_box_says(H, row):
    one = heat(H=H)
    assert one.row == row
    assert one.height == HEAD + row * H + FOOT
    assert box_of(image(one)) == pytest.approx(one.box(), abs=0.051)
    assert one.box() == (118.0, HEAD, 760.0 - 118 - 104, row * H)
    assert one.box(12.5) == (118.0, HEAD + 12.5, 538.0, row * H)


@pytest.mark.parametrize("H", [1, 5, 24, 100])
def test_unit_at_is_the_inverse_of_the_frame_that_is_drawn(H):
    one = heat(H=H)
    for unit in range(H):
        root = parse(Drawing(760, one.height, "l", "d", one.moving(3, unit)).svg())
        (frame,) = root.iter(f"{NS}rect")
        left, top, width, _ = box_of(frame)
        assert (left, width) == (one.box()[0], one.box()[2])
        assert one.unit_at(top + one.row / 2) == unit
        assert one.unit_at(HEAD + one.row * (unit + 0.01)) == unit
        assert one.unit_at(HEAD + one.row * (unit + 0.99)) == unit
    assert [one.unit_at(y) for y in (-50.0, 0.0, HEAD + one.row * H, 1e6)] == [0, 0, H - 1, H - 1]


@pytest.mark.parametrize(("t", "unit"), [(1, 0), (7, 3), (30, 6)])
def test_the_number_and_the_cursor_are_those_of_the_chosen_unit_and_step(t, unit):
    one = heat()
    svg = Drawing(760, one.height, "l", "d", one.moving(t, unit)).svg()
    name, number = texts(svg)
    assert name == str(unit)
    assert float(number.replace("−", "-")) == pytest.approx(one.values[t - 1, unit], abs=0.005)
    (x,) = re.findall(r'd="M([\d.]+) [-\d.]+L\1 ', svg)
    assert one.axis.step_at(float(x)) == t


def test_two_runs_give_the_same_text():
    one, again = heat(T=200, H=40, seed=3), heat(T=200, H=40, seed=3)
    assert one.still() == again.still()
    assert one.moving(9, 5) == again.moving(9, 5)
    assert one.still() != heat(T=200, H=40, seed=4).still()


def test_complex_values_are_shown_by_their_real_part():
    one = heat()
    assert Heat("all units", one.values + 2j, one.axis).still() == one.still()


def test_the_map_of_a_long_run_is_small():
    assert len(heat(T=500, H=64).still()) < 50_000
