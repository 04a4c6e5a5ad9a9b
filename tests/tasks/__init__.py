"""Generators of tasks."""
