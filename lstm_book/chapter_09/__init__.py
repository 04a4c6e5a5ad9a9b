"""Chapter 09, A grammar with memory: its networks, their rivals, and its exercises."""
