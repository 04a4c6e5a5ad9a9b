"""Messages: every long step is announced before it starts and timed when it ends."""

import contextlib
import sys
import time
from collections.abc import Iterator


def say(message: str) -> None:
    """Print at once, also into a pipe."""
    print(message, flush=True)


def print_anything() -> None:
    """Let a console that knows few letters (cp1252, ASCII) show a folder's name, not stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # not where a test or an editor has put its own
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step and print how long it took."""
    say(f"{what} ...")
    start = time.perf_counter()
    yield
    say(f"  done in {time.perf_counter() - start:.1f} s")
