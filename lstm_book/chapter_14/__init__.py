"""Chapter 14, Reading both ways: addresses, taggers, the ladder, its exercises and its lattice."""
