"""The rules that every notebook of the book keeps.

A rule takes a stored notebook and yields what breaks it: the cell's id and a message. Together with nbval's
strict comparison the rules leave a wrong output no place to hide: nbval compares a cell only if it has an
execution count (`executed`) and no marker (`compared`), and then an output that is missing in the file is
itself a difference.
"""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

from IPython.core.displayhook import DisplayHook
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbval.plugin import find_comment_markers, find_metadata_tags

from lstm_lab.widget_views import WIDGET_VIEW
from tests.book.stored import PICTURES, Stored, texts
from tools import notebooks

Violations = Iterator[tuple[str, str]]
Rule = Callable[[Stored], Violations]

LINE = 110
LINES = 40
DIGITS = 4

HIDING = re.compile(
    r"%%?capture|%%script|redirect_std(out|err)|capture_output|clear_output|devnull|"
    r"(simplefilter|filterwarnings)\(\s*(action\s*=\s*)?[\"']ignore"
)
LOCAL = re.compile(
    r"(?<![\w.:/~])/(home|Users|root|tmp|var|private|opt|usr|mnt|media|srv|work|workspace|content)/\w"
    r"|\b[A-Za-z]:\\\w|file://|site-packages|dist-packages|ipykernel_\d+"
)
NUMBER = re.compile(r"(\d+)(?:\.(\d*))?(e[+-]?\d+)?", re.IGNORECASE)


class _Images(HTMLParser):
    """Collects the attributes of every `<img>`, and whether a `<svg>` stands in the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.images: list[dict[str, str | None]] = []
        self.inline_svg = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inline_svg |= tag == "svg"
        if tag == "img":
            self.images.append(dict(attrs))


def _without_alt(html: str) -> int:
    return sum(not (image.get("alt") or "").strip() for image in _Images(html).images)


def _outputs(stored: Stored) -> Iterator[tuple[str, NotebookNode]]:
    for cell in stored.code:
        for output in cell.outputs:
            yield cell.id, output


def executed(stored: Stored) -> Violations:
    """Every code cell ran, in order, in one fresh kernel: nbval passes over a cell without a count."""
    expected = 0
    for cell in stored.code:
        if not cell.source.strip():
            continue
        expected += 1
        if cell.execution_count != expected:
            yield cell.id, f"expected execution count {expected}, found {cell.execution_count}"


def normalised(stored: Stored) -> Violations:
    """The file is what the project's tool writes, byte for byte."""
    for difference in notebooks.check(stored.path):
        yield "", f"run `python3 run.py execute`: {difference}"


def compared(stored: Stored) -> Violations:
    """No marker tells nbval to skip a cell, to ignore its output or to expect an exception."""
    for cell in stored.code:
        markers = [*find_comment_markers(cell.source), *find_metadata_tags(cell.metadata)]
        for option, value in markers:
            yield cell.id, f"holds an nbval marker that sets {option} to {value}"


def shown(stored: Stored) -> Violations:
    """No cell hides what it prints or warns of."""
    for cell in stored.code:
        for found in HIDING.finditer(cell.source):
            yield cell.id, f"hides output by {found.group()!r}"


def no_semicolon(stored: Stored) -> Violations:
    """No semicolon at the end silences the last value."""
    for cell in stored.code:
        if DisplayHook.semicolon_at_end_of_expression(cell.source):
            yield cell.id, "ends with a semicolon, which silences its output"


def no_error(stored: Stored) -> Violations:
    """No cell ends in an error."""
    for cell, output in _outputs(stored):
        if output.output_type == "error":
            yield cell, f"stores the error {output.ename}: {output.evalue}"


def no_stderr(stored: Stored) -> Violations:
    """Nothing is written to stderr: warnings are errors in the book too."""
    for cell, output in _outputs(stored):
        if output.get("name") == "stderr":
            yield cell, f"stores stderr: {output.text[:80]!r}"


def no_local_path(stored: Stored) -> Violations:
    """No source, prose or output names a folder of somebody's machine."""
    seen = [(cell.id, cell.source) for cell in stored.nb.cells]
    seen += [(cell, text.content) for cell, output in _outputs(stored) for text in texts(output)]
    for cell, text in seen:
        for found in LOCAL.finditer(text):
            yield cell, f"names a local path: {text[found.start() : found.start() + 40]!r}"


def few_digits(stored: Stored) -> Violations:
    """At most four decimals are printed, or four significant digits beside an exponent: CPUs differ below."""
    for cell, output in _outputs(stored):
        for text in texts(output):
            if text.kind not in ("stdout", "text/plain"):
                continue
            for found in NUMBER.finditer(text.content):
                whole, decimals, exponent = found.groups(default="")
                digits = len((whole + decimals).lstrip("0")) if exponent else len(decimals)
                if digits > DIGITS:
                    yield cell, f"prints more than {DIGITS} digits in {text.kind}: {found.group()}"


def no_lone_view(stored: Stored) -> Violations:
    """A live widget stores a picture in text/html: its view is empty without a kernel, and nbval skips it."""
    for cell, output in _outputs(stored):
        if WIDGET_VIEW in output.get("data", {}):
            yield cell, "stores a widget view; the widget needs text/html, and the notebook `run.py execute`"


def pictures_described(stored: Stored) -> Violations:
    """Every picture of an output is an `<img>` with alt text: untrusted notebooks mangle inline SVG."""
    for cell, output in _outputs(stored):
        data = output.get("data", {})
        for kind in {*PICTURES, "image/svg+xml"} & data.keys():
            yield cell, f"stores {kind}, which has no alt text; show an <img alt=...> as text/html"
        html = data.get("text/html", "")
        if _Images(html).inline_svg:
            yield (
                cell,
                "stores inline <svg> in text/html; use <img alt=... src='data:image/svg+xml;base64,...'>",
            )
        for _ in range(_without_alt(html)):
            yield cell, "stores an <img> without alt text"


def markdown_pictures_described(stored: Stored) -> Violations:
    """Every picture in the prose has alt text."""
    for cell in stored.markdown:
        for _ in range(_without_alt(markdown2html(cell.source))):
            yield cell.id, "shows a picture without alt text"


def short_lines(stored: Stored) -> Violations:
    """No line of code is wider than the page."""
    for cell in stored.code:
        for number, line in enumerate(cell.source.splitlines(), start=1):
            if len(line) > LINE:
                yield cell.id, f"line {number} has {len(line)} characters, expected at most {LINE}"


def short_cells(stored: Stored) -> Violations:
    """No code cell is longer than a screen."""
    for cell in stored.code:
        if (lines := len(cell.source.splitlines())) > LINES:
            yield cell.id, f"has {lines} lines, expected at most {LINES}"


RULES: tuple[Rule, ...] = (
    executed, normalised, compared, shown, no_semicolon, no_error, no_stderr, no_local_path,
    few_digits, no_lone_view, pictures_described, markdown_pictures_described, short_lines, short_cells,
)  # fmt: skip
