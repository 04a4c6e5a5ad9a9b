"""What JupyterLab reads of the reader's own settings when it opens the book, and what it does not.

Read are those of JupyterLab's menu (theme, shortcuts, fonts), the kernels, IPython's configuration, and the
variables JUPYTER_PORT, JUPYTER_TOKEN and BROWSER. Not read is how the reader's other servers are configured,
in any file of ~/.jupyter (or of JUPYTER_CONFIG_DIR, JUPYTER_CONFIG_PATH): jupyter_config,
jupyter_server_config, jupyter_lab_config, jupyter_notebook_config, as .py and .json, the folders with .d at
their end, and labconfig. They name another folder, another contents manager, certificates, or kernels that
are allowed; one that is broken prints a traceback. What is wanted of them is an option behind the command,
such as --port 9999. What an administrator wrote for a whole machine (/etc/jupyter) is read; the options of
`opening.lab_options` and `jupyter_server_config.py` beside this file come after it.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from lstm_lab.places import home, is_writable

NAMES = ("jupyter_config", "jupyter_server_config", "jupyter_lab_config", "jupyter_notebook_config")


def config_folder(variables: Mapping[str, str]) -> Path | None:
    """Return where the reader's Jupyter has its settings; None for a user without a home."""
    if named := variables.get("JUPYTER_CONFIG_DIR"):
        return Path(named)
    own = home()
    return None if own is None else own / ".jupyter"


def unread(variables: Mapping[str, str]) -> list[Path]:
    """Return the files of the reader's that are not read."""
    folder = config_folder(variables)
    if folder is None:
        return []
    found = [folder / f"{name}{ending}" for name in NAMES for ending in (".py", ".json")]
    return [path for path in found if path.is_file()]


def server_settings(variables: Mapping[str, str], copy: Path) -> dict[str, str]:
    """Return variables that leave out how other servers are configured, and keep what the menu sets.

    Where the reader's own folder cannot be written, what the menu sets goes into the copy too.
    """
    instead = copy / ".lab" / "jupyter_config_dir"
    kept, folder = instead / "user-settings", config_folder(variables)
    if named := variables.get("JUPYTERLAB_SETTINGS_DIR"):
        kept = Path(named)
    elif folder is not None and is_writable(folder / "lab" / "user-settings"):
        kept = folder / "lab" / "user-settings"
    return {"JUPYTER_CONFIG_DIR": os.fspath(instead), "JUPYTERLAB_SETTINGS_DIR": os.fspath(kept)}
