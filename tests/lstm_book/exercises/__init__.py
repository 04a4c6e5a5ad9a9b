"""The exercises of the book: tables of right answers, of stubs, and of wrong ones that may well be given.

A table for each chapter; `test_answers.py` holds every judge against all of them.
"""
