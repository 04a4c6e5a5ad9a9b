"""Chapter 00, The LSTM in fifteen minutes: its writing machine, and what is measured of the network in it."""

from lstm_book.chapter_00.letter import Letter, write
from lstm_book.chapter_00.machine import WritingMachine
from lstm_book.chapter_00.machine_run import WritingMachineState
from lstm_book.chapter_00.reading import reading

__all__ = ["Letter", "WritingMachine", "WritingMachineState", "reading", "write"]
