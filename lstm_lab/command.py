"""The command `lstm-teach` of an installed package: the book in a folder of the reader's."""

import argparse
import importlib.metadata
import os
import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from lstm_lab import health, opening, reader_copy
from lstm_lab.kernel import describe_kernel
from lstm_lab.places import home, reader_folder, typed_folder
from lstm_lab.refusals import spoken
from lstm_lab.say import print_anything, say

NAME = "lstm-teach"
FOLDER = (home() or Path.cwd()) / "lstm-book"
REMEDY = f"install the package again ({NAME} is a command of the package lstm_teach)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; print a failure that the reader can mend without a traceback."""
    print_anything()
    options, rest = _parser().parse_known_args(arguments)
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if rest and options.command != "lab":
        say(f"{NAME} {options.command}: unknown arguments: {' '.join(rest)}")
        return 2
    return spoken(f"{NAME} {options.command}", lambda: _run(options, rest))


def _run(options: argparse.Namespace, rest: Sequence[str]) -> int:
    book = opening.find_book()
    copy = reader_folder(options.folder, book.parent)
    if options.command == "lab":
        return lab(book, copy, rest)
    return reset(book, copy, options.chapter) if options.command == "reset" else doctor(book, copy)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=NAME, description="Open the book on the LSTM in JupyterLab.")
    version = importlib.metadata.version("lstm_teach")
    parser.add_argument("--version", action="version", version=f"lstm_teach {version}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    texts = {
        "lab": "open your copy of the book in JupyterLab; further arguments go to JupyterLab",
        "reset": "put the original of a chapter back, after keeping your version",
        "doctor": "say what is installed, which kernel is used and what is wrong",
    }
    for name, text in texts.items():
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        if name == "reset":
            command.add_argument("chapter", metavar="CHAPTER", help="for example 01 or solutions/01")
        told = f"your copy of the book; default: {FOLDER}"
        command.add_argument("--folder", type=typed_folder, default=FOLDER, help=told)
    return parser


def lab(book: Path, copy: Path, arguments: Sequence[str]) -> int:
    """Make or refresh the copy and open JupyterLab on it."""
    opening.prepare_copy(book, copy, NAME)
    # Not in the copy: a reader's random.py there would be taken for Python's own.
    return opening.open_lab(Path(sys.executable), book, copy, arguments, opening.HERE)


def reset(book: Path, copy: Path, chapter: str) -> int:
    """Put an original back and say where the reader's version is."""
    for message in reader_copy.reset(book, copy, chapter):
        say(message)
    return 0


def doctor(book: Path, copy: Path) -> int:
    """Print the state of everything; return 1 when something that is needed is broken."""
    health.report("Python", f"{platform.python_version()} ({sys.executable})")
    health.report("system", platform.platform())
    problems = _packages()
    scripts = Path(sys.executable).parent
    own = opening.reader_variables(os.environ, scripts)
    with health.on_trial(os.environ, scripts) as variables:
        os.environ.clear()
        os.environ.update(variables)  # the kernel is the one that JupyterLab would start
        problems += health.check_kernel(describe_kernel(), Path(sys.prefix), REMEDY)
        problems += health.check_server(Path(sys.executable), variables, REMEDY)
    problems += health.check_folders(copy, own)
    problems += health.check_data(health.DATA, REMEDY)
    health.report("book", f"{book} ({len(reader_copy.find_notebooks(book))} notebooks)")
    health.report_copy(book, copy, NAME)
    return health.conclude(problems)


def _packages() -> list[str]:
    """Report every package that the book needs; name those that are missing."""
    missing = []
    for requirement in importlib.metadata.requires("lstm_teach") or []:
        wanted, _, condition = requirement.partition(";")
        if "extra" in condition:
            continue
        name = re.split(r"[<>=!~\[ ]", wanted)[0]
        try:
            health.report(name, f"{importlib.metadata.version(name)} (needed: {wanted.strip()})")
        except importlib.metadata.PackageNotFoundError:
            health.report(name, "not installed")
            missing.append(name)
    return [f"Packages are missing: {', '.join(missing)}. Remedy: {REMEDY}"] if missing else []


if __name__ == "__main__":
    sys.exit(main())
