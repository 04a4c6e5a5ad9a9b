"""Many values over time as one small image inside an SVG; a rectangle a value would be fifty times larger.

The image is a PNG with a palette: its hue is the sign, its opacity the size, so that it does on a light and a
dark page. It is written here, for what could write it instead is slow to import.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from functools import lru_cache

import numpy as np

from lstm_teach.draw import theme
from lstm_teach.draw.svg import coordinate
from lstm_teach.numerics import Array

LEVELS = 31  # of opacity on either side of 0; more are not told apart, and make the image larger
NEGATIVE, POSITIVE = theme.VERMILLION, theme.BLUE


def field_image(
    values: Array, left: float, top: float, width: float, height: float, most: float | None = None
) -> str:
    """Draw values (T, K) as an image: a column for each of T steps, a row for each of K values.

    Where K is larger than the height, a row stands for several values.

    `most` is the size that has the full colour; the largest one if it is not given.
    """
    values = np.nan_to_num(np.asarray(values, float), nan=0.0)
    size = float(np.abs(values).max(initial=0.0)) if most is None else most
    share = np.clip(values.T / (size if size > 0 else 1.0), -1.0, 1.0)
    levels = np.rint(LEVELS * thinned(share, max(int(height), 1))).astype(int) + LEVELS
    places = zip(("x", "y", "width", "height"), (left, top, width, height), strict=True)
    place = " ".join(f'{name}="{coordinate(value)}"' for name, value in places)
    data = base64.b64encode(png(levels, _palette())).decode()
    look = 'preserveAspectRatio="none" style="image-rendering:pixelated"'
    return f'<image {place} {look} href="data:image/png;base64,{data}"/>'


def thinned(values: Array, most: int) -> Array:
    """Return (K, T) as at most so many rows, each with the largest values of those that it stands for."""
    if len(values) <= most:
        return values
    groups = np.split(values, np.arange(1, most) * len(values) // most)  # each where its rows were
    rows = [group[np.abs(group).argmax(axis=0), np.arange(values.shape[1])] for group in groups]
    return np.array(rows)


def png(levels: Array, palette: list[tuple[int, int, int, int]]) -> bytes:
    """Return a PNG file of places in a palette of (red, green, blue, alpha), each 0 to 255.

    Parameters
    ----------
    levels : array (rows, columns)
        Whole numbers below ``len(palette)``, which is at most 256.
    palette : list of tuple
    """
    rows, columns = levels.shape
    header = struct.pack(">IIBBBBB", columns, rows, 8, 3, 0, 0, 0)
    lines = b"".join(b"\0" + line.tobytes() for line in levels.astype(np.uint8))
    parts = (
        (b"IHDR", header),
        (b"PLTE", bytes(part for *colour, _ in palette for part in colour)),
        (b"tRNS", bytes(alpha for *_, alpha in palette)),
        (b"IDAT", _stored(lines)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _stored(data: bytes) -> bytes:
    """Return data in the form of zlib without compression, which not every zlib does in the same bytes."""
    blocks = [data[n : n + 0xFFFF] for n in range(0, len(data), 0xFFFF)]
    parts = [b"\x78\x01"]
    for n, block in enumerate(blocks, 1):
        size = len(block)
        parts += [struct.pack("<BHH", n == len(blocks), size, size ^ 0xFFFF), block]
    return b"".join([*parts, struct.pack(">I", zlib.adler32(data))])


@lru_cache
def _palette() -> list[tuple[int, int, int, int]]:
    """The colours from the most negative value to the most positive one."""
    colours = []
    for level in range(-LEVELS, LEVELS + 1):
        hue = NEGATIVE if level < 0 else POSITIVE
        red, green, blue = (int(hue[n : n + 2], 16) for n in (1, 3, 5))
        colours.append((red, green, blue, math.floor(255 * abs(level) / LEVELS)))
    return colours
