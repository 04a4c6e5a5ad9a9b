"""What became of a trial, and its form as one line of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from lstm_teach.experiments.trial import Trial, identity_of
from lstm_teach.validation import real_number

FORMAT = "lstm_teach trial, version 1"
# Every line begins so: by this a torn line is told from the end of a file of another kind.
LINE_START = f'{{"format": "{FORMAT}", '

STATUSES = FINISHED, RAISED, CRASHED, TIMED_OUT = "finished", "raised", "crashed", "timed out"


@dataclass(frozen=True)
class Outcome:
    """What became of one trial.

    Two outcomes are equal if all but `seconds`, `traceback` and `source` is: these depend on the machine.
    """

    function: str  # module and name
    seed: int
    settings: Mapping[str, Any]
    status: str  # "finished", "raised", "crashed" (its process died) or "timed out"
    result: Mapping[str, Any] = field(default_factory=dict)  # empty unless finished
    error: str = ""  # of what kind and which text; empty if finished
    traceback: str = field(default="", compare=False, repr=False)
    seconds: float = field(default=0.0, compare=False)  # from its start in the process that ran it
    source: str | None = field(default=None, compare=False, repr=False)  # digest of the function's text

    @property
    def identity(self) -> str:
        """The identity of the trial."""
        return identity_of(self.function, self.seed, self.settings)

    @property
    def finished(self) -> bool:
        """Whether there is a result."""
        return self.status == FINISHED


def outcome_of(trial: Trial, status: str, **what: Any) -> Outcome:
    """Return the outcome of a trial."""
    return Outcome(trial.name, trial.seed, dict(trial.settings), status, source=trial.source_digest, **what)


def plain_result(value: Any) -> dict[str, Any]:
    """Return what a trial function gave as a mapping of names to values that JSON can hold.

    NamedTuples become mappings, tuples and arrays lists, NumPy numbers Python's. Done at once, so that
    a result is the same whether it was just computed or was read from a file.

    Raises
    ------
    TypeError
        If a value is of another kind, or a key is no text.
    """
    if not (hasattr(value, "_asdict") or isinstance(value, Mapping)):
        raise TypeError(
            "result: expected a NamedTuple or a mapping of plain values from the trial function, "
            f"got {type(value).__name__}"
        )
    result: dict[str, Any] = _plain("result", value)
    return result


def _plain(name: str, value: Any) -> Any:
    if hasattr(value, "_asdict"):
        value = value._asdict()
    elif isinstance(value, np.generic | np.ndarray):
        value = value.tolist()
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, list | tuple):
        return [_plain(f"{name}[{n}]", part) for n, part in enumerate(value)]
    if not isinstance(value, Mapping):
        raise TypeError(
            f"{name}: expected None, a bool, a number, a text, an array or a list or mapping of these, "
            f"got {type(value).__name__}"
        )
    for key in value:
        if type(key) is not str:
            raise TypeError(f"{name}: expected texts as keys, got {key!r}")
    return {key: _plain(f"{name}[{key!r}]", part) for key, part in value.items()}


def to_line(outcome: Outcome) -> bytes:
    """Return the outcome as one line of JSON, in ASCII, with its end of line.

    Python writes the shortest decimal that gives the same float64 again. NaN and infinities are
    written as ``NaN``, ``Infinity`` and ``-Infinity``, which Python reads and strict JSON does not know.
    """
    fields = {"format": FORMAT, "identity": outcome.identity, **asdict(outcome)}
    return (json.dumps(fields) + "\n").encode("ascii")


def from_line(line: bytes) -> Outcome:
    """Return the outcome that `to_line` wrote.

    Raises
    ------
    ValueError
        If the line is no such line, is not whole, or was changed by hand.
    """
    fields = json.loads(line)
    if not isinstance(fields, dict) or fields.pop("format", None) != FORMAT:
        raise ValueError(f"no line of the format {FORMAT!r}")
    identity = fields.pop("identity", None)
    try:
        fields["settings"] = {name: _tuples(value) for name, value in fields["settings"].items()}
        outcome = Outcome(**fields)
        genuine = outcome.identity == identity
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"its parts are not those of a trial: {error}") from error
    if not genuine or outcome.status not in STATUSES or not isinstance(outcome.result, dict):
        raise ValueError("function, seed, settings or status are not those that were written")
    real_number("seconds", outcome.seconds)
    return outcome


def _tuples(value: Any) -> Any:
    """Return the tuples that JSON made lists."""
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
