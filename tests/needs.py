"""What a test needs beyond the test extra: skipped where absent, a failure where it is required.

``LSTM_TEACH_REQUIRE=torch,browser`` lists what must be there; CI names all (`.ci/run`).
"""

import importlib
import os
from typing import Any

import pytest

from tools.browser import find_browser

REQUIRE = "LSTM_TEACH_REQUIRE"
REMEDIES = {
    "torch": "PyTorch is not installed (python3 run.py install parity)",
    "keras": "Keras is not installed (python3 run.py install parity)",
    "onnx": "ONNX is not installed (python3 run.py install parity)",
    "dask": "Dask is not installed (python3 run.py install experiments)",
    "pebble": "Pebble is not installed (python3 run.py install experiments)",
    "numba": "Numba is not installed (python3 run.py install reproduce)",
    "site": "what builds the site is not installed (python3 run.py install site)",
    "hub": "JupyterHub is not installed (python3 run.py install hub)",
    "launch": "what makes the book for other places is not installed (python3 run.py install launch)",
    "teach": "nbgrader is not installed (python3 run.py install teach)",
    "browser": "no Chromium on PATH, and LSTM_TEACH_BROWSER names none",
}
MODULES = {
    "torch": "torch",
    "keras": "keras",
    "onnx": "onnx",
    "dask": "dask.distributed",
    "pebble": "pebble",
    "numba": "numba",
    "site": "myst_nb",
    "hub": "jupyterhub",
    "launch": "jupyterlite_core",
    "teach": "nbgrader",
}


def required() -> set[str]:
    """What LSTM_TEACH_REQUIRE lists; a name that no test knows is an error, not a silent pass."""
    names = {name.strip() for name in os.environ.get(REQUIRE, "").split(",") if name.strip()}
    unknown = names - set(REMEDIES)
    if unknown:
        known = ", ".join(sorted(REMEDIES))
        raise pytest.UsageError(f"{REQUIRE} names {', '.join(sorted(unknown))}; known are: {known}")
    return names


def need(name: str) -> Any:
    """Return a module (such as ``"torch"``) or a browser's path (``"browser"``), else skip or fail."""
    try:
        found = importlib.import_module(MODULES[name]) if name in MODULES else find_browser()
    except ModuleNotFoundError:
        found = None
    if found is None:
        if name in required():
            pytest.fail(f"required by {REQUIRE}: {REMEDIES[name]}", pytrace=False)
        pytest.skip(REMEDIES[name], allow_module_level=True)
    return found
