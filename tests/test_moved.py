"""A notebook written earlier still runs, or one sentence says what to change."""

import importlib
import re
import sys
from types import ModuleType

import pytest

import lstm_teach
from lstm_teach.moved import MOVED

SENTENCE = r"`(\w+)` is now in ([\w.]+): write `(from \2 import \1)`"

# What the notebooks of the book imported before lstm_book was there, and took out of `figures`.
EARLIER = {
    "lstm_teach": "Adam CAROUSEL CLOSED CarouselParams History Hold LINEAR_RNN LSTM LSTMParams MEMORY_BLOCK "
    "MemoryBlockParams OPEN RNN RNNParams ReadoutParams below binary_cross_entropy bptt central_differences "
    "check clip_by_global_norm complex_step count_weights final_state init_readout learned_gates "
    "progress_bar readout readout_backward sigmoid squared_error train unroll",
    "lstm_teach.cells.lstm": "LSTMState",
    "lstm_teach.draw": "diagram figures show",
    "lstm_teach.draw.figures": "Memory curves describe_grid describe_story grid map_panels over_time still "
    "story training_curve",
    "lstm_book.chapter_06": "lstm_walk",
    "lstm_teach.exercises.suspects": "suspects",
    "lstm_teach.interop": "LAYOUTS from_layout to_layout",
    "lstm_teach.tasks": "bit_stream bit_through_noise",
    "lstm_book.chapter_06.hand_wiring": "Task",
    "lstm_teach.widgets": "Bench Carousel ConsoleState GateConsole GradientDial HalfLifeDial Unroller",
    "lstm_teach.widgets.console": "ConsoleState closing_door drifting_stream",
}


def here(module, name):
    """Say whether a module has a name, whatever `lstm_teach.moved` says of it; modules do not count."""
    try:
        found = importlib.import_module(module)
        value = vars(found)[name] if module.startswith("lstm_teach") else getattr(found, name)
    except (ModuleNotFoundError, KeyError, AttributeError):
        return False
    return not isinstance(value, ModuleType)


def said(module, name):
    """Return what an import that fails says: the name, its new place and what to write."""
    with pytest.raises(ImportError) as caught:
        exec(f"from {module} import {name}")
    return re.fullmatch(SENTENCE, str(caught.value)).groups()


@pytest.mark.parametrize("old", MOVED)
def test_a_name_is_in_its_old_place_or_in_its_new_one(old):
    module, _, name = old.rpartition(".")
    moved = here(MOVED[old], name)
    assert here(module, name) != moved, f"{old}: expected there or in {MOVED[old]}, it is in both or in none"
    if moved:
        assert said(module, name)[:2] == (name, MOVED[old])


@pytest.mark.parametrize("old", MOVED)
def test_a_package_says_where_a_name_is_once_it_is_gone(old, monkeypatch):
    module, _, name = old.rpartition(".")
    package = importlib.import_module(module)
    if hasattr(package, "__path__"):  # a single module goes as a whole
        monkeypatch.delitem(vars(package), name, raising=False)
        assert said(module, name)[:2] == (name, MOVED[old])


@pytest.mark.parametrize(("module", "name"), [(m, n) for m, names in EARLIER.items() for n in names.split()])
def test_an_earlier_import_works_or_says_what_to_write(module, name):
    try:
        exec(f"from {module} import {name}")
    except ImportError as error:
        exec(re.fullmatch(SENTENCE, str(error))[3])


def test_what_a_reader_sees():
    for line in (
        "from lstm_teach import RNN, check, unroll",
        "import lstm_teach; lstm_teach.check('1.5', 1)",
    ):
        with pytest.raises(ImportError) as caught:
            exec(line)
        assert str(caught.value) == "`check` is now in lstm_book: write `from lstm_book import check`"


@pytest.mark.parametrize(
    "module", ["lstm_teach", "lstm_teach.draw", "lstm_teach.widgets", "lstm_teach.checks"]
)
def test_a_name_that_never_was_is_an_ordinary_error(module):
    with pytest.raises(AttributeError, match=rf"^module '{module}' has no attribute 'chek'$"):
        importlib.import_module(module).chek  # noqa: B018
    with pytest.raises(ImportError, match="^cannot import name 'chek' from"):
        exec(f"from {module} import chek")
    with pytest.raises(ModuleNotFoundError, match=rf"^No module named '{module}\.chek'"):
        importlib.import_module(f"{module}.chek")


def test_modules_that_are_there_are_found_first():
    finders = [f for f in sys.meta_path if f.find_spec("lstm_teach.widgets", lstm_teach.__path__)]
    asks_the_table = [f.__module__ == "lstm_teach.moved" for f in finders]
    assert asks_the_table == [False] * (len(finders) - 1) + [True]
    assert len(finders) > 1
