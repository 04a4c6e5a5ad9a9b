"""Answers without a kernel: rules of judges, predictions as data."""
