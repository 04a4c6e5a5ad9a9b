"""One letter, one meaning: the notation table against the formulas of all chapters."""

from pathlib import Path

import pytest

from tests.book.letters import letters, table, used
from tests.book.stored import BOOK, Stored

CHAPTERS = sorted(BOOK.glob("[0-9][0-9]-*.ipynb"))


def prose(path: Path) -> str:
    return "\n\n".join(cell.source for cell in Stored.read(path).markdown)


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_letter_of_a_chapter_is_in_the_table(path: Path) -> None:
    known = table(prose(BOOK / "notation.ipynb"))
    number = path.name[:2]
    allowed = {letter for letter, (_, chapters) in known.items() if number in chapters or "all" in chapters}
    assert used(prose(path)) - allowed == set()


def test_no_row_of_the_table_is_of_no_use() -> None:
    inside = {path.name[:2]: used(prose(path)) for path in CHAPTERS}
    for letter, (meaning, chapters) in table(prose(BOOK / "notation.ipynb")).items():
        for number in chapters & inside.keys():
            assert letter in inside[number], f"{letter} ({meaning}) is not in chapter {number}"


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        (r"h_t = \tanh(w\,h_{t-1} + u_t) \tag{1.3}", {"h", "t", "w", "u"}),
        (r"\mathrm{d}c_t \odot \sigma(a_f)", {"c", "t", "sigma", "a", "f"}),
        (
            r"\frac{\partial L}{\partial W_x}\text{ for noise } \varepsilon_t",
            {"L", "W", "x", "varepsilon", "t"},
        ),
        (r"y^{\mathrm{in}}_t", {"y", "t"}),
        (r"\begin{aligned} 1 &= 2 \end{aligned}", set()),
    ],
)
def test_letters_of_a_formula(formula: str, found: set[str]) -> None:
    assert letters(formula) == found


def test_what_is_no_formula_is_not_read() -> None:
    assert used("`$q$` and\n```\n$r$\n```\nand $z = e^k$, 5 $ and 6 $, and\n\n$$\nv\n$$") == {"z", "k", "v"}


HEAD = "## The letters\n\n| symbol | shape | what it is | chapter |\n|---|---|---|---|\n"
ROWS = HEAD + "{}\n\n## Next\n\n| $q$ | | no | 01 |"


def test_the_table_is_read_row_by_row() -> None:
    said = table(ROWS.format("| $x_t$, $T$ | $(B, D)$ | input | 01, 02 |\n| $\\sigma$ | | logistic | all |"))
    assert said["x"] == ("input", {"01", "02"})
    assert said["sigma"] == ("logistic", {"all"})
    assert said.keys() == {"x", "T", "sigma"}


def test_two_meanings_of_one_letter_are_refused() -> None:
    with pytest.raises(ValueError, match="s stands in two rows: 'self-weight' and 'noise'"):
        table(ROWS.format("| $s$ | | self-weight | 03 |\n| $s^2$ | | noise | 05 |"))
