"""The gate console: one cell, one stream, and gates that can be opened, closed or held for chosen steps.

`setup` says what stands on the table, `state` what the reader has set, `run` computes, `picture` draws,
`widget` puts controls above it. `scoring` is the mode in which a setting is tried on unseen noise.
"""

from lstm_teach import moved
from lstm_teach.widgets.console.inputs import Edit
from lstm_teach.widgets.console.scoring import Batch, Challenge, Fault, Result
from lstm_teach.widgets.console.state import ConsoleState
from lstm_teach.widgets.console.widget import GateConsole

__all__ = [
    "Batch",
    "Challenge",
    "ConsoleState",
    "Edit",
    "Fault",
    "GateConsole",
    "Result",
]

moved.watch(__name__)
