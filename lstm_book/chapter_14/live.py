"""What may be moved of the lattices on a page without a kernel."""

from lstm_book.chapter_14.lattice import Lattice
from lstm_book.chapter_14.pencil import PencilLattice
from lstm_book.live import Grid

NAMES = {"NN": "N→N: 2^", "NT": "N→T: 2^", "TN": "T→N: 2^", "TT": "T→T: 2^", "St": "St as N: 2^"}

LIVE = {
    "PencilLattice": Grid(
        PencilLattice,
        {
            "NN": (0, 1, 2),
            "NT": (0, 2),
            "TN": range(-2, 3),
            "TT": (-3, 0),
            "St": (0, 1, 2),
            "James": (0, 3),
            "show": ("probabilities", "forward sums"),
        },
        {**NAMES, "James": "James as N: 2^", "show": "at the nodes"},
        beyond="Other powers",
    ),
    "Lattice": Grid(
        Lattice,
        {"share": [n / 20 for n in range(21)], "sentence": range(1, 4)},
        {"share": "λ, share of the transitions"},
        runs=True,
    ),
}
