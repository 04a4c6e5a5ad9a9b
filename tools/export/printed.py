"""A page printed to a PDF by the Chromium of the machine."""

import os
import subprocess
import tempfile
from pathlib import Path

from lstm_lab.opening import is_root
from tools.project import SetupError

TIME = 180  # seconds
BY_HAND = "Open it in a browser and print it there (Ctrl+P, or Cmd+P on a Mac), to a PDF if you like."


def print_page(browser: str, page: Path) -> bytes:
    """Return a page as a PDF.

    Raises
    ------
    SetupError
        If the browser does not make one.
    """
    made = page.with_suffix(".pdf.part")
    with tempfile.TemporaryDirectory(prefix="lstm_teach-", ignore_cleanup_errors=True) as profile:
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking",
            f"--user-data-dir={profile}", "--no-pdf-header-footer", "--virtual-time-budget=20000",
            *(["--no-sandbox"] if is_root() else []), f"--print-to-pdf={made}", page.as_uri(),
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=TIME,
            )
            said = (done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"])[-1]
            data = made.read_bytes() if made.exists() else b""
        except (OSError, subprocess.TimeoutExpired) as error:
            said, data = str(error), b""
        finally:
            made.unlink(missing_ok=True)
    if not data.startswith(b"%PDF-"):
        raise SetupError(f"{os.fspath(browser)} did not print {page}: {said}. {BY_HAND}")
    return data
