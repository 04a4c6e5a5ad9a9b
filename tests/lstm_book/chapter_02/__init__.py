"""Tests of lstm_book.chapter_02."""
