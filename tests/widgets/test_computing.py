"""What a widget computes needs neither a control nor a picture."""

import subprocess
import sys

import pytest

from tests.test_imports import imported, modules

COMPUTING = [name for name in modules() if name.startswith("widgets.") and name.endswith("_run")]
# Not the presets: the stories that they tell stand with the other words for gates, in `draw.theme`.
COMPUTING += [f"widgets.console.{name}" for name in ("changes", "run", "scoring", "state", "streams")]
OUTSIDE = ("ipywidgets", "lstm_teach.draw", "lstm_teach.widgets.base", "lstm_teach.widgets.controls")

# Packages only gather names for readers; without theirs, a module loads what it needs itself.
ALONE = """
import importlib, importlib.machinery, importlib.util, sys
for name in ("lstm_teach.widgets", "lstm_teach.widgets.console"):
    spec = importlib.machinery.PathFinder.find_spec(name, sys.modules[name.rpartition(".")[0]].__path__)
    sys.modules[name] = importlib.util.module_from_spec(spec)
for name in sys.argv[1:]:
    importlib.import_module(f"lstm_teach.{name}")
print(*sorted(sys.modules))
"""


def everything_below(name: str) -> set[str]:
    """Return the full names of all that a module imports, and what that imports, and so on."""
    known, found, left = modules(), set(), [name]
    while left:
        path = known.get(left.pop())
        new = imported(path) - found if path else set()
        found |= new
        left += [full.partition(".")[2] for full in new if full.startswith("lstm_teach.")]
    return found


def is_outside(full: str) -> bool:
    return any(full == name or full.startswith(f"{name}.") for name in OUTSIDE)


@pytest.mark.parametrize("name", ["settings", *COMPUTING])
def test_what_computes_imports_neither_controls_nor_pictures(name):
    below = everything_below(name)
    assert "lstm_teach.validation" in below
    assert {full for full in below if is_outside(full)} == set()


def test_the_walk_over_imports_finds_what_is_far_below():
    assert is_outside("lstm_teach.draw.svg")
    assert {"ipywidgets", "lstm_teach.draw.svg", "lstm_teach.numerics"} <= everything_below(
        "widgets.unroller"
    )


def test_what_computes_loads_neither_controls_nor_pictures():
    code = f"import lstm_teach{ALONE}"
    done = subprocess.run(
        [sys.executable, "-c", code, *COMPUTING], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert {f"lstm_teach.{name}" for name in COMPUTING} <= loaded
    assert {full for full in loaded if is_outside(full)} == set()


def test_every_dial_is_there():
    names = ("bench", "carousel", "gradient_dial", "half_life", "unroller")
    assert {f"widgets.{name}_run" for name in names} <= set(COMPUTING)
