"""The reader's copy: nothing that the reader wrote is lost, and nothing that is not is kept for ever."""

import json
from pathlib import Path
from typing import Any

import pytest

from lstm_book import scorebook
from lstm_lab import guesses
from lstm_lab.reader_copy import MANIFEST, find_chapter, find_edited, fingerprint, refresh, reset
from lstm_lab.reader_form import reader_form
from tools.project import SetupError

ONE, TWO, SOLUTION = "01-one.ipynb", "02-two.ipynb", "solutions/01-one.ipynb"
OFFER = "01-one.new-original.ipynb"


def notebook(*sources: str, output: str = "") -> dict[str, Any]:
    """Make a notebook of code cells."""
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}] if output else []
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "id": str(number),
            "source": source,
            "metadata": {},
            "outputs": outputs,
            "execution_count": None,
        }
        for number, source in enumerate(sources)
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, content: dict[str, Any] | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8", newline="\n")


def sources(path: Path) -> list[str]:
    return [cell["source"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    book = tmp_path / "book"
    write(book / ONE, notebook("a = 1", output="stored"))
    write(book / TWO, notebook("b = 1"))
    write(book / SOLUTION, notebook("a = 'solved'"))
    write(book / "images" / "gate.svg", "<svg/>")
    write(book / ".ipynb_checkpoints" / ONE, notebook("old"))
    return book


@pytest.fixture
def copy(book: Path, tmp_path: Path) -> Path:
    """Return a copy made at the first start."""
    copy = tmp_path / "my-book"
    assert refresh(book, copy) == []
    return copy


def test_the_first_start_copies_every_file(book: Path, copy: Path) -> None:
    assert names(copy) == {ONE, TWO, SOLUTION, "images/gate.svg", MANIFEST}
    for name in names(copy) - {MANIFEST}:
        assert (copy / name).read_bytes() == reader_form(book / name)


def test_a_second_start_keeps_edits_and_outputs(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("a = 2"))
    write(copy / TWO, notebook("b = 1", output="the reader's output"))
    write(copy / "notes.ipynb", notebook("mine"))
    before = {name: (copy / name).read_bytes() for name in names(copy)}
    assert refresh(book, copy) == []
    assert {name: (copy / name).read_bytes() for name in names(copy)} == before
    assert find_edited(book, copy) == [ONE]


def test_after_an_update_untouched_chapters_follow_the_book(book: Path, copy: Path) -> None:
    ran = notebook("a = 1", "", output="run by the reader")  # JupyterLab appended an empty cell
    ran["metadata"] = {"kernelspec": {"name": "python3"}}
    ran["cells"][0]["execution_count"] = 7
    write(copy / ONE, ran)
    write(book / ONE, notebook("a = 1", "new = True"))
    messages = refresh(book, copy)
    assert (copy / ONE).read_bytes() == reader_form(book / ONE)
    assert len(messages) == 1
    assert "up to date" in messages[0]


def test_new_outputs_alone_reach_an_untouched_chapter(book: Path, copy: Path) -> None:
    write(book / ONE, notebook("a = 1", output="a better picture"))
    refresh(book, copy)
    assert (copy / ONE).read_bytes() == reader_form(book / ONE)


def test_after_an_update_an_edited_chapter_stays_with_the_new_original_beside_it(
    book: Path, copy: Path
) -> None:
    write(copy / ONE, notebook("a = 'mine'"))
    write(book / ONE, notebook("a = 1", "new = True"))
    messages = refresh(book, copy)
    assert sources(copy / ONE) == ["a = 'mine'"]
    assert (copy / OFFER).read_bytes() == reader_form(book / ONE)
    assert OFFER in messages[0]
    # Said once, not at every start.
    assert refresh(book, copy) == []
    # A further update replaces the unedited offer.
    write(book / ONE, notebook("a = 1", "newer = True"))
    refresh(book, copy)
    assert sources(copy / OFFER) == ["a = 1", "newer = True"]


def test_an_edited_offer_is_kept_as_well(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("a = 'mine'"))
    write(book / ONE, notebook("second"))
    refresh(book, copy)
    write(copy / OFFER, notebook("second", "mine too"))
    write(book / ONE, notebook("third"))
    messages = refresh(book, copy)
    assert sources(copy / ONE) == ["a = 'mine'"]
    assert sources(copy / OFFER) == ["second", "mine too"]
    assert sources(copy / "01-one.new-original-2.ipynb") == ["third"]
    assert "01-one.new-original-2.ipynb" in messages[0]


def test_taking_an_edit_back_lets_the_chapter_follow_again(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("a = 'mine'"))
    write(book / ONE, notebook("second"))
    refresh(book, copy)
    write(copy / ONE, notebook("a = 1"))
    refresh(book, copy)
    assert sources(copy / ONE) == ["second"]
    assert not (copy / OFFER).exists()


def test_an_edited_picture_stays(book: Path, copy: Path) -> None:
    write(copy / "images/gate.svg", "<svg>mine</svg>")
    write(book / "images/gate.svg", "<svg>new</svg>")
    refresh(book, copy)
    assert (copy / "images/gate.svg").read_text() == "<svg>mine</svg>"
    assert (copy / "images/gate.new-original.svg").read_text() == "<svg>new</svg>"


@pytest.mark.parametrize("damaged", ["not json", "[]", '{"cells": [{"source": 3}]}', ""])
def test_a_notebook_that_cannot_be_read_counts_as_edited(book: Path, copy: Path, damaged: str) -> None:
    write(copy / ONE, damaged)
    assert fingerprint(copy / ONE) is None
    assert find_edited(book, copy) == [ONE]
    assert refresh(book, copy) == []
    write(book / ONE, notebook("second"))
    refresh(book, copy)
    assert (copy / ONE).read_text() == damaged
    assert sources(copy / OFFER) == ["second"]


def test_a_removed_chapter_goes_unless_it_was_edited(book: Path, copy: Path) -> None:
    write(copy / TWO, notebook("b = 'mine'"))
    (book / ONE).unlink()
    (book / TWO).unlink()
    messages = refresh(book, copy)
    assert not (copy / ONE).exists()
    assert sources(copy / TWO) == ["b = 'mine'"]
    assert [message.split(":")[0] for message in messages] == [ONE, TWO]


def test_a_renamed_chapter_comes_under_its_new_name(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("a = 'mine'"))
    (book / ONE).rename(book / "01-first.ipynb")
    (book / TWO).rename(book / "02-second.ipynb")
    refresh(book, copy)
    assert sources(copy / ONE) == ["a = 'mine'"]
    assert not (copy / TWO).exists()
    assert sources(copy / "01-first.ipynb") == ["a = 1"]
    assert sources(copy / "02-second.ipynb") == ["b = 1"]


def test_a_chapter_that_the_reader_deleted_comes_back(book: Path, copy: Path) -> None:
    (copy / ONE).unlink()
    refresh(book, copy)
    assert (copy / ONE).read_bytes() == reader_form(book / ONE)


@pytest.mark.parametrize(
    "manifest",
    [None, "", "{", "[1]", '{"01-one.ipynb": 3}', '{"01-one.ipynb": {"other": "x"}}', '{"../x": {}}', "\0"],
)
def test_a_missing_or_damaged_manifest_loses_nothing(book: Path, copy: Path, manifest: str | None) -> None:
    write(copy / ONE, notebook("a = 'mine'"))
    write(book / TWO, notebook("b = 'new'"))
    if manifest is None:
        (copy / MANIFEST).unlink()
    else:
        write(copy / MANIFEST, manifest)
    refresh(book, copy)
    assert sources(copy / ONE) == ["a = 'mine'"]
    assert sources(copy / OFFER) == ["a = 1"]
    # Whether the reader wrote the older text cannot be known: it stays.
    assert sources(copy / TWO) == ["b = 1"]
    assert sources(copy / "02-two.new-original.ipynb") == ["b = 'new'"]
    assert refresh(book, copy) == []


def test_a_manifest_cannot_delete_outside_of_the_copy(book: Path, copy: Path) -> None:
    outside = copy.parent / "precious.txt"
    write(outside, "precious")
    record = {"base": fingerprint(outside), "content": None, "offered": None, "offered_as": None}
    write(copy / MANIFEST, {"../precious.txt": record, str(outside): record})
    refresh(book, copy)
    assert outside.read_text() == "precious"


def test_a_failed_write_leaves_the_old_file(book: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full")

    write(book / ONE, notebook("second"))
    before = (copy / ONE).read_bytes()
    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="disk full"):
        refresh(book, copy)
    assert (copy / ONE).read_bytes() == before
    assert not [name for name in names(copy) if name.endswith(".tmp")]


def test_reset_keeps_the_readers_version_under_the_next_free_name(book: Path, copy: Path) -> None:
    for number in (1, 2):
        write(copy / ONE, notebook(f"attempt {number}"))
        messages = reset(book, copy, "01")
        assert messages == [f"{ONE} is the original again; your version is 01-one.mine-{number}.ipynb"]
        assert (copy / ONE).read_bytes() == reader_form(book / ONE)
        assert sources(copy / f"01-one.mine-{number}.ipynb") == [f"attempt {number}"]
    assert reset(book, copy, "01") == [f"{ONE} is the original already"]
    assert refresh(book, copy) == []


def test_reset_after_an_update_removes_the_offer_and_follows_again(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("mine"))
    write(book / ONE, notebook("second"))
    refresh(book, copy)
    reset(book, copy, "01")
    assert not (copy / OFFER).exists()
    write(book / ONE, notebook("third"))
    refresh(book, copy)
    assert sources(copy / ONE) == ["third"]
    assert sources(copy / "01-one.mine-1.ipynb") == ["mine"]


def test_reset_works_without_a_copy_and_on_a_damaged_file(book: Path, tmp_path: Path) -> None:
    copy = tmp_path / "fresh"
    reset(book, copy, "01")
    assert (copy / ONE).read_bytes() == reader_form(book / ONE)
    write(copy / ONE, "not json")
    reset(book, copy, "01")
    assert (copy / "01-one.mine-1.ipynb").read_text() == "not json"


@pytest.mark.parametrize("name", ["01", "1", "01-one", ONE])
def test_a_chapter_is_found_by_number_and_name(book: Path, name: str) -> None:
    found = [path.relative_to(book).as_posix() for path in find_chapter(book, name)]
    assert found == [ONE, SOLUTION]


@pytest.mark.parametrize("name", ["solutions/01", "solutions\\01-one", SOLUTION])
def test_a_solution_is_found_by_its_folder(book: Path, name: str) -> None:
    assert find_chapter(book, name) == [book / SOLUTION]


@pytest.mark.parametrize("name", ["3", "0", "", "one", "../book/01", "*"])
def test_an_unknown_chapter_lists_the_known_ones(book: Path, copy: Path, name: str) -> None:
    with pytest.raises(SetupError, match=f"{ONE}, {TWO}, {SOLUTION}"):
        reset(book, copy, name)


def test_a_checkout_without_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no folder"):
        refresh(tmp_path / "none", tmp_path / "copy")


def test_the_fingerprint_sees_sources_and_cell_types_only(tmp_path: Path) -> None:
    plain = notebook("x = 1\ny = 2")
    listed = notebook("x = 1\r\ny = 2", output="out")
    listed["cells"][0]["source"] = ["x = 1\r\n", "y = 2"]
    retyped = notebook("x = 1\ny = 2")
    retyped["cells"][0]["cell_type"] = "markdown"
    prints = []
    for number, content in enumerate([plain, listed, retyped, notebook("x = 1")]):
        write(tmp_path / f"{number}.ipynb", content)
        prints.append(fingerprint(tmp_path / f"{number}.ipynb"))
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def outputs(path: Path) -> list[Any]:
    return [cell["outputs"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]


def test_chapters_come_without_outputs_and_all_else_as_it_is(book: Path, copy: Path) -> None:
    assert outputs(book / ONE) != [[]]
    assert outputs(copy / ONE) == [[]]
    write(book / SOLUTION, notebook("a = 'solved'", output="stored"))
    refresh(book, copy)
    assert (copy / SOLUTION).read_bytes() == (book / SOLUTION).read_bytes()


def test_outputs_of_an_earlier_copy_go_with_the_next_start(book: Path, copy: Path) -> None:
    """A copy made when chapters came with outputs: what the reader did not touch loses them."""
    (copy / ONE).write_bytes((book / ONE).read_bytes())
    manifest = json.loads((copy / MANIFEST).read_text())
    manifest[ONE]["content"] = "the digest of the original with its outputs"
    write(copy / MANIFEST, manifest)
    assert refresh(book, copy) == [f"{ONE}: brought up to date with the book"]
    assert outputs(copy / ONE) == [[]]


def test_new_outputs_in_the_book_are_no_news(book: Path, copy: Path) -> None:
    write(copy / ONE, notebook("a = 1", output="the reader's own"))
    write(book / ONE, notebook("a = 1", output="stored anew"))
    assert refresh(book, copy) == []
    assert outputs(copy / ONE) != [[]]


def test_reset_sets_the_guesses_of_the_chapter_aside(book: Path, copy: Path) -> None:
    one, eleven = {"guess": "0.5", "grade": "close"}, {"guess": "no", "grade": "off"}
    write(copy / guesses.FILE, {"guesses": {"1.1": one, "11.1": eleven}})
    write(copy / ONE, notebook("a = 2"))
    said = reset(book, copy, "01")
    assert said[1:] == ["1 of your guesses in chapter 01 set aside; make them anew"]
    kept = json.loads((copy / guesses.FILE).read_text())
    assert kept == {"guesses": {"11.1": eleven}, "earlier": [{"1.1": one}]}
    assert len(reset(book, copy, "01")) == 1


@pytest.mark.parametrize("damage", ["", "[]", '{"guesses": 3}'])
def test_a_damaged_file_of_guesses_stops_no_reset(book: Path, copy: Path, damage: str) -> None:
    write(copy / guesses.FILE, damage)
    write(copy / ONE, notebook("a = 2"))
    assert len(reset(book, copy, "01")) == 1
    assert (copy / guesses.FILE).read_text() == damage


def test_both_sides_mean_the_same_file() -> None:
    assert guesses.FILE == scorebook.FILE
    assert scorebook.MARK_OF_A_COPY == MANIFEST
