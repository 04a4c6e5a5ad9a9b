"""One experiment of 1997: what is learned, by which net, and when a trial is given up."""

from __future__ import annotations

from dataclasses import dataclass

from lstm_teach.tasks.temporal_order import SYMBOLS as ORDER_SYMBOLS

TASKS = ("reber", "two sequences", "2c", "adding", "multiplication", "order")
REBER, TWO, LAG, ADDING, MULTIPLICATION, ORDER = TASKS
REBER_SYMBOLS = 7


@dataclass(frozen=True)
class Experiment:
    """All that decides a trial but its seed, in plain values: they are the settings of the trial.

    The defaults are those of most experiments of the paper: weights uniform in [-0.1, 0.1], biases
    everywhere, gates that hear gates, logistic outputs, one update after each sequence.
    """

    task: str
    rate: float  # of learning
    ceiling: int  # sequences after which a trial is given up
    steps: int = 100  # T; q in 2c; without meaning for the grammar and for 6a, 6b
    detail: int = 0  # two sequences: how many numbers inform; 2c: p; order: how many symbols matter
    variant: str = ""  # of the two sequences: "3a", "3b", "3c"
    wrong: int = 13  # multiplication: fewer than these of 2,000 are wrong
    blocks: int = 2
    cells: int = 1  # in each block
    scale: float = 0.1  # weights start uniform in [-scale, scale]
    input_gates: tuple[float, ...] = ()  # where their biases start, block by block; (): as weights do
    output_gates: tuple[float, ...] = ()
    gate_biases: bool = True
    cell_biases: bool = True
    output_biases: bool = True
    feedback: bool = True  # gates hear the gates, and so do cells
    direct: bool = False  # weights from the input to the outputs
    output: str = "logistic"  # or "linear"
    update: str = "sequence"  # or "step": after every step of a sequence

    @property
    def hidden(self) -> int:
        """H, the number of cells in all blocks."""
        return self.blocks * self.cells

    @property
    def symbols(self) -> bool:
        """Whether the inputs are symbols, one unit each."""
        return self.task in (REBER, LAG, ORDER)

    @property
    def every_step(self) -> bool:
        """Whether there is a target at every step, and not at the last alone."""
        return self.task == REBER

    @property
    def inputs(self) -> int:
        """D, the number of input units."""
        if self.task == LAG:
            return self.detail + 4
        return {REBER: REBER_SYMBOLS, ORDER: len(ORDER_SYMBOLS), TWO: 1}.get(self.task, 2)

    @property
    def outputs(self) -> int:
        """O, the number of output units."""
        if self.task == ORDER:
            return 2**self.detail
        return {REBER: REBER_SYMBOLS, LAG: 2}.get(self.task, 1)

    @property
    def sources(self) -> int:
        """K, what gates and cells hear: inputs, cells, gates, and the 1 of the biases."""
        return self.inputs + self.hidden + 2 * self.blocks * self.feedback + 1

    @property
    def columns(self) -> int:
        """R, what hears: input gates, output gates, cells."""
        return 2 * self.blocks + self.hidden

    def weights(self) -> int:
        """Return the number of weights and biases that are learned, which the paper prints."""
        into_net = (self.sources - 1) * self.columns
        biases = 2 * self.blocks * self.gate_biases + self.hidden * self.cell_biases
        into_outputs = self.hidden + self.inputs * self.direct + self.output_biases
        return into_net + biases + into_outputs * self.outputs
