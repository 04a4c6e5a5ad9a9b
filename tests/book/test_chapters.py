"""Every chapter keeps the rules of chapters, and every such rule refuses what breaks it."""

from collections.abc import Callable
from pathlib import Path

import nbformat.v4 as v4
import pytest
from nbformat import NotebookNode

from lstm_book.check import exercises
from lstm_book.predict import predictions
from lstm_lab.reader_form import FOLDED
from tests.book import chapter_rules, planted
from tests.book.chapter_rules import CHECK, PREDICT
from tests.book.rules import Rule
from tests.book.stored import BOOK, Stored
from tools.notebook_form import normalise

CHAPTERS = sorted(BOOK.glob("[0-9][0-9]-*.ipynb"))
START = """# 04 · A title

**You will be able to** read. **You need** nothing. **Short path (15 minutes).** All of it.
Run the cells by Shift+Enter, or by Run All Cells."""
BOX = "### In PyTorch\n\n```python\nimport torch\n```"


def guess(name: str) -> list[NotebookNode]:
    return [
        v4.new_markdown_cell(f"**Predict {name}.** How much?"),
        v4.new_code_cell("my_guess = ...  # a number"),
        v4.new_code_cell(f'predict("{name}", my_guess)'),
    ]


def exercise(name: str) -> list[NotebookNode]:
    return [v4.new_code_cell(f'answer = ...\n\ncheck("{name}", answer)')]


def clean() -> NotebookNode:
    """Return a chapter 04 that keeps every rule."""
    cells = [v4.new_markdown_cell(START), v4.new_code_cell("import numpy as np"), v4.new_markdown_cell(BOX)]
    cells += [*guess("4.1"), *guess("4.2"), *guess("4.3")]
    cells += [v4.new_markdown_cell("## The answer\n\nYes."), v4.new_code_cell('score("04")')]
    cells += [v4.new_markdown_cell("## Exercises"), *exercise("4.1"), *exercise("4.2"), *exercise("4.3")]
    return normalise(v4.new_notebook(cells=[*cells, v4.new_markdown_cell("## References\n\n- A (1997). B.")]))


def opener() -> NotebookNode:
    """Return a chapter 00 that keeps every rule."""
    start = "# 00 \u00b7 A title\n\nRun the cells by Shift+Enter, or by Run All Cells."
    cells = [v4.new_markdown_cell(start), *guess("0.1"), *guess("0.2"), *guess("0.3")]
    cells += [v4.new_markdown_cell("## Where to go\n\nOn."), v4.new_code_cell('score("00")')]
    cells += [v4.new_markdown_cell("## Exercises"), *exercise("0.1")]
    return normalise(v4.new_notebook(cells=[*cells, v4.new_markdown_cell("## References\n\n- A (1997). B.")]))


def broken(nb: NotebookNode, rule: Rule, folder: Path, name: str = "04-a-title.ipynb") -> list[str]:
    path = planted.write(folder / name, normalise(nb))
    return [message for _, message in rule(Stored.read(path))]


