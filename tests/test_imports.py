"""Every module stands on its own floor, nothing imports in a circle, and what computes needs no picture."""

import sys

import pytest

from tests.import_graph import Graph, circles, reached, with_parents
from tools.project import ROOT, load_pyproject

# Every top folder or file with Python in it, and what it may import besides itself.
TOPS = {
    "lstm_lab": "",
    "tools": "lstm_lab",
    "run": "tools",
    "setup": "lstm_lab",
    "lstm_teach": "",
    "lstm_book": "lstm_teach",
    "tests": "lstm_teach lstm_book lstm_lab tools benchmarks",
    "benchmarks": "lstm_teach lstm_book tools tests",
    "conftest": "tests",
}

# The floors of lstm_teach, from the bottom up: every part (a file, or a folder with all that is in it), and
# those that it may import besides itself, all of which stand above it here. "lstm_teach" is the front page.
FLOORS = {
    "numerics": "",
    "progress": "",
    "moved": "",
    "validation": "numerics",
    "settings": "validation",
    "params": "numerics validation",
    "storage": "validation params",
    "symbols": "numerics validation params",
    "gates": "numerics validation",
    "trace": "numerics validation gates",
    "fused": "numerics validation params gates trace",
    "cells": "numerics validation params gates trace fused",
    "interventions": "numerics validation gates trace cells",
    "sequence": "numerics validation params symbols gates trace cells interventions",
    "compose": "numerics validation params gates trace cells sequence",
    "model": "numerics validation gates cells sequence",
    "generate": "numerics validation params gates fused cells sequence model",
    "losses": "numerics validation",
    "optim": "validation params",
    "training": "numerics validation params optim progress",
    "crf": "numerics validation",
    "gradient_checks": "params",
    "interop": "numerics validation cells",
    "tasks": "numerics validation",
    "lstm_teach": "numerics progress moved validation params storage gates trace cells sequence "
    "interventions model losses optim training gradient_checks",
    "experiments": "validation progress moved",
    "draw": "numerics validation params moved gates trace cells",
    "widgets": "numerics validation settings moved gates trace cells sequence interventions losses "
    "model lstm_teach draw",
}

# What a part may import from outside, besides NumPy and the standard library. The most precise line holds.
OUTSIDE = {
    "lstm_teach": "",
    "lstm_teach.progress": "tqdm",
    "lstm_teach.experiments": "threadpoolctl",
    "lstm_teach.experiments.dask_workers": "distributed",
    "lstm_teach.experiments.processes": "pebble threadpoolctl",
    "lstm_teach.draw": "matplotlib cycler IPython",
    "lstm_teach.widgets": "ipywidgets traitlets IPython",
    "lstm_teach.widgets.picture": "anywidget traitlets",
    "lstm_lab": "",
    "lstm_lab.jupyter_server_config": "jupyter_server jupyterlab_server",
    "lstm_lab.kernel": "jupyter_client",
    "lstm_lab.lab_greeting": "nbformat",
    "lstm_book": "ipywidgets traitlets IPython matplotlib",
    "lstm_book.reproduced.recurrence": "numba",
    "lstm_book.reproduced.__main__": "dask",
    "lstm_book.chapter_13.cowriter_typing": "anywidget traitlets",
    "lstm_book.chapter_14.production": "pycrfsuite usaddress",  # a command for who has both; tested without
}

# Parts that compute beside the floors below "draw", by the last part of their names.
COMPUTES = (
    "run",
    "scoring",
    "state",
    "changes",
    "streams",
    "inputs",
    "judges",
    "wiring",
    "mistakes",
    "suspects",
)

GRAPH = Graph(ROOT, tuple(TOPS))
BELOW_DRAW = [part for part in FLOORS if part not in ("draw", "widgets")]


def top(name: str) -> str:
    return name.partition(".")[0]


def floor(name: str) -> str:
    """Return the part of lstm_teach that a module belongs to; of `lstm_teach` itself, that name."""
    return (name.split(".") + [name])[1]


def computes(name: str) -> bool:
    if top(name) == "lstm_teach" and floor(name) in [*BELOW_DRAW, "draw"]:
        return floor(name) != "draw"
    last = name.rpartition(".")[2]
    return top(name) in ("lstm_teach", "lstm_book") and last.split("_")[-1] in COMPUTES


def drawn(graph: Graph, name: str) -> set[str]:
    """Return what a module loads of draw and of all that shows something."""
    loaded = {name} | reached(graph.inside, name)
    shows = {"ipywidgets", "matplotlib", "IPython", "traitlets"}
    draw = {one for one in loaded if one.startswith("lstm_teach.draw")}
    return draw | {one for one in loaded if graph.outside[one] & shows}


def misplaced(graph: Graph) -> list[str]:
    """Return every import that leaves its floor or its top folder, as ``"importer -> imported"``."""
    found = []
    for name, loaded in graph.inside.items():
        for other in sorted(loaded):
            if top(name) != top(other):
                allowed = top(other) in TOPS[top(name)].split()
            elif top(name) == "lstm_teach" and floor(name) != floor(other):
                allowed = floor(other) in FLOORS[floor(name)].split()
            else:
                allowed = True
            if not allowed:
                found.append(f"{name} -> {other}")
    return found


def test_every_top_folder_is_known():
    passed_over = load_pyproject()["tool"]["pytest"]["ini_options"]["norecursedirs"]
    here = [path for path in ROOT.iterdir() if not any(path.match(form) for form in passed_over)]
    folders = {path.name for path in here if path.is_dir() and next(path.rglob("*.py"), None)}
    assert folders | {path.stem for path in here if path.suffix == ".py"} <= set(TOPS)


def test_every_module_has_a_floor_and_every_floor_a_module():
    assert {floor(name) for name in GRAPH.modules if top(name) == "lstm_teach"} == set(FLOORS)
    assert set(OUTSIDE) - {"lstm_book"} <= set(GRAPH.modules)


@pytest.mark.parametrize("table", [FLOORS], ids=["lstm_teach"])
def test_the_floors_are_named_from_the_bottom_up(table):
    below: set[str] = set()
    for part, allowed in table.items():
        assert set(allowed.split()) <= below, part
        below.add(part)


def test_nothing_imports_upwards():
    assert misplaced(GRAPH) == []


def test_there_is_no_circle():
    assert [" -> ".join(circle) for circle in circles(GRAPH.inside)] == []


def test_what_computes_needs_neither_draw_nor_widgets():
    names = [name for name in GRAPH.modules if computes(name)]
    assert len(names) > 50
    assert {name: sorted(drawn(GRAPH, name)) for name in names if drawn(GRAPH, name)} == {}


@pytest.mark.parametrize("part", OUTSIDE)
def test_who_imports_what_from_outside(part):
    allowed = {"numpy", *OUTSIDE[part].split(), *sys.stdlib_module_names}
    for name, found in GRAPH.outside.items():
        if max((p for p in with_parents(name) if p in OUTSIDE), key=len, default=None) == part:
            assert found <= allowed, name
