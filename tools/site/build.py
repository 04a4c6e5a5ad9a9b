"""Build the site: ``python -m tools.site.build FOLDER``, in the project's environment (``run.py site``)."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx.cmd.build import build_main

from tools.node import node_modules
from tools.project import BOOK, ENVIRONMENT, ROOT
from tools.site.answers import FOLDER as ANSWERS
from tools.site.live import FOLDER, as_script

HERE = Path(__file__).parent
PACKAGES = ENVIRONMENT / "share" / "lstm-teach-site"
WIDGETS = ROOT / "lstm_teach" / "widgets"
STYLE, SCRIPT = "katex.min.css", "katex.js"


def katex_folder(modules: Path) -> Path:
    """Return a folder with what a page needs of KaTeX (its style, its fonts as woff2) and the script for the build."""
    source, folder = modules / "katex" / "dist", PACKAGES / "katex"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "fonts").mkdir(parents=True)
    for font in source.glob("fonts/*.woff2"):
        shutil.copyfile(font, folder / "fonts" / font.name)
    shutil.copyfile(source / STYLE, folder / STYLE)
    return folder


def live_widgets(out: Path, coarse: int | None) -> Path:
    """Draw the states of the widgets that answer on a page, and make of their picture a script."""
    folder, static = PACKAGES / "live", PACKAGES / "widgets"
    for made in (folder, static):
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
    command = [sys.executable, "-m", "lstm_book.live.export", str(BOOK), str(folder)]
    subprocess.run([*command, *(() if coarse is None else ("--coarse", str(coarse)))], cwd=ROOT, check=True)
    script = as_script((WIDGETS / "picture.js").read_text(encoding="utf-8"))
    (static / "picture.js").write_text(script, encoding="utf-8")
    shutil.copyfile(WIDGETS / "picture.css", static / "picture.css")
    os.environ["LSTM_SITE_LIVE"], os.environ["LSTM_SITE_WIDGETS"] = str(folder), str(static)
    return folder


def answers() -> Path:
    """Find out what happens in predictions, and what is said of answers to exercises."""
    folder = PACKAGES / "answers"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "lstm_book.answers.export", str(folder)], cwd=ROOT, check=True)
    os.environ["LSTM_SITE_ANSWERS"] = str(folder)
    return folder


def build(out: Path, repository: str, coarse: int | None = None, lite: bool = False) -> int:
    """Build all pages into a folder; a warning is an error."""
    modules = node_modules(HERE, PACKAGES, "KaTeX")
    live, asked = live_widgets(out, coarse), answers()
    os.environ["LSTM_SITE_KATEX"] = str(katex_folder(modules))
    os.environ["LSTM_SITE_KATEX_SCRIPT"] = str(modules / "katex" / "dist" / SCRIPT)
    os.environ["LSTM_SITE_REPOSITORY"] = repository
    os.environ["LSTM_SITE_LITE"] = "1" if lite else ""
    shutil.rmtree(out, ignore_errors=True)
    arguments = ["-W", "--keep-going", "-q", "-b", "html", "-d", str(out / ".doctrees"), "-c", str(HERE)]
    code = build_main([*arguments, str(BOOK), str(out)])
    shutil.rmtree(out / ".doctrees", ignore_errors=True)
    if code == 0:
        shutil.copytree(live, out / FOLDER)
        shutil.copytree(asked, out / ANSWERS)
        for path in BOOK.rglob("*.ipynb"):
            copy = out / "_notebooks" / path.relative_to(BOOK)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    return code


def main(arguments: Sequence[str]) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.site.build")
    parser.add_argument("out", type=Path)
    parser.add_argument("--repository", default=os.environ.get("GITHUB_REPOSITORY", ""), metavar="OWNER/NAME")
    parser.add_argument("--coarse", type=int, help="draw at most so many values of each setting, for a trial")
    parser.add_argument("--lite", action="store_true", help="with buttons for the JupyterLite in its folder lite")
    options = parser.parse_args(arguments)
    return build(options.out.resolve(), options.repository, options.coarse, options.lite)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
