"""Stories that are set up in one click."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lstm_teach.draw import theme
from lstm_teach.gates import CLOSED, Gate, Hold
from lstm_teach.widgets.console.state import ConsoleState, a_state
from lstm_teach.widgets.console.words import NOTHING

Presets = dict[str, ConsoleState]


def default_presets(gates: Mapping[str, Gate], T: int) -> Presets:
    """Return presets for a cell with these gates and a stream of T steps: the stories of the gates' roles.

    Examples
    --------
    >>> from lstm_teach import GRU
    >>> list(default_presets(GRU.gates, 10))
    ['all free', 'keep h for ever', 'keep nothing', 'reset always', 'never reset']
    """
    presets = {NOTHING: ConsoleState()}
    for role in dict.fromkeys([*theme.GATES, *(gate.role for gate in gates.values())]):
        names = [name for name, gate in gates.items() if gate.role == role]
        for name in names:
            for story, value in theme.gate_look(gates[name]).stories:
                several = f" ({gates[name].symbol})" if len(names) > 1 else ""
                presets[f"{story}{several}"] = ConsoleState((Hold(name, value),))
    forget = next((name for name, gate in gates.items() if gate.role == "forget gate"), None)
    if forget is not None and T > 2:
        middle = T // 2
        hold = Hold(forget, CLOSED, middle, middle + 1)
        presets[f"amnesia at step {middle + 1}"] = ConsoleState((hold,), t=middle + 1)
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
