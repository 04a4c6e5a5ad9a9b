"""Build it: ``python -m tools.lite.build FOLDER``, in the project's environment (``run.py lite``).

Nothing is fetched. A reader's browser fetches Pyodide with NumPy and Matplotlib from Pyodide's own address,
unless the site is given an archive of them, and the widgets' packages from PyPI; this package comes with the
site.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from lstm_lab.opening import HERE
from lstm_lab.reader_copy import find_originals
from tools.first_cell import code_cell, with_first
from tools.project import BOOK, SetupError
from tools.wheel import build_wheel

CELL_ID = "lite-install"
KERNEL = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
INSTALL = """\
# In the browser alone: adds what the book needs to this page's Python. It takes a while.
import piplite

await piplite.install({packages})
await piplite.install("lstm_teach", deps=False)"""
# What Pyodide brings along, in the version that it has.
PYODIDES = ("numpy", "matplotlib", "threadpoolctl", "tqdm")
# Pure Python from PyPI. Their scripts are in the site, in the versions of this environment.
PINNED = ("anywidget", "ipywidgets")
# Of this environment's extensions of JupyterLab; others of it (nbgrader's, for one) want a server.
EXTENSIONS = (
    "@jupyter-widgets/jupyterlab-manager",
    "@jupyterlite/pyodide-kernel-extension",
    "anywidget",
    "jupyterlab_pygments",
)


def first_cell() -> str:
    """Return what installs the book's packages in a page's Python.

    Without dependencies the book's own: it asks for a JupyterLab and a kernel that Lite replaces by its own.
    """
    pins = [f"{name}=={importlib.metadata.version(name)}" for name in PINNED]
    lines = "".join(f"    {json.dumps(name)},\n" for name in [*PYODIDES, *pins])
    return INSTALL.format(packages=f"[\n{lines}]")


def write_contents(folder: Path) -> None:
    """Write the book as a reader gets it, each notebook with the first cell and Lite's kernel."""
    cell = code_cell(CELL_ID, first_cell())
    for path in find_originals(BOOK):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(with_first(BOOK / path, cell, KERNEL))


def extensions() -> list[Path]:
    """Return the folders of the extensions that the site has."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    found = [folder / name for name in EXTENSIONS]
    missing = [path.name for path in found if not (path / "package.json").is_file()]
    if missing:
        raise SetupError(f"In {folder} is no {' or '.join(missing)}. Remedy: python3 run.py install launch")
    return found


def build(out: Path, pyodide: str = "", wheels: Path | None = None) -> int:
    """Build the site into a folder; what is there is replaced. A page looks among its wheels before PyPI."""
    with tempfile.TemporaryDirectory(prefix="lstm_teach-") as temporary:
        place = Path(temporary)
        write_contents(place / "contents")
        (place / "pypi").mkdir()
        build_wheel(place / "pypi", Path(sys.executable))
        for path in wheels.glob("*.whl") if wheels is not None else ():
            shutil.copyfile(path, place / "pypi" / path.name)
        options = {
            "Application": {"log_level": "ERROR"},
            "LiteBuildConfig": {
                "apps": ["lab"],
                "contents": ["contents"],
                "federated_extensions": [str(path) for path in extensions()],
                "ignore_sys_prefix": True,
                "no_libarchive": True,
                "no_sourcemaps": True,
                "no_unused_shared_packages": True,
                "settings_overrides": [str(HERE / "lab_settings" / "overrides.json")],
            },
        }
        (place / "jupyter_lite_config.json").write_text(json.dumps(options), encoding="utf-8")
        shutil.rmtree(out, ignore_errors=True)
        command = [sys.executable, "-m", "jupyterlite_core", "build", f"--output-dir={out}"]
        command += [f"--pyodide={pyodide}"] if pyodide else []
        return subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL).returncode


def main(arguments: Sequence[str]) -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.lite.build")
    parser.add_argument("out", type=Path)
    parser.add_argument("--pyodide", default="", help="a Pyodide for the site: an archive or its address")
    parser.add_argument("--wheels", type=Path, help="a folder of pure wheels to put into the site")
    options = parser.parse_args(arguments)
    try:
        return build(options.out.resolve(), options.pyodide, options.wheels)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
