"""``run.py lite``: the book in the browser alone, built in the project's environment."""

import time
from pathlib import Path

from lstm_lab.say import say
from tools import environment
from tools.folders import check_folder
from tools.isolation import isolation
from tools.project import scripts_folder
from tools.testing import run


def lite(folder: Path, pyodide: str = "", wheels: Path | None = None) -> int:
    """Build it into a folder; one that holds something else than a site is refused."""
    check_folder(folder)
    python = environment.ensure(extras=["launch"])
    start = time.perf_counter()
    say("Building JupyterLite with the book ...")
    with isolation(scripts_folder()) as variables:
        command: list[str | Path] = [python, "-m", "tools.lite.build", folder, "--pyodide", pyodide]
        command += ["--wheels", wheels.resolve()] if wheels is not None else []
        code = run(command, variables)
    if code == 0:
        seconds = time.perf_counter() - start
        say(f"The book in the browser alone is in {folder} ({seconds:.0f} s); a web server has to serve it,")
        say(f"for example:  python3 -m http.server --directory {folder}")
    return code
