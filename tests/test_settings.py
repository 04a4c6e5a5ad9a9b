"""Settings that are declared once: every kind with what it admits, and bounds that are other settings."""

from dataclasses import FrozenInstanceError, dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from lstm_teach.settings import Settings, one, real, setting, whole


def even(name, value, settings):
    if value % 2 or value > settings.steps:
        raise ValueError(f"{name}: expected an even number up to {settings.steps}, got {value!r}")
    return value


@dataclass(frozen=True, repr=False)
class ClockState(Settings):
    """Bounds come before and after what they bound."""

    t: int = whole(1, 1, "steps", looking=True)
    weight: float = real(0.5, -1.0, 2.0)
    steps: int = whole(12, 1, 100)
    word: str = one("tick", ("tick", "tock"), looking=True)
    free: object = setting(None)
    pair: int = setting(2, even, last=True)
    count: int = whole(0, 0)
    half: int = whole(1, 0, lambda clock: clock.steps // 2, upper="half the steps")

    widget: ClassVar[str] = "Clock"


def test_every_kind_takes_what_it_admits():
    clock = ClockState(t=12, weight=2, word="tock", free=[1], pair=12, count=10**9, half=6)
    assert (clock.t, clock.weight, clock.word, clock.free, clock.pair) == (12, 2.0, "tock", [1], 12)
    assert ClockState(weight=-1).weight == -1.0
    assert ClockState(t=1, steps=1, pair=0, half=0).t == 1


def test_numbers_come_out_as_plain_ones():
    clock = ClockState(t=np.int64(3), weight=np.float64(1.5))
    assert (type(clock.t), type(clock.weight)) == (int, float)
    assert type(ClockState(weight=1).weight) is float
    assert "t=3, weight=1.5" in repr(clock)


BAD = [
    ({"weight": 2.1}, "weight: expected a finite number from -1 to 2, got 2.1"),
    ({"weight": float("nan")}, "weight: expected a finite number from -1 to 2, got nan"),
    ({"weight": "1"}, "weight: expected a finite number from -1 to 2, got '1'"),
    ({"weight": True}, "weight: expected a finite number from -1 to 2, got True"),
    ({"steps": 0}, "steps: expected a whole number from 1 to 100, got 0"),
    ({"steps": 101}, "steps: expected a whole number from 1 to 100, got 101"),
    ({"steps": 2.0}, "steps: expected a whole number from 1 to 100, got 2.0"),
    ({"steps": None}, "steps: expected a whole number from 1 to 100, got None"),
    ({"t": 0}, "t: expected a whole number from 1 to steps = 12, got 0"),
    ({"t": 13}, "t: expected a whole number from 1 to steps = 12, got 13"),
    ({"t": 3, "steps": 2}, "t: expected a whole number from 1 to steps = 2, got 3"),
    ({"t": 0, "steps": 0}, "steps: expected a whole number from 1 to 100, got 0"),
    ({"t": 1, "steps": "9"}, "steps: expected a whole number from 1 to 100, got '9'"),
    ({"word": "tack"}, "word: expected one of 'tick', 'tock', got 'tack'"),
    ({"word": None}, "word: expected one of 'tick', 'tock', got None"),
    ({"pair": 3}, "pair: expected an even number up to 12, got 3"),
    ({"pair": 4, "steps": 3}, "pair: expected an even number up to 3, got 4"),
    ({"count": -1}, "count: expected a whole number of at least 0, got -1"),
    ({"half": 7}, "half: expected a whole number from 0 to half the steps = 6, got 7"),
]


@pytest.mark.parametrize(("given", "message"), BAD, ids=lambda part: str(part)[:40])
def test_a_bad_value_is_named_with_what_was_expected_and_what_came(given, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        ClockState(**given)


def test_a_bound_that_falls_below_what_it_bounds_is_refused():
    clock = ClockState(t=10)
    with pytest.raises(ValueError, match="^t: expected a whole number from 1 to steps = 9, got 10$"):
        replace(clock, steps=9)
    assert replace(clock, steps=9, t=9).limits("t") == (1, 9)
    assert replace(clock, steps=10).t == 10


def test_one_of_different_types_is_not_the_same():
    @dataclass(frozen=True, repr=False)
    class Binary(Settings):
        bit: int = one(1, (0, 1))

    for same in (True, 1.0, "1"):
        with pytest.raises(ValueError, match=f"^bit: expected one of 0, 1, got {same!r}$"):
            Binary(same)
    assert Binary(0).bit == 0


def test_limits_are_those_of_the_declaration_and_follow_what_they_depend_on():
    clock = ClockState(steps=20)
    limits = {name: clock.limits(name) for name in clock.names()}
    assert limits == {
        "t": (1, 20),
        "weight": (-1.0, 2.0),
        "steps": (1, 100),
        "word": None,
        "free": None,
        "pair": None,
        "count": None,
        "half": (0, 10),
    }
    assert clock.limits("hour") is None


def test_names_and_what_is_looked_at():
    assert ClockState.names() == ("t", "weight", "steps", "word", "free", "pair", "count", "half")
    assert ClockState.looking() == ("t", "word")


def test_the_repr_is_the_call_that_makes_the_widget_again():
    clock = ClockState(t=3, word="tock")
    line = "Clock(t=3, weight=0.5, steps=12, word='tock', free=None, pair=2, count=0, half=1)"
    assert repr(clock) == line
    assert eval(line, {"Clock": ClockState}) == clock


def test_settings_cannot_be_changed_in_place():
    clock = ClockState()
    with pytest.raises(FrozenInstanceError):
        clock.t = 2
    assert vars(clock) == {name: getattr(clock, name) for name in clock.names()}
    assert hash(clock) == hash(ClockState())
