"""Chapter 13, Predicting text."""
