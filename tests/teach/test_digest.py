"""What stands on a slide, what the speaker gets, and what is left out."""

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import notebooks
from tools.project import BOOK
from tools.teach.digest import digest, slide_type

TEXT = """## A section

Prose that is said, with a [link](02-why-it-forgets.ipynb) and $x$.

$$ c = 1

\\tag{9.1} $$

**Predict 9.1.** What is it?

<details><summary>For the sceptic</summary>

$$ aside = 1 $$

</details>

### A smaller heading

<details class="reveal"><summary>After your guess</summary>

More prose.

| a | b |
|---|---|
| 1 | 2 |

</details>"""


def marked(cell: NotebookNode, kind: str) -> NotebookNode:
    cell.metadata["slideshow"] = from_dict({"slide_type": kind})
    return cell


def shown(*cells: NotebookNode) -> list[tuple[str, str]]:
    made = digest(new_notebook(cells=list(cells)))
    return [(slide_type(cell), cell.source) for cell in made.cells]


def test_prose_goes_to_the_speaker_and_each_heading_has_a_slide() -> None:
    slides = shown(marked(new_markdown_cell(TEXT), "slide"))
    assert slides == [
        ("slide", "## A section\n\n$$ c = 1\n\\tag{9.1} $$\n\n**Predict 9.1.** What is it?"),
        ("notes", "Prose that is said, with a link and $x$.\n\nMore prose.\n\n$$ aside = 1 $$"),
        ("subslide", "### A smaller heading\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
    ]


def test_of_the_answer_one_paragraph_is_shown() -> None:
    text = "## The answer\n\nThis is it.\n\n**What this does not show.** Much."
    slides = shown(marked(new_markdown_cell(text), "slide"))
    assert slides == [
        ("slide", "## The answer\n\nThis is it."),
        ("notes", "**What this does not show.** Much."),
    ]


def test_a_picture_says_where_it_belongs_and_hides_its_code() -> None:
    picture = new_output("display_data", data={"text/html": "<img alt='a' src='b'>"})
    code = new_code_cell("draw()", outputs=[new_output("stream", text="1"), picture])
    plain = new_code_cell("1 + 1", outputs=[new_output("stream", text="2")])
    heading = new_markdown_cell("## Where we are\n\nText.")
    made = digest(new_notebook(cells=[heading, marked(code, "subslide"), marked(plain, "fragment")])).cells
    assert [(slide_type(cell), cell.source) for cell in made] == [
        ("subslide", "#### Where we are"),
        ("", "draw()"),
        ("fragment", "1 + 1"),
    ]
    assert made[1].outputs == [picture]
    assert made[1].metadata["tags"] == ["slides-output-only"]
    assert "tags" not in made[2].metadata


def test_cells_without_a_mark_are_left_out_and_notes_stay_whole() -> None:
    note = marked(new_markdown_cell("Say this. [There](01-a.ipynb)"), "notes")
    assert shown(new_markdown_cell("# Left out"), new_code_cell("1"), note) == [("notes", note.source)]


def test_every_chapter_has_slides_with_its_question_and_its_answer() -> None:
    for path in sorted(BOOK.glob("[0-9]*.ipynb")):
        sources = [cell.source for cell in digest(notebooks.load(path)).cells if slide_type(cell) != "notes"]
        assert 12 < len(sources) < 60, path.name
        assert sources[0].startswith(f"# {path.name[:2]}"), path.name
        assert any("## The answer" in source for source in sources), path.name
        assert sum("**Predict" in source for source in sources) >= 3, path.name
