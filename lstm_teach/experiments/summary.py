"""How often a task was solved, with what certainty, and after how many sequences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from lstm_teach.experiments.outcome import Outcome
from lstm_teach.validation import real_number, whole_number

NOTE = "rate with its confidence interval, failed ones not solved; quartiles of the sequences of the solved"


class Group(NamedTuple):
    """What became of the trials with equal settings."""

    settings: Mapping[str, Any]  # those by which it was grouped
    trials: int
    solved: int
    failed: int  # raised, crashed or timed out; among the trials, and not solved
    rate: float  # solved / trials
    low: float  # ends of the Wilson interval of the rate
    high: float
    quartile_1: float  # of the sequences needed, among the solved alone; NaN if there are none
    median: float
    quartile_3: float


def wilson_interval(solved: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    r"""Confidence interval of a success rate: all rates p that a score test does not reject.

    .. math::
        \frac{1}{1 + z^2/n} \left( \hat p + \frac{z^2}{2n} \pm
        z \sqrt{\frac{\hat p (1 - \hat p)}{n} + \frac{z^2}{4 n^2}} \right)

    with :math:`\hat p` = solved / n, n = trials and z the normal quantile at (1 + confidence) / 2. Unlike
    :math:`\hat p \pm z \sqrt{\hat p (1 - \hat p) / n}` it is not empty at 0 and 1, and holds for small n.

    Raises
    ------
    ValueError
        If `trials` is below 1, `solved` not from 0 to `trials`, or `confidence` not between 0 and 1.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, J. Am. Stat.
    Assoc. 22, doi:10.1080/01621459.1927.10502953.

    Examples
    --------
    >>> low, high = wilson_interval(10, 10)
    >>> print(f"{low:.3f} to {high:.3f}")
    0.722 to 1.000
    """
    n = whole_number("trials", trials, 1)
    k = whole_number("solved", solved, 0, n, "trials")
    if not 0.0 < real_number("confidence", confidence) < 1.0:
        raise ValueError(f"confidence: expected a number between 0 and 1, got {confidence!r}")
    z = NormalDist().inv_cdf((1.0 + confidence) / 2.0)
    centre = (k + z**2 / 2.0) / (n + z**2)
    half = z / (n + z**2) * float(np.sqrt(k * (n - k) / n + z**2 / 4.0))
    # Exact at the ends, where rounding would leave 1e-17.
    return (0.0 if k == 0 else centre - half), (1.0 if k == n else centre + half)


def summarise(
    outcomes: Iterable[Outcome],
    by: Sequence[str] | None = None,
    *,
    solved: str = "solved",
    sequences: str = "sequences",
    confidence: float = 0.95,
) -> list[Group]:
    """Return a `Group` for each combination of settings, in the order in which they first come.

    A trial that failed counts as not solved, so that the rate is never better than what was seen. Median and
    quartiles (interpolated linearly) are those of the solved trials alone: read them together with
    the rate, because a cell that solves the easy seeds only looks fast.

    Parameters
    ----------
    outcomes : iterable of Outcome
        ``run(...).outcomes`` or ``load_outcomes(path)``. Of several of one trial the finished one counts.
    by : sequence of str, optional
        Settings to group by. Not given: those that vary.
    solved, sequences : str
        Under which names the results hold a bool and a number.
    confidence : float
        Of the interval of the rate.

    Raises
    ------
    KeyError
        If a trial lacks a setting, or a result one of the two names.
    TypeError, ValueError
        If there are no outcomes, or a value under the two names is not of its kind.
    """
    trials = _one_each(outcomes)
    if isinstance(by, str):
        raise TypeError(f"by: expected a sequence of names, got the text {by!r}")
    names = _varying(trials) if by is None else tuple(by)
    groups: dict[tuple[str, ...], list[Outcome]] = {}
    for outcome in trials:
        for name in by or ():
            if name not in outcome.settings:
                raise KeyError(f"by: expected names of settings, got {name!r}, which {outcome} lacks")
        key = tuple(repr(outcome.settings.get(name)) for name in names)
        groups.setdefault(key, []).append(outcome)
    return [_group(members, names, solved, sequences, confidence) for members in groups.values()]


def _one_each(outcomes: Iterable[Outcome]) -> list[Outcome]:
    chosen: dict[str, Outcome] = {}
    for outcome in outcomes:
        if not isinstance(outcome, Outcome):
            raise TypeError(f"outcomes: expected Outcome, got {type(outcome).__name__}")
        if not chosen.setdefault(outcome.identity, outcome).finished:
            chosen[outcome.identity] = outcome
    if not chosen:
        raise ValueError("outcomes: expected at least one, got none")
    return list(chosen.values())


def _varying(outcomes: list[Outcome]) -> tuple[str, ...]:
    values: dict[str, list[str]] = {}
    for outcome in outcomes:
        for name, value in outcome.settings.items():
            values.setdefault(name, []).append(repr(value))
    return tuple(name for name, there in values.items() if len({*there}) > 1 or len(there) < len(outcomes))


def _group(
    members: list[Outcome], names: tuple[str, ...], solved: str, sequences: str, confidence: float
) -> Group:
    settings = {name: members[0].settings.get(name) for name in names}
    needed = []
    for outcome in members:
        if outcome.finished and _value(outcome, solved, bool):
            needed.append(float(_value(outcome, sequences, (int, float))))
    n, k = len(members), len(needed)
    low, high = wilson_interval(k, n, confidence)
    quartiles = np.quantile(needed, [0.25, 0.5, 0.75]) if needed else [np.nan] * 3
    failed = sum(not outcome.finished for outcome in members)
    return Group(settings, n, k, failed, k / n, low, high, *map(float, quartiles))


def _value(outcome: Outcome, name: str, kind: Any) -> Any:
    if name not in outcome.result:
        raise KeyError(f"outcomes: expected results with {name!r}, got {dict(outcome.result)}")
    value = outcome.result[name]
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        expected = "True or False" if kind is bool else "a number"
        raise TypeError(f"outcomes: expected {expected} as {name!r}, got {value!r}")
    return value


def table(groups: Sequence[Group]) -> str:
    """Return groups as lines of text, numbers with at most four digits.

    Examples
    --------
    >>> print(table([Group({"cell": "LSTM"}, 10, 9, 0, 0.9, 0.5958, 0.9821, 2000.0, 2412.0, 30300.5)]))
    cell  trials  solved  failed  rate  interval      1st quartile  median  3rd quartile
    LSTM      10       9       0  0.90  0.60 to 0.98          2000    2412         30300
    rate with its confidence interval, failed ones not solved; quartiles of the sequences of the solved

    Raises
    ------
    ValueError
        If there are no groups.
    """
    if not groups:
        raise ValueError("groups: expected at least one, got none")
    names = list(groups[0].settings)
    rows = [
        [*names, "trials", "solved", "failed", "rate", "interval", "1st quartile", "median", "3rd quartile"]
    ]
    for group in groups:
        settings = [group.settings[name] for name in names]
        cells = [*settings, group.trials, group.solved, group.failed, f"{group.rate:.2f}"]
        quartiles = map(_four_digits, (group.quartile_1, group.median, group.quartile_3))
        rows.append([*map(str, cells), f"{group.low:.2f} to {group.high:.2f}", *quartiles])
    columns = []
    for n, column in enumerate(zip(*rows, strict=True)):
        width = max(map(len, column))
        text = n < len(names) or column[0] == "interval"  # to the left; numbers to the right
        columns.append([cell.ljust(width) if text else cell.rjust(width) for cell in column])
    return "\n".join([*("  ".join(row).rstrip() for row in zip(*columns, strict=True)), NOTE])


def _four_digits(number: float) -> str:
    """Return a number rounded to four digits, never in powers of ten."""
    if np.isnan(number):
        return "-"
    rounded = float(f"{number:.4g}")
    return f"{rounded:.0f}" if abs(rounded) >= 1000 else f"{rounded:.4g}"
