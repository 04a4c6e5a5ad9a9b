"""Shannon's game: guess the next character of a text, key by key, against a network and a count.

`guessing_run` computes, `draw` draws, `GuessingGame` puts a field and controls above it. What is not guessed
yet is nowhere in the picture, its words, its parts or the controls.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap
from typing import Any

import ipywidgets
import numpy as np

from lstm_book.chapter_13.cowriter_models import shown
from lstm_book.chapter_13.cowriter_page import COUNTING, HALF, NETWORK, WIDTH, Bars, chances
from lstm_book.chapter_13.cowriter_typing import Typing
from lstm_book.chapter_13.guessing_run import BETS, LENGTH, Game, GuessingState, run
from lstm_teach.draw import svg, theme
from lstm_teach.draw.numbers import number
from lstm_teach.draw.parts import Part, note
from lstm_teach.draw.svg import Drawing
from lstm_teach.numerics import Array
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import Control, Rows, choice, step_slider

HEIGHT = 424.0
LEFT, ROOM = 66.0, 19.4  # where the cells of what is guessed begin, and their width
CELLS, GUESSES, FIRST, HIGH = 80.0, 108.0, 130.0, 34.0  # top of letters, guesses, rows of bits; their height
IN_A_LINE = 100  # characters of what stands before
FULL = 10.0  # bits of a full column
WHO = (("you", theme.GREEN), ("network", NETWORK), ("counting", COUNTING))
BARS = 242.0
FAIR = "Your bet is the probability of your guess; the rest is shared as characters follow the one before."


def draw(state: GuessingState, result: Game) -> Drawing:
    """Draw the score, what stands before, what was guessed, its bits, and what both expected there."""
    n, verdict = len(result.true), _verdict(result)
    body = [
        svg.text(10, 17, verdict, size=14, bold=True),
        svg.text(LEFT - 6, CELLS + 18, "text", anchor="end"),
        svg.text(LEFT - 6, GUESSES + 12, "guesses", anchor="end"),
        *(svg.text(14, 40 + 20 * n, line) for n, line in enumerate(_lines(result.passage.context))),
        *(_cell(state, result, k) for k in range(LENGTH)),
        *(_row(k, result.bits[k]) for k in range(len(WHO))),
        svg.text(10, HEIGHT - 8, FAIR, size=12),
    ]
    said, bars = _said(state, result), _bars(state, result)
    if n:
        x = LEFT + (state.t - 1) * ROOM
        body.append(
            svg.rect(x, CELLS, ROOM, FIRST + 3 * HIGH - CELLS, stroke=theme.INK, stroke_width=1.5, radius=3)
        )
    body += [bar.body() for bar in bars] or [svg.text(10, BARS + 13, said)]
    words = " ".join([f"Before: {result.passage.context!r}.", said, *(bar.words() for bar in bars), FAIR])
    return Drawing(WIDTH, HEIGHT, verdict, words, "".join(body))


def find_parts(state: GuessingState, result: Game) -> Iterator[Part]:
    """Find the characters that were guessed: each can be looked at again."""
    n = len(result.true)
    if not n:
        return
    said = _said(state, result)
    yield Part(
        "guess", "lane", (LEFT, CELLS, n * ROOM, FIRST + 3 * HIGH - CELLS), "guess that is looked at", said,
        f"{said}. Press another one to look at it.", state.t, 1, n, drag="x", setting="t",
        value_at=lambda x, y: min(max(int((x - LEFT) // ROOM) + 1, 1), n),
    )  # fmt: skip
    for k, (who, _) in enumerate(WHO):
        total = f"{number(float(result.bits[k].sum()), 1)} bits"
        tip = f"{who}: {total} for {n} characters, {number(float(result.bits[k].mean()))} each"
        box = (LEFT + LENGTH * ROOM, FIRST + k * HIGH, WIDTH - LEFT - LENGTH * ROOM, HIGH)
        yield note(f"sum:{who}", box, f"bits of {who}", total, tip)


def _lines(context: str) -> list[str]:
    """What stands before, in two lines."""
    return wrap(f"… {context.strip()} …", IN_A_LINE)


def _verdict(result: Game) -> str:
    n = len(result.true)
    if not n:
        return f"What comes next? Type one character; {LENGTH} are hidden"
    right = ", ".join(f"{who} {count}" for (who, _), count in zip(WHO, result.right.sum(axis=1), strict=True))
    bits = ", ".join(number(float(total), 1) for total in result.bits.sum(axis=1))
    return f"{n} of {LENGTH}.  Right at once: {right};  bits: {bits}"


def _said(state: GuessingState, result: Game) -> str:
    """What was guessed at the place that is looked at, what was right, and what it cost whom."""
    if not result.true:
        return "What network and counting expected is shown after each guess"
    k = state.t - 1
    costs = ", ".join(f"{who} {number(result.bits[n, k])}" for n, (who, _) in enumerate(WHO))
    verb = "and it was" if result.right[0, k] else f"but it was “{shown(result.true[k])}”"
    return f"Guess {state.t}: you said “{shown(state.guesses[k])}”, {verb}; bits: {costs}"


def _cell(state: GuessingState, result: Game, k: int) -> str:
    """A character with the guess below it; a place that is not guessed yet is empty, the next one has a ?."""
    x, n = LEFT + k * ROOM, len(result.true)
    frame = svg.rect(
        x + 1, CELLS + 2, ROOM - 2, 22, stroke=theme.INK, stroke_opacity=1 if k == n else 0.35, radius=2
    )
    if k >= n:
        return frame + (
            svg.text(x + ROOM / 2, CELLS + 18, "?", size=15, anchor="middle", bold=True) if k == n else ""
        )
    right = bool(result.right[0, k])
    below = "✓" if right else shown(state.guesses[k])
    return (
        frame
        + svg.text(x + ROOM / 2, CELLS + 18, shown(result.true[k]), size=15, anchor="middle", bold=True)
        + svg.text(x + ROOM / 2, GUESSES + 12, below, size=12, anchor="middle")
    )


def _row(n: int, bits: Array) -> str:
    """The bits of one player: a column a character, and their sum at the right."""
    (who, colour), foot = WHO[n], FIRST + (n + 1) * HIGH - 4
    columns = []
    for k, value in enumerate(bits):
        height = min(float(value) / FULL, 1.0) * (HIGH - 8)
        columns.append(f"M{LEFT + k * ROOM + 4:.1f} {foot:g}v-{height:.1f}h11v{height:.1f}z")
    right = LEFT + LENGTH * ROOM
    return "".join([
        svg.text(LEFT - 6, foot, who, anchor="end"),
        svg.line([(LEFT, foot), (right, foot)], width=1, opacity=0.35),
        svg.path("".join(columns), f"fill:{colour}") if columns else "",
        svg.text(WIDTH - 8, foot, f"{number(float(np.sum(bits)), 1)} bits", anchor="end", bold=True),
    ])  # fmt: skip


def _bars(state: GuessingState, result: Game) -> list[Bars]:
    if not result.true:
        return []
    k, alphabet = state.t - 1, state.network.alphabet
    made = []
    for n, table in ((1, result.passage.network), (2, result.passage.counting)):
        (who, colour), rows = WHO[n], chances(alphabet, table[k])
        title = f"{who} before guess {state.t}"
        made.append(Bars(title, rows, colour, 10 + (n - 1) * (HALF + 10), BARS, HALF, result.true[k]))
    return made


class GuessingGame(Explorable[GuessingState]):
    """Guess the next character of a hidden stretch of the novel's test text; network and counting guess too.

    Parameters
    ----------
    passage : int
        Which stretch, from 1. Another one begins a new game.
    guesses : str
        What was guessed so far, at most 30 characters. What was guessed stays.
    bet : float
        The probability that the next guess is given: 0.25, 0.5, 0.75 or 0.9.
    bets : tuple of float, optional
        The same for the guesses that were made; `bet` for each where it is not given.
    t : int, optional
        The guess that is looked at, from 1; the last one if not given.
    network : str, Network or what `train_on` returned
        "novel", or a network with a test text.

    Raises
    ------
    TypeError, ValueError
        If a value does not fit; here, when an attribute is set, and in `set`.

    Notes
    -----
    All three see the same words before, and nothing else. A guess costs -log2(bet) bits if it is right. Else
    the rest, 1 - bet, was shared among all other characters as they follow the one before in the training
    text, and the true one's share is what is paid for. So all three pay for a probability distribution over
    the same alphabet, and their bits may be compared. "Right at once" compares first guesses without a bet.

    References
    ----------
    Shannon (1951), Prediction and entropy of printed English, doi:10.1002/j.1538-7305.1951.tb01366.x; bets:
    Cover & King (1978), A convergent gambling estimate of the entropy of English,
    doi:10.1109/TIT.1978.1055912.

    Examples
    --------
    >>> game = GuessingGame(passage=1, guesses="th", bet=0.5)
    >>> len(game.revealed), game.bits.shape
    (2, (3, 2))
    """

    settings, compute, draw = GuessingState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Type one character into the field; press a character that was guessed to look at it again."

    @property
    def revealed(self) -> str:
        """What is revealed of the text."""
        return self.result.true

    @property
    def bits(self) -> Array:
        """What was paid for every character, (3, n): by you, by the network, by counting."""
        return self.result.bits

    def _changed(self, settings: dict[str, Any]) -> GuessingState:
        old = self.state
        if settings.get("network", old.network) not in (old.network, old.network.name):
            raise ValueError(f"network: a game keeps its network, {old.network}; make a new GuessingGame")
        settings.pop("network", None)
        if settings.get("passage", old.passage) != old.passage:
            settings = {"guesses": "", "bets": (), "t": None} | settings
        elif "guesses" in settings:
            guesses = settings["guesses"]
            if isinstance(guesses, str) and not guesses.startswith(old.guesses):
                raise ValueError(
                    f"guesses: expected {old.guesses!r} and more, for what was guessed stays, got {guesses!r}"
                )
            settings.setdefault("t", None)
        return super()._changed(settings)

    def _make_controls(self) -> Rows:
        tip = "each character is a guess at the next one; what was guessed stays"
        field = Typing("your guesses", most=LENGTH, grows=True, tooltip=tip)
        field.layout = ipywidgets.Layout(width="100%")
        return (
            {"guesses": Control(field)},
            {
                "bet": _bets(),
                "passage": step_slider("passage", width=150),
                "t": step_slider("look at guess", width=150),
            },
        )


def _bets() -> Control:
    """A row of buttons, one for each bet."""
    words = [f"{bet:.0%}" for bet in BETS]
    made = choice([f"bet {words[0]}", *words[1:]], button=None)
    made.widget.tooltips = [f"bet {word} on the next guess" for word in words]
    return replace(made, read=lambda index: BETS[index], write=BETS.index)
