"""What chapter 10, Agreement, needs: networks, lesions, probes, twins, a small translation."""

from lstm_book.chapter_10.lesion_lab import LesionLab
from lstm_book.chapter_10.lesion_lab_run import LesionLabState

__all__ = ["LesionLab", "LesionLabState"]
