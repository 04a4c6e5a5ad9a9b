"""The front matter keeps up with the chapters: links, terms and references."""

import re

import pytest

from tools import notebooks
from tools.project import BOOK

CHAPTERS = sorted(path for path in BOOK.glob("*.ipynb") if path.name[:2].isdigit())
TERM = re.compile(r"^\| \*\*(.+?)\*\* \| (.+?) \| \[\d\d\]\((.+?)\) \|$", re.MULTILINE)
REFERENCE = re.compile(r"^- (.+? \(\d{4}\))\. (.+)$", re.MULTILINE)
IDENTIFIER = re.compile(r"\((https://[^()\s]+)\)")


def prose(name: str) -> str:
    nb = notebooks.load(BOOK / name)
    return "\n\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")


def references(name: str) -> dict[str, str]:
    """Return what a chapter cites: authors and year, and the rest of the entry."""
    found = dict(REFERENCE.findall(prose(name).partition("## References")[2]))
    assert found, name
    return found


def test_the_first_page_links_every_notebook() -> None:
    linked = set(re.findall(r"\(([^()\s]+\.ipynb)\)", prose("index.ipynb")))
    others = {path.name for path in BOOK.glob("*.ipynb")} - {"index.ipynb"}
    assert linked == others


def test_the_first_page_asks_the_questions_of_the_chapters() -> None:
    rows = re.findall(r"\[.+?\]\((\d\d-[^)]+)\) \| (.+?) \|", prose("index.ipynb"))
    assert len(rows) == len(CHAPTERS)
    for name, question in rows:
        assert question.rstrip("?").lower() in prose(name).lower(), name


def test_every_term_stands_in_its_chapter_and_in_order() -> None:
    terms = TERM.findall(prose("glossary.ipynb"))
    assert len(terms) > 40
    names = [term.lower() for term, _, _ in terms]
    assert names == sorted(names)
    assert len(set(names)) == len(names)
    texts = {path.name: prose(path.name).lower() for path in CHAPTERS}
    for term, meaning, chapter in terms:
        assert term.lower() in texts[chapter], f"{term}: not in {chapter}"
        assert meaning.endswith("."), term


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_what_a_chapter_cites_is_in_the_bibliography(path) -> None:
    entries = dict(REFERENCE.findall(prose("bibliography.ipynb")))
    for work, entry in references(path.name).items():
        assert work in entries, f"{work}: not in the bibliography"
        assert f"]({path.name})" in entries[work], f"{work}: the bibliography does not name {path.name}"
        for address in IDENTIFIER.findall(entry):
            assert address in entries[work] or address in prose("bibliography.ipynb"), address


def test_the_bibliography_names_no_chapter_that_does_not_cite() -> None:
    cited = {path.name: set(references(path.name)) for path in CHAPTERS}
    for work, entry in REFERENCE.findall(prose("bibliography.ipynb")):
        for chapter in re.findall(r"\]\((\d\d-[^)]+\.ipynb)\)", entry):
            assert work in cited[chapter], f"{work}: not cited in {chapter}"


def test_the_bibliography_is_sorted_and_every_entry_can_be_found() -> None:
    works = REFERENCE.findall(prose("bibliography.ipynb"))
    surnames = [re.sub(r"^(?:\S+\.[ -]?)+", "", work).lower() for work, _ in works]
    assert surnames == sorted(surnames)
    theses = ("S. Hochreiter (1991)", "T. Mikolov (2012)")  # not known to be anywhere on the web to stay
    assert all("https://" in entry for work, entry in works if work not in theses)
