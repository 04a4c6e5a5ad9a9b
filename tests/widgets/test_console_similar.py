"""Units that do alike: NumPy's own correlation is the oracle."""

import numpy as np
import pytest

from lstm_teach.widgets.console.similar import correlations, similar_units

RNG = np.random.default_rng(0)
FIELD = RNG.normal(size=(30, 2, 6))


@pytest.mark.parametrize("scale", [1.0, 1e-200, 1e200])
@pytest.mark.parametrize(("first", "last"), [(1, 30), (4, 9), (29, 30)])
@pytest.mark.parametrize("unit", [0, 5])
def test_they_are_those_of_numpy(unit, first, last, scale):
    expected = np.corrcoef(FIELD[first - 1 : last, 1].T)[unit]
    found = correlations(scale * FIELD, 1, unit, first, last)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    order = similar_units(scale * FIELD, 1, unit, first, last)
    assert order[0] == unit
    assert sorted(order) == list(range(6))
    assert (np.diff(np.abs(expected)[list(order[1:])]) <= 1e-11).all()


def test_the_sign_does_not_matter_and_equal_units_keep_their_order():
    a = np.sin(np.arange(20.0))
    field = np.stack([RNG.normal(size=20), -a, a, 3 * a + 1, np.zeros(20)], axis=1)[:, None]
    assert similar_units(field, 0, 2, 1, 20) == (2, 1, 3, 0, 4)


@pytest.mark.parametrize("constant", [0.0, 0.1, 1e300])
def test_what_does_not_change_is_like_nothing(constant):
    field = FIELD[:, :1].copy()
    field[5:20, 0, 2] = constant
    assert correlations(field, 0, 0, 6, 20)[2] == 0
    assert correlations(field, 0, 2, 6, 20).tolist() == [0.0] * 6
    assert similar_units(field, 0, 2, 6, 20) == (2, 0, 1, 3, 4, 5)
    assert correlations(field, 0, 1, 7, 7).tolist() == [0.0] * 6


def test_cells_in_blocks_are_units():
    blocks = FIELD.reshape(30, 2, 3, 2)
    np.testing.assert_array_equal(correlations(blocks, 0, 4, 1, 30), correlations(FIELD, 0, 4, 1, 30))


@pytest.mark.parametrize(
    ("at", "name"),
    [
        ((2, 0, 1, 9), "sequence"),
        ((0, 6, 1, 9), "unit"),
        ((0, 0, 0, 9), "first"),
        ((0, 0, 9, 8), "first"),
        ((0, 0, 1, 31), "last"),
    ],
)
def test_what_there_is_not_is_refused(at, name):
    with pytest.raises(ValueError, match=f"{name}: expected"):
        correlations(FIELD, *at)
