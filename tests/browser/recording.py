"""Record the README's picture: a valve is opened by hand in JupyterLab, and what that does to the strips.

    python -m tests.browser.recording [FILE]

Needs Chromium. Every frame is a screenshot of the page, taken when the kernel has answered; only the arrow of
the mouse, which no screenshot has, is drawn into the page.
"""

import io
import sys
import tempfile
from pathlib import Path

import nbformat.v4 as v4
from PIL import Image
from playwright.sync_api import FloatRect, Page, sync_playwright

from tests.browser.lab import Lab
from tests.browser.server import serving
from tools import notebooks
from tools.browser import find_browser
from tools.notebook_form import normalise
from tools.project import BOOK, ROOT

RECORDING = ROOT / "docs" / "valve.gif"
CHAPTER, CELLS = "05-the-forget-gate.ipynb", ("ch05-imports", "ch05-count-wired")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
FRAME = 80  # ms
VALVE, STRIP = "gate:f", "lane:c"
WIDTH = 776  # pixels
OPENING = 80  # pixels of the mouse, upwards
POINTER = """() => {
  const arrow = document.createElement('div');
  arrow.id = 'arrow';
  arrow.innerHTML = `<svg width="20" height="28" viewBox="0 0 20 28"><path d="M1 1v20l5-4 4 9 4-2-4-8 7-1z"
    fill="#111" stroke="#fff" stroke-width="1.6"/></svg>`;
  arrow.style.cssText = 'position:fixed;z-index:99999;pointer-events:none;left:0;top:0';
  document.body.append(arrow);
}"""
MOVE = "([x, y]) => { document.getElementById('arrow').style.transform = `translate(${x}px, ${y}px)`; }"


class Film:
    """A page whose mouse can be seen, and the frames that were taken of a part of it."""

    def __init__(self, lab: Lab, at: tuple[float, float], clip: FloatRect) -> None:
        self.lab, self.page, self.at, self.clip = lab, lab.page, at, clip
        self.frames: list[Image.Image] = []
        self.lasts: list[int] = []  # ms
        self.page.evaluate(POINTER)
        self.page.evaluate(MOVE, list(at))

    def take(self, lasts: int = FRAME) -> None:
        """Take a frame when all that was sent to the kernel has been answered."""
        self.lab.ask("")
        picture = self.page.screenshot(clip=self.clip, animations="disabled", caret="hide")
        self.frames.append(Image.open(io.BytesIO(picture)).convert("RGB"))
        self.lasts.append(lasts)

    def move(self, to: tuple[float, float], frames: int) -> None:
        """Move the mouse to a place, at first slowly and in the end slowly."""
        start = self.at
        for n in range(1, frames + 1):
            share = n / frames
            share = share * share * (3 - 2 * share)
            self.at = (start[0] + share * (to[0] - start[0]), start[1] + share * (to[1] - start[1]))
            self.page.mouse.move(*self.at)
            self.page.evaluate(MOVE, list(self.at))
            self.take()

    def save(self, path: Path) -> None:
        """Write a GIF that starts again, all frames with the colours of the first and the last."""
        pair = Image.new("RGB", (self.frames[0].width, 2 * self.frames[0].height))
        pair.paste(self.frames[0], (0, 0))
        pair.paste(self.frames[-1], (0, self.frames[0].height))
        palette = pair.quantize(255, Image.Quantize.MEDIANCUT)
        plain = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames]
        path.parent.mkdir(parents=True, exist_ok=True)
        plain[0].save(
            path, save_all=True, append_images=plain[1:], duration=self.lasts, loop=0, optimize=True
        )


def middle(page: Page, key: str) -> tuple[float, float]:
    """Return the place of a part's middle on the page."""
    box = page.locator(f".lstm-picture [data-key='{key}']").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def record(lab: Lab) -> Film:
    """Open the forget gate's valve by a drag, then drag the cursor along the cell state to the last step."""
    page = lab.page
    shown = page.locator(".lstm-picture").bounding_box()  # with the line below, which tells the equation
    assert shown is not None
    clip: FloatRect = {"x": shown["x"] - 4, "y": shown["y"], "width": WIDTH, "height": shown["height"]}
    valve = middle(page, VALVE)
    film = Film(lab, (valve[0] + 170, valve[1] + 120), clip)
    film.take(900)
    film.move(valve, 8)
    film.take(400)
    page.mouse.down()
    film.move((valve[0], valve[1] - OPENING), 22)
    page.mouse.up()
    film.take(1200)
    strip = page.locator(f".lstm-picture [data-key='{STRIP}']").bounding_box()
    assert strip is not None
    y, step = strip["y"] + strip["height"] / 2, strip["width"] / 9
    film.move((strip["x"] + 2.5 * step, y), 8)
    page.mouse.down()
    film.move((strip["x"] + 8.5 * step, y), 20)
    page.mouse.up()
    film.take(1800)
    return film


def laboratory() -> bytes:
    """Return a notebook with the cells of the chapter that make its first console."""
    cells = [cell for cell in notebooks.load(BOOK / CHAPTER).cells if cell.id in CELLS]
    return notebooks.dumps(normalise(v4.new_notebook(cells=cells)))


def main(arguments: list[str]) -> int:
    """Write the recording."""
    path = Path(arguments[0]) if arguments else RECORDING
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, sync_playwright() as playwright:
        folder = Path(name, "copy")
        folder.mkdir()
        (folder / "valve.ipynb").write_bytes(laboratory())
        browser = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        with browser, serving(folder, Path(name, "settings")) as server:
            lab = Lab(browser.new_page(viewport={"width": 1400, "height": 1300}), server)
            lab.start()
            lab.open("valve.ipynb")
            lab.run_all()
            film = record(lab)
            film.save(path)
            lab.close()
    seconds, size = sum(film.lasts) / 1000, path.stat().st_size / 1e6
    print(f"{path}: {len(film.frames)} frames, {seconds:.1f} s, {size:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
