"""A file of outcomes, one line each: appended as they come, read back after a run that was killed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lstm_teach.experiments.outcome import LINE_START, Outcome, from_line, to_line
from lstm_teach.experiments.trial import Trial


def load_outcomes(path: str | os.PathLike[str]) -> list[Outcome]:
    """Read the outcomes that `run` wrote, in the order in which they came; nothing is changed.

    A trial that failed and was run again has several lines. A torn last line is left out.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a line was not written by `run`.
    """
    return _parse(Path(path).read_bytes(), Path(path))[0]


def _parse(data: bytes, path: Path) -> tuple[list[Outcome], bytes]:
    """Return the outcomes, and the data without a last line that a kill has torn."""
    lines = data.split(b"\n")
    outcomes = []
    for n, line in enumerate(lines, 1):
        try:
            outcomes.append(from_line(line))
        except ValueError as error:
            if n == len(lines) and _is_torn(line):
                return outcomes, data[: len(data) - len(line)]
            raise ValueError(
                f"path: expected a file of outcomes that run wrote, got {path} whose line {n} "
                f"is {line[:40]!r}: {error}. The file was left as it is. Remedy: another path"
            ) from error
    return outcomes, data  # the last line is whole but for its end


def _is_torn(line: bytes) -> bool:
    """Whether this is the beginning of a line of ours; a lost power supply leaves zeros behind it."""
    start, line = LINE_START.encode("ascii"), line.rstrip(b"\0")
    return line.startswith(start) or start.startswith(line)


class OutcomesFile:
    """The open file of a run, or none; `append` returns when the line is on the disk."""

    def __init__(self, path: str | os.PathLike[str] | None) -> None:
        self.path = None if path is None else Path(path)
        self._stream: Any = None

    def __enter__(self) -> OutcomesFile:
        if self.path is not None:
            # Appending and unbuffered: what was there is never overwritten, a line is one write.
            self._stream = self.path.open("a+b", buffering=0)
            _lock(self._stream, self.path)
        return self

    def __exit__(self, *error: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def finished(self, trials: Iterable[Trial]) -> dict[str, Outcome]:
        """Return the results in the file by identity, and make its end ready for the next line.

        Raises
        ------
        ValueError
            If the file is no file of outcomes, or holds a result of a trial whose function had another
            source text; in both cases it is left as it is.
        """
        if self.path is None:
            return {}
        self._stream.seek(0)  # read through the same stream: closing a second one would give up the lock
        outcomes, data = _parse(self._stream.readall(), self.path)
        found = {outcome.identity: outcome for outcome in outcomes if outcome.finished}
        for trial in trials:
            source = found[trial.identity].source if trial.identity in found else None
            if source is not None and trial.source_digest not in (None, source):
                raise ValueError(
                    f"path: expected results of {trial.name} as it is now, got {self.path} with results of "
                    "another version of that function. Remedy: another path, so that results of two "
                    "versions do not stand in one file"
                )
        self._stream.truncate(len(data))  # cuts a torn line, of a trial that did not finish
        if data and not data.endswith(b"\n"):
            self._write(b"\n")
        return found

    def append(self, outcome: Outcome) -> None:
        """Write one line and wait until the disk has it."""
        if self._stream is not None:
            self._write(to_line(outcome))

    def _write(self, data: bytes) -> None:
        while data:  # a full disk may take a part of the line, and then raises
            data = data[self._stream.write(data) :]
        os.fsync(self._stream.fileno())


def _lock(stream: Any, path: Path) -> None:
    """Refuse a file that another run writes to. Windows and some network folders know no such locks."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        # Not flock: worker processes that outlive a killed run would inherit and keep it.
        fcntl.lockf(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            stream.close()
            raise ValueError(
                f"path: expected a file that no other run writes to, got {path}. "
                "Remedy: wait, or another path"
            ) from error
