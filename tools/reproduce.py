"""``run.py reproduce``: the experiments of 1997, in the project's environment."""

import os
import subprocess
from collections.abc import Sequence

from lstm_lab.opening import reader_variables
from tools import environment
from tools.project import scripts_folder


def reproduce(arguments: Sequence[str]) -> int:
    """Hand the arguments to ``python -m lstm_book.reproduced``, in the folder that the user is in."""
    python = environment.ensure()
    command = [os.fspath(python), "-m", "lstm_book.reproduced", *arguments]
    process = subprocess.Popen(command, env=reader_variables(os.environ, scripts_folder()))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # Ctrl-C reaches the trials as well: they keep what has ended, and print the table.
            continue
