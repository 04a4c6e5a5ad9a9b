"""One wrong digit anywhere in a stored output, and nbval refuses the notebook."""

import copy
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, IPyNbFile, coalesce_streams

from tests.book import planted
from tests.book.mutants import Mutant, altered, mutants
from tests.book.rules import RULES
from tests.book.stored import ROOT, SVG, Stored, book, decode, encode, name, texts
from tests.book.test_hygiene import violations
from tools.notebook_form import normalise
from tools.project import load_pyproject

KINDS = ("stdout", "text/plain", "text/html", "svg")


@dataclass(frozen=True)
class Judged:
    """A notebook, its fresh outputs and nbval's own comparison of the two, with the project's sanitising."""

    stored: Stored
    fresh: list[list[NotebookNode]]
    items: list[IPyNbCell]

    @classmethod
    def of(cls, path: Path, session: pytest.Session, executed: NotebookNode | None = None) -> "Judged":
        """Judge against the outputs of `executed`, or else against the stored ones themselves.

        These are the fresh ones: the same run of pytest executes the book, and nbval compares strictly.
        """
        stored = Stored.read(path)
        collector = IPyNbFile.from_parent(session, path=path)
        collector.setup_sanitize_files()
        items = list(collector.collect())
        for item in items:
            item.format_output_compare = lambda *_: None  # only the verdict is wanted: a diff takes its time
        cells = [cell for cell in (executed or stored.nb).cells if cell.cell_type == "code"]
        return cls(stored, [coalesce_streams(copy.deepcopy(cell.outputs)) for cell in cells], items)

    def accepts(self, number: int, outputs: list[NotebookNode]) -> bool:
        """Say whether nbval takes these outputs, which it may join, for those of this code cell."""
        verdict: bool = self.items[number].compare_outputs(self.fresh[number], coalesce_streams(outputs))
        return verdict

    def accepts_stored(self, number: int) -> bool:
        return self.accepts(number, copy.deepcopy(self.stored.code[number].outputs))

    def mutants(self) -> Iterator[tuple[int, Mutant]]:
        for number, cell in enumerate(self.stored.code):
            for mutant in mutants(cell.outputs):
                yield number, mutant


