"""Every notebook of the book keeps every rule, and every rule refuses what breaks it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from lstm_lab.widget_views import WIDGET_VIEW
from tests.book import planted, rules
from tests.book.stored import Stored, book, name
from tools.notebook_form import normalise

# (notebook, rule, cell id): why this one cell may break this one rule. An entry that allows nothing fails.
ALLOWED: dict[tuple[str, str, str], str] = {}


def violations(stored: Stored, rule: rules.Rule, notebook: str) -> list[str]:
    """Return what breaks a rule and is not allowed."""
    found: dict[str, None] = {}  # a set that keeps the order
    for cell, message in rule(stored):
        if (notebook, rule.__name__, cell) not in ALLOWED:
            found[f"{stored.path.name}, cell {cell}: {message}"] = None
    return list(found)


@cache
def read(path: Path) -> Stored:
    return Stored.read(path)


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", book(), ids=name)
def test_the_notebook_keeps_the_rule(path: Path, rule: rules.Rule) -> None:
    broken = violations(read(path), rule, name(path))
    assert not broken, "\n".join(broken)


@pytest.mark.slow
def test_every_exception_has_a_reason_and_is_needed() -> None:
    used = {
        (name(path), rule.__name__, cell)
        for path in book()
        for rule in rules.RULES
        for cell, _ in rule(read(path))
    }
    assert ALLOWED.keys() <= used, "exceptions that allow nothing"
    assert all(reason.strip() for reason in ALLOWED.values())


Plant = Callable[[NotebookNode], object]


def code(source: str) -> Plant:
    """Return a planter of a cell with this source."""
    return lambda nb: nb.cells[1].update(source=source)


def prose(source: str) -> Plant:
    return lambda nb: nb.cells[0].update(source=source)


def stdout(text: str) -> Plant:
    return lambda nb: nb.cells[1].outputs[0].update(text=text)


def data(**kinds: str) -> Plant:
    """Return a planter of MIME data: underscores stand for slashes."""
    return lambda nb: nb.cells[3].outputs[0].data.update({k.replace("_", "/"): v for k, v in kinds.items()})


def output(kind: str, **fields: object) -> Plant:
    return lambda nb: nb.cells[1].outputs.append(v4.new_output(kind, **fields))


def tag(text: str) -> Plant:
    return lambda nb: nb.cells[1].metadata.update(tags=[text])


def strip(nb: NotebookNode) -> None:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])


def lone_view(nb: NotebookNode) -> None:
    nb.cells[3].outputs[0].data = {WIDGET_VIEW: {"model_id": "1f"}, "text/plain": "Picture"}


SVG_WITH_PATH = (
    '<img alt="h" src="data:image/svg+xml;base64,PHN2Zz48dGV4dD4vaG9tZS9hbm4veDwvdGV4dD48L3N2Zz4=">'
)
ERROR = output("error", ename="ValueError", evalue="no", traceback=[])

PLANTS: list[tuple[str, str, Plant]] = [
    ("executed", "stripped", strip),
    ("executed", "one cell not run", lambda nb: nb.cells[2].update(execution_count=None, outputs=[])),
    ("executed", "wrong order", lambda nb: nb.cells[2].update(execution_count=4)),
    ("normalised", "notebook metadata", lambda nb: nb.metadata.update(widgets={})),
    ("normalised", "cell metadata", lambda nb: nb.cells[1].metadata.update(collapsed=True)),
    ("compared", "ignored output", code("# NBVAL_IGNORE_OUTPUT\nprint(1)")),
    ("compared", "skipped", code("#NBVAL_SKIP\nprint(1)")),
    ("compared", "expected exception", code("# NBVAL_RAISES_EXCEPTION\nprint(1)")),
    ("compared", "ignored output by tag", tag("nbval-ignore-output")),
    ("compared", "skipped by tag", tag("nbval-skip")),
    ("compared", "expected exception by tag", tag("raises-exception")),
    ("shown", "capture", code("%%capture\nprint(1)")),
    ("shown", "redirected", code("with contextlib.redirect_stdout(None):\n    print(1)")),
    ("shown", "silent warnings", code('warnings.filterwarnings("ignore")')),
    ("no_semicolon", "semicolon", code("h;")),
    ("no_semicolon", "semicolon before a comment", code("x = 1\nh;  # quiet")),
    ("no_error", "error", ERROR),
    ("no_stderr", "warning", output("stream", name="stderr", text="RuntimeWarning: overflow")),
    ("no_local_path", "in stdout", stdout("saved in /home/ann/book/a.npz")),
    ("no_local_path", "on Windows", stdout("saved in C:\\Users\\ann\\a.npz")),
    ("no_local_path", "in prose", prose("Open `/tmp/book`.")),
    ("no_local_path", "in code", code('open("/Users/ann/a")')),
    ("no_local_path", "in a picture", data(text_html=SVG_WITH_PATH)),
    ("few_digits", "five decimals", stdout("h = 0.95750")),
    ("few_digits", "five digits with an exponent", stdout("1.2345e-08")),
    ("few_digits", "in a value", data(text_plain="0.333333")),
    ("no_lone_view", "view alone", lone_view),
    ("pictures_described", "no alt", data(text_html='<img src="data:image/png;base64,iVBORw0KGgo=">')),
    ("pictures_described", "empty alt", data(text_html="<img alt=' ' src='x'>")),
    ("pictures_described", "bare PNG", data(image_png="iVBORw0KGgo=")),
    ("pictures_described", "inline SVG", data(text_html="<div><svg></svg></div>")),
    ("markdown_pictures_described", "no alt", prose("![](a.png)")),
    ("markdown_pictures_described", "HTML without alt", prose('<img src="a.png">')),
    ("short_lines", "111 characters", code("x = " + "1" * 107)),
    ("short_cells", "41 lines", code("x = 1\n" * 41)),
]


@pytest.fixture(scope="module")
def clean(executed: NotebookNode) -> NotebookNode:
    return normalise(executed)


def test_the_clean_notebook_keeps_every_rule(clean: NotebookNode, tmp_path: Path) -> None:
    stored = Stored.read(planted.write(tmp_path / "clean.ipynb", clean))
    assert [v for rule in rules.RULES for v in violations(stored, rule, "clean")] == []


@pytest.mark.parametrize(
    ("rule", "plant"), [(r, p) for r, _, p in PLANTS], ids=[f"{r}-{w}" for r, w, _ in PLANTS]
)
def test_a_planted_violation_is_refused(clean: NotebookNode, tmp_path: Path, rule: str, plant: Plant) -> None:
    stored = Stored.read(planted.write(tmp_path / "planted.ipynb", clean))
    plant(stored.nb)
    planted.write(stored.path, stored.nb)
    assert violations(stored, getattr(rules, rule), "planted")


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _, _ in PLANTS} == {rule.__name__ for rule in rules.RULES}


@pytest.mark.parametrize(
    "text",
    ["h = 0.9575", "1.6e-08 6.0e+09", "[0.964 0.448 0.22 ]", "1000 of 12345", "a/b/home/x", "-1.25, .9575."],
)
def test_what_a_chapter_may_print(clean: NotebookNode, tmp_path: Path, text: str) -> None:
    stored = Stored.read(planted.write(tmp_path / "chapter.ipynb", clean))
    stdout(text)(stored.nb)
    assert violations(stored, rules.few_digits, "chapter") == []
    assert violations(stored, rules.no_local_path, "chapter") == []


def test_an_exception_allows_one_rule_in_one_cell(
    clean: NotebookNode, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = Stored.read(planted.write(tmp_path / "chapter.ipynb", clean))
    stdout("0.123456")(stored.nb)
    cell = stored.nb.cells[1].id
    assert violations(stored, rules.few_digits, "chapter")
    monkeypatch.setitem(ALLOWED, ("chapter", "few_digits", cell), "shows where the fifth digit comes from")
    assert violations(stored, rules.few_digits, "chapter") == []
    assert violations(stored, rules.few_digits, "another chapter")
