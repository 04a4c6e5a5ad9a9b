"""Settings of the JupyterLab that run.py starts; the reader's own settings stay in force beside them."""

import importlib.util
from pathlib import Path
from typing import Any

# Loaded by path: the server does not have the repository's root on its import path.
_spec = importlib.util.spec_from_file_location(
    "lstm_teach_widget_views", Path(__file__).with_name("widget_views.py")
)
assert _spec is not None
assert _spec.loader is not None
_widget_views = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_widget_views)


def pre_save(model: dict[str, Any], **_: Any) -> None:
    """Keep pictures instead of widget views in a saved notebook, so that they show without a kernel."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        _widget_views.drop_widget_views(model["content"])


c = get_config()  # type: ignore[name-defined]  # noqa: F821
c.ContentsManager.pre_save_hook = pre_save
# No question about news over the first page, and no look-up of newer versions.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
