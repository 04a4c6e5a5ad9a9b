"""Stories that are set up in one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.widgets.console.state import ConsoleState, a_state

Presets = dict[str, ConsoleState]
ALL_LEARNED = "all learned"

# The gate, by the part that it plays, and what holding it means.
STORIES: dict[str, tuple[tuple[str, float], ...]] = {
    "f": (("forget nothing", OPEN), ("keep nothing", CLOSED)),
    "i": (("deaf: write nothing", CLOSED), ("write everything", OPEN)),
    "o": (("mute: show nothing", CLOSED), ("show everything", OPEN)),
    "y_in": (("deaf: write nothing", CLOSED), ("write everything", OPEN)),
    "y_out": (("mute: show nothing", CLOSED), ("show everything", OPEN)),
    "z": (("keep h for ever", OPEN), ("keep nothing", CLOSED)),
    "r": (("reset always", CLOSED), ("never reset", OPEN)),
}


def default_presets(gates: Sequence[str], T: int) -> Presets:
    """Return presets for a cell with these gates and a stream of T steps.

    Examples
    --------
    >>> list(default_presets(("z",), 10))
    ['all learned', 'keep h for ever', 'keep nothing']
    """
    presets = {ALL_LEARNED: ConsoleState()}
    for gate in sorted(gates, key=list(STORIES).index):
        for story, value in STORIES[gate]:
            presets[story] = ConsoleState((Hold(gate, value),))
    if "f" in gates and T > 2:
        middle = T // 2
        presets[f"amnesia at step {middle + 1}"] = ConsoleState(
            (Hold("f", CLOSED, middle, middle + 1),), t=middle + 1
        )
    return presets


def checked_presets(presets: Mapping[str, Any], admit: Callable[[ConsoleState], ConsoleState]) -> Presets:
    """Return presets that were given, or say which of them cannot be shown.

    Raises
    ------
    TypeError, ValueError
        The error names the preset.
    """
    for name, preset in presets.items():
        try:
            admit(a_state("a preset", preset))
        except (TypeError, ValueError) as error:
            raise type(error)(f"presets[{name!r}]: {error}") from error
    return dict(presets)
