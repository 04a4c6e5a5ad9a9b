"""A small module for an interactive textbook on the LSTM. Importing it loads NumPy and nothing else."""
