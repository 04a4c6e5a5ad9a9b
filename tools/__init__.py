"""Commands of the project: they run the book and its tests, and are no part of the package."""
