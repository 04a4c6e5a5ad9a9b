"""Execute the notebooks of the book and keep their stored form the same on every machine.

    python -m tools.notebooks execute PATH...   run, normalise, write what changed
    python -m tools.notebooks check PATH...     say which files are not normalised

PATH is a notebook or a folder. `execute` runs every cell in the interpreter that runs this command,
with the notebook's folder as the working directory. Where a cell raises, the file stays as it was.
"""

import argparse
import copy
import os
import re
import sys
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import ipykernel.kernelspec
import nbformat
import nbformat.v4
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from lstm_lab.files import write_atomic
from tools.notebook_form import normalise
from tools.project import BOOK, ROOT

TRUTHS = "LSTM_BOOK_TRUTHS"  # what happens is kept for pages without a kernel: lstm_book/answers/truths.py
CELL_TIMEOUT = 120  # seconds; the longest chapter may take 60
ANSI = re.compile(r"\x1b\[[0-9;]*m")


class NotebookError(Exception):
    """A notebook that cannot be read, or a cell that raised, hung or lost its kernel."""


class _ThisInterpreter(KernelSpecManager):
    """Every kernel name means the running interpreter, whatever kernelspecs the machine has."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        kernel: dict[str, Any] = ipykernel.kernelspec.get_kernel_dict()
        return KernelSpec(resource_dir=str(ipykernel.kernelspec.RESOURCES), **kernel)


class _Kernels(AsyncKernelManager):
    @default("kernel_spec_manager")
    def _this_interpreter(self) -> KernelSpecManager:
        return _ThisInterpreter(parent=self)

    @default("transport_encryption")
    def _encrypt_where_possible(self) -> str:
        return "auto"  # otherwise every kernel warns that it talks in plain text


def find(paths: Sequence[Path]) -> list[Path]:
    """Return the notebooks that the paths name, folders searched to the bottom, in order.

    Raises
    ------
    NotebookError
        If a path is no notebook and no folder with notebooks: an empty list would look like success.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = [p for p in sorted(path.rglob("*.ipynb")) if ".ipynb_checkpoints" not in p.parts]
            if not inside:
                raise NotebookError(f"{path}: expected a folder with notebooks, found none in it")
            found += inside
        elif path.suffix == ".ipynb" and path.is_file():
            found.append(path)
        else:
            what = "something else" if path.exists() else "nothing"
            raise NotebookError(f"{path}: expected a notebook or a folder, found {what}")
    return list(dict.fromkeys(found))


def load(path: Path) -> NotebookNode:
    """Read a notebook as it is stored: nbformat's own `read` would invent random cell ids."""
    try:
        nb: NotebookNode = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        if nb.nbformat != 4:
            raise ValueError(f"expected notebook format 4, got {nb.nbformat}")
    except (OSError, ValueError, AttributeError, KeyError) as error:  # also: not JSON, not UTF-8, no notebook
        raise NotebookError(f"{path}: cannot be read as a notebook: {error}") from error
    return nb


def dumps(nb: NotebookNode) -> bytes:
    """Return the bytes of a notebook file: sorted keys, one newline at the end, no carriage returns."""
    nbformat.validate(nb)
    text: str = nbformat.v4.writes(nb)
    return (text.rstrip("\n") + "\n").encode()


def run(
    nb: NotebookNode, folder: Path, timeout: int = CELL_TIMEOUT, variables: Mapping[str, str] | None = None
) -> NotebookNode:
    """Execute a copy of the notebook and return it with its fresh, raw outputs.

    Parameters
    ----------
    nb : NotebookNode
        Stays as it is.
    folder : Path
        The kernel's working directory.
    timeout : int
        Seconds for each cell.
    variables : mapping, optional
        What the kernel finds in its environment besides ours.

    Raises
    ------
    NotebookError
        If a cell raises, runs out of time or ends its kernel; it names the cell and shows its source.
    """
    fresh = copy.deepcopy(nb)
    at = 0

    def remember(cell: NotebookNode, cell_index: int) -> None:
        nonlocal at
        at = cell_index

    client = NotebookClient(
        fresh, timeout=timeout, kernel_name="python3", kernel_manager_class=_Kernels,
        store_widget_state=False, record_timing=False, on_cell_start=remember,
    )  # fmt: skip
    with warnings.catch_warnings():
        # On Windows pyzmq starts a helper thread and says so; it works.
        warnings.filterwarnings("ignore", message="Proactor event loop", category=RuntimeWarning)
        try:
            client.execute(cwd=str(folder), env={**os.environ, **(variables or {})})
        except CellTimeoutError as error:
            raise NotebookError(_located(fresh, at, f"ran longer than {timeout} s")) from error
        except DeadKernelError as error:
            raise NotebookError(_located(fresh, at, "ended its kernel")) from error
        except CellExecutionError as error:
            raise NotebookError(
                _located(fresh, at, f"raised {error.ename}", _traceback(fresh.cells[at]))
            ) from error
    return fresh


