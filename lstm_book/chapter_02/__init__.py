"""Chapter 02, Why it forgets: its exercises, and the gradient dial."""

from lstm_book.chapter_02.gradient_dial import GradientDial
from lstm_book.chapter_02.gradient_dial_run import GradientDialState

__all__ = ["GradientDial", "GradientDialState"]
