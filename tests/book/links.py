"""The links in a notebook's prose, and whether they lead somewhere from where the reader stands."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from nbconvert.filters import markdown2html

from tests.book.stored import Stored

DOI = re.compile(r"10\.\d{4,9}/\S+")
ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?")
CITED = re.compile(r"\b(arxiv|doi):\s*([^\s,;)\]}<>]+)", re.IGNORECASE)
HOST = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class Page(HTMLParser):
    """What a cell of prose shows: where it links to, its headings and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.headings: list[str] = []
        self.text = ""
        self._heading: str | None = None
        self._anchor = False
        self.feed(markdown2html(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._anchor = tag == "a" and "anchor-link" in (given.get("class") or "")  # nbconvert's own pilcrow
        if re.fullmatch(r"h[1-6]", tag):
            self._heading = ""
        elif tag in ("a", "img") and not self._anchor:
            target = given.get("href" if tag == "a" else "src")
            if target is not None:
                self.targets.append(target)

    def handle_endtag(self, tag: str) -> None:
        self._anchor = False
        if re.fullmatch(r"h[1-6]", tag) and self._heading is not None:
            self.headings.append(self._heading)
            self._heading = None

    def handle_data(self, data: str) -> None:
        if not self._anchor:
            self.text += data
            if self._heading is not None:
                self._heading += data


def anchors(path: Path) -> set[str]:
    """Return the anchors that JupyterLab makes: a heading's text with hyphens for its spaces."""
    headings = (h for cell in Stored.read(path).markdown for h in Page(cell.source).headings)
    return {heading.strip().replace(" ", "-") for heading in headings}


def broken(path: Path, root: Path) -> Iterator[str]:
    """Yield every link that leads nowhere for a reader whose JupyterLab shows the folder `root`."""
    for cell in Stored.read(path).markdown:
        page = Page(cell.source)
        found = [problem for target in page.targets for problem in _target(target, path, root)]
        found += [problem for kind, number in CITED.findall(page.text) for problem in _cited(kind, number)]
        yield from (f"{path.name}, cell {cell.id}: {problem}" for problem in found)


def _cited(kind: str, number: str) -> Iterator[str]:
    form = ARXIV if kind.lower() == "arxiv" else DOI
    if not form.fullmatch(number.rstrip(".")):
        yield f"{kind}:{number} has not the form of {'an arXiv id' if form is ARXIV else 'a DOI'}"


def _target(target: str, path: Path, root: Path) -> Iterator[str]:
    if target.startswith("attachment:"):
        return
    url = urlsplit(target)
    if url.scheme or url.netloc:
        yield from _external(target)
        return
    aim = path if not url.path else path.parent / unquote(url.path)
    if "\\" in unquote(target) or url.path.startswith("/"):
        yield f"{target}: expected a relative path with forward slashes"
    elif not aim.resolve().is_relative_to(root.resolve()):
        yield f"{target}: leads out of the folder that the reader opened"
    elif not _exists(aim):
        yield f"{target}: no such file beside the reader's notebook"
    elif url.fragment and aim.suffix == ".ipynb" and unquote(url.fragment) not in anchors(aim):
        yield f"{target}: no heading #{unquote(url.fragment)} in {aim.name}"


def _exists(path: Path) -> bool:
    """Say whether a file exists under just this name: some disks take Book.ipynb for book.ipynb."""
    path = Path(path.parent.resolve(), path.name)
    return path.exists() and (
        path.name in ("", "..", ".") or path.name in {p.name for p in path.parent.iterdir()}
    )


def _external(target: str) -> Iterator[str]:
    url = urlsplit(target)
    host = (url.hostname or "").removeprefix("www.")
    if url.scheme != "https":
        yield f"{target}: expected https"
    elif not HOST.fullmatch(host) or re.search(r"[\s<>\"]", target):
        yield f"{target}: not the form of an address"
    elif host in ("doi.org", "dx.doi.org") and not DOI.fullmatch(unquote(url.path[1:])):
        yield f"{target}: expected https://doi.org/10.<registrant>/<name>"
    elif host == "arxiv.org":
        kind, _, number = url.path[1:].partition("/")
        if kind not in ("abs", "pdf") or not ARXIV.fullmatch(number.removesuffix(".pdf")):
            yield f"{target}: expected https://arxiv.org/abs/<id>"
