"""Texts of pictures, measured by the browser: which overlap another, which are cut."""

from collections.abc import Iterable, Sequence
from typing import Any

from lstm_teach.draw.svg import Drawing

GROUNDS = {"light": ("#ffffff", "rgba(0, 0, 0, 0.87)"), "dark": ("#111111", "#ffffff")}
SLACK = 1.5  # a line of text has a little room above and below its letters
AT_ONCE = 24  # pictures on a page

# Every text of a picture and its edges, in the picture's own units.
BOXES = """svg => {
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect();
    const x = side => (side - frame.left) * scale, y = side => (side - frame.top) * scale;
    return {text: text.textContent,
            left: x(box.left), right: x(box.right), top: y(box.top), bottom: y(box.bottom)};
  });
}"""
FAULTS = f"""([sizes, slack]) => [...document.querySelectorAll('body > div > svg')].map((svg, place) => {{
  const boxes = ({BOXES})(svg), [width, height] = sizes[place], found = [];
  boxes.forEach((a, n) => {{
    for (const b of boxes.slice(n + 1)) {{
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 0 && high > 2 * slack) found.push(['overlap', a.text, b.text]);
    }}
    if (a.left < 0 || a.top < 0 || a.right > width || a.bottom > height) found.push(['cut', a.text]);
  }});
  return [boxes.length, found];
}})"""


def put(page: Any, pictures: Iterable[tuple[str, int]], theme: str = "light") -> None:
    """Fill a page with pictures, each as wide as is said, on a ground and in a text colour alone."""
    ground, ink = GROUNDS[theme]
    style = f"margin:0;background:{ground};color:{ink};--jp-layout-color0:{ground}"
    body = "".join(f'<div style="width:{width}px">{svg}</div>' for svg, width in pictures)
    page.set_content(f'<body style="{style}">{body}</body>')


def show(page: Any, drawing: Drawing, width: int, theme: str = "light") -> Any:
    """Show one picture and return it."""
    put(page, [(drawing.svg(), width)], theme)
    return page.locator("svg")


def boxes_of(page: Any, drawing: Drawing, width: int) -> list[dict[str, Any]]:
    """Return the texts of a picture with their edges, in the picture's own units."""
    boxes: list[dict[str, Any]] = show(page, drawing, width).evaluate(BOXES)
    return boxes


def faults(page: Any, drawings: Sequence[Drawing], widths: Sequence[int], least: int) -> list[Any]:
    """Return which texts overlap or are cut, after the number of the drawing and the width of its page.

    Every drawing is to have at least so many texts.
    """
    all_of_them = [(n, width) for n in range(len(drawings)) for width in widths]
    found = []
    for start in range(0, len(all_of_them), AT_ONCE):
        some = all_of_them[start : start + AT_ONCE]
        put(page, ((drawings[n].svg(), width) for n, width in some))
        sizes = [(drawings[n].width, drawings[n].height) for n, _ in some]
        for (n, width), (count, seen) in zip(some, page.evaluate(FAULTS, [sizes, SLACK]), strict=True):
            assert count >= least, f"{count} texts in drawing {n}"
            found += [(n, width, *fault) for fault in seen]
    return found
