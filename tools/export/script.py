"""A notebook as a script: its code in order, its text as comments."""

from pathlib import Path

from nbconvert import PythonExporter
from nbformat import NotebookNode

from tools.project import ROOT, environment_python

HEADER = "#!/usr/bin/env python\n# coding: utf-8\n"


def script(notebook: NotebookNode, source: Path) -> str:
    """Return a script that the environment's Python runs; what a cell shows at its end is not shown."""
    body, _ = PythonExporter(exclude_input_prompt=True).from_notebook_node(notebook)
    python = environment_python().relative_to(ROOT).as_posix()
    if "get_ipython(" in body:  # commands such as %time, which Python does not know
        python += " -m IPython"
    said = f"# Made of {source.name}. Run it in the checkout by  {python}  and its path.\n"
    return HEADER + said + body.removeprefix(HEADER).rstrip("\n") + "\n"


def fault(text: str) -> str | None:
    """Return what keeps a script from being run, or None."""
    try:
        compile(text, "script", "exec")
    except (SyntaxError, ValueError) as error:
        line = f" in line {error.lineno}" if isinstance(error, SyntaxError) else ""
        return f"it is no Python{line}: {error.args[0]}"
    return None
