"""Slides of a chapter by nbconvert: one HTML file each, beside a folder with all that it loads."""

import re
import shutil
from pathlib import Path

from nbconvert import SlidesExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from lstm_lab.files import write_atomic
from tools.export.packages import FORMULAS, HERE, KATEX, modules
from tools.export.strangers import POLICY, without_strangers
from tools.project import SetupError
from tools.teach.digest import digest

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
    "katex": KATEX,
}


def slides(notebook: NotebookNode, source: Path, folder: Path) -> tuple[str, list[str]]:
    """Return the slides of a notebook, and what of other servers was left out; lay their frame into a folder.

    Raises
    ------
    SetupError
        If no cell is marked, or somebody's own folder is where the frame belongs.
    """
    chosen = digest(notebook)
    if not chosen.cells:
        raise SetupError(f"{source.name} has no marked cells. Give some a Slide Type in JupyterLab.")
    lay_frame(folder / FRAME, modules())
    exporter = SlidesExporter(
        extra_template_basedirs=[str(HERE / "templates")],
        template_name="book_slides",
        reveal_url_prefix=f"{FRAME}/reveal",
        reveal_theme="white",
        embed_images=True,
    )
    only_output = TagRemovePreprocessor(remove_input_tags={"slides-output-only"}, enabled=True)
    exporter.register_preprocessor(only_output, enabled=True)
    named = {"name": source.stem, "path": str(source.parent)}
    body, _ = exporter.from_notebook_node(chosen, {"metadata": named, "policy": POLICY})
    return without_strangers(body)


def lay_frame(frame: Path, packages: Path) -> None:
    """Copy what all slides load into a folder beside them."""
    if frame.exists() and not all((frame / name).is_dir() for name in LOADED):
        raise SetupError(f"{frame} is there already, and not of slides. Name another folder by --folder.")
    sources = {"reveal": packages / "reveal.js", "katex": packages / "katex" / "dist"}
    shutil.rmtree(frame, ignore_errors=True)
    for name, source in sources.items():
        for part in LOADED[name]:
            text = (source / part).read_text(encoding="utf-8")
            write_atomic(frame / name / part, re.sub(r"@import url\(\./fonts/[^)]*\);", "", text).encode())
    for font in (sources["katex"] / "fonts").glob("*.woff2"):
        write_atomic(frame / "katex" / "fonts" / font.name, font.read_bytes())
    for own in (HERE / "slides.css", FORMULAS):
        shutil.copyfile(own, frame / own.name)
