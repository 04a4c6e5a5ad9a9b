"""What only the book needs: a folder for each chapter, `check` for exercises and `predict` for guesses.

It stands on `lstm_teach`, which knows nothing of it.
"""

from lstm_book.check import check
from lstm_book.predict import predict, score

__all__ = ["check", "predict", "score"]
