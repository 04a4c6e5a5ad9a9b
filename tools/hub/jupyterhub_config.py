"""JupyterHub for a trial: all students are processes of whoever starts it, and share one password.

Started by `tools.hub.start`, which says by variables where. For a class take class_config.py: nothing here
keeps one student from the files of another, or from those of the book.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from tools.hub.common import configure
from tools.hub_command import ADDRESS, FOLDER, PASSWORD, PORT

folder = Path(os.environ[FOLDER])
c = get_config()  # type: ignore[name-defined]  # noqa: F821
configure(c, folder / ".hub")
c.JupyterHub.ip = os.environ[ADDRESS]
c.JupyterHub.port = int(os.environ[PORT])
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ.pop(PASSWORD)
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(folder / "{username}")
if os.geteuid() == 0:
    c.Spawner.args += ["--ServerApp.allow_root=True"]
