"""Chapter 14, Reading both ways: addresses, taggers, the ladder, its exercises, and the lattices of paths."""

from lstm_book.chapter_14.lattice import Lattice
from lstm_book.chapter_14.lattice_run import LatticeState
from lstm_book.chapter_14.pencil import PencilLattice
from lstm_book.chapter_14.pencil_run import PencilLatticeState

__all__ = ["Lattice", "LatticeState", "PencilLattice", "PencilLatticeState"]