@pytest.fixture(scope="module")
def clean(executed: NotebookNode, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.write(tmp_path_factory.mktemp("clean") / "clean.ipynb", normalise(executed))


def survivors(judged: Judged) -> tuple[Counter[str], list[str]]:
    """Return how many numbers of each kind were altered, and what nbval let pass."""
    count: Counter[str] = Counter()
    passed = []
    for number, mutant in judged.mutants():
        count[mutant.kind] += 1
        if judged.accepts(number, mutant.outputs):
            passed.append(
                f"{judged.stored.path.name}, code cell {number}, {mutant.kind}: ...{mutant.where!r}..."
            )
    assert all(
        judged.accepts_stored(number) for number in range(len(judged.items))
    )  # nothing was overwritten
    return count, passed


@pytest.mark.slow
@pytest.mark.parametrize("path", book(), ids=name)
def test_no_wrong_digit_passes(
    path: Path, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    judged = Judged.of(path, request.session)
    count, passed = survivors(judged)
    record_property("mutants", dict(count))
    present = {
        text.kind
        for cell in judged.stored.code
        for output in cell.outputs
        for text in texts(output)
        if any(character.isdecimal() for character in text.content)
    }
    assert present or not judged.stored.code, "code, but no number in its outputs"
    assert set(count) == present
    assert not passed, "\n".join(passed)


def test_every_run_executes_the_book_and_compares_strictly() -> None:
    """What `Judged.of` rests on; that nbval refuses under these options is shown below."""
    options = load_pyproject()["tool"]["pytest"]["ini_options"]
    assert "book" in options["testpaths"]
    assert "--nbval" in options["addopts"]
    assert not {"--nbval-lax", "-k", "-m"} & set(options["addopts"])


def test_the_book_shows_numbers_of_every_kind() -> None:
    shown = {t.kind for path in book() for c in Stored.read(path).code for o in c.outputs for t in texts(o)}
    assert set(KINDS) <= shown


def test_every_number_is_altered_once() -> None:
    assert [text for text, _ in altered("h = -0.957, 12 steps, 1.6e-08")] == [
        "h = -0.958, 12 steps, 1.6e-08",
        "h = -0.957, 13 steps, 1.6e-08",
        "h = -0.957, 12 steps, 1.7e-08",
        "h = -0.957, 12 steps, 1.6e-09",
    ]


@pytest.mark.slow
def test_the_small_notebook_has_a_mutant_of_every_kind(
    clean: Path, executed: NotebookNode, request: pytest.FixtureRequest
) -> None:
    """Judged against what the kernel gave, before it was normalised."""
    judged = Judged.of(clean, request.session, executed)
    assert all(judged.accepts_stored(number) for number in range(4))
    count, passed = survivors(judged)
    # stdout: 0.9575, 1.6, 08; plain: 0.25, 0.9575, 0.9640, 0.1100; svg: w3, 2000, viewBox, x, y, 0.9575;
    # html: the alt texts' 0.9575, 0.9640, 0.1100 and twice the 64 of "base64".
    assert count == {"stdout": 3, "text/plain": 4, "text/html": 5, "svg": 9}
    assert passed == []


def test_a_comparison_that_ignores_too_much_is_found_out(
    clean: Path, executed: NotebookNode, request: pytest.FixtureRequest
) -> None:
    judged = Judged.of(clean, request.session, executed)
    for item in judged.items:
        item.parent.sanitize_patterns[r"data:image/svg\+xml;base64,\S+"] = "SVG"
    _, passed = survivors(judged)
    assert len(passed) == 9


# One run of nbval over small notebooks, each wrong in some places.


def stripped(nb: NotebookNode) -> None:
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.update(execution_count=None, outputs=[])


def wrong_svg(nb: NotebookNode) -> None:
    data = nb.cells[3].outputs[0].data
    payload = SVG.findall(data["text/html"])[0]
    data["text/html"] = data["text/html"].replace(
        payload, encode(decode(payload).replace("0.9575", "0.9576"))
    )


def replaced(cell: int, kind: str, old: str, new: str) -> Callable[[NotebookNode], None]:
    def change(nb: NotebookNode) -> None:
        data = nb.cells[cell].outputs[0].data
        assert old in data[kind]
        data[kind] = data[kind].replace(old, new)

    return change


# Notebook: what is done to the clean one, by name, and the code cell that nbval then refuses, if any.
# Every cell is judged by itself, so that one notebook, and one kernel, serves for several.
CASES: dict[str, dict[str, tuple[Callable[[NotebookNode], object], str | None]]] = {
    "harmless": {
        "other PNG bytes": (replaced(4, "text/html", planted.png(100), planted.png(200)), None),
    },
    "numbers": {
        "stdout": (lambda nb: nb.cells[1].outputs[0].update(text="h = 0.9576\nslope 1.6e-08\n"), "Cell 0"),
        "value": (replaced(2, "text/plain", "0.25", "0.26"), "Cell 1"),
        "repr": (replaced(3, "text/plain", "0.9575", "0.9576"), "Cell 2"),
        "alt": (replaced(4, "text/html", "0.1100", "0.1101"), "Cell 3"),
    },
    "parts": {
        "no output": (lambda nb: nb.cells[2].update(outputs=[]), "Cell 1"),
        "SVG": (wrong_svg, "Cell 2"),
        "no picture": (replaced(4, "text/html", planted.png(100), ""), "Cell 3"),
    },
    "stripped": {"stripped": (stripped, None)},
}


@pytest.fixture(scope="module")
def refused(clean: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Run pytest with the project's own options over every case; return the cells that it refused."""
    folder = tmp_path_factory.mktemp("cases")
    for case, changes in CASES.items():
        nb = Stored.read(clean).nb
        for change, _ in changes.values():
            change(nb)
        planted.write(folder / f"{case}.ipynb", nb)
    report = folder / "report.xml"
    config = ["-c", str(ROOT / "pyproject.toml"), "--rootdir", str(ROOT), "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *config, f"--junitxml={report}", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300)
    found: dict[str, set[str]] = {case: set() for case in CASES}
    ran: Counter[str] = Counter()
    for test in ElementTree.parse(report).iter("testcase"):
        case = Path(test.get("classname", "").replace(".ipynb", "")).name.rpartition(".")[2]
        ran[case] += 1
        if test.find("failure") is not None or test.find("error") is not None:
            found[case].add(test.get("name", ""))
    assert ran == dict.fromkeys(CASES, 4), done.stdout + done.stderr
    return found


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_nbval_refuses_what_is_wrong_and_nothing_else(case: str, refused: dict[str, set[str]]) -> None:
    assert refused[case] == {cell for _, cell in CASES[case].values() if cell is not None}


@pytest.mark.slow
def test_a_stripped_notebook_passes_nbval_but_not_the_rules(
    clean: Path, tmp_path: Path, refused: dict[str, set[str]]
) -> None:
    nb = Stored.read(clean).nb
    stripped(nb)
    stored = Stored.read(planted.write(tmp_path / "stripped.ipynb", nb))
    assert refused["stripped"] == set()
    assert {rule.__name__ for rule in RULES if violations(stored, rule, "stripped")} == {"executed"}
