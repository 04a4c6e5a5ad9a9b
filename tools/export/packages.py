"""The packages of npm that exports carry with them: KaTeX for formulas, reveal.js for slides."""

import base64
import re
from pathlib import Path

from tools.node import node_modules
from tools.project import ENVIRONMENT

HERE = Path(__file__).parent
PACKAGES = ENVIRONMENT / "share" / "lstm-teach-slides"
FORMULAS = HERE / "formulas.js"
KATEX = ("katex.min.css", "katex.min.js", "contrib/auto-render.min.js")
FONT = re.compile(r"src:url\(fonts/([^)]+\.woff2)\) format\(\"woff2\"\)[^;}]*")


def modules() -> Path:
    """Return the folder of the packages; they are fetched once.

    Raises
    ------
    SystemExit
        If they cannot be fetched.
    """
    return node_modules(HERE, PACKAGES, "KaTeX and reveal.js")


def katex_style(folder: Path) -> str:
    """Return KaTeX's style sheet with its fonts in it."""

    def inlined(found: re.Match[str]) -> str:
        font = base64.b64encode((folder / "fonts" / found[1]).read_bytes()).decode()
        return f'src:url(data:font/woff2;base64,{font}) format("woff2")'

    return FONT.sub(inlined, (folder / KATEX[0]).read_text(encoding="utf-8"))


def katex_scripts(folder: Path) -> str:
    """Return what typesets a page's formulas when it is opened."""
    parts = [*(folder / name for name in KATEX[1:]), FORMULAS]
    return "\n".join(part.read_text(encoding="utf-8") for part in parts).replace("</script", r"<\/script")
