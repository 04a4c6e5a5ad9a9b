"""For teachers: assignments for nbgrader out of the chapters, and slides."""
