"""The tests of the imports can fail: planted circles, upward imports and hidden ones are found."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests import test_imports
from tests.import_graph import Graph, circles, reached

NUMERICS = "lstm_teach/numerics.py"
SOUND = {
    "lstm_teach/__init__.py": "from lstm_teach.cells import LSTM\nfrom lstm_teach.numerics import sigmoid",
    NUMERICS: "import math\n\nimport numpy as np\n\ndef sigmoid(a): ...",
    "lstm_teach/cells/__init__.py": "from lstm_teach.cells.lstm import LSTM\n\nALL = (LSTM,)",
    "lstm_teach/cells/lstm.py": "from lstm_teach.numerics import sigmoid\n\nLSTM = 1",
    "lstm_teach/draw/__init__.py": "from lstm_teach.draw.svg import chain",
    "lstm_teach/draw/svg.py": "import matplotlib\nfrom lstm_teach import numerics\n\ndef chain(): ...",
    "lstm_teach/widgets/__init__.py": "",
    "lstm_teach/widgets/dial.py": "import lstm_teach\nfrom lstm_teach.draw import chain",
    "lstm_teach/widgets/dial_run.py": "from lstm_teach.cells.lstm import LSTM",
    "lstm_book/__init__.py": "",
    "lstm_book/chapter_01.py": "from lstm_teach import LSTM\nfrom lstm_teach.widgets import dial",
    "tests/test_lstm.py": "import lstm_teach.cells.lstm\nfrom tools import say",
    "tools/say.py": "import sys",
    "run.py": "def main():\n    from tools import say",
}


def planted(folder: Path, changes: Mapping[str, str] = MappingProxyType({})) -> Graph:
    """Write the sound packages, with some files changed or added, and read them."""
    for name, text in {**SOUND, **changes}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Graph(folder, tuple(test_imports.TOPS))


def knots(graph: Graph) -> list[str]:
    return [" -> ".join(circle) for circle in circles(graph.inside)]


def test_a_sound_package_has_no_fault(tmp_path):
    graph = planted(tmp_path)
    assert len(graph.modules) == len(SOUND)
    assert knots(graph) == []
    assert test_imports.misplaced(graph) == []
    assert test_imports.drawn(graph, "lstm_teach.widgets.dial_run") == set()


FORMS = {
    "bare": "import lstm_teach",
    "bare, under another name": "import lstm_teach as package",
    "bare, of a module": "import lstm_teach.cells.lstm",
    "from the front page": "from lstm_teach import LSTM",
    "of a module": "from lstm_teach.cells import lstm",
    "of a name": "from lstm_teach.cells.lstm import LSTM",
    "of everything": "from lstm_teach import *",
    "in a function": "def late():\n    from lstm_teach.cells import LSTM",
    "in a method": "class A:\n    def late(self):\n        import lstm_teach",
    "where types are checked": "if TYPE_CHECKING:\n    from lstm_teach.cells.lstm import LSTM",
    "by its name": "late = importlib.import_module('lstm_teach.cells.lstm')",
    "by a part of its name": "def late(name):\n    return importlib.import_module(f'lstm_teach.{name}.lstm')",
    "by the built-in": "late = __import__('lstm_teach')",
}


@pytest.mark.parametrize("line", FORMS.values(), ids=FORMS)
def test_an_import_of_any_form_closes_a_circle_and_goes_upwards(line, tmp_path):
    graph = planted(tmp_path, {NUMERICS: line})
    (knot,) = knots(graph)
    assert "lstm_teach.numerics" in knot
    assert any(fault.startswith("lstm_teach.numerics -> ") for fault in test_imports.misplaced(graph))


CIRCLES = {
    "two files": (
        {"lstm_teach/cells/gru.py": "from lstm_teach.cells.rnn import a",
         "lstm_teach/cells/rnn.py": "def late():\n    from lstm_teach.cells import gru"},
        "lstm_teach.cells.gru -> lstm_teach.cells.rnn -> lstm_teach.cells.gru",
    ),
    "a package and a file in it": (
        {"lstm_teach/cells/lstm.py": "from lstm_teach.cells import ALL"},
        "lstm_teach.cells -> lstm_teach.cells.lstm -> lstm_teach.cells",
    ),
    "over the front page": (
        {"lstm_teach/cells/lstm.py": "def check():\n    import lstm_teach.widgets.dial as late"},
        "lstm_teach -> lstm_teach.cells -> lstm_teach.cells.lstm -> lstm_teach.widgets.dial -> lstm_teach",
    ),
    "a package that is loaded on the way": (
        {"lstm_teach/draw/__init__.py": "from lstm_teach.widgets.dial import Dial",
         "lstm_teach/widgets/dial.py": "from lstm_teach.draw.svg import chain"},
        "lstm_teach.draw -> lstm_teach.widgets.dial -> lstm_teach.draw",
    ),
    "between top folders": (
        {"tools/say.py": "from tests import test_lstm"},
        "tests.test_lstm -> tools.say -> tests.test_lstm",
    ),
    "a file and itself": (
        {"tools/say.py": "from tools.say import said"},
        "tools.say -> tools.say",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "circle"), CIRCLES.values(), ids=CIRCLES)
def test_circles_are_found(changes, circle, tmp_path):
    assert knots(planted(tmp_path, changes)) == [circle]


def test_two_circles_are_two(tmp_path):
    graph = planted(tmp_path, {"tools/say.py": "from run import main", NUMERICS: "import lstm_teach"})
    assert len(knots(graph)) == 2
    assert len(knots(graph.without(("tools.say", "run")))) == 1
    assert knots(graph.without(("tools.say", "run"), ("lstm_teach.numerics", "lstm_teach"))) == []


def test_a_package_left_out_stands_for_all_in_it(tmp_path):
    graph = planted(tmp_path, {NUMERICS: "from lstm_teach.cells.lstm import LSTM"})
    assert knots(graph)
    assert not knots(graph.without(("lstm_teach.numerics", "lstm_teach.cells")))
    assert knots(graph.without(("lstm_teach.numerics", "lstm_teach.draw")))


UPWARD = {
    "lstm_teach/cells/lstm.py": "from lstm_book.chapter_01 import x",
    "lstm_teach/draw/svg.py": "from lstm_teach.widgets.dial import Dial",
    "lstm_teach/widgets/dial.py": "import tests.test_lstm",
    "tools/say.py": "import lstm_teach",
    "lstm_book/chapter_01.py": "from tools import say",
    "conftest.py": "from tools import say",
}


@pytest.mark.parametrize("path", UPWARD)
def test_what_leaves_its_floor_or_its_folder_is_found(path, tmp_path):
    faults = test_imports.misplaced(planted(tmp_path, {path: UPWARD[path]}))
    assert faults
    assert {fault.split(" -> ")[0] for fault in faults} == {path.removesuffix(".py").replace("/", ".")}


@pytest.mark.parametrize(
    "line",
    [
        "from lstm_teach.draw import chain",
        "from lstm_teach.widgets.dial import Dial",
        "from lstm_teach.widgets.half_life_run import late",
        "import ipywidgets",
        "def run():\n    from matplotlib import pyplot",
    ],
)
def test_a_picture_that_is_needed_to_compute_is_found(line, tmp_path):
    changes = {"lstm_teach/widgets/dial_run.py": line}
    changes |= {"lstm_teach/widgets/half_life_run.py": "from lstm_teach.draw import svg"}
    graph = planted(tmp_path, changes)
    assert test_imports.computes("lstm_teach.widgets.dial_run")
    assert test_imports.drawn(graph, "lstm_teach.widgets.dial_run")


def test_what_computes_is_known_by_its_floor_or_its_name():
    assert all(map(test_imports.computes, ("lstm_teach", "lstm_teach.cells.lstm", "lstm_book.judges")))
    assert all(map(test_imports.computes, ("lstm_book.chapter_03.run", "lstm_teach.widgets.console.run")))
    assert not any(map(test_imports.computes, ("lstm_teach.draw.svg", "lstm_teach.widgets.dial", "run")))


def test_imports_from_outside_are_kept_apart(tmp_path):
    graph = planted(tmp_path)
    assert graph.outside["lstm_teach.numerics"] == {"math", "numpy"}
    assert graph.outside["lstm_teach.draw.svg"] == {"matplotlib"}
    assert graph.inside["lstm_teach.draw.svg"] == {"lstm_teach.numerics"}
    assert reached(graph.inside, "run") == {"tools.say"}


def test_a_name_that_a_package_makes_is_not_its_module(tmp_path):
    """`chain` is a function of the package and a file in it; an import may mean either."""
    changes = {"lstm_teach/draw/__init__.py": "from lstm_teach.draw.chain import chain"}
    graph = planted(tmp_path, changes | {"lstm_teach/draw/chain.py": "def chain(): ..."})
    assert graph.inside["lstm_teach.widgets.dial"] == {
        "lstm_teach",
        "lstm_teach.draw",
        "lstm_teach.draw.chain",
    }


def test_a_relative_import_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"lstm_teach.numerics, line 2: expected absolute imports"):
        _ = planted(tmp_path, {NUMERICS: "import math\nfrom . import cells"}).inside
