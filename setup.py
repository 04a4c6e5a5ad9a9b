"""Puts the book into the package, as `lstm_lab/book/`. All else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
PLACE = "lstm_lab/book"

sys.path.insert(0, str(HERE))
from lstm_lab.reader_form import reader_form  # noqa: E402


class BuildWithBook(build_py):
    """Beside the packages' own files, those of book/ as a reader gets them: chapters without outputs.

    An editable installation reads them where they are.
    """

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            for source, target in self._book().items():
                self.mkpath(str(Path(target).parent))
                Path(target).write_bytes(reader_form(HERE / source))

    def _book(self) -> dict[str, str]:
        book = HERE / "book"
        paths = [path.relative_to(book) for path in sorted(book.rglob("*")) if path.is_file()]
        shown = [path for path in paths if not any(part.startswith((".", "__")) for part in path.parts)]
        return {f"book/{path.as_posix()}": f"{self.build_lib}/{PLACE}/{path.as_posix()}" for path in shown}

    def get_source_files(self) -> list[str]:
        return [*super().get_source_files(), *self._book()]

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        mine = [] if self.editable_mode else [*self._book().values()]
        return [*super().get_outputs(include_bytecode), *mine]


setup(cmdclass={"build_py": BuildWithBook})
