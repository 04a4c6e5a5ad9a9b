"""Messages: every long step is announced before it starts and timed when it ends."""

import contextlib
import time
from collections.abc import Iterator


def say(message: str) -> None:
    """Print at once, also into a pipe."""
    print(message, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Announce a step and print how long it took."""
    say(f"{what} ...")
    start = time.perf_counter()
    yield
    say(f"  done in {time.perf_counter() - start:.1f} s")
