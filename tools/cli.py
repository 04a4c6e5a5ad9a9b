"""The commands of run.py."""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lstm_lab.places import reader_folder, typed_folder
from lstm_lab.refusals import spoken
from lstm_lab.say import print_anything, say
from tools.project import CLASS, EXPORTS, KINDS, LITE, READER_COPY, ROOT, SITE

TEACHING = {
    "assignment": "make of a chapter an assignment for nbgrader (for teachers; --help says how)",
    "collect": "lay what students handed in where nbgrader looks for it",
    "guesses": "write the predictions of a course's students into a table",
    "slides": "the same as: run.py export CHAPTER --to slides --folder slides",
}

VERSIONS = {
    "oldest": "the tests with the oldest versions that pyproject.toml allows, then the newest, each in an "
    "environment of its own, on the oldest and the newest Python on PATH; no linter",
    "newest": "of these two the newest alone",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; print a failure that the user can mend without a traceback."""
    print_anything()
    options, rest = _parser().parse_known_args(arguments)
    if rest[:1] == ["--"]:
        rest = rest[1:]
    if rest and not options.passes_on:
        say(f"run.py {options.command}: unknown arguments: {' '.join(rest)}")
        return 2
    return spoken(f"run.py {options.command}", lambda: int(options.run(options, rest)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="Open, check and maintain the book.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(
        name: str, run: object, text: str, passes_on: bool = False, own_help: bool = True
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(
            name, help=text, description=text, allow_abbrev=False, add_help=own_help
        )
        command.set_defaults(run=run, passes_on=passes_on)
        return command

    lab = add("lab", _lab, "open the book in JupyterLab; further arguments go to JupyterLab", True)
    test = add("test", _test, "run everything that CI runs; further arguments (after --) go to pytest", True)
    quick = "leave out notebooks, browser and slow tests, for before each commit (two minutes at most)"
    test.add_argument("--quick", action="store_true", help=quick)
    for flag, text in VERSIONS.items():
        test.add_argument(f"--{flag}", action="store_true", help=text)
    execute = add("execute", _execute, "execute and normalise the notebooks of the book")
    execute.add_argument("chapters", nargs="*", metavar="CHAPTER", help="for example 01; default: all")
    doctor = add("doctor", _doctor, "say what is installed, which kernel is used and what is wrong")
    reset = add("reset", _reset, "put the original of a chapter back, after keeping your version")
    reset.add_argument("chapter", metavar="CHAPTER", help="for example 01 or solutions/01")
    for command in (lab, reset, doctor):
        command.add_argument("--folder", type=typed_folder, default=READER_COPY, help="your copy of the book")
    add("reproduce", _reproduce, "run the experiments of 1997; --help says which and how", True, False)
    install = add("install", _install, "add extras of pyproject.toml or packages to the environment")
    install.add_argument("what", nargs="+", metavar="EXTRA", help="for example parity or 'torch==2.13.0'")
    _other_places(add)
    for name, text in TEACHING.items():
        add(name, _teach, text, True, False)
    text = "grade a course: all arguments go to nbgrader, which runs in course/"
    add("nbgrader", _nbgrader, text, True, False)
    add("lock", _lock, "make requirements.lock anew (needs uv; further arguments go to uv)", True)
    return parser


def _other_places(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands that make the book for places other than a reader's JupyterLab."""
    site = add("site", _site, "build the book as a static site that needs no kernel and no network")
    site.add_argument(
        "--folder", type=typed_folder, default=SITE, help="where it goes; what is there is replaced"
    )
    site.add_argument("--lite", action="store_true", help="with JupyterLite in it, and buttons for it")
    lite = add("lite", _lite, "build the book with a JupyterLab and a Python that run in a browser alone")
    lite.add_argument(
        "--folder", type=typed_folder, default=LITE, help="where it goes; what is there is replaced"
    )
    text = "a Pyodide to put into it: an archive or its address; default: browsers fetch one from Pyodide's"
    lite.add_argument("--pyodide", default="", help=text)
    text = "a folder of wheels of pure Python to put into it; what is not there comes from PyPI"
    lite.add_argument("--wheels", type=Path, help=text)
    export = add("export", _export, "write a notebook for a place without Jupyter and without network")
    text = "a chapter such as 05, or a notebook of yours such as my-book/05-the-forget-gate.ipynb"
    export.add_argument("notebook", metavar="NOTEBOOK", help=text)
    export.add_argument("--to", required=True, choices=KINDS, help="a page, slides, a script, or paper")
    text = "where it goes (default: %(default)s); what you wrote or edited there is kept"
    export.add_argument("--folder", type=Path, default=EXPORTS, help=text)
    colab = add("colab", _colab, "write the book for Google Colab, to be pushed as the branch colab")
    colab.add_argument("--folder", type=typed_folder, required=True, help="where it goes; empty or new")
    text = "the commit that its notebooks install; default: GITHUB_SHA, else main"
    colab.add_argument("--revision", default=os.environ.get("GITHUB_SHA", "main"), help=text)
    text = "OWNER/NAME on GitHub, for the buttons of Binder and Colab; default: GITHUB_REPOSITORY"
    for command in (site, colab):
        command.add_argument("--repository", default=os.environ.get("GITHUB_REPOSITORY", ""), help=text)
    hub = add("hub", _hub, "try JupyterHub on this machine: a class, each student with a server of their own")
    hub.add_argument("--folder", type=typed_folder, default=CLASS, help="where the students' folders are")
    hub.add_argument("--port", type=int, default=8000, help="default: 8000")
    hub.add_argument("--address", default="127.0.0.1", help="any other one needs a password")


def _copy(options: argparse.Namespace) -> Path:
    return reader_folder(options.folder, ROOT, READER_COPY)


def _lab(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import lab

    return lab.lab(_copy(options), rest)


def _test(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import testing, versions

    if options.oldest or options.newest:
        which = (versions.OLDEST, versions.NEWEST) if options.oldest else (versions.NEWEST,)
        return versions.test(rest, options.quick, which)
    return testing.test(rest, options.quick)


def _execute(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import testing

    return testing.execute(options.chapters)


def _doctor(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import doctor

    return doctor.doctor(_copy(options))


def _reset(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import lab

    return lab.reset(_copy(options), options.chapter)


def _reproduce(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import reproduce

    return reproduce.reproduce(rest)


def _install(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import environment, project

    start = time.perf_counter()
    known = project.extras()
    chosen = [name for name in options.what if name in known]
    environment.ensure(chosen, [name for name in options.what if name not in known])
    say(f"The environment has {', '.join(options.what)} ({time.perf_counter() - start:.1f} s).")
    return 0


def _site(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import site_command

    return site_command.site(options.folder.expanduser().resolve(), options.repository, options.lite)


def _lite(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import lite_command

    return lite_command.lite(options.folder.expanduser().resolve(), options.pyodide, options.wheels)


def _export(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import export_command

    return export_command.export(options.notebook, options.to, options.folder)


def _colab(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import colab

    return colab.colab(options.folder.expanduser().resolve(), options.repository, options.revision)


def _hub(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import hub_command

    return hub_command.hub(reader_folder(options.folder, ROOT, CLASS), options.address, options.port)


def _teach(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import teach_command

    return teach_command.teach(options.command, rest)


def _nbgrader(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import teach_command

    return teach_command.nbgrader(rest)


def _lock(options: argparse.Namespace, rest: Sequence[str]) -> int:
    from tools import lock

    return lock.lock(rest)
