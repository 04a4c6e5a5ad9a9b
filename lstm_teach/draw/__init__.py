"""Pictures: a Step, a Trace or arrays in; SVG text or a matplotlib Axes out. Knows no widget.

Importing this loads no matplotlib: the still figures are in `lstm_teach.draw.figures`.
"""

from lstm_teach import moved
from lstm_teach.draw.diagram import diagram
from lstm_teach.draw.still import Still, show
from lstm_teach.draw.svg import Drawing
from lstm_teach.draw.timeline import Row, Signal, strips

__all__ = ["Drawing", "Row", "Signal", "Still", "diagram", "show", "strips"]

moved.watch(__name__)
