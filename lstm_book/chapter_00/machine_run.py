"""What the writing machine of chapter 00 computes: one text under held gates, one free, by the same dice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from lstm_book import networks
from lstm_book.networks import Network
from lstm_teach.cells.lstm import LSTM, LSTMStep
from lstm_teach.gates import CLOSED, OPEN, Hold
from lstm_teach.generate import Generator, dice, generate
from lstm_teach.interventions import learned_gates
from lstm_teach.model import readout
from lstm_teach.numerics import Array, log_softmax
from lstm_teach.params import tree_map
from lstm_teach.sequence import unroll
from lstm_teach.settings import Settings, one, real, setting, whole
from lstm_teach.validation import one_of, real_number

LETTERS = 240  # that are written after the prompt
LONGEST = 60  # letters of a prompt
PROMPT = "It is a truth universally acknowledged, that "
TURN = 60  # where a valve is turned if all is written
GATES = ("f", "i", "o")  # in the order in which they are drawn
MODES = ("learned", "shut", "open", "held at")
HALF = 0.5  # where "held at" starts
WHOLE = {"shut": CLOSED, "open": OPEN}


@cache
def novel() -> Network:
    """Return the book's network of the novel in double precision: it writes the same on every CPU."""
    network = networks.load("novel")
    return network._replace(model=tree_map(lambda part: part.astype(float), network.model))


def _a_prompt(name: str, prompt: Any, _: Any) -> str:
    if not isinstance(prompt, str) or not 1 <= len(prompt) <= LONGEST:
        raise ValueError(f"{name}: expected a text of 1 to {LONGEST} characters, got {prompt!r}")
    alphabet = novel().alphabet.symbols
    strange = next((letter for letter in prompt if letter not in alphabet), None)
    if strange is not None:
        raise ValueError(f"{name}: expected characters that the novel has, got {strange!r} in {prompt!r}")
    return prompt


def _holds(name: str, given: Any, _: Any) -> tuple[Hold, ...]:
    holds = (given,) if isinstance(given, Hold) else given
    if not isinstance(holds, Iterable) or isinstance(holds, str):
        raise TypeError(f"{name}: expected a Hold or several, got {given!r}")
    found = tuple(holds)
    H = LSTM.sizes(novel().model.cell)["H"]
    for hold in found:
        if not isinstance(hold, Hold):
            raise TypeError(f"{name}: expected a Hold or several, got {hold!r}")
        one_of(f"{name}.gate", hold.gate, GATES)
        if hold.start >= LETTERS or (hold.stop or 0) > LETTERS:
            raise ValueError(f"{name}: expected letters from 0 to {LETTERS - 1}, got {hold!r}")
        if hold.units is not None and max(hold.units) >= H:
            raise ValueError(f"{name}.units: expected numbers from 0 to {H - 1}, got {hold.units!r}")
    whole = (replace(hold, stop=None) if hold.stop == LETTERS else hold for hold in found)
    return tuple(sorted(whole, key=lambda hold: (GATES.index(hold.gate), hold.start)))


@dataclass(frozen=True, repr=False)
class WritingMachineState(Settings):
    """The settings of a `WritingMachine`.

    Parameters
    ----------
    prompt : str
        What the network reads before it writes; at most 60 letters that the novel has.
    holds : tuple of Hold
        What holds gates. Their steps are the letters that are written, from 0: a hold from letter k on is in
        force when letter k is chosen.
    dice : int
        Which dice are thrown, from 0 to 999: the same number throws the same dice.
    temperature : float
        From 0.1, nearly always the likeliest letter, to 1.5.
    t : int
        How many letters are shown.
    gate : str
        The gate that the controls show.
    once : bool
        Whether a valve is turned for one letter only.
    """

    prompt: str = setting(PROMPT, _a_prompt)
    holds: tuple[Hold, ...] = setting((), _holds)
    dice: int = whole(0, 0, 999)
    temperature: float = real(0.6, 0.1, 1.5)
    t: int = whole(LETTERS, 0, LETTERS, looking=True)
    gate: str = one("f", GATES, looking=True)
    once: bool = one(False, (False, True), looking=True)

    widget: ClassVar[str] = "WritingMachine"

    def shown(self, name: str) -> str:
        """Return a setting as code."""
        return _as_code(self.holds) if name == "holds" else super().shown(name)

    @property
    def turn(self) -> int:
        """The letter from which on a valve is turned: the next one or, if all is written, where one was."""
        if self.t < LETTERS:
            return self.t
        return min((hold.start for hold in self.holds), default=TURN)

    def hold_of(self, gate: str) -> Hold | None:
        """Return what holds a gate at the letter at which it would be turned; None if it is learned."""
        active = [hold for hold in self.holds if hold.gate == gate and hold.is_active(self.turn)]
        return active[-1] if active else None

    def turned(self, gate: str, value: float | None) -> tuple[Hold, ...]:
        """Return the holds with a gate held at a value from `turn` on, or for one letter; None: learned."""
        k = self.turn
        stop = k + 1 if self.once else None
        kept = [hold for hold in self.holds if hold.gate != gate]
        for hold in self.holds:
            if hold.gate == gate:
                kept += _outside(hold, k, stop)
        if value is not None:
            kept.append(Hold(gate, value, k, stop))
        return tuple(kept)


