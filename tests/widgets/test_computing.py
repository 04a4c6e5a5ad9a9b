"""What a widget computes needs neither a control nor a picture, when it is loaded as when it is read."""

import subprocess
import sys

from tests.test_imports import GRAPH, computes

WHERE = ("lstm_teach.settings", "lstm_teach.widgets.", "lstm_book.chapter_")
COMPUTING = [name for name in GRAPH.modules if computes(name) and name.startswith(WHERE)]
OUTSIDE = ("ipywidgets", "matplotlib", "lstm_teach.draw")
OUTSIDE += ("lstm_teach.widgets.base", "lstm_teach.widgets.controls")

# Packages only gather names for readers; without theirs, a module loads what it needs itself.
ALONE = """
import importlib, importlib.machinery, importlib.util, sys
import lstm_teach, lstm_book
for name in sorted({name.rpartition(".")[0] for name in sys.argv[1:]} | {"lstm_teach.widgets"}):
    if name not in sys.modules:
        spec = importlib.machinery.PathFinder.find_spec(name, sys.modules[name.rpartition(".")[0]].__path__)
        sys.modules[name] = importlib.util.module_from_spec(spec)
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted(sys.modules))
"""


def test_what_computes_loads_neither_controls_nor_pictures():
    command = [sys.executable, "-c", ALONE, *COMPUTING]
    loaded = set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    assert set(COMPUTING) <= loaded
    assert not [full for full in loaded for name in OUTSIDE if full == name or full.startswith(f"{name}.")]


def test_every_dial_and_the_console_are_there():
    names = {name.rpartition(".")[2] for name in COMPUTING}
    dials = ("bench", "carousel", "gradient_dial", "half_life", "unroller")
    assert names >= {"settings", "changes", "run", "scoring", "state", *(f"{name}_run" for name in dials)}
