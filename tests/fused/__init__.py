"""The fast cells against the readable ones, the same tests for all of them."""
