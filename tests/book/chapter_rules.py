"""The rules that every chapter keeps beside those of all notebooks: length, predictions, checks, endings.

They are functions of a stored notebook like those of `rules`; `NN` is the number in its file's name.
"""

import re

from nbformat import NotebookNode

from lstm_lab.reader_form import FOLDED
from tests.book.rules import Rule, Violations
from tests.book.stored import Stored

WORDS = 4_300  # outside of folds
CODE_LINES = 250  # in cells that are not folded
WIDTH = 96
LEAST = 3  # predictions, and checks
# The opener promises a quarter of an hour: shorter, without exercises to be counted, an ending of its own.
OPENER = "00"
OPENER_WORDS, OPENER_LINES = 1_500, 60
OPENER_END = "Where to go"
BOXES = ("01", "04", "06", "07")  # chapters with an "In PyTorch" box; every chapter from 08 on has one

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
FOLD = re.compile(r"<details>.*?</details>", re.DOTALL)  # a fold with class="reveal" counts
HEADING = re.compile(r"^## (.+?)\s*$", re.MULTILINE)
PREDICT = re.compile(r'^predict\("([^"]+)", my_guess\b', re.MULTILINE)
ASKED = re.compile(r"\*\*Predict (\d+\.\d+)\.\*\*")
CHECK = re.compile(r'^check\("([^"]+)"', re.MULTILINE)


def number(stored: Stored) -> str:
    return stored.path.name[:2]


def is_folded(cell: NotebookNode) -> bool:
    return FOLDED in cell.metadata.get("tags", [])


def is_opener(stored: Stored) -> bool:
    return number(stored) == OPENER


def words(stored: Stored) -> int:
    """Count the words that a reader meets without opening a fold; references and fenced code are no prose."""
    prose = "\n\n".join(cell.source for cell in stored.markdown)
    body = re.split(r"^## References\s*$", prose, flags=re.MULTILINE)[0]
    return len(FOLD.sub("", FENCE.sub("", body)).split())


def visible_lines(stored: Stored) -> int:
    """Count the lines of all cells that are not folded, empty ones too: they take room on the screen."""
    return sum(len(cell.source.splitlines()) for cell in stored.code if not is_folded(cell))


def few_words(stored: Stored) -> Violations:
    """A chapter is read in an hour, the opener in a quarter of one."""
    most = OPENER_WORDS if is_opener(stored) else WORDS
    if (count := words(stored)) > most:
        yield "", f"has {count} words outside of folds, expected at most {most}"


def few_lines_of_code(stored: Stored) -> Violations:
    """What a reader need not read is folded, or in the package."""
    most = OPENER_LINES if is_opener(stored) else CODE_LINES
    if (count := visible_lines(stored)) > most:
        yield "", f"shows {count} lines of code, expected at most {most}"


def narrow_lines(stored: Stored) -> Violations:
    """No line of code is cut at 1280 pixels with the file browser open."""
    for cell in stored.code:
        for line in cell.source.splitlines():
            if len(line) > WIDTH:
                yield cell.id, f"has a line of {len(line)} characters, expected at most {WIDTH}: {line[:40]}"


def enough_predictions(stored: Stored) -> Violations:
    """At least three predictions, asked and compared in order, numbered by the chapter."""
    asked = [name for cell in stored.markdown for name in ASKED.findall(cell.source)]
    made = [name for cell in stored.code for name in PREDICT.findall(cell.source)]
    expected = [f"{int(number(stored))}.{k}" for k in range(1, len(asked) + 1)]
    if len(asked) < LEAST:
        yield "", f"asks for {len(asked)} predictions, expected at least {LEAST}"
    if asked != expected:
        yield "", f"asks for the predictions {asked}, expected {expected}"
    if made != asked:
        yield "", f"compares the predictions {made}, expected those asked for, {asked}"


