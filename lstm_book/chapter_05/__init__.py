"""Chapter 05, The forget gate: its exercises."""
