"""Chapter 06, The full LSTM cell: its exercises."""
