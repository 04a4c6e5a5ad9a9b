"""Chapter 04, Gates: write and read: its exercises."""
