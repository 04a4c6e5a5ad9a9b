"""Signals over one time axis with one cursor.

`rows` says what is drawn and where it is; `above` draws rows with their titles above them, `beside` with
titles at the left and numbers at the right.
"""

from lstm_teach.draw.timeline.above import strips
from lstm_teach.draw.timeline.beside import Lanes
from lstm_teach.draw.timeline.rows import Row, Signal
from lstm_teach.draw.timeline.scales import Axis, even_log_limits, limits, log_limits, round_limit

__all__ = [
    "Axis",
    "Lanes",
    "Row",
    "Signal",
    "even_log_limits",
    "limits",
    "log_limits",
    "round_limit",
    "strips",
]
