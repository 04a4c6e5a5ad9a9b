"""The notebooks for Colab: the book's, and a first cell that installs what is missing and nothing else."""

import json
import sys
import types
from pathlib import Path
from typing import Any

import pytest
from IPython.core.inputtransformer2 import TransformerManager

from lstm_book.chapter_01 import Unroller
from lstm_lab.reader_copy import find_originals
from lstm_lab.reader_form import reader_form
from lstm_teach.widgets.base import WIDGET_VIEW
from tools import cli, colab
from tools.project import BOOK

SOURCE = "https://github.com/somebody/a-book/archive/0123abc.zip"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("parent") / "colab"
    typed = ["colab", "--folder", str(folder), "--repository", "somebody/a-book", "--revision", "0123abc"]
    assert cli.main(typed) == 0
    return folder


def asked_for(source: str, found: Any) -> list[str]:
    """Run a cell as IPython would and return what it asks pip for; `found` says what there is."""
    asked: list[str] = []

    class Shell:
        def run_line_magic(self, name: str, line: str) -> None:
            # IPython puts the values of the user's names in place of braces.
            asked.append(f"{name} {line.format(**names)}")

    names: dict[str, Any] = {"get_ipython": Shell}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("importlib.util.find_spec", found)
        exec(TransformerManager().transform_cell(source), names)
    return asked


def test_every_file_of_the_book_is_there_and_but_for_the_first_cell_the_same(folder: Path) -> None:
    there = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    assert there == sorted(find_originals(BOOK))
    with_cell = 0
    for path in there:
        mine, original = (folder / path).read_bytes(), reader_form(BOOK / path)
        if path.suffix != ".ipynb":
            assert mine == original
            continue
        notebook, expected = json.loads(mine), json.loads(original)
        if any(cell["cell_type"] == "code" for cell in expected["cells"]):
            first = notebook["cells"].pop(0)
            assert first == colab.first_cell(SOURCE)
            assert first["id"] not in {cell["id"] for cell in notebook["cells"]}
            with_cell += 1
        assert notebook == expected
    assert with_cell >= 2 * 13


def test_where_all_is_there_the_first_cell_does_nothing(folder: Path) -> None:
    chapter = json.loads((folder / "01-the-vanilla-rnn.ipynb").read_text(encoding="utf-8"))
    source = "".join(chapter["cells"][0]["source"])
    assert asked_for(source, lambda name: object()) == []
    missing = {"lstm_teach", "anywidget"}
    asked = asked_for(source, lambda name: None if name in missing else object())
    assert asked == [f"pip install -q --no-deps {SOURCE} anywidget"]


def test_what_it_may_install_is_all_that_this_package_may_lack() -> None:
    """Every dependency of the book is installed by name or one that Colab itself is made of."""
    from packaging.requirements import Requirement

    from tools.project import load_pyproject

    needed = {Requirement(text).name for text in load_pyproject()["project"]["dependencies"]}
    colabs = {"ipykernel", "ipywidgets", "matplotlib", "numpy"}
    outside_notebooks = {"jupyterlab", "nbclient", "nbformat", "nbval"}
    assert needed - outside_notebooks == colabs | (set(colab.OTHERS) - {"psygnal"})


@pytest.mark.parametrize(
    ("repository", "revision", "message"),
    [
        ("", "main", r"--repository: expected OWNER/NAME on GitHub, got ''"),
        ("https://github.com/a/b", "main", "--repository: expected OWNER/NAME"),
        ("a/b", "", "--revision: expected a commit, tag or branch"),
        ("a/b", "main; rm", "--revision: expected a commit, tag or branch"),
    ],
)
def test_bad_names_are_refused(repository: str, revision: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(colab.SetupError, match=message):
        colab.colab(tmp_path / "new", repository, revision)
    assert not (tmp_path / "new").exists()


def test_no_folder_of_somebody_is_written_into(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("precious")
    with pytest.raises(colab.SetupError, match="is not empty"):
        colab.colab(tmp_path, "a/b", "main")


def test_in_colab_a_widgets_view_names_the_manager_that_knows_its_picture(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert isinstance(Unroller()._repr_mimebundle_(), dict)
    output: Any = types.ModuleType("google.colab.output")
    output._widgets = types.SimpleNamespace(_installed_url=None)
    calls: list[str] = []

    def enable() -> None:
        calls.append("enabled")
        output._widgets._installed_url = "https://manager"

    output.enable_custom_widget_manager = enable
    monkeypatch.setitem(sys.modules, "google.colab.output", output)
    data, metadata = Unroller()._repr_mimebundle_()
    assert metadata == {WIDGET_VIEW: {"colab": {"custom_widget_manager": {"url": "https://manager"}}}}
    assert {WIDGET_VIEW, "text/html", "text/plain"} == set(data)
    assert calls == ["enabled"]
