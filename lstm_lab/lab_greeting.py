"""A server extension of the JupyterLab that opens the book: signs the book's own files, and says where it is.

It is loaded in the server's process by `jupyter_server_config.py`, where only this folder is on the path.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat

STRANGERS = "@jupyterlite/"
MANIFEST = ".originals.json"  # of `reader_copy`, which the server cannot import


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    sign(Path(app.root_dir), app.contents_manager.notary)
    if "JUPYTERHUB_USER" not in os.environ:  # a student has come from the hub's page
        app.io_loop.add_callback(greet, app)
    settings = app.web_app.settings
    settings["page_config_hook"] = without_strangers(settings.get("page_config_hook"))


def without_strangers(others: Callable[..., Any] | None) -> Callable[..., Any]:
    """Return what leaves JupyterLite's extensions out of a page, after what others do to it.

    Where they are installed (`run.py install launch`) JupyterLab would load them too, in vain: they want
    JupyterLite's own services. Naming them as disabled would not keep their scripts from being run.
    """

    def hook(handler: Any, config: dict[str, Any]) -> dict[str, Any]:
        config = others(handler, config) if others else config
        listed = config.get("federated_extensions", [])
        wanted = [one for one in listed if not one["name"].startswith(STRANGERS)]
        return {**config, "federated_extensions": wanted}

    return hook


def sign(copy: Path, notary: Any) -> list[str]:
    """Trust the notebooks that are still as the book gave them, byte for byte; return their names.

    Without that every chapter is called "not trusted" when it is opened. What somebody wrote is left to the
    reader's own trust.
    """
    try:
        records = json.loads((copy / MANIFEST).read_text(encoding="utf-8"))
        known = {name: record["content"] for name, record in records.items() if name.endswith(".ipynb")}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return []
    signed = []
    for name, digest in known.items():
        path = copy / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            notary.sign(nbformat.read(path, as_version=4))
            signed.append(name)
    return signed


def greet(app: Any) -> None:
    """Print one line with the address, in place of the server's own log."""
    address = app.display_url.split()[0].replace("token=...", f"token={app.identity_provider.token}")
    opens = "Your browser opens" if app.open_browser else "Open"
    print(f"{opens} the book at {address}", flush=True)
    print("Ctrl-C here stops JupyterLab; it asks once whether you mean it.", flush=True)
