"""Widgets: controls, state, picture."""
