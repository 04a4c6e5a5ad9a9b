"""A class on one server, and its load test."""
