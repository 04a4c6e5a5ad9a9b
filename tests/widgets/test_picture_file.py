"""The README's picture is what the unroller draws.

    python -m tests.widgets.test_picture_file

writes it again.
"""

from lstm_book.chapter_01 import Unroller
from tests.draw.pictures import parse
from tools.project import BOOK

FILE = BOOK / "images" / "unroller.svg"


def fresh() -> str:
    """Return the picture: a latched unit, kicked hard enough to flip, on its way down."""
    return Unroller(w=2.0, kick=-1.92, kick_at=10, t=17).drawing.svg(standalone=True) + "\n"


def test_the_file_is_a_fresh_drawing():
    stored = FILE.read_text(encoding="utf-8")
    assert stored == fresh(), f"run: python -m {__name__}"
    assert parse(stored) is not None


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(fresh(), encoding="utf-8", newline="\n")
