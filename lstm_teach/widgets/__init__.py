"""Live pictures: controls, recompute, draw. The only part of the package that imports ipywidgets."""

from lstm_teach import moved
from lstm_teach.widgets.bench import Bench, BenchState
from lstm_teach.widgets.carousel import Carousel, CarouselWidgetState
from lstm_teach.widgets.console import Batch, Challenge, ConsoleState, GateConsole
from lstm_teach.widgets.gradient_dial import GradientDial, GradientDialState
from lstm_teach.widgets.half_life import HalfLifeDial, HalfLifeDialState
from lstm_teach.widgets.unroller import Unroller, UnrollerState

__all__ = [
    "Batch",
    "Bench",
    "BenchState",
    "Carousel",
    "CarouselWidgetState",
    "Challenge",
    "ConsoleState",
    "GateConsole",
    "GradientDial",
    "GradientDialState",
    "HalfLifeDial",
    "HalfLifeDialState",
    "Unroller",
    "UnrollerState",
]

moved.watch(__name__)
