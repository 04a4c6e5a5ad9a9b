"""What a console runs on: its own stream and, in the scoring mode, batches of noise not shown before."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

from lstm_teach.gates import Hold
from lstm_teach.sequence import unroll
from lstm_teach.widgets.console.changes import admitted
from lstm_teach.widgets.console.inputs import edited
from lstm_teach.widgets.console.run import Setup, run
from lstm_teach.widgets.console.scoring import Challenge, Result, check_batch, score
from lstm_teach.widgets.console.state import ConsoleState


class Streams:
    """The stream that a console was given, the batches that its challenge draws, and what commits gave.

    Streams are numbered: 0 is the console's own, n the batch of the nth commit.
    """

    def __init__(self, own: Setup, challenge: Challenge | None) -> None:
        self.own, self.challenge = own, challenge
        self.results: list[Result] = []
        self.seen = 0  # the last batch that a reader may have looked at
        self._batches: dict[int, tuple[Setup, Any]] = {}
        self._free: dict[int, Any] = {}
        self._edited: tuple[Any, Setup] = ((0, None, ()), own)

    def given(self, n: int) -> Setup:
        """Return cell, weights and the stream of a number, as it was given."""
        return self.own if n == 0 else self._batch(n)[0]

    def setup(self, state: ConsoleState) -> Setup:
        """Return cell, weights and the stream of a state, with what was changed of it."""
        key = (state.noise, state.text, state.edits)
        if key != self._edited[0]:
            self._edited = (key, edited(self.given(state.noise), state.text, state.edits))
        return self._edited[1]

    def free(self, n: int) -> Any:
        """Return the Trace of a stream as it was given, with nothing held or cut."""
        if n not in self._free:
            self._free[n] = run(self.given(n)).trace
        return self._free[n]

    def trace(self, state: ConsoleState) -> Any:
        """Return the Trace of another state than the one that is shown, on its own input."""
        setup = edited(self.given(state.noise), state.text, state.edits)
        return unroll(setup.cell, setup.params, setup.x, setup.start, state.holds, state.cuts)

    def admit(self, state: ConsoleState) -> ConsoleState:
        """Return a state that can be shown, in its one form.

        Raises
        ------
        ValueError
            If there is nothing that it asks for.
        """
        if state.noise and self.challenge is None:
            raise ValueError(f"noise: expected 0 in a console without a challenge, got {state.noise}")
        if self.challenge is not None and (state.cuts or state.edits or state.text is not None):
            raise ValueError("cuts, edits, text: expected none, for the question is answered by holds alone")
        return admitted(state, self.setup(state))

    def commit(self, holds: tuple[Hold, ...]) -> Result:
        """Score holds on the next batch.

        Raises
        ------
        ValueError
            If there is no challenge, or it does not allow these holds.
        """
        if self.challenge is None:
            raise ValueError("commit: expected a console with a challenge; this one has none")
        self.challenge.check(holds)
        n = self.seen + 1
        setup, answer = self._batch(n)
        result = score(self.challenge, setup, answer, holds, n)
        self.seen = n
        self.results.append(result)
        return result

    def line(self) -> str:
        """Return the question and, after a commit, how that setting went. Room is kept for it."""
        if self.challenge is None:
            return ""
        parts = [f"<b>{escape(self.challenge.question)}</b>"]
        if self.results:
            parts.append(f'<span role="status">{escape(str(self.results[-1]))}</span>')
        return f'<div style="line-height:1.4;min-height:5.6em">{"<br>".join(parts)}</div>'

    def _batch(self, n: int) -> tuple[Setup, Any]:
        if n not in self._batches:
            assert self.challenge is not None
            batch = self.challenge.batch(n)
            check_batch(batch, self.own)
            self._batches[n] = replace(self.own, x=batch.x, targets=batch.targets), batch.answer
        return self._batches[n]
