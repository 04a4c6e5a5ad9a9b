"""What chapter 10, Agreement, needs: the little language's networks, lesions, probes and twins."""

from lstm_book.chapter_10.lesion_lab import LesionLab
from lstm_book.chapter_10.lesion_lab_run import LesionLabState

__all__ = ["LesionLab", "LesionLabState"]
