"""What the operating system refuses, as a sentence: which file, why, and what helps."""

import contextlib
import errno
import os
import sys
from collections.abc import Callable

from lstm_lab import SetupError

OTHER_FOLDER = "name a folder of your own, for example --folder ~/lstm-book"
AGAIN = "and run the same command again; what was there is still there"
WHY = {
    errno.EACCES: ("you have no permission for it", OTHER_FOLDER),
    errno.EPERM: ("you have no permission for it", OTHER_FOLDER),
    errno.EROFS: ("it is on a file system that can only be read", OTHER_FOLDER),
    errno.ENOSPC: ("the disk is full", f"free some space {AGAIN}"),
    errno.ENOTDIR: ("something that is no folder is in the way", f"move it {AGAIN}"),
    errno.EEXIST: ("something that is no folder is in the way", f"move it {AGAIN}"),
    errno.EISDIR: ("a folder is in the way", f"move it {AGAIN}"),
    errno.ENAMETOOLONG: ("the name is too long", OTHER_FOLDER),
    errno.EFBIG: ("it would be larger than a file of yours may be", f"raise that limit (ulimit -f) {AGAIN}"),
    errno.ELOOP: ("it is a link that leads back to itself", OTHER_FOLDER),
    errno.EMFILE: ("too many files are open", f"close other programs {AGAIN}"),
}
if hasattr(errno, "EDQUOT"):
    WHY[errno.EDQUOT] = ("your share of the disk is full", f"free some space {AGAIN}")


def sentence(error: OSError) -> str:
    """Return what a reader is told of an error, in place of a traceback.

    Examples
    --------
    >>> sentence(OSError(errno.EROFS, "Read-only file system", "my-book")).partition(" Remedy")[0]
    'my-book: it is on a file system that can only be read.'
    """
    where = os.fsdecode(error.filename) if error.filename is not None else "a file"
    if error.errno not in WHY:
        return f"{where}: {error.strerror or error}."
    why, remedy = WHY[error.errno]
    return f"{where}: {why}. Remedy: {remedy}."


def spoken(command: str, run: Callable[[], int]) -> int:
    """Run a command; print a failure that the reader can mend without a traceback, and return its status."""
    try:
        return run()
    except BrokenPipeError:
        # Who reads has heard enough (`run.py doctor | head -1`); Python would complain once more at its end.
        with contextlib.suppress(OSError, AttributeError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (SetupError, OSError) as error:
        told = sentence(error) if isinstance(error, OSError) else str(error)
        with contextlib.suppress(OSError, AttributeError):  # a full disk, no standard output at all
            sys.stdout.flush()
        print(f"\n{command}: {told}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{command}: stopped", file=sys.stderr)
        return 130
