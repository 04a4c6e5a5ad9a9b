"""What a stored notebook keeps of its widgets: the picture, not the reference to a dead model.

A widget view whose model is unknown shows "model not found" and hides the picture stored beside it.
"""

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def drop_widget_views(notebook: dict[str, Any]) -> None:
    """Remove, in place, widget views that stand beside `text/html`, and all stored widget state."""
    notebook.get("metadata", {}).pop("widgets", None)
    for cell in notebook.get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "text/html" in data:
                data.pop(WIDGET_VIEW, None)
                output.get("metadata", {}).pop(WIDGET_VIEW, None)
