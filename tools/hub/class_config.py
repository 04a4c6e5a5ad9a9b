"""JupyterHub for a class: a pattern to copy, complete and start as root; what to change is marked CHANGE.

    python -m jupyterhub --config=FILE        in the environment of the installation

Each student is a user of the system, which keeps them from each other's files and from those of the book.
"""

import sys
from pathlib import Path

ROOT = "/srv/lstm"  # CHANGE: where the repository is, with its .venv; students read it, root alone writes it
sys.path.insert(0, ROOT)
from tools.hub.common import configure  # noqa: E402
from tools.hub.shared import check_shared  # noqa: E402

check_shared(Path(ROOT))  # ends here if a student could write into the installation
c = get_config()  # type: ignore[name-defined]  # noqa: F821
configure(c, Path("/var/lib/lstm-hub"))
c.JupyterHub.db_url = "sqlite:////var/lib/lstm-hub/jupyterhub.sqlite"

# Who may log in. PAM asks the system, by the passwords of its users; only members of this group get in.
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {"students"}  # CHANGE: groupadd students; useradd -m -G students NAME
# A university's own log-in: an authenticator such as oauthenticator or ltiauthenticator, installed beside.
# c.JupyterHub.authenticator_class = "generic-oauth"

# Whose processes they are. The simplest: each student's server runs as the student, in the student's home.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
# Better, with `pip install jupyterhub-systemdspawner`: systemd also limits memory and time of all that a
# student runs together, where the limit of `tools.hub.common` is for each process.
# c.JupyterHub.spawner_class = "systemdspawner.SystemdSpawner"
# c.Spawner.cpu_limit = 1.0

# Where it listens. Passwords and all that students write go over the network: never without TLS.
c.JupyterHub.bind_url = "https://:443"
c.JupyterHub.ssl_cert = "/etc/ssl/class.pem"  # CHANGE: or let nginx or Caddy in front of it speak TLS
c.JupyterHub.ssl_key = "/etc/ssl/class.key"  # CHANGE
# c.JupyterHub.bind_url = "http://127.0.0.1:8000"  # behind such a one

# Who sees all servers and can stop them.
c.Authenticator.admin_users = set()  # CHANGE: {"teacher"}
