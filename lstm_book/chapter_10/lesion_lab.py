"""The lesion lab of chapter 10: gates of a trained network clamped at single words of a stream.

Four parts: `lesion_lab_run` computes, `lesion_lab_view` draws, `lesion_lab_hand` knows what touches mean,
`LesionLab` puts controls above the picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import ipywidgets

from lstm_book.chapter_10.lesion_lab_clamps import CYCLE, GATES, carried, painted, text_of
from lstm_book.chapter_10.lesion_lab_hand import LesionHand, find_parts
from lstm_book.chapter_10.lesion_lab_run import (
    ALL,
    ASKED,
    FILES,
    UNITS,
    LesionLabState,
    networks,
    places,
    run,
    said_class,
)
from lstm_book.chapter_10.lesion_lab_view import draw
from lstm_teach.gates import Hold
from lstm_teach.tasks.agreement import FORMS, NOUNS
from lstm_teach.validation import one_of
from lstm_teach.widgets.controls import (
    OWN,
    Control,
    PresetSteps,
    Rows,
    choice,
    preset_list,
    step_slider,
    tick_box,
    whole_box,
)
from lstm_teach.widgets.dial import Dial
from lstm_teach.widgets.setting import Setting


def _preset(clamps: str, stops: str = "with") -> dict[str, Any]:
    return {"stops": stops, "between": 2, "units": ALL, "clamps": clamps}


class LesionLab(Dial[LesionLabState]):
    """Two sentences, at each ___ the verb's form is asked for; any gate is held shut or open at any word.

    Below: how many of 400 other streams of this form are answered right with the same clamps, by the classes
    of both subjects; and, as controls, the means of the same clamps at all other words and of random ones,
    neither at the last word, where the answer is read. (Several clamps move along together; twelve random
    sets of as many are drawn.) In a cell that is clamped, the number in brackets is what the gate would be
    by itself in this very run.

    Parameters
    ----------
    network : int
        Which of the trained networks, from 1.
    stops : "with" or "without"
        Whether there are full stops, in the stream and in what the networks were trained on.
    first, second : str
        The subjects, nouns of `lstm_teach.tasks.agreement`.
    other : str
        The noun between the second subject and its verb; a second one is another of its class.
    between : int
        How many nouns stand there, 0 to 2. In the other streams they are never of the subject's class.
    units : str
        "all", or "unit 0" to "unit 5": whose gates are shown and clamped.
    clamps : str, Hold or sequence of Hold
        Such as ``"f open 4, o shut 6-8"``: a gate, what it is held at, and words counted from 1. A Hold,
        whose steps count from 0, is one of i, f, o at 0 or 1 and all units.
    gate, t
        The gate and the word that the controls for clamps speak of.

    Raises
    ------
    TypeError, ValueError
        If a value does not fit; here, when an attribute is set, and in `set`.

    Examples
    --------
    >>> lab = LesionLab(first="boy", second="girls")
    >>> lab.answers
    ('přišel', 'přišly')
    >>> lab.clamps = "f open 4"
    >>> lab.preset
    'f open at the stop'
    """

    settings, compute, draw = LesionLabState, staticmethod(run), staticmethod(draw)
    find_parts, hand = staticmethod(find_parts), LesionHand
    tip = "Press a cell of a gate’s strip: shut, open, learned. Press a noun, a store or a cell of the grid."
    # The rows of the chapter's table.
    presets: ClassVar[Mapping[str, Mapping[str, Any]]] = {
        "no clamp": _preset(""),
        "f open at the stop": _preset("f open 4"),
        "f open at the subject": _preset("f open 5"),
        "f open at both": _preset("f open 4-5"),
        "f open from the subject on": _preset("f open 5-11"),
        "i shut at the subject": _preset("i shut 5"),
        "f shut at the subject": _preset("f shut 5"),
        "f shut at a noun between": _preset("f shut 7"),
        "i open at both nouns": _preset("i open 7, i open 9"),
        "i shut at both nouns": _preset("i shut 7, i shut 9"),
        "o shut at a preposition": _preset("o shut 6"),
        "o shut at both of them": _preset("o shut 6, o shut 8"),
        "o shut at a noun between": _preset("o shut 7"),
        "i shut at the verb": _preset("i shut 11"),
        "o shut at the verb": _preset("o shut 11"),
        "no stops: no clamp": _preset("", "without"),
        "no stops: f open at the subject": _preset("f open 4", "without"),
        "no stops: f open from the verb": _preset("f open 3-4", "without"),
    }
    clamp = Setting(lambda lab: lab.state.clamp)

    @property
    def answers(self) -> tuple[str, str]:
        """The forms that are answered at both ___."""
        of = self.state
        one, two = (FORMS[said_class(self.result.p[of.places.index(asked)])] for asked in ASKED)
        return one, two

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What is clamped, as `unroll` takes it."""
        return self.state.holds

    def _changed(self, settings: dict[str, Any]) -> LesionLabState:
        if "preset" in settings:
            name = one_of("preset", settings.pop("preset"), [OWN, *self.presets])
            settings = {**self.presets.get(name, {}), **settings}
        if "clamp" in settings:
            word = one_of("clamp", settings.pop("clamp"), tuple(CYCLE))
            gate, t = settings.get("gate", self.state.gate), settings.get("t", self.state.t)
            settings["clamps"] = text_of(painted(self.state.cells, gate, [t], word))
        return super()._changed(followed(self.state, settings))

    def _make_controls(self) -> Rows:
        learned, shut, opened = CYCLE
        return (
            {
                "preset": preset_list(self.presets, width=150),
                "network": whole_box("network", width=108),
                "stops": tick_box("full stops", "without", "with", width=88),
                "between": whole_box("between", width=104),
                "units": _list(UNITS, 78, "whose gates are shown and clamped"),
            },
            {
                "first": _list(NOUNS, 80, "the first subject"),
                "second": _list(NOUNS, 80, "the second subject"),
                "other": _list(NOUNS, 80, "a noun between the second subject and its verb"),
                "gate": choice(GATES, button=26),
                "t": step_slider("word", width=148),
                "clamp": choice([learned, shut, opened], button=None),
            },
        )

    def _in_row(self, row: Mapping[str, Control]) -> list[ipywidgets.Widget]:
        made = [control.widget for control in row.values()]
        if "preset" in row:
            made.insert(1, PresetSteps(row["preset"].widget))
        return made


def followed(state: LesionLabState, settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings with those that have to follow: clamps and the chosen word stay at their places."""
    stops, between = settings.get("stops", state.stops), settings.get("between", state.between)
    if (stops, between) == (state.stops, state.between):
        return settings
    if stops not in tuple(FILES) or between not in (0, 1, 2):
        return settings  # the settings refuse it
    new = places(stops, between)
    cells = carried(state.cells, state.places, new)
    here = state.places[state.t - 1]
    t = new.index(here) + 1 if here in new else min(state.t, len(new))
    network = min(state.network, len(networks(stops)[1]))
    return {"clamps": text_of(cells), "t": t, "network": network} | settings


def _list(options: tuple[str, ...], width: int, tip: str) -> Control:
    layout = ipywidgets.Layout(width="auto", flex=f"1 1 {width}px", min_width=f"{width}px", max_width="126px")
    box = ipywidgets.Dropdown(options=list(options), index=0, layout=layout, tooltip=tip)
    return Control(box, read=lambda n: options[n], write=options.index)
