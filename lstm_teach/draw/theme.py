"""Colours by role, for a light and a dark page alike.

The hues are those of Okabe & Ito (2008, https://jfly.uni-koeln.de/color/), which remain distinct for
colour-blind readers. Lightness and saturation are changed: every colour has a contrast of at least 3 both on
white and on JupyterLab's dark ground, and any two are far apart under simulated deuteranopia and protanopia;
a test holds the numbers. Text takes the page's own text colour and no other. Colour is never the only sign:
every shape also has a label, a place or a dash of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from lstm_teach.gates import CLOSED, OPEN, Gate

# The page's text colour, and a ground to hide lines behind a mark.
INK = "currentColor"
GROUND = "var(--jp-layout-color0, Canvas)"
FONT = "var(--jp-ui-font-family, system-ui, sans-serif)"

# For pictures that stand alone: an <img> or a file sees neither the page's variables nor its text colour.
CARD = "#ffffff"
CARD_INK = "#1a1a1a"

ORANGE = "#df7a00"
SKY_BLUE = "#2e96e0"
GREEN = "#00785d"
SAND = "#a6935a"
BLUE = "#016fec"
VERMILLION = "#cf3a22"
PURPLE = "#a73592"

CURSOR_DASH = "2 3"
HELD_DASH = "5 3"
DOTTED = "2 2.5"


class GateLook(NamedTuple):
    """How gates of a role look and, as (story, value), what it means to hold them; gates say their role."""

    colour: str
    stories: tuple[tuple[str, float], ...]


# By role; a console lists the stories in this order. One colour for one job, whatever the cell calls it.
GATES = {
    "forget gate": GateLook(ORANGE, (("forget nothing", OPEN), ("keep nothing", CLOSED))),
    "input gate": GateLook(GREEN, (("deaf: write nothing", CLOSED), ("write everything", OPEN))),
    "output gate": GateLook(PURPLE, (("mute: show nothing", CLOSED), ("show everything", OPEN))),
    "update gate": GateLook(ORANGE, (("keep h for ever", OPEN), ("keep nothing", CLOSED))),
    "reset gate": GateLook(PURPLE, (("reset always", CLOSED), ("never reset", OPEN))),
}
ROLES = {
    "input": INK,
    "hidden": VERMILLION,
    "cell": BLUE,
    "candidate": SKY_BLUE,
    "error": SAND,
    "cursor": INK,
    "held": INK,
    "beside": SAND,
    **{role: look.colour for role, look in GATES.items()},
}
# The book's letters for what is no gate.
LETTERS = {"x": "input", "h": "hidden", "c": "cell", "g": "candidate", "w": "candidate"}


def gate_look(gate: Gate) -> GateLook:
    """Return the look of a gate; a role that is not in the table has the page's colour and plain stories."""
    plain = GateLook(INK, ((f"{gate.role} shut", CLOSED), (f"{gate.role} open", OPEN)))
    return GATES.get(gate.role, plain)


def role_of(gate: Gate) -> str:
    """Return the role whose colour a gate has: its own, if that is in the table."""
    return gate.role if gate.role in GATES else "held"


def colour(role: str) -> str:
    """Return the colour of a role.

    Raises
    ------
    ValueError
        If there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"role: expected one of {', '.join(ROLES)}, got {role!r}")
    return ROLES[role]
