"""Puts the book into the package, as `lstm_lab/book/`. All else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
PLACE = "lstm_lab/book"

sys.path.insert(0, str(HERE))
from lstm_lab.reader_copy import find_originals  # noqa: E402
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
        names = [path.as_posix() for path in find_originals(HERE / "book")]
        return {f"book/{name}": f"{self.build_lib}/{PLACE}/{name}" for name in names}

    def get_source_files(self) -> list[str]:
        """Name the book for a source distribution, from which a wheel can then be built."""
        return [*super().get_source_files(), *self._book()]


setup(cmdclass={"build_py": BuildWithBook})
