"""Chapter 13, Predicting text: its widgets, and training on a text of the reader's own."""

from lstm_book.chapter_13.cowriter import CoWriter
from lstm_book.chapter_13.guessing import GuessingGame
from lstm_book.chapter_13.own_text_training import load_own, train_on

__all__ = ["CoWriter", "GuessingGame", "load_own", "train_on"]
