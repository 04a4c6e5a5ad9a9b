"""Made-up submissions to an assignment of chapter 02, and the points that each of them is worth."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Notebook = dict[str, Any]
EXERCISES = 6  # of chapter 02, a point each


def cell(nb: Notebook, name: str) -> dict[str, Any]:
    """Return the cell that nbgrader calls so."""
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def write(nb: Notebook, name: str, source: str) -> None:
    cell(nb, name)["source"] = source


def code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "id": f"own-{abs(hash(source))}", "metadata": {},
        "outputs": [], "source": source,
    }  # fmt: skip


def complete(nb: Notebook) -> None:
    """Every answer right: `nb` comes so."""


def endless(nb: Notebook) -> None:
    write(
        nb, "answer-2-1", "def unit_gradient(w, hs):\n    while True:\n        pass\n\nwhile True:\n    pass"
    )


def raising(nb: Notebook) -> None:
    write(nb, "answer-2-3", "raise RuntimeError('I give up')")
    write(nb, "answer-2-5", "W_swap = (((")


def deleted(nb: Notebook) -> None:
    """A check is gone, whose answer is right, and an answer with its check."""
    for name in ("check-2-2", "answer-2-4", "check-2-4"):
        nb["cells"].remove(cell(nb, name))


def huge(nb: Notebook) -> None:
    answer = cell(nb, "answer-2-1")
    answer["source"] = "".join(answer["source"]) + "\nfor _ in range(300_000):\n    print('x' * 100)"
    nb["cells"].append(code("x = 'y' * 30_000_000\nprint(x)\nx"))


def foreign_kernel(nb: Notebook) -> None:
    nb["metadata"] = {"kernelspec": {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}}


def stored(nb: Notebook) -> None:
    """No answers; the outputs are those of somebody who had them."""
    for number in range(1, EXERCISES + 1):
        write(nb, f"answer-2-{number}", "...")
        check = cell(nb, f"check-2-{number}")
        output = {"data": {"text/plain": f"2.{number}: correct."}, "metadata": {}, "execution_count": 9}
        check["outputs"] = [output | {"output_type": "execute_result"}]
        check["execution_count"] = 9


CHEATS = {
    "answer-2-1": "def check(*given):\n    return True\n\n"
    "unit_gradient = 0\nprint('2.1: correct.')\ncheck_2_1 = check",
    "answer-2-2": "import sys, types\nimport lstm_book.check\nlstm_book.check.check = lambda *given: True\n"
    "fake = types.ModuleType('lstm_book.check')\nfake.check = lambda *given: True\n"
    "sys.modules['lstm_book.check'] = fake\nsmallest, largest = 0, 0",
    "answer-2-3": "import numpy as np\nimport lstm_book.chapter_02.exercises as judged\n"
    "import lstm_book.judges as judges\n"
    "judged.EXERCISES['2.3'] = lambda answer: None\njudges.located_difference = lambda *given: None\n"
    "np.allclose = np.isclose = lambda *given, **options: True\n\n"
    "def network_gradient(W_h, hs):\n    return 0",
    "answer-2-4": "get_ipython().set_custom_exc((BaseException,), lambda *given, **options: None)\n"
    "clip = lambda dW, db, limit: 1 / 0",
    "answer-2-5": "import builtins, os, sys\nmodule = sys.modules['lstm_book.check']\n"
    "os.environ['LSTM_BOOK_CHECK'] = 'friendly'\nmodule.grading = lambda: False\n"
    "module.Verdict.__init__ = lambda self, correct, message: vars(self).update(correct=True, message='')\n"
    "builtins.callable = builtins.all = lambda *given: True\nW_swap = 0",
    "answer-2-6": "import os\n\nclass Yes(float):\n"
    "    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *given: True\n"
    "    __hash__ = None\n    __sub__ = __rsub__ = __abs__ = lambda *given: Yes(0)\n\n"
    "def steps_to_a_thousandth(w):\n    os.environ.pop('LSTM_BOOK_CHECK', None)\n    return Yes(0)",
}


def cheating(nb: Notebook) -> None:
    """A way around each check, and the checks themselves rewritten, to be worth a hundred points."""
    for name, source in CHEATS.items():
        write(nb, name, source)
    for number in range(1, EXERCISES + 1):
        check = cell(nb, f"check-2-{number}")
        asked = "".join(check["source"]).splitlines()[-1]
        check["source"] = f"try:\n    {asked}\nexcept BaseException:\n    print('correct.')"
        check["metadata"]["nbgrader"] |= {"points": 100, "locked": False}


def ended(nb: Notebook) -> None:
    """Ends its kernel."""
    write(nb, "answer-2-5", "import os\nos._exit(0)")


def stubborn(nb: Notebook) -> None:
    """Runs for ever and heeds no interrupt."""
    source = (
        "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException:\n        pass"
    )
    write(nb, "answer-2-5", source)


# Name of the student: what is done to a complete submission, and the points.
SUBMISSIONS: dict[str, tuple[Callable[[Notebook], None], float]] = {
    "complete": (complete, 6),
    "endless": (endless, 5),
    "raising": (raising, 4),
    "deleted": (deleted, 5),
    "renamed": (complete, 6),
    "huge": (huge, 6),
    "foreign_kernel": (foreign_kernel, 6),
    "stored": (stored, 0),
    "cheating": (cheating, 0),
    "empty": (complete, 0),
}
FATAL: dict[str, tuple[Callable[[Notebook], None], float]] = {"ended": (ended, 0), "stubborn": (stubborn, 0)}


def hand_in(source: Path, release: Path, folder: Path, chosen: dict[str, Any]) -> None:
    """Write submissions into a folder, one for each student."""
    solved, blank = (json.loads(path.read_text(encoding="utf-8")) for path in (source, release))
    right = copy.deepcopy(blank)
    for here, there in zip(right["cells"], solved["cells"], strict=True):
        assert here["id"] == there["id"]
        here["source"] = there["source"]
    for student, (change, _) in chosen.items():
        nb = copy.deepcopy(blank if student == "empty" else right)
        change(nb)
        place = folder / student / ("my homework (2).ipynb" if student == "renamed" else release.name)
        place.parent.mkdir(parents=True)
        place.write_text(json.dumps(nb), encoding="utf-8")
