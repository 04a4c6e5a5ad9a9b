"""Chapter 03, The constant error carousel: its exercises."""