def _traceback(cell: NotebookNode) -> str:
    return "\n".join(line for o in cell.outputs if o.output_type == "error" for line in o.traceback)


def _located(nb: NotebookNode, index: int, what: str, trace: str = "") -> str:
    """Name a cell by its place and by its count, with its source and, where there is one, the traceback."""
    count = sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in nb.cells[: index + 1])
    source = "\n".join(f"    {line}" for line in nb.cells[index].source.splitlines())
    message = f"cell {index + 1} of {len(nb.cells)}, In [{count}], {what}\n\n{source}\n"
    return message + (f"\n{ANSI.sub('', trace)}\n" if trace else "")


def execute(path: Path, timeout: int = CELL_TIMEOUT) -> list[str]:
    """Run one notebook, normalise it and write it if a byte changed.

    Returns
    -------
    list of str
        What changed, for a person to read; empty if the file was left alone.

    Raises
    ------
    NotebookError
        If the notebook cannot be read or run. The file is then as it was.
    """
    stored = load(path)
    keep = {TRUTHS: str(ROOT / "lstm_book")} if path.resolve().parent == BOOK else {}
    try:
        fresh = normalise(run(stored, path.parent, timeout, keep))
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from error
    data = dumps(fresh)
    if data == path.read_bytes():
        return []
    write_atomic(path, data)
    return list(differences(stored, fresh)) or ["formatting"]


def check(path: Path) -> list[str]:
    """Return what `normalise` would change in the file; empty if it is normalised byte for byte."""
    stored = load(path)
    wanted = normalise(stored)
    if dumps(wanted) == path.read_bytes():
        return []
    return list(differences(stored, wanted)) or ["formatting"]


def differences(old: NotebookNode, new: NotebookNode) -> Iterator[str]:
    """Say in which parts two notebooks with the same cells differ."""
    if old.metadata != new.metadata or old.nbformat_minor != new.nbformat_minor:
        yield "notebook metadata"
    for number, (a, b) in enumerate(zip(old.cells, new.cells, strict=True), start=1):
        parts = [key for key in sorted(a.keys() | b.keys()) if a.get(key) != b.get(key)]
        if parts:
            yield f"cell {number}: {', '.join(parts)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return 0, 1 if a notebook failed, 2 for a path that cannot be."""
    parser = argparse.ArgumentParser(prog="python -m tools.notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("execute", "check"))
    parser.add_argument("paths", metavar="PATH", nargs="+", type=Path)
    parser.add_argument(
        "--timeout", type=int, default=CELL_TIMEOUT, help="seconds for each cell (default: %(default)s)"
    )
    options = parser.parse_args(arguments)
    try:
        notebooks = find(options.paths)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 2
    failed = False
    for path in notebooks:
        start = time.perf_counter()
        try:
            changes = execute(path, options.timeout) if options.command == "execute" else check(path)
        except NotebookError as error:
            print(error, file=sys.stderr)
            failed = True
            continue
        if options.command == "execute":
            said = f"written, changed {'; '.join(changes)}" if changes else "no byte changed"
            print(f"{path}: {said} ({time.perf_counter() - start:.1f} s)")
        else:
            print(f"{path}: {'not normalised: ' + '; '.join(changes) if changes else 'normalised'}")
            failed |= bool(changes)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
