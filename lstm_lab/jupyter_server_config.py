"""Settings of the server that opens the book. The reader's own of other servers are not read: see `settings`.

What JupyterLab's menu sets (theme, shortcuts) is the reader's, and comes after the defaults set here.
"""

import contextlib
import importlib.util
import os
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any

import jupyterlab_server.config


def _beside(name: str) -> ModuleType:
    """Load a file beside this one by its path: the server of a checkout has no root on the import path."""
    spec = importlib.util.spec_from_file_location(
        f"lstm_teach_{name}", Path(__file__).with_name(f"{name}.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_widget_views = _beside("widget_views")
# Before the server looks for what is installed in an environment in a folder such as "LSTM [2026]".
_beside("literal_paths").take_folders_literally(jupyterlab_server.config)


def pre_save(model: dict[str, Any], **_: Any) -> None:
    """Keep pictures instead of widget views in a saved notebook, so that they show without a kernel."""
    if model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        _widget_views.drop_widget_views(model["content"])


def prompt_connection() -> type | None:
    """Return the server's connection to kernels, made to send at once; None where it cannot be had.

    A small message otherwise waits until the browser has acknowledged the one before (Nagle's algorithm
    against delayed acknowledgements), up to 40 ms: more than a picture takes.
    """
    if any(name.startswith("JUPYTER_GATEWAY_") for name in os.environ):
        return None  # kernels are elsewhere, and their connection is of another kind
    try:
        from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
    except ImportError:
        return None

    class PromptConnection(ZMQChannelsWebsocketConnection):
        def connect(self) -> Any:
            with contextlib.suppress(Exception):  # without it all works, only slower
                self.websocket_handler.set_nodelay(True)
            return super().connect()

    return PromptConnection


c = get_config()  # type: ignore[name-defined]  # noqa: F821
# By both names: where a machine's administrator has set the second, the first would not be asked.
c.ContentsManager.pre_save_hook = c.FileContentsManager.pre_save_hook = pre_save
# The log says what is wrong; the address and the way to stop are said by our own extension.
c.Application.log_level = "WARN"
c.ServerApp.log_level = "WARN"
c.LabApp.log_level = "WARN"
sys.path.append(str(Path(__file__).parent))
# A teacher's tools look for a course, complain where there is none, and add menus that a reader has no use
# for; lab_settings/page_config.json turns off their other half, in the browser.
_of_nbgrader = ("assignment_list", "course_list", "formgrader", "validate_assignment")
c.ServerApp.jpserver_extensions = {"lab_greeting": True} | {
    f"nbgrader.server_extensions.{name}": False for name in _of_nbgrader
}
# In ms. Tornado asks that the default time-out of 90 s be no longer than the interval, and warns; but with an
# interval of 90 s the next ping is due as the last answer expires, and a connection is lost now and then.
# Pings are for proxies between; here the browser and the server are on one machine, or Jupyter's hub pings.
c.ServerApp.tornado_settings = {"ws_ping_interval": 0, "ws_ping_timeout": 0}
c.KernelManager.transport_encryption = "auto"  # otherwise every kernel warns that it talks in plain text
# This file is read twice, by the server and by the JupyterLab in it; the second time the hook meets itself.
warnings.filterwarnings("ignore", message="Overriding existing pre_save_hook", category=UserWarning)
# overrides.json there: no question about news over the first page, no look-up of newer versions. These are
# defaults, which the reader's own settings override.
c.LabApp.app_settings_dir = str(Path(__file__).with_name("lab_settings"))
_connection = prompt_connection()
if _connection is not None:
    c.ServerApp.kernel_websocket_connection_class = _connection
