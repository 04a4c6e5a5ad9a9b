"""Find an installed Chromium; none is ever downloaded."""

import os
import shutil

VARIABLE = "LSTM_TEACH_BROWSER"
NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_browser() -> str | None:
    """Path of the browser: what LSTM_TEACH_BROWSER names, else the first one found on PATH."""
    named = os.environ.get(VARIABLE)
    for name in (named,) if named else NAMES:
        path = shutil.which(name)
        if path:
            return path
    return None
