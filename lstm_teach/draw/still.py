"""Pictures that need no kernel: an `<img>` with its alternative text, as a notebook stores it."""

from __future__ import annotations

import base64
from html import escape
from typing import Any

from lstm_teach.draw.svg import Drawing


class Still:
    """A picture for display at the end of a cell.

    A notebook stores it as an `<img>` in HTML, which shows everywhere, also without trust or a kernel, and
    its alternative text as plain text.

    Parameters
    ----------
    data : bytes
        The picture's file.
    alt : str
        What it shows, with the numbers.
    kind : str
        Its MIME type.
    width : int, optional
        In pixels; it shrinks where there is less room.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """

    def __init__(self, data: bytes, alt: str, kind: str = "image/svg+xml", width: int | None = None) -> None:
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(f"alt: expected a text that says what the picture shows, got {alt!r}")
        self.data = data
        self.alt = alt
        self.kind = kind
        self.width = width

    @property
    def html(self) -> str:
        """The picture as an `<img>` that holds its own data."""
        payload = base64.b64encode(self.data).decode("ascii")
        width = "" if self.width is None else f' width="{self.width}"'
        return (
            f'<img alt="{escape(self.alt)}"{width} style="max-width:100%;height:auto;border-radius:6px" '
            f'src="data:{self.kind};base64,{payload}">'
        )

    def _repr_mimebundle_(self, **options: Any) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.alt}

    def __repr__(self) -> str:
        return self.alt


def show(drawing: Drawing) -> Still:
    """Return a drawing as a still picture for display.

    Raises
    ------
    TypeError
        If it is no drawing.

    Examples
    --------
    >>> from lstm_teach.draw.svg import Drawing, text
    >>> show(Drawing(80, 20, "A number", "h is 0.9575.", text(5, 15, "0.9575")))
    A number. h is 0.9575.
    """
    if not isinstance(drawing, Drawing):
        raise TypeError(f"drawing: expected a Drawing, got {type(drawing).__name__}")
    return Still(drawing.svg(standalone=True).encode(), drawing.alt)
