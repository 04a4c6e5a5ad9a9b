"""What an import of the package loads and leaves alone, and that the examples in its docstrings run."""

import doctest
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lstm_teach

PACKAGE = Path(lstm_teach.__file__).parent
HEAVY = {"matplotlib", "ipywidgets", "tqdm", "IPython", "ipykernel", "torch", "pandas", "scipy"}
HEAVY |= {"distributed", "pebble", "threadpoolctl"}
# They import what the extra `experiments` brings; tests/experiments has their tests.
NOT_FOR_EVERYBODY = {f"lstm_teach.experiments.{name}" for name in ("dask_workers", "processes")}
LOAD = """
import json, sys, numpy
loaded = [set(sys.modules)]
import lstm_teach
loaded.append(set(sys.modules))
import lstm_teach.experiments
loaded.append(set(sys.modules))
print(json.dumps([sorted(after - before) for before, after in zip(loaded, loaded[1:])]))
"""
LEAVE_ALONE = """
import numpy as np
state, errors = np.random.get_state()[1].tolist(), np.geterr()
import lstm_teach
assert state == np.random.get_state()[1].tolist() and errors == np.geterr()
print("same")
"""


def fresh(code: str) -> str:
    """Return what a fresh interpreter prints."""
    path = os.pathsep.join([str(PACKAGE.parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def loaded() -> Any:
    """Return what `lstm_teach` loads beside NumPy, and what `lstm_teach.experiments` loads beside both."""
    return [set(names) for names in json.loads(fresh(LOAD))]


def tops(names: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def test_the_import_loads_numpy_alone(loaded):
    package, _ = loaded
    assert "lstm_teach.sequence" in package
    assert "numpy.random" not in package, "an annotation was evaluated: it costs as much as half of NumPy"
    assert not tops(package) & HEAVY
    assert tops(package) <= {"lstm_teach", "numpy", *sys.stdlib_module_names}


@pytest.mark.parametrize("part", ["draw", "widgets", "experiments", "tasks"])
def test_this_part_is_not_loaded_with_the_package(part, loaded):
    assert not {name for name in loaded[0] if name.startswith(f"lstm_teach.{part}")}


def test_experiments_load_no_dask(loaded):
    both = tops(loaded[0] | loaded[1])
    assert "threadpoolctl" in both
    assert not both & (HEAVY - {"threadpoolctl"})


def test_the_import_leaves_the_random_state_and_the_error_state_alone():
    assert fresh(LEAVE_ALONE) == "same\n"


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


CORE = [
    name
    for _, name, _ in pkgutil.walk_packages([str(PACKAGE)], "lstm_teach.")
    if name.split(".")[1] not in ("draw", "widgets") and name not in NOT_FOR_EVERYBODY
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
