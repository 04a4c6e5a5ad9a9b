"""The experiments of Hochreiter & Schmidhuber (1997) to the letter, and a few of them as one would train now.

``python3 run.py reproduce`` runs them and prints the table of the page *Reproduced*.
"""