def guesses_apart(stored: Stored) -> Violations:
    """Every guess stands in a cell of its own before the cell that compares, and is not made yet."""
    guess: NotebookNode | None = None
    for cell in stored.code:
        if re.match(r"my_guess\s*=", cell.source.lstrip()) or re.search(r"^my_guess\s*=", cell.source, re.M):
            guess = cell
            if "..." not in cell.source or "predict(" in cell.source:
                yield cell.id, "holds a guess, or compares it; expected three dots in a cell of its own"
            if is_folded(cell):
                yield cell.id, "hides where the guess is to be written"
        for name in PREDICT.findall(cell.source):
            if guess is None:
                yield cell.id, f"compares {name} without a new guess before it"
            if len([line for line in cell.source.splitlines() if line.strip()]) > 1:
                yield cell.id, f"compares {name} beside other code, expected the call alone"
            guess = None


def folds_named(stored: Stored) -> Violations:
    """A folded cell shows its first line alone: a comment that says what is in it."""
    for cell in stored.code:
        if is_folded(cell) and not re.match(r"# \w", cell.source):
            yield cell.id, f"is folded and does not begin with a comment: {cell.source[:40]!r}"


def enough_checks(stored: Stored) -> Violations:
    """At least three exercises with a check; in the opener as many as there is time for."""
    if is_opener(stored):
        return
    checks = [name for cell in stored.code for name in CHECK.findall(cell.source)]
    if len(set(checks)) < LEAST:
        yield "", f"checks {len(set(checks))} exercises, expected at least {LEAST}"


def one_ending(stored: Stored) -> Violations:
    """The answer with the score, the exercises, the references, and no second summary.

    In the opener where to go stands in the place of the answer.
    """
    answer = OPENER_END if is_opener(stored) else "The answer"
    headings = [title for cell in stored.markdown for title in HEADING.findall(cell.source)]
    if headings[-3:] != [answer, "Exercises", "References"]:
        yield "", f"ends with {headings[-3:]}, expected {answer}, Exercises, References"
    for title in ("Summary", "Symbols", "Equations", "Test yourself"):
        if title in headings:
            yield "", f"has a section {title!r}; the answer holds it"
    after = False
    found = []
    for cell in stored.nb.cells:
        after |= cell.cell_type == "markdown" and re.search(f"^## {answer}", cell.source, re.M) is not None
        if cell.cell_type == "code" and cell.source.strip() == f'score("{number(stored)}")':
            found.append(after)
    if found != [True]:
        yield "", f'expected one cell score("{number(stored)}") after {answer}, found {len(found)}'


def short_path(stored: Stored) -> Violations:
    """A reader in a hurry is told what suffices, and any reader how to run the cells.

    The opener is a short path itself; nothing is needed for it.
    """
    first = "\n".join(cell.source for cell in stored.nb.cells[:3] if cell.cell_type == "markdown")
    phrases = ["Shift+Enter", "Run All Cells"]
    if not is_opener(stored):
        phrases += ["**You will be able to**", "**You need**"]
    if not is_opener(stored) and "**Short path (15 minutes).**" not in first:
        yield "", "names no short path at its beginning"
    for phrase in phrases:
        if phrase not in first:
            yield "", f"does not say {phrase!r} at its beginning"


def pytorch_box(stored: Stored) -> Violations:
    """A box "In PyTorch" with one block of code, where the chapter has something to say about it."""
    boxes = [cell for cell in stored.markdown if re.search(r"^### In PyTorch", cell.source, re.M)]
    wanted = number(stored) in BOXES or number(stored) >= "08"
    if len(boxes) != int(wanted) and (wanted or boxes):
        yield "", f"has {len(boxes)} boxes In PyTorch, expected {int(wanted)}"
    for cell in boxes:
        if len(re.findall(r"^```python$", cell.source, re.M)) != 1:
            yield cell.id, "expected one block of Python in the box"


RULES: tuple[Rule, ...] = (
    few_words, few_lines_of_code, narrow_lines, enough_predictions, guesses_apart, folds_named, enough_checks,
    one_ending, short_path, pytorch_box,
)  # fmt: skip
