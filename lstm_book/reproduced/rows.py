"""The table, row by row: an experiment each, with the paper's figure and what differs from the paper."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from lstm_book.reproduced.experiment import ADDING, LAG, MULTIPLICATION, ORDER, REBER, TWO, Experiment
from lstm_book.reproduced.modern import Modern


class Row(NamedTuple):
    """One row of the table."""

    name: str  # begins with the paper's number of the experiment
    what: str
    experiment: Experiment | Modern
    paper: float | None  # mean number of sequences of the successful trials
    paper_solved: str  # of the paper's trials
    seconds: float  # that a trial takes, on one core, compiled
    differs: str = ""  # from the paper; "": nothing that is known
    seeds: int = 20

    @property
    def to_the_letter(self) -> bool:
        """Whether the row is as the paper has it, as far as the paper says."""
        return not self.differs


def _reber(rate: float, blocks: int, cells: int) -> Experiment:
    return Experiment(
        REBER, rate, 60_000, blocks=blocks, cells=cells, scale=0.2, cell_biases=False, output_biases=False,
        output_gates=tuple(-1.0 - n for n in range(blocks)), update="step",
    )  # fmt: skip


def _lag(q: int, p: int) -> Experiment:
    return Experiment(
        LAG, 0.01, 500_000, steps=q, detail=p, scale=0.2, gate_biases=False, cell_biases=False,
        output_biases=False,
    )  # fmt: skip


def _shut_lag(q: int, p: int) -> Experiment:
    return replace(_lag(q, p), rate=0.05, gate_biases=True, input_gates=(-3.0, -3.0))


def _two(variant: str, steps: int, informative: int, ceiling: int = 400_000) -> Experiment:
    return Experiment(
        TWO, 0.1 if variant == "3c" else 1.0, ceiling, steps=steps, detail=informative, variant=variant,
        blocks=3, input_gates=(-1.0, -3.0, -5.0), output_gates=(-2.0, -4.0, -6.0), output_biases=False,
    )  # fmt: skip


def _adding(steps: int, ceiling: int) -> Experiment:
    return Experiment(ADDING, 0.5, ceiling, steps=steps, cells=2, input_gates=(-3.0, -6.0))


PRODUCT = Experiment(MULTIPLICATION, 0.1, 1_000_000, cells=2, wrong=140)
ORDER_A = Experiment(ORDER, 0.5, 400_000, detail=2, cells=2, input_gates=(-2.0, -4.0))
ORDER_B = Experiment(ORDER, 0.1, 900_000, detail=3, blocks=3, cells=2, input_gates=(-2.0, -4.0, -6.0))
NETS_OF_1 = {
    "1-1": (_reber(0.1, 4, 1), 39_740.0, "30 of 30", "4 blocks of 1, rate 0.1"),
    "1-2": (_reber(0.1, 3, 2), 21_730.0, "30 of 30", "3 blocks of 2, rate 0.1"),
    "1-3": (_reber(0.2, 3, 2), 14_060.0, "97 %", "3 blocks of 2, rate 0.2"),
    "1-4": (_reber(0.5, 4, 1), 9_500.0, "97 %", "4 blocks of 1, rate 0.5"),
    "1-5": (_reber(0.5, 3, 2), 8_440.0, "30 of 30", "3 blocks of 2, rate 0.5"),
}
BOTH = "biases of the outputs, and weights from input to outputs"
NET_OF_2000 = replace(
    _reber(0.5, 4, 2), direct=True, output_biases=True, feedback=False,
    input_gates=(-0.5, -1.0, -1.5, -2.0), output_gates=(-0.5, -1.0, -1.5, -2.0),
)  # fmt: skip


def _grammar() -> list[Row]:
    rows = [
        Row(name, f"embedded Reber, {net}", e, mean, solved, 1.5)
        for name, (e, mean, solved, net) in NETS_OF_1.items()
    ]
    rows += [
        Row(f"{name}-both", f"embedded Reber, {net}", replace(e, direct=True, output_biases=True), mean,
            solved, 1.0, BOTH)
        for name, (e, mean, solved, net) in NETS_OF_1.items()
    ]  # fmt: skip
    e, mean, solved, net = NETS_OF_1["1-5"]
    after = replace(e, update="sequence")
    return [
        *rows,
        Row("1-5-sequence", f"embedded Reber, {net}", after, mean, solved, 1.5,
            "updates after each sequence, as its appendix has it"),
        Row("2000-reset", "embedded Reber, the net of 2000 without forget gates", NET_OF_2000, None,
            "74 %", 1.0, "strings one by one and the test of 1997, not the continual stream"),
    ]  # fmt: skip


def _lags() -> list[Row]:
    sizes = {(50, 50): 30_000, (100, 100): 31_000, (200, 200): 33_000, (500, 500): 38_000,
             (1000, 1000): 49_000, (1000, 500): 49_000, (1000, 200): 75_000, (1000, 100): 135_000,
             (1000, 50): 203_000}  # fmt: skip
    rows = [
        Row(f"2c-{q}-{p}", f"long lag with noise, q = {q}, p = {p}", _lag(q, p), mean, "20 of 20",
            round(0.17 * q), seeds=20 if q <= 100 else 5)
        for (q, p), mean in sizes.items()
    ]  # fmt: skip
    return rows + [
        Row(f"2c-{p}-{p}-shut", f"long lag with noise, q = {p}, p = {p}", _shut_lag(p, p), sizes[p, p],
            "20 of 20", seconds, "biases of the gates, those of the input gates from -3, and rate 0.05")
        for p, seconds in ((50, 2.0), (100, 20.0))
    ]  # fmt: skip


def _signals() -> list[Row]:
    means = {("3a", 100, 3): 39_850, ("3a", 100, 1): 64_330, ("3b", 100, 3): 43_250, ("3b", 100, 1): 78_430,
             ("3c", 100, 3): 269_650, ("3c", 100, 1): 565_640, ("3a", 1000, 3): 452_460,
             ("3b", 1000, 1): 485_080}  # fmt: skip
    return [
        Row(f"{variant}-{T}-{N}", f"two sequences, T = {T}, N = {N}",
            _two(variant, T, N, 400_000 if T == 100 else 1_000_000), mean, "10 of 10",
            1.0 if T == 100 else 120.0, seeds=20 if T == 100 else 5)
        for (variant, T, N), mean in means.items()
    ]  # fmt: skip


def _now() -> list[Row]:
    def row(name: str, what: str, m: Modern, paper: float, solved: str, rule: str, seconds: float) -> Row:
        biases = f"f {m.forget_gate:+g}, i {m.input_gate:+g}"
        how = f"LSTM of {m.hidden}, Adam, batches of {m.batch}, biases {biases}; solved: {rule}"
        return Row(name, what, m, paper, solved, seconds, how, 20 if seconds < 5 else 5)

    return [
        row("1-modern", "embedded Reber", Modern(REBER, 2_500, 8, 1.0, 0.0, hidden=12, look=25), 8_440.0,
            "30 of 30", "as in 1997", 1.5),
        row("2c-100-100-modern", "long lag with noise, q = 100, p = 100",
            Modern(LAG, 150, 32, 7.0, -4.0, detail=100), 31_000.0, "20 of 20", "as in 1997, on 512", 1.2),
        row("2c-1000-50-modern", "long lag with noise, q = 1000, p = 50",
            Modern(LAG, 200, 16, 9.0, -6.0, steps=1000, detail=50), 203_000.0, "20 of 20",
            "as in 1997, on 512", 13.0),
        row("4-100-modern", "adding, T = 100", Modern(ADDING, 1_500, 32, 5.0, -3.0), 74_000.0, "10 of 10",
            "mean squared error below 0.002 on 512", 0.6),
        row("6a-modern", "order of two symbols", Modern(ORDER, 1_000, 32, 5.0, -2.0, detail=2), 31_390.0,
            "20 of 20", "errors below 0.3 on 512", 1.5),
        row("6a-modern-short", "order of two symbols, the rate falls sooner",
            Modern(ORDER, 400, 32, 5.0, -2.0, detail=2), 31_390.0, "20 of 20",
            "errors below 0.3 on 512", 1.4),
    ]  # fmt: skip


LINEAR = "linear output"
ROWS = (
    *_grammar(),
    *_lags(),
    *_signals(),
    Row("4-100", "adding, T = 100", _adding(100, 300_000), 74_000.0, "10 of 10", 8.0),
    Row("4-100-linear", "adding, T = 100", replace(_adding(100, 300_000), output="linear"), 74_000.0,
        "10 of 10", 2.5, LINEAR),
    Row("4-500-linear", "adding, T = 500", replace(_adding(500, 400_000), output="linear"), 209_000.0,
        "10 of 10", 45.0, LINEAR, 5),
    Row("4-1000-linear", "adding, T = 1000", replace(_adding(1000, 1_500_000), output="linear"), 853_000.0,
        "10 of 10", 300.0, LINEAR, 5),
    Row("5", "multiplication, T = 100", PRODUCT, 482_000.0, "10 of 10", 25.0, seeds=5),
    Row("5-linear", "multiplication, T = 100", replace(PRODUCT, output="linear"), 482_000.0, "10 of 10", 25.0,
        LINEAR, 5),
    Row("6a", "order of two symbols", ORDER_A, 31_390.0, "20 of 20", 0.8),
    Row("6a-linear", "order of two symbols", replace(ORDER_A, output="linear", rate=0.1), 31_390.0,
        "20 of 20", 0.7, "linear outputs, rate 0.1"),
    Row("6b", "order of three symbols", ORDER_B, 571_100.0, "10 of 10", 35.0),
    *_now(),
)  # fmt: skip
BY_NAME = {row.name: row for row in ROWS}


def chosen(names: str | None) -> tuple[Row, ...]:
    """Return the rows that a list such as ``"6a,4"`` names: a name, or how names begin before a hyphen.

    Raises
    ------
    ValueError
        If a part of the list names no row.
    """
    if names is None:
        return ROWS
    asked = [part.strip() for part in names.split(",") if part.strip()]
    for part in asked:
        if not any(_named(row, part) for row in ROWS):
            raise ValueError(f"rows: expected names such as 6a, 4 or 1-5, got {part!r}")
    return tuple(row for row in ROWS if any(_named(row, part) for part in asked))


def _named(row: Row, part: str) -> bool:
    return row.name == part or row.name.startswith(f"{part}-")
