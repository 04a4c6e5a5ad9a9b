"""Live pictures: controls, recompute, draw. The only part of the package that imports ipywidgets."""

from lstm_teach import moved
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.console import Batch, Challenge, ConsoleState, GateConsole
from lstm_teach.widgets.dial import Dial

__all__ = ["Batch", "Challenge", "ConsoleState", "Dial", "Explorable", "GateConsole"]

moved.watch(__name__)
