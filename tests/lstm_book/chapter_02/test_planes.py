"""The plane of states keeps the distances that lie in it, and what is marked is where it is said to be."""

import numpy as np
import pytest

from lstm_book.chapter_02.planes import SEQUENCES, describe_planes, in_a_plane, planes

BIT = np.arange(40) % 2 == 1


@pytest.fixture
def wheel():
    """States that go round in a plane of eight dimensions, two radii long one way, and off it by little."""
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.standard_normal((8, 8)))[0]
    angle = 0.7 * np.arange(30)[:, None] + np.pi * ~BIT + 0.05 * rng.standard_normal(40)
    off = 0.01 * rng.standard_normal((30, 40, 6))
    return np.concatenate([np.stack([2 * np.cos(angle), np.sin(angle)], axis=2), off], axis=2) @ axes + 0.3


def test_the_plane_keeps_what_lies_in_it(wheel):
    states, bit, first = in_a_plane(wheel, BIT)
    assert first == 1
    assert states.shape == (30, 40, 2)
    assert bit is BIT
    far = np.linalg.norm(wheel - wheel.mean(axis=(0, 1)), axis=2)
    assert np.allclose(np.linalg.norm(states, axis=2), far, atol=0.01)
    assert np.abs(states).max(axis=(0, 1)) == pytest.approx([2, 1], abs=0.05)


def test_the_bit_1_is_to_the_right_at_first(wheel):
    for h in (wheel, -wheel):
        states, bit, _ = in_a_plane(h, BIT)
        assert np.all(states[0, bit].mean(axis=0) > states[0, ~bit].mean(axis=0))


def test_what_is_marked_is_where_it_is(wheel):
    views = {"one": in_a_plane(wheel, BIT), "two": in_a_plane(2 * wheel[1:], BIT, 2)}
    figure = planes(views, (2, 9))
    for ax, (title, view) in zip(figure.axes, views.items(), strict=True):
        lines = {line.get_label(): line for line in ax.get_lines()}
        assert ax.get_title(loc="left") == title
        for step in (2, 9):
            for word, of_it in (("1", BIT), ("0", ~BIT)):
                drawn = lines[f"bit {word}, step {step}"].get_xydata()
                assert np.allclose(drawn, view.states[step - view.first, of_it][:SEQUENCES])
        assert np.abs(view.states).max() < ax.get_xlim()[1] == ax.get_ylim()[1]


def test_filled_and_hollow_tell_the_bits_apart(wheel):
    (ax,) = planes({"one": in_a_plane(wheel, BIT)}, (2, 9)).axes
    faces = {line.get_label(): line.get_markerfacecolor() for line in ax.get_lines()}
    assert faces["bit 0, step 2"] == faces["bit 0, step 9"] == "#ffffff"
    assert "#ffffff" not in (faces["bit 1, step 2"], faces["bit 1, step 9"])


def test_it_is_said_whether_the_wheel_has_turned(wheel):
    # Nine steps of 0.7 are one turn, nearly; twelve are a turn and a third.
    views = {"a wheel": in_a_plane(wheel, BIT)}
    at_first = "a wheel. At step 2 the bits are on opposite sides; "
    assert describe_planes(views, (2, 11)) == at_first + "at step 11 bit 1 is at the same place."
    assert describe_planes(views, (2, 14)) == at_first + "at step 14 bit 1 is at another place."
    together = {"one": in_a_plane(np.abs(wheel), BIT)._replace(states=np.ones((30, 40, 2)))}
    assert "not on opposite sides" in describe_planes(together, (2, 9))
