"""The book in JupyterLab: a reader's own copy, and a server that shows it.

The same code opens it in a checkout (`run.py lab`) and after an installation (the command `lstm-teach`).
It needs the standard library alone, but for what runs in the server's process.
"""


class SetupError(Exception):
    """Something outside the code is missing or in the way; the message names the remedy."""
