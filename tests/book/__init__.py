"""The book under test: its notebooks, its links, its numbers."""
