"""``run.py site``: the book as a static site, built in the project's environment."""

import time
from pathlib import Path

from lstm_lab.say import say
from tools import environment, lite_command
from tools.folders import check_folder
from tools.isolation import isolation
from tools.project import LITE, scripts_folder
from tools.testing import run


def site(folder: Path, repository: str, lite: bool = False) -> int:
    """Build the site into a folder; nothing is lost: a folder that holds something else is refused."""
    check_folder(folder)
    python = environment.ensure(extras=["site", "launch"] if lite else ["site"])
    start = time.perf_counter()
    with isolation(scripts_folder()) as variables:
        command: list[str | Path] = [python, "-m", "tools.site.build", folder, "--repository", repository]
        code = run([*command, "--lite"] if lite else command, variables)
    if lite and code == 0:
        code = lite_command.lite(folder / LITE.name)
    if code == 0:
        say(f"The site is in {folder} ({time.perf_counter() - start:.0f} s). Open {folder / 'index.html'}")
    return code
