"""Shared by the tests of the book: the small notebook, executed once."""

import pytest
from nbformat import NotebookNode

from tests.book import planted
from tools import notebooks


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> NotebookNode:
    """Return the small notebook with its raw outputs, as a kernel gave them; nobody may change it."""
    return notebooks.run(planted.clean(), tmp_path_factory.mktemp("executed"))
