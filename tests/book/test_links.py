"""Every link leads somewhere, from the book and from the reader's copy of it."""

from pathlib import Path

import nbformat.v4 as v4
import pytest

from lstm_lab.reader_copy import refresh
from tests.book import planted
from tests.book.links import anchors, broken
from tests.book.stored import BOOK, book, name


@pytest.mark.slow
@pytest.mark.parametrize("path", book(), ids=name)
def test_links_lead_somewhere_in_the_book(path: Path) -> None:
    assert list(broken(path, BOOK)) == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a reader's copy, made as `run.py lab` makes it."""
    folder = tmp_path_factory.mktemp("reader") / "my-book"
    refresh(BOOK, folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("path", book(), ids=name)
def test_links_lead_somewhere_in_the_readers_copy(path: Path, copy: Path) -> None:
    assert list(broken(copy / path.relative_to(BOOK), copy)) == []


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a small book of two chapters and a solution, in a folder that also has a README."""
    root = tmp_path / "book"
    headings = "# One\n\n## The *vanilla* RNN\n\n### What is `h`?\n\n```\n# no heading\n```"
    for file in ("01-one.ipynb", "02 two.ipynb", "solutions/01-one.ipynb"):
        planted.write(root / file, v4.new_notebook(cells=[v4.new_markdown_cell(headings)]))
    (tmp_path / "README.md").write_text("outside")
    return root


def linked(root: Path, markdown: str, file: str = "01-one.ipynb") -> list[str]:
    nb = v4.new_notebook(cells=[v4.new_markdown_cell("# One\n\n## The *vanilla* RNN\n\n" + markdown)])
    return list(broken(planted.write(root / file, nb), root))


def test_anchors_are_those_that_jupyterlab_makes(small: Path) -> None:
    assert anchors(small / "01-one.ipynb") == {"One", "The-vanilla-RNN", "What-is-h?"}


@pytest.mark.parametrize(
    "markdown",
    [
        "[next](02%20two.ipynb)",
        "[here](#The-vanilla-RNN)",
        "[there](02%20two.ipynb#The-vanilla-RNN)",
        "[solution](solutions/01-one.ipynb)",
        "[solutions](solutions/)",
        '<a href="solutions/01-one.ipynb#One">solution</a>',
        "[paper](https://doi.org/10.1162/neco.1997.9.8.1735), doi:10.1162/neco.1997.9.8.1735.",
        "[chrono](https://arxiv.org/abs/1804.11188v1) (arXiv:1804.11188) <https://arxiv.org/abs/cs/9301111>",
        "`[no](link.md)`, $a[1](b.md)$\n\n```\n[none](either.md)\n```",
    ],
)
def test_a_link_that_leads_somewhere(small: Path, markdown: str) -> None:
    assert linked(small, markdown) == []


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("[x](03-three.ipynb)", "no such file"),
        ("[x](01-One.ipynb)", "no such file"),
        ("[x](../README.md)", "leads out of the folder"),
        ("[x](/01-one.ipynb)", "expected a relative path"),
        ("[x](solutions\\\\01-one.ipynb)", "expected a relative path"),
        ("[x](#The-vanilla-rnn)", "no heading"),
        ("[x](02%20two.ipynb#Three)", "no heading"),
        ('<a href="gone.ipynb">x</a>', "no such file"),
        ("![alt](gone.png)", "no such file"),
        ('<img alt="x" src="gone.png">', "no such file"),
        ("[x](http://example.org/)", "expected https"),
        ("[x](https://localhost:8888/lab)", "not the form of an address"),
        ("[x](file:///a.ipynb)", "expected https"),
        ("[x](https://doi.org/neco.1997)", "expected https://doi.org/10."),
        ("[x](https://arxiv.org/abs/180411188)", "expected https://arxiv.org/abs/"),
        ("See arXiv:18.04.", "has not the form of an arXiv id"),
        ("See doi:neco.1997.", "has not the form of a DOI"),
        ("[x][1]\n\n[1]: gone.ipynb", "no such file"),
    ],
)
def test_a_link_that_leads_nowhere_is_refused(small: Path, markdown: str, expected: str) -> None:
    problems = linked(small, markdown)
    assert len(problems) == 1
    assert expected in problems[0]


def test_a_link_is_followed_from_the_folder_of_its_notebook(small: Path) -> None:
    assert linked(small, "[back](../01-one.ipynb#One)", "solutions/01-one.ipynb") == []
    assert linked(small, "[back](01-one.ipynb)", "solutions/extra.ipynb") == []
    assert linked(small, "[back](02%20two.ipynb)", "solutions/extra.ipynb") != []
