"""The site, built once, and served by a plain web server."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import browser_type_launch_args  # noqa: F401 (a fixture)
from tests.needs import need
from tests.site.served import serving
from tools.project import ROOT

REPOSITORY = "somebody/a-book"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site; a warning fails it."""
    need("site")
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "tools.site.build", str(folder), "--repository", REPOSITORY, "--coarse", "5"]
    built = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Serve it on this machine alone."""
    with serving(site) as served:
        yield served


@pytest.fixture(scope="session")
def pages(site: Path) -> list[str]:
    """Return all pages of the book, and none of Sphinx's own."""
    return sorted(str(path.relative_to(site)) for path in site.rglob("*.html") if path.stem != "search")


@pytest.fixture(scope="session")
def axe(site: Path) -> str:
    """The script that looks for what keeps people out."""
    from tools.site.build import PACKAGES

    return (PACKAGES / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
