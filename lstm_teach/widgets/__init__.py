"""Live pictures: controls, recompute, draw. The only part of the package that imports ipywidgets."""

from lstm_teach.widgets.unroller import Unroller, UnrollerState

__all__ = ["Unroller", "UnrollerState"]
