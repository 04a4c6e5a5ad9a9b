"""The letters of formulas: which ones a text uses, and what the notation table says of them."""

import re
from collections.abc import Iterator

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`[^`\n]*`")
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s$])([^$\n]*?[^\s$])\$", re.DOTALL)
WORDS = re.compile(r"\\(?:text|mathrm|mathit|textit|textbf|operatorname|begin|end|tag)\s*\*?\{[^{}]*\}")
INDEX = re.compile(r"[_^](?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|.)")
COMMAND = re.compile(r"\\([A-Za-z]+)")
GREEK = frozenset(
    """alpha beta gamma delta epsilon varepsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi
    varphi chi psi omega Gamma Delta Theta Lambda Sigma Phi Psi Omega""".split()  # noqa: SIM905
)
CONSTANTS = {"e", "pi"}  # known from school


def formulas(markdown: str) -> Iterator[str]:
    """Yield the formulas of a text."""
    for display, inline in FORMULA.findall(CODE.sub("", FENCE.sub("", markdown))):
        yield display or inline


def letters(formula: str) -> set[str]:
    """Return the letters of a formula, Greek ones by their names; words in it are none."""
    rest = WORDS.sub(" ", formula)
    found = {name for name in COMMAND.findall(rest) if name in GREEK}
    return found | set(re.findall(r"[A-Za-z]", COMMAND.sub(" ", rest)))


def used(markdown: str) -> set[str]:
    """Return all letters of all formulas of a text, but what is known from school."""
    return set[str]().union(*(letters(formula) for formula in formulas(markdown))) - CONSTANTS


def table(notation: str) -> dict[str, tuple[str, set[str]]]:
    """Return what the table of letters says: from a letter to its meaning and the chapters of its row.

    A row is `| letters | shape | what it is | chapters |`; chapters are two digits each, or "all". What
    stands below or above a letter is told in its row and has a row of its own where it is a letter too.

    Raises
    ------
    ValueError
        If a letter stands in two rows.
    """
    section = notation.partition("## The letters")[2].partition("\n## ")[0]
    said: dict[str, tuple[str, set[str]]] = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 4 or not FORMULA.search(cells[0]):
            continue
        chapters = set(re.findall(r"\b\d\d\b", cells[3])) or {cells[3]}
        bases = (letters(INDEX.sub("", WORDS.sub("", formula))) for formula in formulas(cells[0]))
        for letter in set[str]().union(*bases):
            if letter in said:
                raise ValueError(f"{letter} stands in two rows: {said[letter][0]!r} and {cells[2]!r}")
            said[letter] = cells[2], chapters
    return said