@pytest.mark.parametrize("rule", chapter_rules.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_chapter_keeps_the_rule(path: Path, rule: Rule) -> None:
    found = [f"{cell}: {message}" for cell, message in rule(Stored.read(path))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_chapter_asks_and_checks_all_there_is(path: Path) -> None:
    sources = [cell.source for cell in Stored.read(path).code]
    chapter = f"chapter_{path.name[:2]}"
    assert [name for s in sources for name in PREDICT.findall(s)] == list(predictions(chapter))
    assert [name for s in sources for name in CHECK.findall(s)] == list(exercises(chapter))


Plant = Callable[[NotebookNode], object]


def source(place: int, text: str) -> Plant:
    return lambda nb: nb.cells[place].update(source=text)


def add(cell: NotebookNode, place: int = 2) -> Plant:
    return lambda nb: nb.cells.insert(place, cell)


def drop(first: int, last: int) -> Plant:
    return lambda nb: nb.cells.__delitem__(slice(first, last))


def fold(place: int) -> Plant:
    return lambda nb: nb.cells[place].metadata.update(tags=[FOLDED])


REVEAL = '<details class="reveal"><summary>What happens</summary>\n\n{}\n\n</details>'
PLANTS: list[tuple[str, str, Plant]] = [
    ("few_words", "too long", add(v4.new_markdown_cell("word " * 4_300))),
    ("few_words", "hidden in a reveal", add(v4.new_markdown_cell(REVEAL.format("word " * 4_300)))),
    ("few_lines_of_code", "too much code", add(v4.new_code_cell("x = 1\n" * 250))),
    ("narrow_lines", "a wide line", add(v4.new_code_cell("x = " + "1" * 93))),
    (
        "narrow_lines",
        "in a folded cell",
        lambda nb: (add(v4.new_code_cell("x = " + "1" * 93))(nb), fold(2)(nb)),
    ),
    ("enough_predictions", "two predictions", drop(9, 12)),
    ("enough_predictions", "another number", source(3, "**Predict 4.7.** How much?")),
    ("enough_predictions", "never compared", drop(5, 6)),
    ("enough_predictions", "never asked", source(3, "Guess.")),
    ("enough_predictions", "of another chapter", source(5, 'predict("3.1", my_guess)')),
    ("guesses_apart", "a guess is made", source(4, "my_guess = 3")),
    ("guesses_apart", "compared in the same cell", source(4, 'my_guess = ...\npredict("4.1", my_guess)')),
    ("guesses_apart", "an old guess", source(4, "x = 1")),
    ("guesses_apart", "beside other code", source(5, 'print(1)\npredict("4.1", my_guess)')),
    ("guesses_apart", "folded", fold(4)),
    ("folds_named", "no comment", fold(1)),
    ("enough_checks", "two checks", drop(15, 16)),
    ("one_ending", "a summary", add(v4.new_markdown_cell("## Summary"))),
    ("one_ending", "another order", source(12, "## Exercises")),
    ("one_ending", "no references", drop(18, 19)),
    ("one_ending", "no score", drop(13, 14)),
    ("one_ending", "the score before the answer", lambda nb: nb.cells.insert(2, nb.cells.pop(13))),
    ("one_ending", "the score of another chapter", source(13, 'score("03")')),
    ("short_path", "none", source(0, START.replace("Short path", "Path"))),
    ("short_path", "no word about running", source(0, START.replace("Run All Cells", "all"))),
    ("pytorch_box", "no box", drop(2, 3)),
    ("pytorch_box", "two boxes", add(v4.new_markdown_cell(BOX))),
    ("pytorch_box", "no code", source(2, "### In PyTorch\n\nThe same.")),
]


def test_the_clean_chapter_keeps_every_rule(tmp_path: Path) -> None:
    assert [found for rule in chapter_rules.RULES for found in broken(clean(), rule, tmp_path)] == []


@pytest.mark.parametrize(
    ("rule", "plant"), [(r, p) for r, _, p in PLANTS], ids=[f"{r}-{w}" for r, w, _ in PLANTS]
)
def test_a_planted_violation_is_refused(tmp_path: Path, rule: str, plant: Plant) -> None:
    nb = clean()
    plant(nb)
    assert broken(nb, getattr(chapter_rules, rule), tmp_path)


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _, _ in PLANTS} == {rule.__name__ for rule in chapter_rules.RULES}


OPENER_NAME = "00-a-title.ipynb"
OPENER_PLANTS: list[tuple[str, str, Plant]] = [
    ("few_words", "as long as a chapter", add(v4.new_markdown_cell("word " * 1_500), 1)),
    ("few_lines_of_code", "too much code", add(v4.new_code_cell("x = 1\n" * 60), 1)),
    ("enough_predictions", "two predictions", drop(7, 10)),
    ("guesses_apart", "a guess is made", source(2, "my_guess = 3")),
    ("one_ending", "an answer", source(10, "## The answer")),
    ("one_ending", "no score", drop(11, 12)),
    ("one_ending", "no references", drop(14, 15)),
    ("short_path", "no word about running", source(0, "# 00 A title\n\nShift+Enter.")),
    ("pytorch_box", "a box", add(v4.new_markdown_cell(BOX), 1)),
]


def test_the_opener_has_rules_of_its_own(tmp_path: Path) -> None:
    """It need not have what a chapter has, and a chapter may not do without."""
    kept = [broken(opener(), rule, tmp_path, OPENER_NAME) for rule in chapter_rules.RULES]
    assert [found for each in kept for found in each] == []
    of_a_chapter = {rule.__name__ for rule in chapter_rules.RULES if broken(opener(), rule, tmp_path)}
    assert of_a_chapter >= {"one_ending", "short_path", "enough_checks", "pytorch_box"}


@pytest.mark.parametrize(
    ("rule", "plant"), [(r, p) for r, _, p in OPENER_PLANTS], ids=[f"{r}-{w}" for r, w, _ in OPENER_PLANTS]
)
def test_a_planted_violation_of_the_opener_is_refused(tmp_path: Path, rule: str, plant: Plant) -> None:
    nb = opener()
    plant(nb)
    assert broken(nb, getattr(chapter_rules, rule), tmp_path, OPENER_NAME)


def test_folds_fences_and_references_are_no_prose(tmp_path: Path) -> None:
    nb = clean()
    long = "word " * 5_000
    nb.cells[1:1] = [
        v4.new_markdown_cell(f"<details><summary>A proof</summary>\n\n{long}\n\n</details>"),
        v4.new_markdown_cell(f"```\n{long}\n```"),
    ]
    nb.cells[-1].source += long
    assert broken(nb, chapter_rules.few_words, tmp_path) == []


def test_only_some_chapters_have_a_box(tmp_path: Path) -> None:
    nb = clean()
    assert broken(nb, chapter_rules.pytorch_box, tmp_path, "02-a-title.ipynb")
    drop(2, 3)(nb)
    assert broken(nb, chapter_rules.pytorch_box, tmp_path, "02-a-title.ipynb") == []
    assert broken(nb, chapter_rules.pytorch_box, tmp_path, "08-a-title.ipynb")
