"""Still figures, by matplotlib: `ax=None` in, Axes out.

The figures are made without pyplot, so that nothing global is changed and none is left open. `still` turns
one into an `<img>` with alternative text; `describe` writes that text from the numbers that are plotted.
"""

from lstm_teach import moved
from lstm_teach.draw.figures.alternative import describe
from lstm_teach.draw.figures.base import axes, still, style
from lstm_teach.draw.figures.grids import describe_grid, grid
from lstm_teach.draw.figures.lines import curves, over_time, training_curve

__all__ = [
    "axes",
    "curves",
    "describe",
    "describe_grid",
    "grid",
    "over_time",
    "still",
    "style",
    "training_curve",
]

moved.watch(__name__)
