"""Where a page can be run: its notebook to download and, if the site knows of them, JupyterLite, Binder, Colab."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx

from tools.colab import BRANCH, REPOSITORY



def buttons(docname: str, repository: str, lite: bool = False) -> list[tuple[str, str]]:
    """Return names and addresses of the ways to run a page.

    Examples
    --------
    >>> [name for name, _ in buttons("01-the-vanilla-rnn", "owner/book")]
    ['Download the notebook', 'Open in Binder', 'Open in Colab']
    >>> [name for name, _ in buttons("01-the-vanilla-rnn", "")]
    ['Download the notebook']

    With `lite` JupyterLite is in the site, where `tools.site_command` puts it.

    Raises
    ------
    ValueError
        If the repository is not written as OWNER/NAME.
    """
    up = "../" * docname.count("/")
    found = [("Download the notebook", f"{up}_notebooks/{docname}.ipynb")]
    if lite:
        found.append(("Open in JupyterLite", f"{up}lite/lab/index.html?path={quote(f'{docname}.ipynb')}"))
    if not repository:
        return found
    if not REPOSITORY.fullmatch(repository):
        raise ValueError(f"repository: expected OWNER/NAME, got {repository!r}")
    path = f"book/{docname}.ipynb"
    lab = quote(f"/lab/tree/{path}", safe="")
    return [
        *found,
        ("Open in Binder", f"https://mybinder.org/v2/gh/{repository}/HEAD?urlpath={lab}"),
        ("Open in Colab", f"https://colab.research.google.com/github/{repository}/blob/{BRANCH}/{docname}.ipynb"),
    ]


def _row(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    if doctree is None or "body" not in context:
        return
    links = " ".join(
        f'<a href="{address}"{" download" if "_notebooks/" in address else ""}>{name}</a>'
        for name, address in buttons(page, app.config.repository, app.config.lite)
    )
    row = f'<nav class="launch" aria-label="Run this page">{links}</nav>'
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{row}", 1)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect it."""
    app.add_config_value("repository", "", "html")
    app.add_config_value("lite", False, "html")
    app.connect("html-page-context", _row)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
