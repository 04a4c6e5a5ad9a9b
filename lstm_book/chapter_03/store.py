"""A store at one time step, from left to right: write, keep, read, with the numbers on the wires."""

from __future__ import annotations

from dataclasses import dataclass

from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number, significant, subscript
from lstm_teach.draw.parts import Box
from lstm_teach.draw.svg import Drawing

WIDTH, HEIGHT = 780.0, 84.0
MIDDLE = 57.0  # height of the wire
BOX = 38.0
WRITE, READ = (130.0, 80.0), (520.0, 80.0)  # left and width of the boxes with the weights
PLACES: dict[str, Box] = {  # of what can be set
    "w_x": (WRITE[0], MIDDLE - BOX / 2, WRITE[1], BOX),
    "w_y": (READ[0], MIDDLE - BOX / 2, READ[1], BOX),
    "self_weight": (282.0, 1.0, 160.0, 22.0),
    "read": (618.0, MIDDLE - 21, 46.0, 48.0),
}


@dataclass(frozen=True)
class StoreStep:
    """The numbers of one step of a linear unit that feeds itself.

    Parameters
    ----------
    t : int
        The step, as the reader counts.
    x, before, c, y : float
        Input, store before and after, output.
    w_x, keep, w_y : float
        The weights from the input, from the store to itself, and to the output.
    is_read : bool
        Whether the output is read at this step.
    """

    t: int
    x: float
    before: float
    c: float
    y: float
    w_x: float
    keep: float
    w_y: float
    is_read: bool


def store(step: StoreStep) -> Drawing:
    r"""Draw :math:`c_t = w \, c_{t-1} + w_x x_t` and :math:`y_t = w_y c_t`, with a switch behind."""
    t = step.t
    body = [
        _named(58, subscript("x", t), step.x),
        svg.arrow((110, MIDDLE), (128, MIDDLE), colour=theme.colour("input")),
        _box(*WRITE, "write × w_x", number(step.w_x), "input"),
        svg.arrow((210, MIDDLE), (292, MIDDLE), colour=theme.colour("input")),
        svg.text(251, MIDDLE - 8, significant(step.w_x * step.x), size=12, anchor="middle"),
        svg.circle(304, MIDDLE, 11, fill=theme.GROUND),
        svg.text(304, MIDDLE + 5, "+", size=15, anchor="middle", bold=True),
        _loop(step),
        svg.arrow((316, MIDDLE), (366, MIDDLE), colour=theme.colour("cell")),
        _box(368, 104, f"store {subscript('c', t)}", significant(step.c, 4), "cell"),
        svg.arrow((472, MIDDLE), (518, MIDDLE), colour=theme.colour("cell")),
        _box(*READ, "read × w_y", number(step.w_y), "hidden"),
        _switch(step.is_read),
        _named(728, subscript("y", t), step.y),
    ]
    label = f"Step {t}: the store goes from {significant(step.before, 4)} to {significant(step.c, 4)}"
    read = f"read as {significant(step.y)}" if step.is_read else "not read"
    description = (
        f"{number(step.w_x)} times the input {significant(step.x)} is added to "
        f"{number(step.keep, 3)} times the store before; it is {read}."
    )
    return Drawing(WIDTH, HEIGHT, label, description, "".join(body))


def _named(x: float, name: str, value: float) -> str:
    return svg.text(x, MIDDLE - 3, name, anchor="middle") + svg.text(
        x, MIDDLE + 14, significant(value), anchor="middle", bold=True
    )


def _box(x: float, width: float, name: str, value: str, role: str) -> str:
    top = MIDDLE - BOX / 2
    return (
        svg.rect(x, top, width, BOX, fill=theme.GROUND, stroke=theme.colour(role), stroke_width=2, radius=5)
        + svg.text(x + width / 2, top + 15, name, size=12, anchor="middle")
        + svg.text(x + width / 2, top + 32, value, anchor="middle", bold=True)
    )


def _loop(step: StoreStep) -> str:
    """The way from the store back to the sum, with the weight on it."""
    top, cell = 22.0, theme.colour("cell")
    corners = [(420.0, MIDDLE - BOX / 2), (420.0, top), (304.0, top), (304.0, top + 4)]
    brought = significant(step.keep * step.before)
    words = f"keep × {number(step.keep, 3)}: brings {brought}"
    return (
        svg.line(corners, colour=cell, width=2)
        + svg.arrow((304, top), (304, MIDDLE - 12), colour=cell)
        + svg.text(362, top - 7, words, size=12, anchor="middle")
    )


def _switch(is_read: bool) -> str:
    """A contact, closed where the output is read."""
    hidden, left, right = theme.colour("hidden"), 626.0, 656.0
    lever = (right, MIDDLE) if is_read else (right - 6, MIDDLE - 17)
    return (
        svg.line([(600, MIDDLE), (left, MIDDLE)], colour=hidden, width=2)
        + svg.line([(left, MIDDLE), lever], colour=hidden, width=3)
        + svg.circle(left, MIDDLE, 3.5, fill=theme.GROUND)
        + svg.circle(right, MIDDLE, 3.5, fill=theme.GROUND)
        + svg.arrow((right + 4, MIDDLE), (690, MIDDLE), colour=hidden)
        + svg.text(641, MIDDLE + 20, "read" if is_read else "not read", size=12, anchor="middle")
    )
