"""Values as an image: every pixel has the sign and the size of its value, and the bytes are a PNG."""

import base64
import re
import struct
import zlib

import numpy as np
import pytest

from lstm_teach.draw.field import LEVELS, _palette, field_image, png, thinned


def read_png(data):
    """Return width, height, palette, alphas and levels; checks what every reader of the format checks."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        chunks[kind] = body
        at += 12 + size
    assert list(chunks) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    width, height, *kind = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert kind == [8, 3, 0, 0, 0]
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not lines[:, 0].any()
    colours = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    return width, height, colours, list(chunks[b"tRNS"]), lines[:, 1:].astype(int)


def levels_of(image):
    (data,) = re.findall(r"base64,([^\"]+)", image)
    return read_png(base64.b64decode(data))


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (64, 1030)])  # the last in more than one stored block
def test_levels_and_palette_are_read_back(shape):
    levels = np.random.default_rng(0).integers(0, 2 * LEVELS + 1, size=shape)
    width, height, colours, alphas, read = read_png(png(levels, _palette()))
    assert (height, width) == shape
    assert np.array_equal(read, levels)
    assert [(*colour, alpha) for colour, alpha in zip(colours.tolist(), alphas, strict=True)] == _palette()


def test_a_pixel_has_the_sign_and_the_size_of_its_value():
    values = np.array([[0.0, 1.0], [-2.0, 9.0], [-0.5, np.nan]])  # (T, K)
    width, height, colours, alphas, levels = levels_of(field_image(values, 1, 2, 30, 20, most=2.0))
    assert (width, height) == (3, 2)
    strength = np.array(alphas)[levels] / 255
    np.testing.assert_allclose(strength, [[0, 1, 0.25], [0.5, 1, 0]], atol=0.5 / LEVELS + 1 / 255)
    red, blue = colours[levels][..., 0], colours[levels][..., 2]
    assert np.array_equal(red > blue, [[False, True, True], [False, False, False]])


def test_without_a_size_the_largest_value_has_the_full_colour_and_all_zeros_have_none():
    *_, alphas, levels = levels_of(field_image(np.array([[0.1, -0.4]]), 0, 0, 9, 9))
    assert np.array(alphas)[levels].max() == 255
    *_, alphas, levels = levels_of(field_image(np.zeros((2, 2)), 0, 0, 9, 9))
    assert not np.array(alphas)[levels].any()


def test_of_many_rows_the_largest_values_are_kept():
    values = np.zeros((200, 3))
    values[100, 1], values[101, 2], values[199, 0] = -0.7, 0.2, 1.0
    few = thinned(values, 64)
    assert few.shape == (64, 3)
    assert sorted(few[few != 0]) == [-0.7, 0.2, 1.0]
    assert np.argwhere(few).tolist() == [[32, 1], [32, 2], [63, 0]]
    assert thinned(values, 200) is values
    *_, levels = levels_of(field_image(values.T, 0, 0, 50, 18))
    assert levels.shape == (18, 3)
