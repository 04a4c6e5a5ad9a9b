"""Export one notebook, in the project's environment; ``python3 run.py export`` calls it."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from lstm_lab.refusals import spoken
from lstm_lab.say import print_anything, say
from tools.browser import find_browser
from tools.export import sources
from tools.export.places import place
from tools.project import KINDS


def export(source: Path, kind: str, folder: Path) -> None:
    """Write a notebook as one of KINDS into a folder, and say where it is.

    Raises
    ------
    SetupError
        If it cannot be read or made; the message names the remedy.
    """
    say(f"Exporting {source} ...")
    notebook = sources.read(source)
    if not sources.has_outputs(notebook) and kind != "script":
        say("  No cell has outputs: run the notebook and save it first, if they are to be seen.")
    folder.mkdir(parents=True, exist_ok=True)
    WRITERS[kind](notebook, source, folder)


def _html(notebook: sources.NotebookNode, source: Path, folder: Path) -> None:
    from tools.export.page import page  # noqa: PLC0415 - needs Node.js, which a script does without

    body, left_out = page(notebook, source)
    _tell(left_out)
    say(place(folder / f"{source.stem}.html", body.encode()))


def _slides(notebook: sources.NotebookNode, source: Path, folder: Path) -> None:
    from tools.export.slides import FRAME, slides  # noqa: PLC0415 - as above

    body, left_out = slides(notebook, source, folder)
    _tell(left_out)
    say(place(folder / f"{source.stem}.slides.html", body.encode()))
    say(f"  Open it in a browser; {FRAME} beside it belongs to it.")


def _script(notebook: sources.NotebookNode, source: Path, folder: Path) -> None:
    from tools.export.script import fault, script  # noqa: PLC0415 - nbconvert takes a second

    text = script(notebook, source)
    say(place(folder / f"{source.stem}.py", text.encode()))
    if wrong := fault(text):
        say(f"  It will not run: {wrong}.")


def _pdf(notebook: sources.NotebookNode, source: Path, folder: Path) -> None:
    from tools.export.page import page  # noqa: PLC0415 - as above
    from tools.export.printed import BY_HAND, print_page  # noqa: PLC0415

    body, left_out = page(notebook, source, unfolded=True)
    _tell(left_out)
    printable, browser = folder / f"{source.stem}.print.html", find_browser()
    say(place(printable, body.encode()))
    if browser is None:
        say(f"  No Chromium was found to print it. {BY_HAND}")
        return
    say(place(folder / f"{source.stem}.pdf", print_page(browser, printable)))


WRITERS: dict[str, Callable[[sources.NotebookNode, Path, Path], None]] = dict(
    zip(KINDS, (_html, _slides, _script, _pdf), strict=True)
)


def _tell(left_out: list[str]) -> None:
    if left_out:
        say(f"  Left out, since they lie on other servers: {', '.join(dict.fromkeys(left_out))}")


def main(arguments: Sequence[str]) -> int:
    """Read the command line."""
    print_anything()
    parser = argparse.ArgumentParser(prog="run.py export")
    parser.add_argument("source", type=Path)
    parser.add_argument("--to", required=True, choices=KINDS)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args(arguments)

    def run() -> int:
        export(options.source, options.to, options.folder)
        return 0

    return spoken("run.py export", run)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
