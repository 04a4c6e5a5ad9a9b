"""Whether a progress bar is drawn. One variable decides: ``LSTM_TEACH_PROGRESS=off`` draws none."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any


def progress_bar(steps: Iterable[Any]) -> Any:
    """Return `steps` wrapped in a tqdm bar, in a notebook or on a terminal; elsewhere as they are.

    tqdm is imported here and not above, so that importing the package loads NumPy alone.
    Output that is stored and compared, as that of the book's chapters is, sets
    ``LSTM_TEACH_PROGRESS=off``.
    """
    if os.environ.get("LSTM_TEACH_PROGRESS", "on") == "off":
        return steps
    try:
        if _in_a_notebook():
            from tqdm.notebook import tqdm as notebook_tqdm

            return notebook_tqdm(steps, leave=False)
        from tqdm import tqdm
    except ImportError:  # a bar is a convenience: training does without
        return steps
    return tqdm(steps, leave=False, disable=None)  # None: no bar where stderr is no terminal


def _in_a_notebook() -> bool:
    """Whether a Jupyter kernel runs this; that ipykernel was imported does not say so."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
