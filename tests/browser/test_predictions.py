"""The reader's copy answers no prediction before it is made: what is on the screen with the guess's cell."""

import re
from pathlib import Path
from typing import Any

import nbformat.v4 as v4
import pytest

from tests.book.chapter_rules import PREDICT
from tests.browser.conftest import Labs
from tests.browser.server import Server
from tests.lstm_book.predictions.test_tables import CASES
from tools import notebooks
from tools.notebook_form import normalise
from tools.project import BOOK

CHAPTERS = sorted(BOOK.glob("[0-9][0-9]-*.ipynb"))
# What a kernel may say when it is ended amid a message.
ENDED = re.compile(r"Exception ignored in: <coroutine object .*?RuntimeError: Event loop is closed\n", re.S)
# Scrolls a cell to the top or the bottom of the page, and waits until JupyterLab has laid it out.
SHOW = """async ([index, block]) => {
  const notebook = window.panel.content;
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, block);
  for (let last = null, same = 0; same < 3; ) {
    await new Promise(resolve => setTimeout(resolve, 60));
    const now = notebook.widgets[index].node.getBoundingClientRect().top;
    same = now === last ? same + 1 : 0;
    last = now;
  }
}"""
# All text that can be seen: nothing in a closed fold, in a hidden source, or outside of the page.
SEEN = """() => {
  const port = window.panel.content.node.getBoundingClientRect();
  const walker = document.createTreeWalker(window.panel.content.node, NodeFilter.SHOW_TEXT);
  const range = document.createRange(), seen = [];
  for (let node; (node = walker.nextNode()); ) {
    if (!node.parentElement.checkVisibility({visibilityProperty: true, opacityProperty: false})) continue;
    if (node.parentElement.closest('script, style')) continue;
    range.selectNodeContents(node);
    const inside = [...range.getClientRects()].some(
      box => box.width && box.bottom > port.top && box.top < port.bottom);
    if (inside) seen.push(node.textContent);
  }
  return seen.join(' ');
}"""


def guesses(path: Path) -> dict[str, int]:
    """Return for every prediction of a chapter the place of the cell in which the guess is written."""
    found: dict[str, int] = {}
    guess = 0
    for place, cell in enumerate(notebooks.load(path).cells):
        if cell.cell_type != "code":
            continue
        if re.search(r"^my_guess\s*=", cell.source, re.M):
            guess = place
        found |= dict.fromkeys(PREDICT.findall(cell.source), guess)
    return found


def plain(text: str) -> str:
    """Return a text as it is compared: one kind of blank, one kind of minus."""
    return re.sub(r"\s+", " ", text.replace("\u2212", "-").replace("\u2009", " "))


def leaks(seen: str, number: str) -> list[str]:
    return [leak for leak in CASES[number].leaks if plain(leak) in plain(seen)]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_nothing_on_the_screen_answers_a_prediction(labs: Labs, server: Server, path: Path) -> None:
    with labs.one(width=1280, height=800) as lab:
        lab.open(path.name)
        assert [output for output in lab.outputs() if output] == []
        places = guesses(path)
        found: dict[str, Any] = {}
        for number, place in places.items():
            for block in ("start", "center", "end"):
                lab.await_script(SHOW, [place, block])
                seen = str(lab.page.evaluate(SEEN))
                assert "my_guess" in seen, (number, block)
                found |= {f"{number} at {block}": told for told in [leaks(seen, number)] if told}
        lab.close()
    assert places
    assert found == {}


def test_the_server_says_little_and_warns_of_nothing(labs: Labs, server: Server) -> None:
    """A chapter opened and a kernel started: the book's own lines are all there is to read."""
    before = len(server.log)
    with labs.one() as lab:
        lab.open(CHAPTERS[0].name)
        lab.ask("1")
        lab.close()
    log = "".join(server.log)
    assert log.count("the book at http") == 1
    for noise in ("eavesdropping", "Skipped", "extension was"):  # notebooks of tests are not trusted
        assert noise not in log, noise
    assert ENDED.sub("", "".join(server.log[before:])) == ""


def test_what_leaks_is_seen(labs: Labs, server: Server) -> None:
    """The test itself: an answer in prose, in code and in an open fold is found, in a closed one not."""
    fold = "<details{}><summary>After your guess</summary>\n\nIt is $0.9575$ {}.\n\n</details>"
    cells = [
        v4.new_markdown_cell("**Predict 1.1.** How much?"),
        v4.new_code_cell("my_guess = ..."),
        v4.new_code_cell("assert close(h, 0.1234)"),
        v4.new_code_cell("# the test\nassert hidden(h, 0.5678)", metadata={"tags": ["hide-input"]}),
        v4.new_markdown_cell(fold.format("", "inside")),
        v4.new_markdown_cell(fold.format(" open", "outside")),
        *[v4.new_markdown_cell("A line.\n\n" * 30) for _ in range(3)],
        v4.new_markdown_cell("far below"),
    ]
    (server.folder / "leaks.ipynb").write_bytes(notebooks.dumps(normalise(v4.new_notebook(cells=cells))))
    with labs.one(width=1280, height=800) as lab:
        lab.open("leaks.ipynb")
        lab.await_script(SHOW, [1, "start"])
        seen = plain(str(lab.page.evaluate(SEEN)))
        lab.close()
    for told in ("my_guess", "0.1234", "outside", "0.9575"):
        assert told in seen, told
    for hidden in ("0.5678", "inside", "far below"):
        assert hidden not in seen, hidden
