"""Tests of what only the book needs."""
