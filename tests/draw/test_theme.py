"""Colours that can be told apart: numbers for contrast and for two kinds of colour blindness."""

from itertools import combinations

import numpy as np
import pytest

from lstm_teach.draw import theme

GROUNDS = {"light": "#ffffff", "dark": "#111111"}  # JupyterLab's --jp-layout-color0
_FIRST = {value: role for role, value in reversed(theme.ROLES.items()) if value.startswith("#")}
COLOURS = {role: value for value, role in _FIRST.items()}  # roles that share a colour stand in it once
# Machado, Oliveira & Fernandes (2009), severity 1, on linear RGB; doi:10.1109/TVCG.2009.113.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    rgb = np.array([int(colour[n : n + 2], 16) for n in (1, 3, 5)]) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    dark, light = sorted(float(XYZ[1] @ linear(colour)) for colour in (first, second))
    return (light + 0.05) / (dark + 0.05)


def cielab(rgb):
    xyz = XYZ @ np.clip(rgb, 0, 1) / XYZ.sum(axis=1)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_contrast_formula_on_known_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("role", COLOURS)
def test_shapes_stand_out_from_the_ground(role, ground):
    assert contrast(COLOURS[role], GROUNDS[ground]) >= 3.0  # WCAG 2.2, 1.4.11


def test_text_on_the_card_stands_out():
    assert contrast(theme.CARD_INK, theme.CARD) >= 7.0


@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_roles_are_far_apart(sight):
    seen = {role: cielab(SIGHT[sight] @ linear(colour)) for role, colour in COLOURS.items()}
    near = {(a, b): np.linalg.norm(seen[a] - seen[b]) for a, b in combinations(seen, 2)}
    assert len(near) == 21
    assert min(near.values()) >= 20.0, min(near, key=near.get)


def test_an_unknown_role_is_named():
    with pytest.raises(ValueError, match="role: expected one of input, hidden, .* got 'gate'"):
        theme.colour("gate")
