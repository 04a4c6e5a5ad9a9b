"""Digits in a grid's cells: readable at every value."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm_teach.draw import figures, theme
from tests.draw.test_theme import contrast

VALUES = np.linspace(-0.1, 1.1, 241)  # also what lies beyond the lightest and the darkest cell


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (0.5, 1.0), (0.0, 510.0)])
def test_digits_stand_out_from_their_cell_at_every_value(low, high):
    values = low + (high - low) * VALUES[:, None]
    names = [str(n) for n in range(len(values))]
    ax = figures.grid(values, names, ["share"], low=low, high=high, ylabel="run", xlabel="of")
    (mesh,) = ax.collections
    mesh.update_scalarmappable()
    grounds = [to_hex(colour) for colour in mesh.get_facecolors()][::-1]  # the mesh begins with the last row
    digits = [text.get_color() for text in ax.texts]
    assert len(digits) == len(grounds) == len(VALUES)
    assert grounds[0] == theme.CARD
    assert contrast(grounds[-1], theme.CARD) > 2  # the darkest is seen to be darker
    assert min(map(contrast, digits, grounds)) >= 7  # WCAG 2.2, 1.4.6
    assert set(digits) == {"#000000"}  # of one colour, so that 0.98 and 1.00 look alike
