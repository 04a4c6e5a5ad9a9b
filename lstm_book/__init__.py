"""What only the book needs: a folder for each chapter, and `check`, which hears the answers to exercises.

It stands on `lstm_teach`, which knows nothing of it.
"""

from lstm_book.check import check

__all__ = ["check"]
