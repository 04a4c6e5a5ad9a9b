"""One trial: a function, its settings and a seed, described so that any process knows it again."""

from __future__ import annotations

import hashlib
import inspect
import itertools
import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from lstm_teach.validation import whole_number

PLAIN = "None, a bool, a whole number, a finite float, a text, or a tuple of these"


@dataclass(frozen=True, eq=False)
class Trial:
    """A call ``function(rng, **settings)`` with ``rng = numpy.random.default_rng(seed)``.

    Two trials are equal if function name, settings and seed are: their `identity` is then the same, in
    every process and in every run of Python. 1, 1.0 and True are three settings. Equal seeds give equal
    generators whatever the settings, so that settings are compared on the same draws; a function that
    needs several independent streams takes them from ``rng.spawn(n)``.

    Parameters
    ----------
    function : callable
        Defined at the top level of a module, so that another process can import it. All its randomness
        comes from its first argument. It returns a NamedTuple or a mapping of plain values; see `run`.
    seed : int
        At least 0.
    settings : mapping
        Keyword arguments: None, bools, whole numbers, finite floats, texts and tuples of these.

    Raises
    ------
    TypeError
        If the function is none, or does not take these settings, or a setting is no plain value.
    ValueError
        If the function is not to be found under its name, the seed is no whole number of at least 0, or
        a setting is NaN or infinite.
    """

    function: Callable[..., Any]
    seed: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_function(self.function)
        object.__setattr__(self, "seed", whole_number("seed", self.seed, 0))
        if not isinstance(self.settings, Mapping):
            raise TypeError(f"settings: expected a mapping, got {type(self.settings).__name__}")
        plain = {name: plain_setting(f"settings[{name!r}]", v) for name, v in self.settings.items()}
        object.__setattr__(self, "settings", plain)
        try:
            inspect.signature(self.function).bind(None, **plain)
        except TypeError as error:
            raise TypeError(
                f"settings: expected those that {self.name}(rng, ...) takes, got {plain}: {error}"
            ) from None
        _source_digest(self.function)  # now, because the file may be edited while the trials run

    @property
    def name(self) -> str:
        """The function's module and name."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    @cached_property
    def identity(self) -> str:
        """Digest of function name, settings and seed. Python's own `hash` of a text differs in every run."""
        return identity_of(self.name, self.seed, self.settings)

    @property
    def source_digest(self) -> str | None:
        """Digest of the function's source text; None where Python cannot find the text."""
        return _source_digest(self.function)

    def __eq__(self, other: object) -> bool:
        return self.identity == other.identity if isinstance(other, Trial) else NotImplemented

    def __hash__(self) -> int:
        return int(self.identity, 16) % sys.maxsize

    def __repr__(self) -> str:
        settings = "".join(f", {name}={value!r}" for name, value in self.settings.items())
        return f"Trial({self.name}, seed={self.seed}{settings})"


def grid(function: Callable[..., Any], seeds: Iterable[int], **settings: Any) -> list[Trial]:
    """Return a trial for every seed and every combination of settings.

    A setting that is given as a list is varied over its entries; any other stays as it is. The last setting
    varies fastest among settings, the seed fastest of all.

    Raises
    ------
    TypeError, ValueError
        As `Trial`; also if there is no seed, or a list is empty.

    Examples
    --------
    >>> from lstm_teach.tasks import bit_through_noise
    >>> trials = grid(bit_through_noise, range(10), delay=[5, 40], batch_size=2)
    >>> len(trials), trials[-1].seed, trials[-1].settings
    (20, 9, {'delay': 40, 'batch_size': 2})
    """
    chosen = list(seeds)
    if not chosen:
        raise ValueError("seeds: expected at least one, got none")
    choices = [value if isinstance(value, list) else [value] for value in settings.values()]
    for name, values in zip(settings, choices, strict=True):
        if not values:
            raise ValueError(f"{name}: expected at least one value, got an empty list")
    combinations = [dict(zip(settings, values, strict=True)) for values in itertools.product(*choices)]
    return [Trial(function, seed, combination) for combination in combinations for seed in chosen]


def check_function(function: Any) -> None:
    """Raise unless another process that imports the function's module finds the function in it."""
    if not callable(function):
        raise TypeError(f"function: expected a function, got {type(function).__name__}")
    remedy = "Remedy: define it with def at the top level of a module; what varies goes into settings"
    name, module = getattr(function, "__qualname__", None), getattr(function, "__module__", None)
    if name is None or module is None:
        raise TypeError(
            f"function: expected a function with a name, got a {type(function).__name__}. {remedy}"
        )
    found: Any = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    if found is not function:
        raise ValueError(
            f"function: expected one that is found as {name} in the module {module}, "
            f"got one that is not (a lambda, a function inside a function, or an older definition). {remedy}"
        )


@lru_cache
def _source_digest(function: Callable[..., Any]) -> str | None:
    try:
        text = inspect.getsource(function)
    except (OSError, TypeError):
        return None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def plain_setting(name: str, value: Any) -> Any:
    """Return a setting as a value of Python's own types that JSON can hold; raise otherwise."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, tuple):
        return tuple(plain_setting(f"{name}[{n}]", part) for n, part in enumerate(value))
    if value is not None and type(value) not in (bool, int, float, str):
        raise TypeError(f"{name}: expected {PLAIN}, got {type(value).__name__}")
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{name}: expected {PLAIN}, got {value}")
    return value


def identity_of(name: str, seed: int, settings: Mapping[str, Any]) -> str:
    """Return the digest by which a trial is known; the order of the settings does not count."""
    text = json.dumps([name, seed, sorted(settings.items())], separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:32]


def checked_trials(trials: Any) -> list[Trial]:
    """Return the trials as a list; raise if one is none, or two are the same."""
    if not isinstance(trials, Iterable) or isinstance(trials, Mapping | str):
        raise TypeError(f"trials: expected a list of Trial, got {type(trials).__name__}")
    seen: dict[Trial, int] = {}
    for n, trial in enumerate(trials):
        if not isinstance(trial, Trial):
            raise TypeError(f"trials: expected Trial as number {n}, got {type(trial).__name__}")
        if trial in seen:
            raise ValueError(
                f"trials: expected different ones, got {trial!r} as number {seen[trial]} and {n}"
            )
        seen[trial] = n
    return list(seen)
