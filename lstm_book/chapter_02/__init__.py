"""Chapter 02, Why it forgets: its exercises."""
