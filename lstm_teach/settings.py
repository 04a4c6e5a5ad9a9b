"""Settings of a widget: fields declared once, each with what it may be, in one frozen value.

What computes takes its settings from here; nothing of this knows a picture or a control.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

from lstm_teach.validation import one_of, real_number, whole_number

Check = Callable[[str, Any, Any], Any]  # from name, value and the settings to the value; raises
Limits = Callable[[Any], tuple[Any, Any]]  # from the settings


def setting(
    default: Any,
    check: Check | None = None,
    *,
    limits: Limits | None = None,
    looking: bool = False,
    last: bool = False,
) -> Any:
    """Declare a field of `Settings`; `real`, `whole` and `one` are the usual kinds.

    Parameters
    ----------
    default
    check : callable, optional
        ``check(name, value, settings) -> value``, which raises an error that names the setting.
    limits : callable, optional
        ``limits(settings) -> (low, high)``.
    looking : bool
        Whether it only chooses what is looked at, so that no new run is needed when it changes.
    last : bool
        Whether it can be checked only when the others have been, since it depends on them.
    """
    return field(
        default=default, metadata={"check": check, "limits": limits, "looking": looking, "last": last}
    )


def real(default: float, low: float, high: float, *, looking: bool = False) -> Any:
    """Declare a finite number from `low` to `high`."""
    return setting(
        default,
        lambda name, value, _: real_number(name, value, low, high),
        limits=lambda _: (low, high),
        looking=looking,
    )


def whole(
    default: int,
    low: int,
    high: int | str | Callable[[Any], int] | None = None,
    *,
    upper: str = "",
    looking: bool = False,
) -> Any:
    """Declare a whole number from `low` to `high`.

    `high` may be the name of another setting, or a function of the settings; `upper` is what a message
    calls it. None: only a widget knows.
    """
    if isinstance(high, str):
        upper = upper or high

    def limits(settings: Any) -> tuple[int, Any]:
        if isinstance(high, str):
            return low, getattr(settings, high)
        return low, high(settings) if callable(high) else high

    return setting(
        default,
        lambda name, value, settings: whole_number(name, value, *limits(settings), upper),
        limits=None if high is None else limits,
        looking=looking,
        last=isinstance(high, str) or callable(high),
    )


def one(default: Any, options: Iterable[Any], *, looking: bool = False) -> Any:
    """Declare one of a few values."""
    options = tuple(options)
    return setting(default, lambda name, value, _: one_of(name, value, options), looking=looking)


@dataclass(frozen=True, repr=False)
class Settings:
    """Base of all settings: a subclass declares fields, and is a dataclass with the same two arguments.

    Every value is checked when the settings are made: first those that stand for themselves, then those
    whose bounds are other settings. The repr is the call that makes the widget again; `widget` is its name.

    Examples
    --------
    >>> @dataclass(frozen=True, repr=False)
    ... class ClockState(Settings):
    ...     t: int = whole(1, 1, "steps", looking=True)
    ...     steps: int = whole(12, 1, 100)
    ...     widget = "Clock"
    >>> ClockState(t=3), ClockState.looking()
    (Clock(t=3, steps=12), ('t',))
    >>> ClockState(t=13)
    Traceback (most recent call last):
    ...
    ValueError: t: expected a whole number from 1 to steps = 12, got 13
    """

    widget: ClassVar[str] = "Widget"

    def __post_init__(self) -> None:
        for f in sorted(fields(self), key=lambda f: f.metadata.get("last", False)):
            check = f.metadata.get("check")
            if check is not None:
                object.__setattr__(self, f.name, check(f.name, getattr(self, f.name), self))

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Return the names of the settings, in order."""
        return tuple(f.name for f in fields(cls))

    @classmethod
    def looking(cls) -> tuple[str, ...]:
        """Return the names of those that only choose what is looked at."""
        return tuple(f.name for f in fields(cls) if f.metadata.get("looking"))

    def limits(self, name: str) -> tuple[Any, Any] | None:
        """Return the least and the largest value of a setting as the others are now; None if it has none."""
        of = next((f.metadata.get("limits") for f in fields(self) if f.name == name), None)
        return None if of is None else of(self)

    def shown(self, name: str) -> str:
        """Return a setting as code."""
        return repr(getattr(self, name))

    def __repr__(self) -> str:
        return f"{self.widget}({', '.join(f'{name}={self.shown(name)}' for name in self.names())})"
