"""What the import loads, and that every module stands on its own floor."""

import ast
import doctest
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lstm_teach

PACKAGE = Path(lstm_teach.__file__).parent
HEAVY = {"matplotlib", "ipywidgets", "tqdm", "IPython", "ipykernel", "torch", "pandas", "scipy"}
HEAVY |= {"distributed", "pebble", "threadpoolctl"}

# From the bottom up. A module may import those below it, and those of its own floor that stand before it.
FLOORS = [
    ["numerics", "validation"],
    ["params", "gates", "trace", "fused"],
    ["cells"],
    ["sequence"],
    ["compose", "interventions", "model"],
]
BESIDE = {  # what these may import; they stand beside the floors
    "interop": {"numerics", "validation", "cells"},
    "losses": {"numerics", "validation"},
    "optim": {"params", "validation"},
    "progress": set(),
    "settings": {"validation"},
    "gradient_checks": {"params"},
    "moved": set(),
    "training": {"numerics", "optim", "params", "progress", "validation"},
    "experiments": {
        *("experiments", "cells", "losses", "optim", "progress", "model", "gates"),
        *("sequence", "tasks", "training", "validation"),
    },
}
TOPS = {"__init__", "draw", "widgets", "tasks"}


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name inside it."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imported(path: Path) -> set[str]:
    """Return the full names of all that a file imports, wherever in the file it does."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import"
            module = node.module or ""
            inside = {f"{module}.{alias.name}" for alias in node.names}
            names |= {name if _is_module(name) else module for name in inside}
    return names


def _is_module(name: str) -> bool:
    path = PACKAGE.parent / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def parts(path: Path) -> set[str]:
    """Return the top parts of lstm_teach that a file imports."""
    return {name.split(".")[1] for name in imported(path) if name.startswith("lstm_teach.")}


def test_every_module_has_a_floor():
    known = {name for floor in FLOORS for name in floor} | set(BESIDE) | TOPS
    assert {name.split(".")[0] for name in modules()} <= known


@pytest.mark.parametrize("name", modules())
def test_floors(name):
    path, part = modules()[name], name.split(".")[0]
    order = [part for floor in FLOORS for part in floor]
    if part in order:
        level = next(n for n, floor in enumerate(FLOORS) if part in floor)
        allowed = {part for floor in FLOORS[:level] for part in floor}
        same_floor = FLOORS[level][: FLOORS[level].index(part)]
        allowed |= {*same_floor, *({part} if (PACKAGE / part).is_dir() else ())}
    elif part in BESIDE:
        allowed = BESIDE[part]
    elif part == "draw":
        allowed = {p for p in (*order, *BESIDE, "draw") if p not in ("sequence", "compose", "model")}
    else:
        return
    assert parts(path) <= allowed


@pytest.mark.parametrize("name", modules())
def test_who_imports_what_from_outside(name):
    outside = (
        {full.split(".")[0] for full in imported(modules()[name])} - {"lstm_teach"} - sys.stdlib_module_names
    )
    allowed = {"numpy"}
    if name.startswith("draw."):
        allowed |= {"matplotlib", "cycler", "IPython"}
    if name.startswith("widgets"):
        allowed |= {"ipywidgets", "traitlets", "IPython"}
    if name.startswith("experiments"):
        allowed |= {"threadpoolctl"}
    if name == "experiments.dask_workers":
        allowed |= {"distributed"}
    if name == "experiments.processes":
        allowed |= {"pebble"}
    if name == "progress":
        allowed |= {"tqdm"}
    assert outside <= allowed


def fresh(code: str, **environment: str) -> str:
    """Return what a fresh interpreter prints."""
    path = os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path, **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_import_loads_numpy_alone():
    code = (
        "import json, sys, numpy; before = set(sys.modules); import lstm_teach; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    loaded = json.loads(fresh(code))
    assert "lstm_teach.sequence" in loaded
    assert "numpy.random" not in loaded, "an annotation was evaluated: it costs as much as half of NumPy"
    tops = {name.split(".")[0] for name in loaded}
    assert not tops & HEAVY
    assert tops <= {"lstm_teach", "numpy", *sys.stdlib_module_names}


def test_draw_and_widgets_are_not_loaded_with_the_package():
    code = "import sys, lstm_teach; print([m for m in sys.modules if m.startswith('lstm_teach.')])"
    assert "lstm_teach.draw" not in fresh(code)
    assert "lstm_teach.widgets" not in fresh(code)
    assert "lstm_teach.experiments" not in fresh(code)


def test_experiments_load_neither_dask_nor_pebble():
    code = "import sys, lstm_teach.experiments; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = set(fresh(code).split())
    assert "threadpoolctl" in loaded
    assert not loaded & (HEAVY - {"threadpoolctl"})


def test_all_names_what_there_is():
    assert len(set(lstm_teach.__all__)) == len(lstm_teach.__all__)
    for name in lstm_teach.__all__:
        assert getattr(lstm_teach, name) is not None
    public = {
        name
        for name, value in vars(lstm_teach).items()
        if not name.startswith("_") and not isinstance(value, type(sys))
    }
    assert public == set(lstm_teach.__all__)


def test_the_import_leaves_the_random_state_and_the_error_state_alone():
    code = (
        "import numpy as np; s, e = np.random.get_state()[1].tolist(), np.geterr(); import lstm_teach; "
        "assert s == np.random.get_state()[1].tolist() and e == np.geterr(); print('same')"
    )
    assert fresh(code) == "same\n"


CORE = [
    name
    for _, name, _ in pkgutil.walk_packages([str(PACKAGE)], "lstm_teach.")
    if name.split(".")[1] not in ("draw", "widgets")
    and name not in ("lstm_teach.experiments.dask_workers", "lstm_teach.experiments.processes")
]


@pytest.mark.parametrize("name", ["lstm_teach", *CORE])
def test_examples_in_docstrings(name):
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, extraglobs={"np": np}, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert outcome.failed == 0


def test_there_are_examples():
    finder = doctest.DocTestFinder()
    found = [test for name in CORE for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(found) >= 5
