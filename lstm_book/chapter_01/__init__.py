"""Chapter 01, The vanilla RNN: its exercises."""
