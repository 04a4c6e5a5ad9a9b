"""Predictions and exercises that a page answers without a kernel: what a judge says is found out beforehand.

A prediction needs no declaration: its kind, its truth and its tolerance say all (`questions`). A single
number of `judge_number` needs none either; of other exercises a chapter declares in its `answers.py` which
fields they have, what is right and which slips its judge knows (`ANSWERS`, by the exercise's number, with
the fields of `fields`), and `rules` asks the judge itself what it says where. `export` writes both.
"""

from lstm_book.answers.fields import Asked, Choice, Letters, Number, Row, Steps

__all__ = ["Asked", "Choice", "Letters", "Number", "Row", "Steps"]
