"""The book outside of its own environment; each test makes one. See CONTRIBUTING.md for how to run them."""