def _as_code(holds: Sequence[Hold]) -> str:
    """Return holds as short as they can be written."""
    texts = []
    for hold in holds:
        parts = [repr(hold.gate), repr(float(hold.value))]
        parts += [str(hold.start)] if hold.start or hold.stop is not None else []
        parts += [str(hold.stop)] if hold.stop is not None else []
        parts += [f"units={hold.units!r}"] if hold.units is not None else []
        texts.append(f"Hold({', '.join(parts)})")
    return f"({', '.join(texts)}{',' if len(texts) == 1 else ''})"


def _outside(hold: Hold, start: int, stop: int | None) -> list[Hold]:
    """Return what is left of a hold before `start` and from `stop` on; to the end if that is None."""
    left = [] if hold.start >= start else [replace(hold, stop=min(start, hold.stop or LETTERS))]
    if stop is not None and (hold.stop is None or hold.stop > stop):
        left.append(replace(hold, start=max(hold.start, stop)))
    return left


def mode_of(hold: Hold | None) -> str:
    """Return which of `MODES` a hold is; None is learned."""
    if hold is None:
        return "learned"
    return {CLOSED: "shut", OPEN: "open"}.get(float(hold.value), "held at")


def value_from(name: str, said: Any) -> float | None:
    """Return where a gate is held by a word of `MODES` or a number; None if it is learned.

    Raises
    ------
    ValueError
        If it is neither "learned", "shut", "open" nor a number from 0 to 1.
    """
    if isinstance(said, str):
        word = one_of(name, said, ("learned", *WHOLE))
        return WHOLE.get(word)
    return real_number(name, said, 0.0, 1.0) + 0.0


class Written(NamedTuple):
    """What was written; letters count from 0, and a step of a trace reads one letter."""

    text: str  # all letters, whether they are shown yet or not
    free: str  # what the untouched network writes with the same dice
    bits: Array  # (LETTERS,) how much each letter of `text` surprises the untouched network that reads it
    free_bits: Array  # (LETTERS,) the same of `free`
    gates: dict[str, Array]  # (LETTERS,) how far a gate is open, in the mean over all units
    learned: dict[str, Array]  # (LETTERS,) how far it would be, if it were not held
    trace: LSTMStep  # of prompt and text, as `unroll` makes it

    @property
    def parted(self) -> int | None:
        """The first letter that differs from the free text; None if all are the same."""
        pairs = zip(self.text, self.free, strict=True)
        return next((k for k, (ours, theirs) in enumerate(pairs) if ours != theirs), None)


def run(state: WritingMachineState) -> Written:
    """Write, and let the untouched network write as well and read along."""
    network, P = novel(), len(state.prompt)
    free, free_bits = _free(state.prompt, state.dice, state.temperature)
    steps = [
        replace(hold, start=hold.start + P - 1, stop=None if hold.stop is None else hold.stop + P - 1)
        for hold in state.holds
    ]
    text = free if not steps else _write(state.prompt, state.dice, state.temperature, steps)
    ids = network.alphabet.encode(state.prompt + text)
    trace = _read(ids[:-1], steps)
    bits = free_bits if text == free else bits_of(ids, _read(ids[:-1], ()))[P - 1 :]
    would = {name: values[P - 1 :, 0] for name, values in _would(trace).items()}
    gates = {name: getattr(trace, name)[P - 1 :, 0] for name in GATES}
    return Written(text, free, bits, free_bits, _means(gates), _means(gates | would), trace)


def _means(gates: dict[str, Array]) -> dict[str, Array]:
    return {name: values.mean(axis=-1) for name, values in gates.items()}


def _would(trace: LSTMStep) -> dict[str, Array]:
    found: dict[str, Array] = learned_gates(LSTM, novel().model.cell, trace)
    return found


def _read(ids: Array, holds: Sequence[Hold]) -> LSTMStep:
    trace = unroll(LSTM, novel().model.cell, ids[:, None], holds=holds)
    assert isinstance(trace, LSTMStep)
    return trace


def bits_of(ids: Array, trace: LSTMStep) -> Array:
    """Return how many bits every letter but the first cost the network whose run over them this is."""
    scores = log_softmax(readout(novel().model.out, trace.h[:, 0]))
    return -scores[np.arange(len(ids) - 1), ids[1:]] / np.log(2)


@lru_cache(maxsize=64)
def _free(prompt: str, number: int, temperature: float) -> tuple[str, Array]:
    text = _write(prompt, number, temperature, ())
    ids = novel().alphabet.encode(prompt + text)
    return text, bits_of(ids, _read(ids[:-1], ()))[len(prompt) - 1 :]


def _write(prompt: str, number: int, temperature: float, holds: Sequence[Hold]) -> str:
    """Return what is written; the dice are thrown before anything else, and are the same for all holds."""
    network = novel()
    generator = Generator(network.cell, network.model, tuple(holds))
    thrown = dice(np.random.default_rng(number), LETTERS, network.alphabet.size)
    ids = network.alphabet.encode(prompt)
    made = generate(generator, ids, LETTERS, dice=thrown, temperature=temperature)
    return network.alphabet.decode(made.ids)
