"""Environment variables under which tests and notebooks run the same for everybody.

A reader's own settings (IPython start-up files, kernels of the same name, matplotlib styles) must neither
break the tests nor enter the stored outputs.
"""

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lstm_lab.variables import TESTS, without_foreign

# One folder each, below a temporary one.
FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "MPLCONFIGDIR")

# One thread: sums of another order differ in the last digits.
THREADS = ("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")

SET = {
    "JUPYTER_PREFER_ENV_PATH": "1",
    "LSTM_TEACH_PROGRESS": "off",
    "PYTHONNOUSERSITE": "1",
    "PYTHONUTF8": "1",
    **dict.fromkeys(THREADS, "1"),
}


def isolated_variables(base: Mapping[str, str], folder: Path, scripts: Path) -> dict[str, str]:
    """Variables for tests and notebooks: nothing of the user's settings, scripts of the environment first.

    Parameters
    ----------
    base
        The variables to start from, usually ``os.environ``.
    folder
        A temporary folder; the settings folders are made below it.
    scripts
        The folder of scripts of the environment, put first on PATH.
    """
    variables = without_foreign(base, TESTS)
    for name in FOLDERS:
        place = folder / name.lower()
        place.mkdir(parents=True, exist_ok=True)
        variables[name] = os.fspath(place)
    # Windows of a desktop backend must not open from tests. Kernels choose the inline backend themselves.
    (folder / "mplconfigdir" / "matplotlibrc").write_text("backend: Agg\n", encoding="ascii")
    variables.update(SET)
    variables["PATH"] = os.pathsep.join([os.fspath(scripts), variables.get("PATH", "")])
    return variables


@contextlib.contextmanager
def isolation(scripts: Path) -> Iterator[dict[str, str]]:
    """Isolated variables whose folders vanish at the end."""
    with tempfile.TemporaryDirectory(prefix="lstm_teach-", ignore_cleanup_errors=True) as folder:
        yield isolated_variables(os.environ, Path(folder), scripts)
