"""Colours by role, for a light and a dark page alike.

The hues are those of Okabe & Ito (2008, https://jfly.uni-koeln.de/color/), which remain distinct for
colour-blind readers. Lightness and saturation are changed: every colour has a contrast of at least 3 both on
white and on JupyterLab's dark ground, and any two are far apart under simulated deuteranopia and protanopia;
a test holds the numbers. Text takes the page's own text colour and no other. Colour is never the only sign:
every shape also has a label, a place or a dash of its own.
"""

from __future__ import annotations

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

ROLES = {
    "input": INK,
    "hidden": VERMILLION,
    "cell": BLUE,
    "input gate": GREEN,
    "forget gate": ORANGE,
    "output gate": PURPLE,
    "candidate": SKY_BLUE,
    "error": SAND,
    "cursor": INK,
    "held": INK,
}

CURSOR_DASH = "2 3"
HELD_DASH = "5 3"
DOTTED = "2 2.5"


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
