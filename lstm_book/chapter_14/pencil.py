"""The pencil lattice of chapter 14: three words, two tags, and factors that can be dragged.

Three parts: `pencil_run` computes, `pencil_picture` draws, `PencilLattice` puts controls above it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ipywidgets

from lstm_book.chapter_14.pencil_picture import draw, find_parts
from lstm_book.chapter_14.pencil_run import PencilLatticeState, run
from lstm_teach.validation import one_of
from lstm_teach.widgets.base import Explorable
from lstm_teach.widgets.controls import OWN, Control, Rows, preset_list, step_slider, tick_box, with_steps
from lstm_teach.widgets.dial import preset_in_force
from lstm_teach.widgets.setting import Setting

EXAMPLE = {name: getattr(PencilLatticeState(), name) for name in PencilLatticeState.names() if name != "show"}
PRESETS: dict[str, dict[str, Any]] = {
    "the example": EXAMPLE,
    "T→N 1, a tie": EXAMPLE | {"TN": 0},
    "T→N 2": EXAMPLE | {"TN": 1},
    "no transitions": EXAMPLE | {"NN": 0, "NT": 0, "TN": 0, "TT": 0},
}


class PencilLattice(Explorable[PencilLatticeState]):
    r"""The eight paths of tags N (name) and T (type) over the words *St James St*.

    A path's product is that of the factors of its words and of its steps; divided by Z, the sum of all
    eight products, it is the path's probability. All settings are powers: a factor is 2 to the setting.

    Parameters
    ----------
    NN, NT, TN, TT : int
        Powers of the transitions, from -4 to 4: NT from N to T.
    St, James : int
        Powers of the words' factors as N, from -4 to 4; as T the factors are 4 and 1.
    show : str
        What stands at the nodes: "probabilities" or "forward sums".

    Raises
    ------
    ValueError
        If a value is out of range; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> pencil = PencilLattice()
    >>> pencil.result.Z, pencil.result.best, pencil.result.by_word
    (808.5, (0, 0, 1), (1, 0, 1))
    >>> pencil.TN = 1
    >>> pencil.result.best, round(pencil.result.share((1, 0, 1)), 2)
    ((1, 0, 1), 0.52)
    """

    settings, compute, draw = PencilLatticeState, staticmethod(run), staticmethod(draw)
    find_parts = staticmethod(find_parts)
    tip = "Drag a framed factor up to double it, down to halve it; press a node for the forward sums."
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = PRESETS
    preset = Setting(preset_in_force)

    def _changed(self, settings: dict[str, Any]) -> PencilLatticeState:
        if "preset" in settings:
            name = one_of("preset", settings.pop("preset"), [OWN, *self.presets])
            settings = {**self.presets.get(name, {}), **settings}
        return super()._changed(settings)

    def _make_controls(self) -> Rows:
        def power(name: str, said: str) -> dict[str, Control]:
            return {name: step_slider(f"{said}: 2^", width=120 + 6 * (len(said) - 3))}

        return (
            {
                **power("NN", "N→N"),
                **power("NT", "N→T"),
                **power("TN", "T→N"),
                **power("TT", "T→T"),
            },
            {
                **power("St", "St as N"),
                **power("James", "James as N"),
                "show": tick_box("forward sums", "probabilities", "forward sums", width=118),
                "preset": preset_list(PRESETS),
            },
        )

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        return with_steps(super()._in_row(row))
