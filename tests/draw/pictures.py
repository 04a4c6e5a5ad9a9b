"""What tests read out of a picture."""

import re
import xml.etree.ElementTree as ET

import numpy as np

from lstm_teach import RNN, RNNParams, unroll
from lstm_teach.numerics import Array
from lstm_teach.trace import Trace

NS = "{http://www.w3.org/2000/svg}"


def parse(svg: str) -> ET.Element:
    """Return the root, after checking what holds for every picture."""
    assert "<marker" not in svg
    root = ET.fromstring(svg)
    assert root.tag == f"{NS}svg"
    assert root.get("role") == "img"
    assert not [element for element in root.iter() if "id" in element.attrib]
    assert root.get("aria-label")
    assert root.findtext(f"{NS}title") == root.get("aria-label")
    assert root.findtext(f"{NS}desc")
    return root


def texts(svg: str) -> list[str]:
    """Return the text of every `<text>`, in order."""
    return [element.text or "" for element in parse(svg).iter(f"{NS}text")]


def path_points(d: str) -> list[tuple[float, float]]:
    """Return the corners of a relative path of a timeline, in pixels."""
    points = []
    for piece in d.split("M")[1:]:
        start, _, rest = piece.partition("l")
        x, y = (int(n) for n in start.replace("h0", "").split())
        points.append((x / 2, y / 2))
        steps = [int(n) for n in re.findall(r"-?\d+", rest)]
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x / 2, y / 2))
    return points


def bar_ends(d: str) -> list[tuple[float, float, float]]:
    """Return x, the lower number and the higher number of y of every bar of a timeline, in pixels."""
    x, y = (int(n) for n in d[1 : d.index("m")].split())
    found = []
    for dx, dy, rise in re.findall(r"m(-?\d+) (-?\d+)v(-?\d+)", d):
        x, y = x + int(dx), y + int(dy)
        found.append((x / 2, min(y, y + int(rise)) / 2, max(y, y + int(rise)) / 2))
        y += int(rise)
    return found


def numbers(text: str) -> list[float]:
    """Return the numbers in a text, with the true minus sign understood."""
    words = text.replace("\u2212", "-").replace("(", " ").replace(")", " ").split()
    found = []
    for word in words:
        try:
            found.append(float(word))
        except ValueError:
            continue
    return found


def latch(w: float = 2.0, steps: int = 30) -> tuple[RNNParams, Trace]:
    """Return one tanh unit with feedback w, pushed by 2 at the first step."""
    params = RNNParams(W_x=np.array([[2.0]]), W_h=np.array([[w]]), b=np.zeros(1))
    return params, unroll(RNN, params, pulse(steps))


def pulse(steps: int) -> Array:
    x = np.zeros((steps, 1, 1))
    x[0] = 1.0
    return x
