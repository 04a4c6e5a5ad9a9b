"""The parts behind run.py. All but those that run inside the environment use the standard library alone."""
