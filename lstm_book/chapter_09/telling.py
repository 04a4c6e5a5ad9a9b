"""The tables of chapter 09 as text: baselines, and the five trainings of every cell on a task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from lstm_book.chapter_09 import baselines, rivals
from lstm_book.chapter_09.learning import Setting
from lstm_teach.tasks import PredictionBatch, embedded_reber
from lstm_teach.tasks.limits import best_cross_entropy
from lstm_teach.tasks.reber import outer_asked

NAMES = {"LSTM": "LSTM", "GRU": "GRU", "RNN": "tanh RNN"}


def best_bits(batch: PredictionBatch) -> float:
    """Return the bits a prediction of who knows all, on this very batch."""
    return best_cross_entropy(batch) / float(np.log(2))


def bits_without_outer(batch: PredictionBatch, inner: int = 1) -> float:
    """Return those of who knows all but the outer symbol: one more wherever it comes again."""
    asked = outer_asked(embedded_reber(inner), batch).sum()
    return best_bits(batch) + float(asked) / int(batch.counted.sum())


def start_of(setting: Setting) -> str:
    """Return in words how a network started and was trained."""
    words = [f"W_x x {setting.input_scale:g}"] if setting.cell == "RNN" or setting.input_scale != 1 else []
    words += [f"W_h {setting.recurrent}"] if setting.cell == "RNN" else []
    words += [f"b_f {setting.keep:g}, b_i {setting.write:g}"] if setting.cell == "LSTM" else []
    words += [f"b_z {setting.keep:g}"] if setting.cell == "GRU" else []
    return ", ".join([*words, f"rate {setting.rate:g}"])


def rivals_table(rows: Iterable[rivals.Row], task: str, cells: Iterable[str] = ("LSTM", "GRU", "RNN")) -> str:
    """Return five trainings of every cell on a task: how often right, the median of the bits, the starts."""
    rows = list(rows)
    return table([rivals.told(rows, task, cell) for cell in cells])


def table(fives: Sequence[Sequence[rivals.Row]]) -> str:
    """Return a line for each five trainings of one setting, and below how each of them started."""
    what = "steps right" if fives[0][0].task in (rivals.STREAM, rivals.HELD) else "strings right"
    lines = [f"{'':9} {what:30} {'outer symbol right':30} bits", *map(five, fives)]
    lines += [f"   {NAMES[rows[0].setting.cell]}: {start_of(rows[0].setting)}" for rows in fives]
    return "\n".join(lines)


def five(rows: Sequence[rivals.Row]) -> str:
    """Return five trainings in one line, with the median of their bits."""
    whole, outer = (" ".join(f"{getattr(row.test, name):.3f}" for row in rows) for name in ("whole", "outer"))
    bits = float(np.median([row.test.bits for row in rows]))
    return f"{NAMES[rows[0].setting.cell]:9} {whole:30} {outer:30} {bits:.3f}"


def baselines_table(rows: Iterable[baselines.Row]) -> str:
    """Return what windows and hidden Markov models reach: of models that were trained alike, from to."""
    alike: dict[str, list[baselines.Row]] = {}
    for row in rows:
        name = f"last {row.size} of {row.strings} strings"
        if row.kind == "HMM":
            start = "" if row.spread == 1 else ", sparse"
            name = f"{row.size} states, {row.sweeps} sweeps{start}"
        alike.setdefault(f"{row.kind}, {name}", []).append(row)
    above, names = f"{'':34}{'test strings':>32}", f"{'':34}{'runs':>4}{'outer right':>14}{'bits':>14}"
    lines = [f"{above}{'as they come':>27}", f"{names}{'outer right':>14}{'bits':>13}"]
    for name, few in alike.items():
        outer, bits = (from_to([getattr(row, of) for row in few]) for of in ("outer", "bits"))
        fresh = [from_to([getattr(row, of) for row in few]) for of in ("fresh_outer", "fresh_bits")]
        lines.append(f"{name:34}{len(few):4}{outer:>14}{bits:>14}{fresh[0]:>14}{fresh[1]:>13}")
    return "\n".join(lines)


def from_to(numbers: Sequence[float]) -> str:
    """Return the smallest and the largest, or one number if they are printed alike."""
    ends = [f"{end:.2f}" for end in (min(numbers), max(numbers))]
    return " to ".join(dict.fromkeys(ends))
