"""Colours by role, for a light and a dark page alike.

Shapes take the colours of Okabe & Ito (2008, https://jfly.uni-koeln.de/color/), which remain distinct for
colour-blind readers. Orange, sky blue and yellow are darkened, so that a line has a contrast of at least
3 on white and on JupyterLab's dark ground. Text takes the page's own text colour and no other.
Colour is never the only sign: every shape also has a label, a place or a dash of its own.
"""

from __future__ import annotations

# The page's text colour, and a ground to hide lines behind a mark.
INK = "currentColor"
GROUND = "var(--jp-layout-color0, Canvas)"
FONT = "var(--jp-ui-font-family, system-ui, sans-serif)"

# For pictures that stand alone: an <img> or a file sees neither the page's variables nor its text colour.
CARD = "#ffffff"
CARD_INK = "#1a1a1a"

BLACK = "#000000"
ORANGE = "#c98700"
SKY_BLUE = "#3d98cf"
GREEN = "#009e73"
YELLOW = "#9c8a00"
BLUE = "#0072b2"
VERMILLION = "#d55e00"
PURPLE = "#cc79a7"

ROLES = {
    "input": INK,
    "hidden": VERMILLION,
    "cell": BLUE,
    "input gate": GREEN,
    "forget gate": ORANGE,
    "output gate": PURPLE,
    "candidate": SKY_BLUE,
    "error": YELLOW,
    "cursor": INK,
    "held": INK,
}

CURSOR_DASH = "2 3"
HELD_DASH = "5 3"


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
