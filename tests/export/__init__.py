"""Tests of run.py export."""
