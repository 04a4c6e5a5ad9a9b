"""The commands for teachers, in the project's environment; ``python3 run.py`` calls them."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from lstm_lab.files import write_atomic
from lstm_lab.reader_copy import find_chapter
from lstm_lab.say import say
from tools import notebooks
from tools.export.__main__ import export
from tools.project import BOOK, COURSE, SLIDES, SetupError
from tools.teach.assignment import Unknown, assignment
from tools.teach.collect import collect
from tools.teach.guesses import guesses

CONFIG = "nbgrader_config.py"


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except SetupError as error:
        print(f"\nrun.py {options.command}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, run: object, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        command.set_defaults(run=run)
        command.add_argument("chapter", metavar="CHAPTER", help="for example 05")
        return command

    make = add("assignment", _assignment, "make of a chapter the source of an nbgrader assignment")
    make.add_argument(
        "--exercises", nargs="+", default=[], metavar="N.K", help="those that count; default: all"
    )
    make.add_argument("--points", nargs="+", default=[], metavar="N.K=P", help="where they are not 1")
    make.add_argument("--book", default="", metavar="ADDRESS", help="where the book can be read, for links")
    text = "leave out the chapter's text and predictions: such a notebook runs in seconds"
    make.add_argument("--exercises-only", action="store_true", help=text)
    hand_in = add("collect", _collect, "lay what students handed in where nbgrader looks for it")
    hand_in.add_argument("folder", type=Path, help="a folder or a notebook for each student")
    table = add("guesses", _guesses, "write the predictions of all students into a table")
    show = add("slides", _slides, "the same as: run.py export CHAPTER --to slides --folder slides")
    show.add_argument("--folder", type=Path, default=SLIDES, help="where they go")
    for command in (make, hand_in, table):
        command.add_argument("--course", type=Path, default=COURSE, help="the folder of the course")
    return parser


def _chapter(name: str) -> Path:
    path = find_chapter(BOOK, name)[0]
    if not (BOOK / "solutions" / path.name).is_file():
        raise SetupError(f"{path.stem} is no chapter with exercises.")
    return path


def _file(name: str) -> str:
    """Return what the notebook is called: not as the chapter, which lies in a reader's copy too."""
    return f"assignment-{name}.ipynb"


def _assignment(options: argparse.Namespace) -> int:
    path = _chapter(options.chapter)
    try:
        points = {name: float(value) for name, _, value in (given.partition("=") for given in options.points)}
    except ValueError:
        raise SetupError(f"--points: expected such as 5.4=2, got {' '.join(options.points)}") from None
    try:
        nb = assignment(
            notebooks.load(path),
            notebooks.load(BOOK / "solutions" / path.name),
            options.exercises,
            points,
            options.book,
            not options.exercises_only,
        )
    except Unknown as error:
        raise SetupError(f"--exercises, --points: {error}") from None
    course, name = options.course.resolve(), path.stem[:2]
    place = course / "source" / name / _file(name)
    write_atomic(place, notebooks.dumps(nb))
    if not (course / CONFIG).exists():
        shutil.copyfile(Path(__file__).with_name(CONFIG), course / CONFIG)
    say(f"The source of the assignment is {place}.")
    say(f"  Next:  python3 run.py nbgrader generate_assignment {name}")
    return 0


def _collect(options: argparse.Namespace) -> int:
    path, course = _chapter(options.chapter), options.course.resolve()
    release = course / "release" / path.stem[:2] / _file(path.stem[:2])
    if not release.is_file():
        raise SetupError(
            f"{release} is not there: run.py assignment and nbgrader generate_assignment come first."
        )
    if not options.folder.is_dir():
        raise SetupError(f"folder: expected a folder with what students handed in, got {options.folder}")
    for student, told in collect(release, options.folder.resolve(), course / "submitted"):
        say(f"  {student}: {told}")
    say(f"  Next:  python3 run.py nbgrader autograde {path.stem[:2]}")
    return 0


def _slides(options: argparse.Namespace) -> int:
    export(find_chapter(BOOK, options.chapter)[0], "slides", options.folder.resolve())
    return 0


def _guesses(options: argparse.Namespace) -> int:
    course, name = options.course.resolve(), _chapter(options.chapter).stem[:2]
    table = course / f"guesses-{name}.csv"
    say(f"{table}: the predictions of {guesses(course / 'autograded', name, table)} students.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
