"""A console's challenge on a page without a kernel: scored beforehand, on some unseen streams."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lstm_book.live.console_views import Easel
from lstm_book.live.touches import nearest
from lstm_teach.widgets.console import ConsoleState, GateConsole, Result
from lstm_teach.widgets.console.changes import admitted
from lstm_teach.widgets.console.scoring import score


class Jury:
    """Scores settings of a console with a challenge, each on streams of its own."""

    def __init__(self, console: GateConsole) -> None:
        self._streams = console._streams

    @property
    def question(self) -> str:
        """What is asked."""
        challenge = self._streams.challenge
        return "" if challenge is None else challenge.question

    def result(self, state: ConsoleState, n: int) -> Result:
        """Return what the nth commit would say of a state's holds."""
        challenge = self._streams.challenge
        assert challenge is not None
        setup = self._streams.given(n)
        holds = admitted(state, setup).holds
        challenge.check(holds)
        return score(challenge, setup, challenge.batch(n).answer, holds, n)


def unseen(easel: Easel, jury: Jury, state: ConsoleState, stream: int) -> dict[str, Any]:
    """Return what is shown of an unseen stream: where it went wrong; where it did not, the own stream."""
    result, cursor = jury.result(state, stream), easel.axes["t"]
    if result.fault is None:
        return {"result": str(result)} | easel.view(state)
    fault = result.fault
    state = replace(state, noise=result.commit, sequence=fault.sequence, t=fault.step)
    told = {"said": {list(easel.axes).index("t"): str(fault.step)}, "fault": nearest(cursor, fault.step)}
    return {"result": str(result), **told} | easel.view(state)
