"""What a page is made of, without building one."""

import base64
import re

import pytest

from tests.needs import need
from tools.project import BOOK, SetupError
from tools.folders import MARKS, check_folder

need("site")

from docutils import nodes  # noqa: E402

from lstm_teach.draw import Still, show  # noqa: E402
from lstm_teach.draw.svg import Drawing, text  # noqa: E402
from tools.site import answers, folds, launch, pages, pictures  # noqa: E402


def cell(source: str, output: str = "") -> nodes.container:
    code = nodes.container(nb_element="cell_code")
    code += nodes.literal_block(source, source)
    if output:
        code += nodes.container("", nodes.literal_block(output, output), nb_element="cell_code_output")
    return code


def shape(section: nodes.Element) -> list[str]:
    return [child.astext().split("\n")[0] for child in section.children]


def test_what_follows_a_guess_is_folded_up_to_the_next_heading() -> None:
    told, later = nodes.paragraph(text="told"), nodes.section("", nodes.paragraph(text="later"))
    section = nodes.section("", nodes.paragraph(text="before"), cell("my_guess = ..."), told, later)
    folds.fold_guesses(section)
    assert shape(section) == ["before", "my_guess = ...", folds.OPEN.strip(), "told", "</details>", "later"]


def test_a_second_guess_is_folded_within_the_first() -> None:
    guesses = [cell("my_guess = ..."), cell('predict("1.1", my_guess)', "1.1: no guess yet"), cell("my_guess = 1")]
    section = nodes.section("", *guesses, nodes.paragraph(text="told"))
    folds.fold_guesses(section)
    fold = folds.OPEN.strip()
    assert shape(section) == ["my_guess = ...", fold, guesses[1].astext(), "my_guess = 1", fold, "told", "</details>"]
    assert "no guess yet" not in section.astext()
    assert section.astext().count("<details") == section.astext().count("</details>") == 2


def test_a_guess_that_begins_with_a_comment_is_one() -> None:
    section = nodes.section("", cell("# yes or no\nmy_guess = ..."), nodes.paragraph(text="told"))
    folds.fold_guesses(section)
    assert shape(section) == ["# yes or no", folds.OPEN.strip(), "told", "</details>"]


def test_fields_stand_under_guesses_and_checks() -> None:
    section = nodes.section(
        "",
        cell("my_guess = ..."),
        cell('predict("1.1", my_guess, found)', "1.1: no guess yet"),
        cell('score("01")', "Predictions of this chapter: none of 2 made yet."),
        cell('answer = ...\n\ncheck("1.1", answer)', "1.1: not attempted yet. Put it there."),
        cell('def f(x):\n    return ...\n\n\ncheck("1.2", f)', "1.2: not attempted yet. Put it there."),
    )
    answers.ask(section, {"predictions": ["1.1"], "exercises": ["1.1"]})
    folds.fold_guesses(section)
    assert "not attempted" not in section.astext()
    found = [child.astext() for child in section.children if isinstance(child, nodes.raw)]
    assert found[0] == '<div class="ask" data-ask="predict" data-name="1.1"></div>'
    assert found[1:3] == [folds.OPEN, found[2]]
    assert "<p>Predictions of this chapter: none of 2 made yet.</p>" in found[2]
    assert found[3] == '<div class="ask" data-ask="check" data-name="1.1"></div>'
    assert "Exercise 1.2 needs a kernel" in found[4]
    assert 'href="#run"' in found[4]


def test_a_fold_is_named_by_its_first_line() -> None:
    assert folds.title_of("# The picture\nx = 1") == "The picture"
    assert folds.title_of("x = 1") == "source of this cell"


def test_pictures_take_the_colours_of_the_page() -> None:
    drawing = Drawing(80, 20, "A number", "h is 0.9575.", text(5, 15, "0.9575"))
    alone = base64.b64decode(re.findall("base64,([^\"]+)", show(drawing).html)[0]).decode()
    assert alone != drawing.svg()
    assert pictures.inline(alone) == drawing.svg()


def test_stored_pictures_of_all_kinds_are_found() -> None:
    for still in (Still(b"<svg/>", 'says "so" & <more>'), Still(b"png", "wide", "image/png", width=720)):
        found = pictures.IMAGE.fullmatch(still.html)
        assert found is not None
        assert found[2] == (None if still.width is None else str(still.width))
        assert base64.b64decode(found[4]) == still.data


def test_a_link_to_a_heading_is_jupyters() -> None:
    assert pages.jupyter_name("How hard can you push it?") == "How-hard-can-you-push-it?"


def test_every_notebook_is_below_the_index_or_its_chapter() -> None:
    below = ["index", *pages.contents(BOOK, "index")]
    listed = [*below, *(page for name in below[1:] for page in pages.contents(BOOK, name))]
    assert sorted(listed) == sorted(
        path.relative_to(BOOK).with_suffix("").as_posix()
        for path in BOOK.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )


def test_where_a_page_can_be_run() -> None:
    found = dict(launch.buttons("solutions/01-x", "me/it"))
    assert found["Download the notebook"] == "../_notebooks/solutions/01-x.ipynb"
    assert found["Open in Colab"].endswith("/me/it/blob/colab/solutions/01-x.ipynb")
    assert "urlpath=%2Flab%2Ftree%2Fbook%2Fsolutions%2F01-x.ipynb" in found["Open in Binder"]
    assert list(dict(launch.buttons("01-x", ""))) == ["Download the notebook"]
    lite = dict(launch.buttons("solutions/01-x", "", lite=True))
    assert lite["Open in JupyterLite"] == "../lite/lab/index.html?path=solutions/01-x.ipynb"
    with pytest.raises(ValueError, match="repository: expected OWNER/NAME, got 'https"):
        launch.buttons("01-x", "https://github.com/me/it")


def test_no_folder_of_somebody_is_replaced(tmp_path) -> None:  # type: ignore[no-untyped-def]
    check_folder(tmp_path / "new")
    check_folder(tmp_path)
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(SetupError, match="holds something that is no site"):
        check_folder(tmp_path)
    for mark in MARKS:
        (tmp_path / mark).parent.mkdir(exist_ok=True)
        (tmp_path / mark).write_text("")
        check_folder(tmp_path)
        (tmp_path / mark).unlink()
    with pytest.raises(SetupError, match="holds the project itself"):
        check_folder(BOOK.parent)
