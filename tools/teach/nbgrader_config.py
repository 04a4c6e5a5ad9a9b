"""How nbgrader grades a course of this book: it reads this file in the course's folder. Change what you like.

Every option: ``python3 run.py nbgrader autograde --help-all``
"""

# For one cell of a submission; it is interrupted then, and its kernel ended if that is not heeded.
SECONDS = 120

c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ClearSolutions.code_stub = {"python": "# Your answer stands above, in place of the three dots."}
c.Execute.timeout = SECONDS
c.Execute.extra_arguments = [
    "--HistoryManager.hist_file=:memory:",
    # Nothing in a student's folder can stand in for a module of the book or of Python.
    "--InteractiveShellApp.ignore_cwd=True",
    # Wrong answers raise, and what judges them is put back before every check.
    "--InteractiveShellApp.extra_extensions=lstm_book.grading",
]
c.KernelManager.transport_encryption = "auto"  # otherwise every kernel warns that it talks in plain text
# Printed text that is kept of a cell, in lines.
c.LimitOutput.max_lines = 200
